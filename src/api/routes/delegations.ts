import { z } from 'zod';
import { approverRoles } from '../../model/index.ts';
import { route } from '../route.ts';
import { forOwnKey } from './own-key.ts';
import { paged, pageOf, pageQuery, total } from '../paging.ts';
import {
  assurances,
  entryIdSchema,
  instantSchema,
  keyFingerprint,
  signed,
  stated,
  subjectIdSchema,
  text,
} from './shared.ts';

const tag = 'delegations';
const only = z
  .array(z.enum(approverRoles))
  .min(1)
  .max(approverRoles.length)
  .nullable()
  .meta({ description: 'The roles it lends; null: all that its giver has.' });

const delegation = z
  .strictObject({
    entry: entryIdSchema,
    since: instantSchema,
    from: subjectIdSchema.meta({ description: 'Whose authority it is.' }),
    to: subjectIdSchema,
    start: instantSchema,
    end: instantSchema,
    only,
    assurance: z.enum(assurances),
    reason: z.string(),
    endedAt: instantSchema.nullable(),
    is: z.enum(['in force', 'to come', 'over', 'ended', 'lapsed']),
  })
  .meta({ id: 'Delegation', description: 'Somebody’s signed word that another may use their authority.' });

export const delegations = {
  list: route({
    name: 'delegations.list',
    method: 'GET',
    path: '/v1/delegations',
    tag,
    summary: 'Who stands for whom, from when until when, newest first.',
    permission: 'view',
    codes: ['input_invalid'],
    query: z.strictObject({
      ...pageQuery({ sorts: ['newest'], most: 500, usual: 100 }),
      person: subjectIdSchema.exactOptional().meta({ description: 'Who gives it or has it.' }),
    }),
    output: pageOf(delegation, { total }),
    run: ({ app }, input) =>
      paged(z.string(), input, (after) =>
        app.delegations.list({
          limit: input.limit,
          ...(input.person === undefined ? {} : { person: input.person }),
          ...after,
        }),
      ),
  }),
  open: route({
    name: 'delegations.prepare',
    method: 'POST',
    path: '/v1/delegations/statement',
    tag,
    summary: 'The statement by which this key’s person lets another use their authority for a while.',
    permission: 'sign',
    changesNothing: true,
    codes: ['signer_unknown', 'end_invalid'],
    body: z.strictObject({
      keyFingerprint,
      to: subjectIdSchema,
      start: instantSchema,
      end: instantSchema.meta({ description: 'Exclusive.' }),
      only,
      reason: text,
    }),
    output: stated,
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.delegations.open(input)),
  }),
  sign: route({
    name: 'delegations.sign',
    method: 'POST',
    path: '/v1/delegations',
    tag,
    summary: 'Take a signed delegation.',
    permission: 'sign',
    codes: ['signature_invalid', 'signature_stale', 'signer_unknown', 'end_invalid', 'already_done'],
    body: signed,
    output: z.strictObject({ delegation: entryIdSchema }).meta({ id: 'DelegationTaken' }),
    run: ({ app }, input) => app.delegations.sign(input),
  }),
  openEnd: route({
    name: 'delegations.prepare-end',
    method: 'POST',
    path: '/v1/delegations/:delegation/end/statement',
    tag,
    summary: 'The statement by which this key’s person ends a delegation before its time.',
    permission: 'sign',
    changesNothing: true,
    codes: ['not_found', 'signer_unknown', 'policy_denied', 'already_done'],
    params: z.strictObject({ delegation: entryIdSchema }),
    body: z.strictObject({ keyFingerprint, reason: text }),
    output: stated,
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.delegations.openEnd(input)),
  }),
  end: route({
    name: 'delegations.end',
    method: 'POST',
    path: '/v1/delegations/end',
    tag,
    summary: 'Take a signed end of a delegation.',
    permission: 'sign',
    codes: [
      'not_found',
      'signature_invalid',
      'signature_stale',
      'signer_unknown',
      'policy_denied',
      'already_done',
    ],
    body: signed,
    output: z.strictObject({ entry: entryIdSchema }).meta({ id: 'DelegationEnded' }),
    run: ({ app }, input) => app.delegations.end(input),
  }),
};
