import { z } from 'zod';
import { proposalIdSchema, proposalSchema } from '../../platform/wire/proposal.ts';
import { route } from '../route.ts';
import { entryIdSchema, keyFingerprint, signed, statement, text, verdict } from './shared.ts';

const tag = 'decisions';
const answer = z.enum(['approve', 'reject']);

export const decisions = {
  open: route({
    name: 'decisions.prepare',
    method: 'POST',
    path: '/v1/proposals/:proposal/statement',
    tag,
    summary: 'The statement that this key would sign.',
    permission: 'sign',
    codes: [
      'not_found',
      'signer_unknown',
      'policy_denied',
      'self_approval',
      'already_done',
      'precondition_changed',
    ],
    params: z.strictObject({ proposal: proposalIdSchema }),
    body: z.strictObject({ keyFingerprint, answer, reason: text.exactOptional() }),
    output: z
      .strictObject({
        statement,
        proposal: proposalSchema,
        verdict,
        roles: z.array(z.string()).meta({ description: 'The roles this signature would count for.' }),
      })
      .meta({ id: 'OpenDecision' }),
    run: ({ app }, input) => app.decisions.open(input),
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
        decision: entryIdSchema,
        answer,
        verdict,
        plan: entryIdSchema
          .exactOptional()
          .meta({ description: 'There when this signature completed the case.' }),
        missingInWords: z.array(z.string()),
      })
      .meta({ id: 'DecisionTaken' }),
    run: ({ app }, input) => app.decisions.take(input),
  }),
};
