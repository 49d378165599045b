import { z } from 'zod';
import { tiers } from '../../model/index.ts';
import { plainYaml, yamlPlace } from '../../platform/plain-yaml.ts';
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
        ai_held_for: words.optional(),
        narrows: word.optional(),
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
          watch: word.optional(),
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
  const yaml = plainYaml(text);
  if (!yaml.ok) {
    const { line, reason, remedy } = yaml.problem;
    return wrong(line === undefined ? file : `${file}:${line}`, reason, remedy);
  }
  const read = writtenTable.safeParse(yaml.value);
  if (read.success) return { ok: true, table: read.data };
  return {
    ok: false,
    problems: read.error.issues.map((issue) => ({
      place: `${file}: ${yamlPlace(issue.path, 'the table')}`,
      reason:
        issue.code === 'unrecognized_keys' ? `unknown key \`${issue.keys.join('`, `')}\`` : issue.message,
      remedy: 'See docs/policy.md for the shape of a row.',
    })),
  };
}

const wrong = (place: string, reason: string, remedy: string) =>
  ({ ok: false, problems: [{ place, reason, remedy }] }) as const;

/** Words that a table may use for roles, for messages. */
