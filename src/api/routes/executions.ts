import { z } from 'zod';
import { windowEnds } from '../../model/index.ts';
import { callerKey } from '../caller.ts';
import { route } from '../route.ts';
import { forOwnKey } from './own-key.ts';
import { proposalIdSchema } from '../../platform/wire/proposal.ts';
import { entryIdSchema, explanation, instantSchema, keyFingerprint, signed, stated, text } from './shared.ts';

const tag = 'executions';

const steps = z.array(
  z.strictObject({
    step: z.int(),
    is: z.enum(['intended', 'applied', 'failed', 'undone']),
    because: z.string().exactOptional(),
  }),
);
const watch = z
  .strictObject({
    since: instantSchema,
    until: instantSchema,
    seenUntil: instantSchema.nullable(),
    how: z.enum(windowEnds).nullable(),
    because: z.string().nullable(),
  })
  .exactOptional()
  .meta({ description: 'What it suspended is watched, or was, before it is deleted.' });
const params = z.strictObject({ plan: entryIdSchema });
const state = z
  .strictObject({
    plan: entryIdSchema,
    now: instantSchema.meta({ description: 'By the server’s clock, to count by.' }),
    asking: z
      .strictObject({ is: z.enum(['waiting', 'called_off', 'asked']), dueAt: instantSchema })
      .nullable()
      .meta({
        description: '`waiting`: the enforcer is asked at `dueAt`, and until then it can be called off.',
      }),
    execution: z
      .strictObject({ plan: entryIdSchema, execution: entryIdSchema, outcome: z.string(), steps, watch })
      .nullable()
      .meta({ description: 'Null: it has not begun.' }),
    refused: explanation
      .nullable()
      .meta({ description: 'Why the enforcer did not begin when it was last asked.' }),
  })
  .meta({ id: 'ExecutionState', description: 'How it stands with carrying a plan out.' });

const rehearsal = z
  .strictObject({
    plan: entryIdSchema,
    refusedNow: z
      .strictObject({ code: z.string(), message: z.string() })
      .exactOptional()
      .meta({ description: 'Why the enforcer would refuse it now; absent: it would carry it out.' }),
    steps: z.array(
      z.strictObject({
        step: z.int(),
        source: z.string(),
        change: z.string(),
        found: z.enum(['to do', 'done', 'other']),
        differences: z.array(z.string()),
        allowed: z.enum(['yes', 'no', 'unknown']),
        because: z.string().exactOptional(),
      }),
    ),
  })
  .meta({ id: 'Rehearsal', description: 'What each step of a plan would do, as its target says now.' });

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
    params,
    output: z
      .strictObject({
        plan: entryIdSchema,
        execution: entryIdSchema,
        outcome: z.string(),
        steps,
        watch,
      })
      .meta({ id: 'Execution' }),
    run: ({ app, report }, input) => app.executions.run(input.plan, (what, count) => report({ what, count })),
  }),
  rehearse: route({
    name: 'executions.rehearse',
    method: 'POST',
    path: '/v1/plans/:plan/rehearse',
    tag,
    summary: 'Have a plan tried out against its targets; nothing is changed.',
    description:
      'The enforcer verifies it as before a real run, observes each target, and where a target can do so makes each change and takes it back before anybody can see it.',
    permission: 'operate',
    isWork: true,
    codes: ['not_found', 'observe_only', 'ledger_invalid', 'source_unreachable', 'timed_out'],
    params,
    output: rehearsal,
    run: ({ app }, { plan }) => app.executions.rehearse(plan),
  }),
  drift: route({
    name: 'executions.drift',
    method: 'GET',
    path: '/v1/drift',
    tag,
    summary: 'What was changed by hand since a decision changed it.',
    description:
      'What was last changed of each thing, laid against the last complete read of its source. It is told with the execution it contradicts, and never changed again without a decision.',
    permission: 'view',
    codes: [],
    output: z
      .strictObject({
        items: z.array(
          z.strictObject({
            source: z.string(),
            change: z.string(),
            title: z.string(),
            proposal: proposalIdSchema,
            execution: entryIdSchema,
            step: z.int(),
            madeAt: instantSchema,
            readAt: instantSchema,
            is: z.enum(['back', 'other']),
            differences: z.array(z.string()),
          }),
        ),
        compared: z.int(),
        notYet: z.int(),
        isPart: z.boolean(),
      })
      .meta({ id: 'Drift' }),
    run: ({ app }) => app.executions.drift(),
  }),
  ask: route({
    name: 'executions.ask',
    method: 'POST',
    path: '/v1/plans/:plan/ask',
    tag,
    summary: 'Have the enforcer asked to carry out a plan, in ten seconds.',
    description:
      'The server asks by itself, whatever becomes of the caller. Until then it can be called off. Wished twice it keeps its first moment.',
    permission: 'operate',
    codes: ['not_found', 'already_done'],
    params,
    output: state,
    run: ({ app, caller }, { plan }) => app.executions.ask({ plan, by: callerKey(caller) }),
  }),
  callOff: route({
    name: 'executions.call-off',
    method: 'POST',
    path: '/v1/plans/:plan/call-off',
    tag,
    summary: 'Call off what the enforcer was not asked for yet.',
    description: 'The signatures hold as before; it can be asked for again.',
    permission: 'operate',
    codes: ['not_found', 'already_done'],
    params,
    output: state,
    run: ({ app, caller }, { plan }) => app.executions.callOff({ plan, by: callerKey(caller) }),
  }),
  show: route({
    name: 'executions.show',
    method: 'GET',
    path: '/v1/plans/:plan/execution',
    tag,
    summary: 'How it stands with carrying out a plan.',
    permission: 'view',
    codes: ['not_found'],
    params,
    output: state,
    run: ({ app }, { plan }) => app.executions.show(plan),
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
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.executions.openRestore(input)),
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
