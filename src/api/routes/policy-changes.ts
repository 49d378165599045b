import { z } from 'zod';
import { actClasses, identityKinds, tiers } from '../../model/index.ts';
import { whatIfSchema } from '../../platform/wire/what-if.ts';
import { route } from '../route.ts';
import { forOwnKey } from './own-key.ts';
import {
  digestSchema,
  entryIdSchema,
  instantSchema,
  keyFingerprint,
  signature,
  signed,
  statement,
  subjectIdSchema,
  text,
  verdict,
} from './shared.ts';
import { proposalIdSchema } from '../../platform/wire/proposal.ts';
import { need, policy } from './policies.ts';

const tag = 'policy changes';
const files = z.record(z.string().regex(/^[a-z][a-z0-9-]{0,59}[.](cedar|yaml)$/), z.string().max(1 << 20));
const mostBodyBytes = 4 << 20;
const days = z
  .int()
  .min(1)
  .max(3650)
  .exactOptional()
  .meta({ description: 'Verdicts of so many days are replayed.' });
const lawCodes = ['signer_unknown', 'ledger_invalid'] as const;

const part = z.enum(['act', 'subjects', 'tiers', 'ai', 'people', 'evidence', 'assurance', 'time']);
const what = z.enum(['added', 'removed', 'changed']);
const differences = z
  .strictObject({
    files: z.array(z.strictObject({ file: z.string(), what: z.enum(['changed', 'missing', 'added']) })),
    rows: z.array(
      z.strictObject({
        row: z.string(),
        what,
        before: z.string().nullable(),
        after: z.string().nullable(),
        parts: z.array(z.strictObject({ part, before: z.string(), after: z.string() })),
      }),
    ),
    policies: z.array(
      z.strictObject({
        id: z.string(),
        file: z.string(),
        what,
        says: z.string(),
        before: z.string().nullable(),
        after: z.string().nullable(),
      }),
    ),
    fixed: z.int().meta({ description: 'Policies of the product itself that differ.' }),
  })
  .meta({ id: 'PolicyDifferences' });

const shown = {
  id: proposalIdSchema,
  entry: entryIdSchema,
  policy: digestSchema,
  sources: digestSchema,
  replaces: entryIdSchema,
  requester: subjectIdSchema,
  reason: z.string(),
  filedAt: instantSchema,
  expiresAt: instantSchema,
  state: z.enum(['open', 'activated', 'withdrawn']),
  activation: entryIdSchema.nullable(),
  closedBecause: z.string().nullable(),
  signedBy: z.array(subjectIdSchema),
  closed: z.string().nullable().meta({ description: 'Why it can be signed no more.' }),
};

/** Routes of proposed sets, under the law they would become. */
export const policyChanges = {
  list: route({
    name: 'law.list',
    method: 'GET',
    path: '/v1/policy-changes',
    tag,
    summary: 'Sets of policies that somebody proposed, the newest first.',
    permission: 'view',
    codes: lawCodes,
    output: z.strictObject({ items: z.array(z.strictObject(shown)), total: z.int() }),
    run: ({ app }) => app.law.proposals(),
  }),
  show: route({
    name: 'law.show',
    method: 'GET',
    path: '/v1/policy-changes/:id',
    tag,
    summary: 'One proposed set: what it changes, what it would have answered, what is missing.',
    permission: 'view',
    isWork: true,
    codes: [...lawCodes, 'not_found'],
    params: z.strictObject({ id: proposalIdSchema }),
    output: z.strictObject({
      ...shown,
      files,
      differences: differences.nullable(),
      simulation: z
        .strictObject({
          entry: entryIdSchema,
          result: digestSchema,
          madeAt: instantSchema,
          found: whatIfSchema,
          stale: z.string().nullable(),
        })
        .nullable(),
      missing: z.array(z.string()),
    }),
    run: ({ app }, { id }) => app.law.show(id),
  }),
  open: route({
    name: 'law.prepare',
    method: 'POST',
    path: '/v1/policy-changes/statement',
    tag,
    summary: 'What these files would change, and the request that a key would sign for them.',
    permission: 'sign',
    isWork: true,
    changesNothing: true,
    mostBodyBytes,
    codes: [...lawCodes, 'input_invalid', 'policy_denied', 'already_done', 'not_permitted'],
    body: z.strictObject({ files, reason: text, keyFingerprint }),
    output: z.strictObject({
      statement,
      item: z.strictObject({
        policy: digestSchema,
        sources: digestSchema,
        replaces: entryIdSchema,
        reason: z.string(),
      }),
      differences,
    }),
    run: (context, input) => forOwnKey(context, input.keyFingerprint, () => context.app.law.open(input)),
  }),
  file: route({
    name: 'law.file',
    method: 'POST',
    path: '/v1/policy-changes',
    tag,
    summary:
      'Propose a set of policies under its signed request. It has no effect until two governors signed it.',
    permission: 'sign',
    isWork: true,
    mostBodyBytes,
    codes: [
      ...lawCodes,
      'input_invalid',
      'policy_denied',
      'already_done',
      'signature_invalid',
      'signature_stale',
    ],
    body: z.strictObject({ files, ...signed.shape, days }),
    output: z.strictObject({
      proposal: proposalIdSchema,
      entry: entryIdSchema,
      simulation: entryIdSchema,
      verdict,
      missing: z.array(z.string()),
    }),
    run: ({ app }, input) => app.law.file(input),
  }),
  simulate: route({
    name: 'law.simulate',
    method: 'POST',
    path: '/v1/policy-changes/:id/what-if',
    tag,
    summary: 'Make the what-if of a proposed set anew.',
    permission: 'operate',
    isWork: true,
    codes: [...lawCodes, 'not_found', 'already_done', 'signature_stale', 'input_invalid'],
    params: z.strictObject({ id: proposalIdSchema }),
    body: z.strictObject({ days }),
    output: z.strictObject({ simulation: entryIdSchema, found: whatIfSchema }),
    run: ({ app }, { id, ...input }) => app.law.simulate({ proposal: id, ...input }),
  }),
  shadow: route({
    name: 'law.shadow',
    method: 'POST',
    path: '/v1/policies/shadow/what-if',
    tag,
    summary: 'What the policies in shadow would have answered, if they counted.',
    description:
      'Replays what was decided under the law and as if its policies in shadow counted. It keeps nothing.',
    permission: 'view',
    isWork: true,
    changesNothing: true,
    codes: [...lawCodes, 'not_found', 'input_invalid'],
    body: z.strictObject({ days }),
    output: z.strictObject({
      policies: z.array(z.strictObject({ id: z.string(), file: z.string(), text: z.string() })),
      found: whatIfSchema,
    }),
    run: ({ app }, input) => app.law.shadow(input),
  }),
  openSigning: route({
    name: 'law.prepare-signing',
    method: 'POST',
    path: '/v1/policy-changes/:id/statement',
    tag,
    summary: 'What a governor’s key would sign to put this set in force.',
    permission: 'sign',
    isWork: true,
    changesNothing: true,
    codes: [
      ...lawCodes,
      'not_found',
      'already_done',
      'signature_stale',
      'input_invalid',
      'policy_denied',
      'self_approval',
      'approval_missing',
      'not_permitted',
    ],
    params: z.strictObject({ id: proposalIdSchema }),
    body: z.strictObject({ keyFingerprint }),
    output: z.strictObject({
      statement,
      item: z.strictObject({
        policy: digestSchema,
        sources: digestSchema,
        replaces: entryIdSchema,
        proposal: entryIdSchema,
        simulation: entryIdSchema,
        result: digestSchema,
      }),
    }),
    run: (context, { id, keyFingerprint: key }) =>
      forOwnKey(context, key, () => context.app.law.openSigning({ proposal: id, keyFingerprint: key })),
  }),
  sign: route({
    name: 'law.sign',
    method: 'POST',
    path: '/v1/policy-changes/:id/signatures',
    tag,
    summary: 'Sign a proposed set. The second governor’s signature puts it in force.',
    permission: 'sign',
    isWork: true,
    codes: [
      ...lawCodes,
      'not_found',
      'already_done',
      'signature_stale',
      'signature_invalid',
      'input_invalid',
      'policy_denied',
      'self_approval',
      'approval_missing',
      'in_progress',
    ],
    params: z.strictObject({ id: proposalIdSchema }),
    body: z.strictObject({ statement, signature }),
    output: z.strictObject({ entry: entryIdSchema.nullable(), waiting: z.array(z.string()) }),
    run: ({ app }, { id, ...input }) => app.law.sign({ proposal: id, ...input }),
  }),
  openWithdrawal: route({
    name: 'law.prepare-withdrawal',
    method: 'POST',
    path: '/v1/policy-changes/:id/withdrawal/statement',
    tag,
    summary: 'The statement by which who proposed a set, or a governor, closes it with a reason.',
    permission: 'sign',
    changesNothing: true,
    codes: ['not_found', 'already_done', 'not_permitted', 'signer_unknown'],
    params: z.strictObject({ id: proposalIdSchema }),
    body: z.strictObject({ reason: text, keyFingerprint }),
    output: z.strictObject({ statement }),
    run: (context, { id, reason, keyFingerprint: key }) =>
      forOwnKey(context, key, () =>
        context.app.law.openWithdrawal({ proposal: id, reason, keyFingerprint: key }),
      ),
  }),
  withdraw: route({
    name: 'law.withdraw',
    method: 'POST',
    path: '/v1/policy-changes/:id/withdrawal',
    tag,
    summary: 'Close a proposed set by a signed statement, with a reason.',
    permission: 'sign',
    codes: [
      'not_found',
      'already_done',
      'not_permitted',
      'signature_invalid',
      'signature_stale',
      'signer_unknown',
      'input_invalid',
    ],
    params: z.strictObject({ id: proposalIdSchema }),
    body: z.strictObject({ reason: text, statement, signature }),
    output: z.strictObject({ proposal: proposalIdSchema }),
    run: ({ app }, { id, ...input }) => app.law.withdraw({ proposal: id, ...input }),
  }),
  candidates: route({
    name: 'law.candidates',
    method: 'GET',
    path: '/v1/policy-candidates',
    tag,
    summary:
      'Sets that could be proposed: the folder, the shipped profiles, and those that were the law before.',
    permission: 'view',
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          id: z.string(),
          kind: z.enum(['folder', 'profile', 'before']),
          name: z.string(),
          at: instantSchema.nullable(),
        }),
      ),
    }),
    run: ({ app }) => app.law.candidates(),
  }),
  candidate: route({
    name: 'law.candidate',
    method: 'GET',
    path: '/v1/policy-candidates/:id',
    tag,
    summary: 'The files of such a set.',
    permission: 'view',
    codes: ['not_found', 'input_invalid'],
    params: z.strictObject({ id: z.string().max(100) }),
    output: z.strictObject({ files }),
    run: ({ app }, { id }) => app.law.candidate(id),
  }),
  history: route({
    name: 'policies.history',
    method: 'GET',
    path: '/v1/policies/history',
    tag,
    summary: 'Which sets were the law, since when, and who signed that.',
    permission: 'view',
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          entry: entryIdSchema,
          digest: digestSchema,
          at: instantSchema,
          proposal: z.string().nullable(),
          requester: subjectIdSchema.nullable(),
          reason: z.string().nullable(),
          seq: z.int(),
          signedBy: z.array(subjectIdSchema),
          isLaw: z.boolean(),
        }),
      ),
    }),
    run: ({ app }) => app.law.history(),
  }),
  rightsOf: route({
    name: 'policies.rights-of',
    method: 'GET',
    path: '/v1/policies/rights-of',
    tag,
    summary: 'Every rule that bears on one capability, in words.',
    permission: 'view',
    codes: lawCodes,
    query: z.strictObject({
      act: z.enum(actClasses),
      subject: z.enum([...identityKinds, 'governance']).exactOptional(),
      tier: z.enum(tiers).exactOptional(),
    }),
    output: z
      .strictObject({
        act: z.enum(actClasses),
        subject: z.string().nullable(),
        tier: z.enum(tiers).nullable(),
        rows: z.array(
          z.strictObject({
            id: z.string(),
            says: z.string(),
            act: z.string(),
            subjects: z.string(),
            tiers: z.string(),
            ai: z.string(),
            people: z.string(),
            evidence: z.string(),
            assurance: z.string(),
            time: z.string(),
            narrows: z.string().nullable(),
            exceptions: z.array(z.string()),
            needs: z.array(need),
          }),
        ),
        uncovered: z.array(z.string()),
        policies: z.array(policy),
        ai: z.string(),
      })
      .meta({ id: 'RightsOfCapability' }),
    run: ({ app }, input) => app.law.rightsOf(input),
  }),
};
