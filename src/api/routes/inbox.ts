import { z } from 'zod';
import { inboxKinds } from '../../commands/inbox/inbox-item.ts';
import { longestRing } from '../../commands/approvers/rings.ts';
import { refuse, tiers } from '../../model/index.ts';
import { personOfCaller } from '../caller.ts';
import { paged, pageOf, pageQuery, total } from '../paging.ts';
import { route } from '../route.ts';
import { proposalIdSchema } from '../../platform/wire/proposal.ts';
import { forOwnKey } from './own-key.ts';
import {
  entryIdSchema,
  instantSchema,
  keyFingerprint,
  name,
  signed,
  sourceIdSchema,
  statement,
  subjectIdSchema,
  text,
} from './shared.ts';

const tag = 'inbox';
const kind = z.enum(inboxKinds);

const item = z
  .strictObject({
    kind,
    id: z.string(),
    title: z.string(),
    why: z.string().meta({ description: 'Why it is theirs.' }),
    tier: z.enum(tiers).exactOptional(),
    since: instantSchema,
    due: instantSchema.nullable(),
    otherwise: z.string().exactOptional().meta({ description: 'What happens at `due` if they do nothing.' }),
    isAsked: z.boolean().meta({ description: 'They were asked by name.' }),
    standsFor: subjectIdSchema.exactOptional().meta({ description: 'Whose authority they would use.' }),
    from: subjectIdSchema.exactOptional(),
    path: z.string().meta({ description: 'Where the console does it.' }),
    command: z.string(),
  })
  .meta({ id: 'InboxItem', description: 'One thing that waits for one person.' });

const person = z.strictObject({
  source: z.string(),
  key: z.string(),
  name: z.string(),
  title: z.string().nullable(),
  department: z.string().nullable(),
  state: z.string(),
});

export const inbox = {
  list: route({
    name: 'inbox.list',
    method: 'GET',
    path: '/v1/inbox',
    tag,
    summary: 'Everything that waits for oneself, whatever kind it is, what is most pressing first.',
    permission: 'sign',
    codes: ['input_invalid', 'signer_unknown', 'not_permitted'],
    query: z.strictObject({
      ...pageQuery({ sorts: ['pressing'], most: 500, usual: 100 }),
      keyFingerprint: keyFingerprint
        .exactOptional()
        .meta({ description: 'On the socket: whose inbox it is. In a session it is one’s own.' }),
    }),
    output: pageOf(item, {
      total,
      person: subjectIdSchema,
      kinds: z.array(z.strictObject({ kind, count: z.int() })),
      unknown: z
        .array(z.strictObject({ kind, why: z.string() }))
        .meta({ description: 'Kinds of which nothing could be told: they may hold something.' }),
    }),
    run: (context, input) => {
      const asked = { limit: input.limit, person: personOfCaller(context.caller) };
      const ask = (key: { readonly keyFingerprint?: string }) =>
        paged(z.string(), input, (after) => context.app.inbox.list({ ...asked, ...key, ...after }));
      return input.keyFingerprint === undefined
        ? ask({})
        : forOwnKey(context, input.keyFingerprint, () => ask({ keyFingerprint: input.keyFingerprint ?? '' }));
    },
  }),
  openRecusal: route({
    name: 'recusals.prepare',
    method: 'POST',
    path: '/v1/proposals/:proposal/recusal/statement',
    tag,
    summary: 'The statement by which this key’s person takes no part in a case.',
    permission: 'sign',
    changesNothing: true,
    codes: ['not_found', 'signer_unknown', 'already_done'],
    params: z.strictObject({ proposal: proposalIdSchema }),
    body: z.strictObject({ keyFingerprint, reason: text }),
    output: z.strictObject({ statement, proposalEntry: entryIdSchema }).meta({
      id: 'RecusalToSign',
      description: 'Sign it as it is, after holding it to what you were shown.',
    }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.approvers.openRecusal(input)),
  }),
  recuse: route({
    name: 'recusals.sign',
    method: 'POST',
    path: '/v1/recusals',
    tag,
    summary: 'Take somebody out of a case, by their own signature.',
    description:
      'From then on neither their signature counts nor one given with their authority, also one given before that has not been carried out. There is no way back in.',
    permission: 'sign',
    codes: ['not_found', 'signature_invalid', 'signature_stale', 'signer_unknown', 'already_done'],
    body: signed,
    output: z.strictObject({ entry: entryIdSchema, proposal: proposalIdSchema }).meta({ id: 'Recused' }),
    run: ({ app }, input) => app.approvers.recuse(input),
  }),
  reassign: route({
    name: 'proposals.reassign',
    method: 'POST',
    path: '/v1/proposals/:proposal/reassignment',
    tag,
    summary: 'Hand a case on to somebody whose signature would count.',
    description: 'It says where the case waits. It gives nobody authority and takes none away.',
    permission: 'sign',
    codes: ['not_found', 'signer_unknown', 'policy_denied', 'already_done', 'precondition_changed'],
    params: z.strictObject({ proposal: proposalIdSchema }),
    body: z.strictObject({ keyFingerprint, to: subjectIdSchema, reason: text }),
    output: z.strictObject({ entry: entryIdSchema }).meta({ id: 'Reassigned' }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () =>
        input.to.startsWith('psn_')
          ? context.app.approvers.reassign(input)
          : Promise.resolve(refuse('input_invalid', 'A case is handed on to a person (psn_…).')),
      ),
  }),
  rings: route({
    name: 'approvers.rings',
    method: 'GET',
    path: '/v1/approvers/rings',
    tag,
    summary: 'People who approve for each other in a circle, and by which cases.',
    permission: 'view',
    isDear: true,
    query: z.strictObject({ days: z.int().min(1).max(3650).default(90) }),
    output: z.strictObject({
      since: instantSchema,
      approvals: z.int().meta({ description: 'How many were looked at.' }),
      isTruncated: z.boolean(),
      rings: z.array(
        z
          .strictObject({
            people: z.array(subjectIdSchema).max(longestRing),
            links: z.array(
              z.strictObject({
                approver: subjectIdSchema,
                requester: subjectIdSchema,
                cases: z.array(proposalIdSchema),
              }),
            ),
            firstAt: instantSchema,
            lastAt: instantSchema,
          })
          .meta({ id: 'ApprovalRing', description: 'Each approved what the next one asked for.' }),
      ),
    }),
    run: ({ app }, input) => app.approvers.rings(input),
  }),
  org: route({
    name: 'org.around',
    method: 'GET',
    path: '/v1/org/person',
    tag,
    summary: 'Who somebody’s manager is, for whom they are one, and what is wrong with the line.',
    permission: 'view',
    codes: ['not_found'],
    query: z.strictObject({ source: sourceIdSchema, key: name }),
    output: z
      .strictObject({
        person,
        manager: z.discriminatedUnion('is', [
          z.strictObject({
            is: z.literal('found'),
            person: z.strictObject({ source: z.string(), key: z.string(), name: z.string() }),
          }),
          z.strictObject({ is: z.literal('none stated') }),
          z.strictObject({ is: z.literal('unknown'), why: z.string() }),
        ]),
        reports: z.array(person),
        isTruncated: z.boolean(),
      })
      .meta({ id: 'OrgAround' }),
    run: ({ app }, input) => app.approvers.org(input),
  }),
  orgProblems: route({
    name: 'org.problems',
    method: 'GET',
    path: '/v1/org/problems',
    tag,
    summary:
      'Where the charts of all sources name no manager who could answer: loops, leavers, people not there.',
    permission: 'view',
    isDear: true,
    query: z.strictObject({ limit: z.int().min(1).max(1000).default(200) }),
    output: z.strictObject({
      people: z.int().meta({ description: 'Of so many who are said to have a manager.' }),
      isTruncated: z.boolean(),
      items: z.array(
        z
          .strictObject({
            source: z.string(),
            is: z.enum(['loop', 'not there', 'left']),
            people: z.array(z.strictObject({ key: z.string(), name: z.string() })),
          })
          .meta({ id: 'OrgProblem' }),
      ),
    }),
    run: ({ app }, input) => app.approvers.orgProblems(input),
  }),
};
