import { z } from 'zod';
import { route } from '../route.ts';
import { entryIdSchema, keyFingerprint, signed, stated, text } from './shared.ts';

const tag = 'executions';

export const executions = {
  run: route({
    name: 'executions.start',
    method: 'POST',
    path: '/v1/plans/:plan/execute',
    tag,
    summary: 'Ask the enforcer to carry out a plan.',
    description:
      'Asking is no authority: the enforcer loads the plan from the ledger and judges everything again. It goes on when the caller goes away.',
    permission: 'operate',
    isWork: true,
    codes: [
      'not_found',
      'already_done',
      'superseded',
      'end_invalid',
      'observe_only',
      'policy_denied',
      'precondition_changed',
      'signature_stale',
      'target_failed',
      'timed_out',
    ],
    params: z.strictObject({ plan: entryIdSchema }),
    output: z
      .strictObject({
        plan: entryIdSchema,
        execution: entryIdSchema,
        outcome: z.string(),
        steps: z.array(
          z.strictObject({
            step: z.int(),
            is: z.enum(['intended', 'applied', 'failed', 'undone']),
            because: z.string().exactOptional(),
          }),
        ),
      })
      .meta({ id: 'Execution' }),
    run: ({ app, report }, input) => app.executions.run(input.plan, (what, count) => report({ what, count })),
  }),
  openRestore: route({
    name: 'restores.prepare',
    method: 'POST',
    path: '/v1/executions/:execution/restore-statement',
    tag,
    summary: 'The statement that puts the pre-image back.',
    permission: 'sign',
    changesNothing: true,
    codes: ['not_found', 'not_reversible', 'signer_unknown', 'policy_denied', 'signature_stale'],
    params: z.strictObject({ execution: entryIdSchema }),
    body: z.strictObject({ keyFingerprint, reason: text }),
    output: stated,
    run: ({ app }, input) => app.executions.openRestore(input),
  }),
  restore: route({
    name: 'restores.sign',
    method: 'POST',
    path: '/v1/restores',
    tag,
    summary: 'Take a signed restore.',
    permission: 'sign',
    codes: [
      'not_found',
      'not_reversible',
      'already_done',
      'signature_invalid',
      'signature_stale',
      'signer_unknown',
      'policy_denied',
    ],
    body: signed,
    output: z.strictObject({ plan: entryIdSchema }),
    run: ({ app }, input) => app.executions.restore(input),
  }),
};
