import { z } from 'zod';
import { Fault, readInstant } from '../../model/index.ts';
import { repositoryOfLink } from './container.ts';
import { credentialOf, partsOf, type Container, type FoundSecret } from './found-secret.ts';

const text = z.string().max(1 << 20);
const short = z.string().max(4096);

/** One finding as `gitleaks --report-format json` writes it. What is not named here (Match, Line, Message) is never kept. */
const finding = z.object({
  RuleID: short.min(1),
  File: short,
  Secret: text,
  StartLine: z.number().int().optional(),
  StartColumn: z.number().int().optional(),
  Commit: short.optional(),
  Author: short.optional(),
  Email: short.optional(),
  Date: short.optional(),
  Link: short.optional(),
});

/** Throws Fault `input_wrong_kind` when it is no finding of gitleaks. `at` names the place for that message. */
export function fromGitleaks(value: unknown, at: string, container: Container): FoundSecret {
  const parsed = finding.safeParse(value);
  if (!parsed.success) throw notAFinding(at, parsed.error.issues[0]?.path.join('.') ?? '');
  const {
    RuleID,
    File,
    Secret,
    StartLine,
    StartColumn,
    Commit,
    Author,
    Email,
    Date: date,
    Link,
  } = parsed.data;
  const parts = partsOf(Secret);
  const since = readInstant(date ?? '');
  const linked = repositoryOfLink(Link ?? '');
  const author = Email === undefined || Email === '' ? Author : Email;
  return {
    tool: 'gitleaks',
    rule: RuleID,
    container: linked === undefined ? container : { name: linked, kind: 'repository', isGuessed: false },
    file: File,
    ...(StartLine === undefined ? {} : { line: StartLine }),
    ...(StartColumn === undefined ? {} : { column: StartColumn }),
    ...(Commit === undefined || Commit === '' ? {} : { commit: Commit }),
    ...(author === undefined || author === '' ? {} : { author }),
    ...(since === undefined ? {} : { since }),
    ...parts,
    credential: credentialOf(RuleID, parts.secret),
  };
}

/** The columns of `--report-format csv`, whose cells are the same fields. */
export function fromGitleaksRow(
  { line, record }: { readonly line: number; readonly record: Readonly<Record<string, string>> },
  container: Container,
): FoundSecret {
  const number = (cell: string | undefined): { readonly value?: number } =>
    cell !== undefined && /^\d{1,9}$/.test(cell) ? { value: Number(cell) } : {};
  const { value: startLine } = number(record['StartLine']);
  const { value: startColumn } = number(record['StartColumn']);
  return fromGitleaks(
    {
      ...Object.fromEntries(Object.entries(record)),
      StartLine: startLine,
      StartColumn: startColumn,
    },
    `line ${line}`,
    container,
  );
}

const notAFinding = (at: string, field: string): Fault =>
  new Fault(
    'input_wrong_kind',
    `At ${at}${field === '' ? '' : `, field \`${field.slice(0, 100)}\``}: this is no finding as gitleaks 8 reports it.`,
    { next: 'Make the report with `gitleaks git --report-format json --report-path NAME.gitleaks.json`.' },
  );
