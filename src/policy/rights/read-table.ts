import { isAlias, isNode, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { tiers } from '../../model/index.ts';
import { textProblem, type PolicyProblem } from '../problem.ts';

const word = z.string().min(1).max(64);
const words = z.array(word).min(1).max(32);

/** The table's shape before its words are checked: strings here, so that each wrong word gets a message of its own. */
export const writtenTable = z.strictObject({
  version: z.literal(1, { error: 'expected version 1' }),
  roles: words,
  rows: z
    .array(
      z.strictObject({
        id: word,
        act: word,
        subject: words,
        tier: z.union([word, words], { error: `expected one or a list of ${tiers.join(', ')}` }),
        ai: z.union([word, z.array(word).max(16)], {
          error: 'expected a level, or a list of exactly what is allowed',
        }),
        people: z.strictObject({
          approvals: z
            .array(
              z.strictObject({
                role: word.optional(),
                any: words.optional(),
                count: z.int().min(1).max(9),
              }),
            )
            .max(9),
          order: z.literal('sequential', { error: 'expected `sequential`, or leave it out' }).optional(),
          evidence: z.array(word).max(16).optional(),
          assurance: word,
          max_duration: word.optional(),
          cooling_off: word.optional(),
        }),
      }),
    )
    .min(1)
    .max(500),
});
export type WrittenTable = z.infer<typeof writtenTable>;

/** YAML text → the written table, or what is wrong with it. No aliases, anchors, tags, doubled keys or second documents. */
export function readTable(
  file: string,
  text: string,
):
  | { readonly ok: true; readonly table: WrittenTable }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] } {
  const hostile = textProblem(file, text);
  if (hostile !== undefined) return { ok: false, problems: [hostile] };
  const document = parseDocument(text, { strict: true, uniqueKeys: true, version: '1.2', merge: false });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined)
    return wrong(
      `${file}:${error.linePos?.[0].line ?? 1}`,
      error.message.split('\n')[0] ?? 'not YAML',
      'Correct the YAML.',
    );
  let dressed: string | undefined;
  visit(document, (_, node) => {
    if (isAlias(node)) dressed = 'an alias (`*`)';
    else if (isNode(node) && 'anchor' in node && node.anchor !== undefined) dressed = 'an anchor (`&`)';
    else if (isNode(node) && node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:'))
      dressed = 'a tag (`!`)';
    return dressed === undefined ? undefined : visit.BREAK;
  });
  if (dressed !== undefined)
    return wrong(
      file,
      `it holds ${dressed}`,
      'Write it out: a table people sign must read the same for everybody.',
    );
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    return wrong(file, 'it cannot be read as plain data', 'Write it out without YAML’s special features.');
  }
  const read = writtenTable.safeParse(value);
  if (read.success) return { ok: true, table: read.data };
  return {
    ok: false,
    problems: read.error.issues.map((issue) => ({
      place: `${file}: ${placeOf(issue.path)}`,
      reason:
        issue.code === 'unrecognized_keys' ? `unknown key \`${issue.keys.join('`, `')}\`` : issue.message,
      remedy: 'See docs/policy.md for the shape of a row.',
    })),
  };
}

const wrong = (place: string, reason: string, remedy: string) =>
  ({ ok: false, problems: [{ place, reason, remedy }] }) as const;

const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${String(part)}`,
    '',
  ) || 'the table';

/** Words that a table may use for roles, for messages. */
