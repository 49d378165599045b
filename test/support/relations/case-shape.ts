import { parse } from 'yaml';
import { z } from 'zod';

const text = z.string().min(1).max(1000);
const conditions = z.array(text).exactOptional();
const listed = z.array(text).default([]);

/** One account: its key alone, or what makes answers about it different. */
const account = z.union([
  text.transform((key) => ({ key })),
  z.strictObject({
    key: text,
    state: z.enum(['active', 'disabled', 'locked', 'expired']).exactOptional(),
    powers: z.array(text).exactOptional(),
  }),
]);

/** What a source could have told. `why` is for whoever reads the case. */
const facts = z.strictObject({
  accounts: z.array(account).default([]),
  groups: listed,
  memberships: z
    .array(
      z.strictObject({
        member: text,
        of: text,
        via: z.enum(['member', 'attached', 'assume', 'set_role', 'inherit']).default('member'),
        conditions,
      }),
    )
    .default([]),
  resources: listed,
  rights: z
    .record(text, z.strictObject({ action: text, on: text, resource: text.exactOptional() }))
    .default({}),
  grants: z
    .array(
      z.strictObject({
        to: text,
        right: text,
        effect: z.enum(['allow', 'deny']).default('allow'),
        conditions,
      }),
    )
    .default([]),
});

/** `among`: only those whose key this pattern matches. */
const among = text.exactOptional();
const why = z.string().exactOptional();
const lists = { answer: listed, depends: listed, why };
const question = z.union([
  z.strictObject({
    check: z.strictObject({ subject: text, action: text, resource: text }),
    answer: z.enum(['yes', 'no', 'depends']),
    why,
  }),
  z.strictObject({ list_subjects: z.strictObject({ action: text, resource: text, among }), ...lists }),
  z.strictObject({ list_resources: z.strictObject({ subject: text, action: text, among }), ...lists }),
]);

const relationCase = z
  .strictObject({
    name: text,
    /** Where the vendor says so. */
    documentation: z.array(text).min(1).exactOptional(),
    facts: facts.exactOptional(),
    /** Files as their system writes them, read by its connector. */
    manifests: z.string().exactOptional(),
    ldif: z.string().exactOptional(),
    sql: z.string().exactOptional(),
    questions: z.array(question).min(1),
  })
  .refine(
    ({ facts: told, manifests, ldif, sql }) =>
      [told, manifests, ldif, sql].filter((given) => given !== undefined).length === 1,
    'a case has exactly one of facts, manifests, ldif and sql',
  );

export type Facts = z.infer<typeof facts>;
export type FactsGiven = z.input<typeof facts>;
export type RelationQuestion = z.infer<typeof question>;
export type RelationCase = z.infer<typeof relationCase>;
export type RelationCaseGiven = z.input<typeof relationCase>;

/** A case as its file has it; throws what is wrong with it. `docs/how-to/relation-cases.md` describes the format. */
export const readCase = (yaml: string): RelationCase => relationCase.parse(parse(yaml));
export const caseOf = (given: RelationCaseGiven): RelationCase => relationCase.parse(given);
