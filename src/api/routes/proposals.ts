import { z } from 'zod';
import { origins } from '../../model/index.ts';
import { changeSchema, proposalIdSchema, proposalSchema } from '../../platform/wire/proposal.ts';
import { paged, pageOf, pageQuery, total } from '../paging.ts';
import { route } from '../route.ts';
import { forOwnKey } from './own-key.ts';
import {
  ending,
  entryIdSchema,
  findingIdSchema,
  id,
  instantSchema,
  keyFingerprint,
  signed,
  stated,
  text,
  verdict,
  subjectIdSchema,
} from './shared.ts';

const tag = 'proposals';

const asked = {
  changes: z.array(changeSchema).min(1).max(100),
  purpose: text,
  endsAt: instantSchema.nullable(),
  findings: z.array(findingIdSchema).max(100),
};
const missingInWords = z.array(z.string()).meta({ description: 'What the verdict misses, as sentences.' });
const filed = z
  .strictObject({ proposal: proposalIdSchema, verdict, missingInWords })
  .meta({ id: 'FiledProposal', description: 'It has no authority until people sign it.' });
const state = z.enum(['open', 'rejected', 'planned', 'withdrawn']);

const listed = z
  .strictObject({
    id: proposalIdSchema,
    title: z.string(),
    state,
    origin: z.enum(origins),
    createdAt: instantSchema,
  })
  .meta({ id: 'ProposalItem' });
const keyset = z.strictObject({ createdAt: instantSchema, id: proposalIdSchema });

export const decision = z
  .strictObject({
    entry: entryIdSchema,
    signer: z.string(),
    keyFingerprint: z.string(),
    assurance: z.string(),
    answer: z.enum(['approve', 'reject']),
    role: z.string(),
    standsFor: z
      .strictObject({ person: subjectIdSchema, delegation: entryIdSchema })
      .exactOptional()
      .meta({ description: 'Whose authority it uses; absent: the signer’s own.' }),
    signedAt: instantSchema,
    expiresAt: instantSchema,
    restorableUntil: instantSchema,
    reason: z.string().exactOptional(),
  })
  .meta({ id: 'Decision', description: 'One person’s signed answer.' });
const recusal = z
  .strictObject({
    person: subjectIdSchema,
    reason: z.string(),
    entry: entryIdSchema,
    at: instantSchema,
  })
  .meta({
    id: 'Recusal',
    description: 'Somebody with a conflict of interest: no signature of theirs counts.',
  });
const plan = z
  .strictObject({
    plan: entryIdSchema,
    kind: z.string(),
    executions: z.array(z.strictObject({ execution: entryIdSchema, outcome: z.string() })),
  })
  .meta({ id: 'Plan' });

const filingCodes = [
  'already_done',
  'policy_denied',
  'end_invalid',
  'precondition_changed',
  'signature_invalid',
  'signature_stale',
  'signer_unknown',
] as const;

export const proposals = {
  list: route({
    name: 'proposals.list',
    method: 'GET',
    path: '/v1/proposals',
    tag,
    summary: 'Proposals, newest first.',
    permission: 'view',
    query: z.strictObject({
      ...pageQuery({ sorts: ['newest', 'oldest'], most: 1000, usual: 50 }),
      state: z.array(state).max(4).exactOptional(),
      origin: z.array(z.enum(origins)).max(6).exactOptional(),
    }),
    output: pageOf(listed, { total }),
    run: ({ app }, input) => paged(keyset, input, (after) => app.proposals.list({ ...input, ...after })),
  }),
  show: route({
    name: 'proposals.show',
    method: 'GET',
    path: '/v1/proposals/:id',
    tag,
    summary: 'One case: changes, verdict, signatures, plans.',
    permission: 'view',
    codes: ['not_found', 'timed_out'],
    params: z.strictObject({ id }),
    output: z
      .strictObject({
        filed: z.strictObject({
          proposal: proposalSchema,
          state,
          entry: entryIdSchema,
          verdictEntry: entryIdSchema,
        }),
        changesInWords: z.array(z.string()),
        verdict,
        missingInWords,
        decisions: z.array(decision),
        recusals: z.array(recusal),
        plans: z.array(plan),
        endings: z.array(ending),
      })
      .meta({ id: 'Case' }),
    run: ({ app }, input) => app.proposals.show(input.id),
  }),
  fromFinding: route({
    name: 'proposals.from-finding',
    method: 'POST',
    path: '/v1/findings/:finding/propose',
    tag,
    summary: 'File the rule’s draft.',
    description: 'A draft that gives something to somebody needs a signed request.',
    permission: 'operate',
    codes: ['not_found', ...filingCodes],
    params: z.strictObject({ finding: findingIdSchema }),
    body: z.strictObject({ signed: signed.exactOptional() }),
    output: filed,
    run: ({ app }, input) => app.proposals.fromFinding(input),
  }),
  openRequest: route({
    name: 'requests.prepare',
    method: 'POST',
    path: '/v1/requests/statement',
    tag,
    summary: 'The statement by which a person asks.',
    permission: 'sign',
    mostBodyBytes: 4 << 20,
    changesNothing: true,
    codes: ['signer_unknown'],
    body: z.strictObject({ ...asked, keyFingerprint }),
    output: stated,
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.proposals.openRequest(input)),
  }),
  request: route({
    name: 'requests.file',
    method: 'POST',
    path: '/v1/requests',
    tag,
    summary: 'File a person’s signed request.',
    permission: 'sign',
    mostBodyBytes: 4 << 20,
    codes: filingCodes,
    body: z.strictObject({ ...asked, signed }),
    output: filed,
    run: ({ app }, input) => app.proposals.request(input),
  }),
};
