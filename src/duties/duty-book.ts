import { z } from 'zod';
import {
  done,
  readInstant,
  refuse,
  severities,
  type Instant,
  type Result,
  type Severity,
} from '../model/index.ts';
import { plainYaml, yamlPlace } from '../platform/plain-yaml.ts';

/** One thing that a duty is done by: an action on a resource, in the words of `who-can`; wildcards as there. */
export interface DutyRight {
  readonly action: string;
  readonly on: string;
}

/** Whoever can do any of these has the duty. */
export interface Duty {
  readonly id: string;
  readonly title: string;
  readonly any: readonly DutyRight[];
}

/** Somebody answers for it that one identity has both duties until then. It ends no finding: to take a risk is signed. */
export interface DutyException {
  /** Of a person or an account: `SOURCE/KEY`. */
  readonly who: string;
  readonly until: Instant;
  readonly owner: string;
  readonly because: string;
}

/** Two duties that no one identity should have. */
export interface DutyRule {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly severity: Severity;
  readonly apart: readonly [Duty, Duty];
  readonly exceptions: readonly DutyException[];
}

export interface DutyBook {
  readonly duties: readonly Duty[];
  readonly rules: readonly DutyRule[];
}

/** 10,000 rules of two lines take about two million characters. */
const most = { characters: 16 << 20, rules: 20_000, duties: 20_000, rights: 64, exceptions: 1000 } as const;
const id = z.string().regex(/^[a-z][a-z0-9-]{0,79}$/, 'expected lower-case words joined by `-`');
const text = z.string().trim().min(1).max(1000);
const line = z.string().trim().min(1).max(300);
const instant = z.string().transform((written, context): Instant => {
  const at = readInstant(written);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'expected a day or moment, as 2026-12-31' });
  return z.NEVER;
});

const written = z.strictObject({
  version: z.literal(1, { error: 'expected version 1' }),
  duties: z
    .array(
      z.strictObject({
        id,
        title: line,
        any: z
          .array(z.strictObject({ action: line, on: z.string().min(1).max(2048) }))
          .min(1)
          .max(most.rights),
      }),
    )
    .max(most.duties),
  rules: z
    .array(
      z.strictObject({
        id,
        title: line,
        why: text,
        severity: z.enum(severities).default('medium'),
        apart: z.tuple([id, id]),
        exceptions: z
          .array(z.strictObject({ who: line, until: instant, owner: line, because: text }))
          .max(most.exceptions)
          .default([]),
      }),
    )
    .max(most.rules),
});

/** The rules that a file of duties holds, or what is wrong with it and where. */
export function readDutyBook(file: string, content: string): Result<DutyBook> {
  const cannot = (place: string, reason: string, remedy = 'docs/how-to/duties.md shows the file.') =>
    refuse('input_invalid', `\`${place}\`: ${reason}.`, remedy);
  if (content.length > most.characters)
    return refuse(
      'input_too_large',
      `\`${file}\` is longer than ${most.characters} characters.`,
      'Take out what is no rule.',
    );
  const yaml = plainYaml(content);
  if (!yaml.ok) {
    const { line: at, reason, remedy } = yaml.problem;
    return cannot(at === undefined ? file : `${file}:${at}`, reason, remedy);
  }
  const read = written.safeParse(yaml.value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const reason =
      issue?.code === 'unrecognized_keys'
        ? `unknown key \`${issue.keys.join('`, `')}\``
        : (issue?.message ?? 'not the shape of a file of duties');
    return cannot(`${file}: ${yamlPlace(issue?.path ?? [], 'the file')}`, reason);
  }
  const duties = new Map<string, Duty>();
  for (const duty of read.data.duties) {
    if (duties.has(duty.id))
      return cannot(file, `two duties are called \`${duty.id}\``, 'Rename one of them.');
    duties.set(duty.id, duty);
  }
  const rules = new Map<string, DutyRule>();
  for (const rule of read.data.rules) {
    if (rules.has(rule.id)) return cannot(file, `two rules are called \`${rule.id}\``, 'Rename one of them.');
    const [first, second] = rule.apart.map((each) => duties.get(each));
    if (first === undefined || second === undefined)
      return cannot(
        `${file}: ${rule.id}`,
        `it names the duty \`${first === undefined ? rule.apart[0] : rule.apart[1]}\`, which is not there`,
        'Add it below `duties`, or correct the name.',
      );
    if (first === second)
      return cannot(`${file}: ${rule.id}`, 'a duty cannot be apart from itself', 'Name two duties.');
    rules.set(rule.id, { ...rule, apart: [first, second] });
  }
  return done({ duties: [...duties.values()], rules: [...rules.values()] });
}
