import { z } from 'zod';
import { decisionItemSchema, tooManyAnswers } from '../../platform/wire/decision-item.ts';
import { mostItemsSigned } from '../../model/index.ts';
import { proposalIdSchema, proposalSchema } from '../../platform/wire/proposal.ts';
import { route } from '../route.ts';
import { forOwnKey } from './own-key.ts';
import {
  entryIdSchema,
  explanation,
  keyFingerprint,
  signature,
  signed,
  statement,
  subjectIdSchema,
  text,
  verdict,
} from './shared.ts';

const tag = 'decisions';
const answer = z.enum(['approve', 'reject']);
const lender = subjectIdSchema
  .exactOptional()
  .meta({ description: 'Whose authority the signer uses, lent by a delegation; absent: their own.' });

const shown = {
  proposal: proposalSchema,
  verdict,
  roles: z.array(z.string()).meta({ description: 'The roles this signature would count for.' }),
};
const taken = {
  decision: entryIdSchema,
  answer,
  verdict,
  missingInWords: z.array(z.string()),
};
const plan = entryIdSchema;

const item = decisionItemSchema.meta({
  id: 'DecisionItem',
  description: 'What a signature covers of one case: everything that was shown, by digest, and the answer.',
});
const notDecided = z
  .strictObject({
    proposal: proposalIdSchema,
    is: z.enum(['stale', 'refused']),
    why: explanation,
  })
  .meta({
    id: 'NotDecided',
    description: '`stale`: something changed since; look again and sign anew. Nothing of it is recorded.',
  });
const decided = z
  .strictObject({
    proposal: proposalIdSchema,
    is: z.enum(['decided', 'planned']),
    ...taken,
    plan: plan.exactOptional(),
  })
  .meta({ id: 'Decided', description: '`planned`: this signature completed the case, and there is a plan.' });

export const decisions = {
  open: route({
    name: 'decisions.prepare',
    method: 'POST',
    path: '/v1/proposals/:proposal/statement',
    tag,
    summary: 'The statement that this key would sign.',
    permission: 'sign',
    changesNothing: true,
    codes: [
      'not_found',
      'signer_unknown',
      'policy_denied',
      'self_approval',
      'already_done',
      'precondition_changed',
    ],
    params: z.strictObject({ proposal: proposalIdSchema }),
    body: z.strictObject({ keyFingerprint, answer, reason: text.exactOptional(), for: lender }),
    output: z
      .strictObject({
        statement,
        ...shown,
      })
      .meta({ id: 'OpenDecision' }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.decisions.open(input)),
  }),
  take: route({
    name: 'decisions.sign',
    method: 'POST',
    path: '/v1/decisions',
    tag,
    summary: 'Take a signed decision.',
    permission: 'sign',
    codes: [
      'signature_invalid',
      'signature_stale',
      'signer_unknown',
      'policy_denied',
      'self_approval',
      'already_done',
      'precondition_changed',
    ],
    body: signed,
    output: z
      .strictObject({
        ...taken,
        plan: plan.exactOptional().meta({ description: 'There when this signature completed the case.' }),
      })
      .meta({ id: 'DecisionTaken' }),
    run: ({ app }, input) => app.decisions.take(input),
  }),
  openBatch: route({
    name: 'decisions.prepare-batch',
    method: 'POST',
    path: '/v1/decisions/statement',
    tag,
    summary: 'The one statement that this key would sign over many answers.',
    description:
      'It covers the RFC 6962 root over the canonical JSON of the items, in their order: work it out from what is shown before signing. What cannot be signed now is left out and said; without anything to sign there is no statement.',
    permission: 'sign',
    mostBodyBytes: 4 << 20,
    changesNothing: true,
    isWork: true,
    codes: ['signer_unknown'],
    body: z.strictObject({
      answers: z
        .array(
          z.strictObject({
            proposal: proposalIdSchema,
            answer,
            reason: text.exactOptional(),
            for: lender,
          }),
        )
        .min(1)
        .max(mostItemsSigned, tooManyAnswers),
      keyFingerprint,
    }),
    output: z
      .strictObject({
        statement: statement.exactOptional(),
        items: z.array(z.strictObject({ item, ...shown })),
        left: z.array(notDecided),
      })
      .meta({ id: 'OpenBatch' }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () =>
        context.app.decisions.openBatch(input, (what, count, total) =>
          context.report({ what, count, total }),
        ),
      ),
  }),
  takeBatch: route({
    name: 'decisions.sign-batch',
    method: 'POST',
    path: '/v1/decisions/batch',
    tag,
    summary: 'Take one signature over many decisions.',
    description:
      'Send every item that was signed, in its order. Each is held to what a single decision is held to and taken by itself: one that is stale or refused leaves the others as they are. Sent again, nothing is recorded twice.',
    permission: 'sign',
    mostBodyBytes: 16 << 20,
    isWork: true,
    codes: ['signature_invalid', 'signature_stale', 'signer_unknown'],
    body: z.strictObject({
      statement,
      signature,
      items: z.array(item).min(1).max(mostItemsSigned, tooManyAnswers),
    }),
    output: z
      .strictObject({
        items: z
          .array(z.union([decided, notDecided]))
          .meta({ description: 'What became of each, in the order of the items.' }),
      })
      .meta({ id: 'BatchTaken' }),
    run: ({ app, report }, input) =>
      app.decisions.takeBatch(input, (what, count, total) => report({ what, count, total })),
  }),
};
