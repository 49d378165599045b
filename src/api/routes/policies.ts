import { z } from 'zod';
import { actClasses, consoleActions, entryTypes, tiers, tokenScopes } from '../../model/index.ts';
import { changeSchema } from '../../platform/wire/proposal.ts';
import { paged, pageOf, pageQuery, total } from '../paging.ts';
import { route } from '../route.ts';
import {
  assurances,
  digestSchema,
  entryIdSchema,
  findingIdSchema,
  instantSchema,
  keyFingerprint,
  roles,
  subjectIdSchema,
  text,
  verdict,
} from './shared.ts';

const tag = 'policies';

const layer = z
  .enum(['fixed', 'file', 'rights'])
  .meta({ description: 'Inside the product; an editable file; compiled from the decision-rights table.' });
const people = z.array(subjectIdSchema);
export const need = z.strictObject({ need: z.string(), says: z.string() });
const role = z.enum(roles);
const action = z.enum(consoleActions);
const scopes = z.array(z.enum(tokenScopes)).max(tokenScopes.length);

export const policy = z
  .strictObject({
    id: z.string(),
    file: z.string(),
    layer,
    effect: z.enum(['permit', 'forbid']),
    need: z.string().nullable().meta({ description: 'The one requirement that this forbid yields to.' }),
    says: z.string(),
    text: z.string().meta({ description: 'Cedar, as it is written or was compiled.' }),
  })
  .meta({ id: 'Policy' });

const row = z
  .strictObject({
    id: z.string(),
    act: z.enum(actClasses),
    subjects: z.array(z.string()),
    tiers: z.array(z.enum(tiers)),
    ai: z.array(z.string()).meta({ description: 'Exactly what an AI may do; nothing of it has an effect.' }),
    held: z
      .array(role)
      .nullable()
      .meta({ description: 'Who releases what an AI drafts here before anybody decides.' }),
    narrows: z.string().nullable().meta({ description: 'The row that this one is an exception to.' }),
    approvals: z.array(z.strictObject({ roles: z.array(role), count: z.int() })),
    order: z.enum(['any', 'sequential']),
    evidence: z.array(z.string()),
    assurance: z.enum(assurances),
    maxDuration: z.string().nullable(),
    coolingOff: z.string().nullable(),
    watch: z.string().nullable(),
    needs: z.array(need),
  })
  .meta({ id: 'DecisionRight', description: 'What people must add, for these acts, subjects and tiers.' });

const worth = z
  .strictObject({
    person: subjectIdSchema,
    keyFingerprint: z.string(),
    assurance: z.enum(assurances),
    roles: z.array(role),
    because: z.array(z.string()).meta({ description: 'Why it would count for nothing.' }),
  })
  .meta({ id: 'SignatureWorth', description: 'The roles a signature would count for here.' });

export const policies = {
  inForce: route({
    name: 'policies.in-force',
    method: 'GET',
    path: '/v1/policies/in-force',
    tag,
    summary: 'Which policies are in force, by which entry, and whether the folder differs.',
    permission: 'view',
    codes: ['signer_unknown', 'ledger_invalid'],
    output: z
      .strictObject({
        digest: digestSchema,
        sources: digestSchema,
        entry: entryIdSchema,
        type: z.enum([...entryTypes.server, ...entryTypes.enforcer, ...entryTypes.sequencer]),
        seq: z.int(),
        at: instantSchema,
        signedBy: people,
        demo: z.boolean(),
        files: z.array(z.strictObject({ file: z.string(), layer, policies: z.int() })),
        rules: z
          .array(z.strictObject({ file: z.string(), signed: z.boolean() }))
          .meta({ description: 'Rules about duties and lives; not `signed`: taken from the disk.' }),
        folder: z.discriminatedUnion('read', [
          z.strictObject({
            read: z.literal(true),
            differences: z.array(
              z.strictObject({ file: z.string(), what: z.enum(['changed', 'missing', 'added']) }),
            ),
          }),
          z.strictObject({ read: z.literal(false), why: z.string() }),
        ]),
      })
      .meta({ id: 'PoliciesInForce' }),
    run: ({ app }) => app.policies.inForce(),
  }),
  list: route({
    name: 'policies.list',
    method: 'GET',
    path: '/v1/policies',
    tag,
    summary: 'Every policy in force, with what it means and its text.',
    permission: 'view',
    codes: ['signer_unknown', 'ledger_invalid'],
    query: z.strictObject({
      ...pageQuery({ sorts: ['id'], most: 1000, usual: 100 }),
      layer: z.array(layer).max(3).exactOptional(),
      search: z.string().max(200).exactOptional(),
    }),
    output: pageOf(policy, { total, digest: digestSchema }),
    run: ({ app }, input) =>
      paged(z.string().max(200), input, (after) => app.policies.list({ ...input, ...after })),
  }),
  rights: route({
    name: 'policies.rights',
    method: 'GET',
    path: '/v1/policies/rights',
    tag,
    summary: 'The decision-rights table in force.',
    permission: 'view',
    codes: ['signer_unknown', 'ledger_invalid'],
    output: z.strictObject({ digest: digestSchema, rows: z.array(row) }),
    run: ({ app }) => app.policies.rights(),
  }),
  consoleRights: route({
    name: 'policies.console-rights',
    method: 'GET',
    path: '/v1/policies/console',
    tag,
    summary: 'What each role alone may do in Countersign itself.',
    permission: 'view',
    codes: ['signer_unknown', 'ledger_invalid'],
    output: z.strictObject({
      digest: digestSchema,
      roles: z.array(z.strictObject({ role, may: z.array(action) })),
    }),
    run: ({ app }) => app.policies.consoleRights(),
  }),
  test: route({
    name: 'policies.test',
    method: 'POST',
    path: '/v1/policies/test',
    tag,
    summary: 'Would this be permitted, and why?',
    description:
      'The case is looked up in the estate and judged as for review and enforcement. Nothing is written and nobody is asked.',
    permission: 'view',
    isWork: true,
    changesNothing: true,
    codes: ['not_found', 'signature_stale', 'signer_unknown', 'already_done', 'ledger_invalid'],
    body: z.strictObject({
      changes: z.array(changeSchema).min(1).max(5),
      findings: z.array(findingIdSchema).max(5).default([]),
      endsAt: instantSchema.nullable().default(null),
      purpose: text.exactOptional(),
      requester: subjectIdSchema.exactOptional(),
      signedWith: z
        .array(keyFingerprint)
        .max(5)
        .default([])
        .meta({ description: 'Keys in force that would sign, in that order.' }),
    }),
    output: z
      .strictObject({
        verdict,
        changesInWords: z.array(z.string()),
        missing: z.array(need),
        deciding: z.array(policy),
        facts: z.array(
          z.strictObject({
            act: z.enum(actClasses),
            subject: z.string(),
            tier: z.enum(tiers).nullable(),
            reduces: z.boolean(),
            reversible: z.boolean(),
            interest: z
              .strictObject({ requester: people, beneficiary: people, steward: people })
              .nullable()
              .meta({ description: 'Null: not completely known, so nobody can approve.' }),
          }),
        ),
        evidence: z.array(z.string()),
        factsAgeSeconds: z.number(),
        signatures: z.array(worth),
        others: z.array(worth),
        ways: z
          .array(people)
          .meta({ description: 'Whose further signatures would make it a permit, the fewest.' }),
      })
      .meta({ id: 'CaseAnswer' }),
    run: ({ app }, input) => app.policies.test(input),
  }),
  testConsole: route({
    name: 'policies.test-console',
    method: 'POST',
    path: '/v1/policies/console/test',
    tag,
    summary: 'Would this call of Countersign itself be permitted, and why?',
    permission: 'view',
    changesNothing: true,
    codes: ['signer_unknown', 'ledger_invalid'],
    body: z.strictObject({
      roles: z.array(role).max(roles.length),
      action,
      scopes: scopes
        .exactOptional()
        .meta({ description: 'Asked for an API token with these scopes, whose owner has the roles.' }),
    }),
    output: z
      .strictObject({
        outcome: z.enum(['permit', 'deny']),
        because: z.string().nullable(),
        deciding: z.array(z.strictObject({ id: z.string(), says: z.string() })),
        rolesThatMay: z.array(role),
      })
      .meta({ id: 'ConsoleCallAnswer' }),
    run: ({ app }, input) => app.policies.testConsole(input),
  }),
};
