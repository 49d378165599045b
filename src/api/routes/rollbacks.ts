import { z } from 'zod';
import { approverRoles, mostItemsSigned, type Explanation } from '../../model/index.ts';
import { callerKey, personOfCaller } from '../caller.ts';
import { route } from '../route.ts';
import { forOwnKey } from './own-key.ts';
import {
  entryIdSchema,
  explanation,
  id,
  instantSchema,
  keyFingerprint,
  limit,
  name,
  signature,
  statement,
  text,
} from './shared.ts';

const tag = 'rollback';

const scope = z
  .discriminatedUnion('by', [
    z.strictObject({ by: z.literal('decision'), id }),
    z.strictObject({ by: z.literal('campaign'), id }),
    z.strictObject({ by: z.literal('rule'), rule: id, version: z.int().min(1).exactOptional() }),
    z.strictObject({ by: z.literal('source'), draftedBy: name }),
    z.strictObject({ by: z.literal('person'), person: id, from: instantSchema, to: instantSchema }),
  ])
  .meta({ id: 'RollbackScope', description: 'Whose having had their way is to be undone.' });

const why = z.string();
const can = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('restore'), until: instantSchema }),
  ...(['propose', 'never', 'nothing', 'look'] as const).map((is) =>
    z.strictObject({ is: z.literal(is), why }),
  ),
  z.strictObject({ is: z.literal('superseded'), by: z.array(entryIdSchema) }),
  z.strictObject({ is: z.literal('back'), by: entryIdSchema.nullable() }),
  z.strictObject({ is: z.literal('call off') }),
]);
const count = z.int().min(0);

const item = z
  .strictObject({
    proposal: z.string(),
    proposalEntry: entryIdSchema,
    origin: z.string(),
    draftedBy: z.string(),
    plan: entryIdSchema,
    planKind: z.string(),
    plannedAt: instantSchema,
    decidedAt: instantSchema.nullable(),
    isVoided: z.boolean(),
    execution: z
      .strictObject({ id: entryIdSchema, seq: z.int(), outcome: z.string().nullable() })
      .nullable()
      .meta({ description: 'Null: it was not begun.' }),
    putBackBy: entryIdSchema.nullable(),
    made: count.meta({ description: 'How many of its changes were made and not undone at once.' }),
    ended: count.meta({ description: 'How many of these an end took back since.' }),
    title: z.string(),
    changes: z.array(z.string()),
    inverses: z.array(z.string()).meta({ description: 'What undoing it does, in words, in that order.' }),
    can,
  })
  .meta({ id: 'RollbackItem' });

const undoItem = z.union([
  z.strictObject({
    restores: entryIdSchema,
    plan: entryIdSchema,
    reason: text,
    as: z.enum(approverRoles).exactOptional(),
  }),
  z.strictObject({ voids: entryIdSchema, reason: text }),
]);
const stages = {
  stageSize: z
    .int()
    .min(1)
    .max(1000)
    .nullable()
    .default(null)
    .meta({ description: 'How many are carried out before the rest waits; null: all at once.' }),
  watchSeconds: z
    .int()
    .min(0)
    .max(7 * 86_400)
    .default(0),
};
const tooMany = `One signature puts back at most ${mostItemsSigned} executions.`;

/** A refusal as part of an answer about many. */
const explained = ({ code, message, next, details }: Explanation): Explanation => ({
  code,
  message,
  ...(next === undefined ? {} : { next }),
  ...(details === undefined ? {} : { details }),
});

export const rollbacks = {
  find: route({
    name: 'rollbacks.find',
    method: 'POST',
    path: '/v1/rollbacks/find',
    tag,
    summary: 'Everything that somebody or something decided, and what of it can be undone.',
    description:
      'Worked out from the ledger’s own causation, newest effect first, which is the order to undo in. Asked again after a rollback it says what came of it.',
    permission: 'view',
    changesNothing: true,
    isWork: true,
    codes: ['input_invalid'],
    body: z.strictObject({ scope, keyFingerprint: keyFingerprint.exactOptional() }),
    output: z
      .strictObject({
        asOf: instantSchema,
        items: z.array(item),
        counts: z.strictObject({
          restore: count,
          propose: count,
          never: count,
          superseded: count,
          back: count,
          nothing: count,
          'call off': count,
          look: count,
        }),
      })
      .meta({ id: 'Rollback' }),
    run: ({ app, caller, report }, input) => {
      const signer = personOfCaller(caller);
      return app.rollbacks.find(
        { ...input, ...(signer === undefined ? {} : { signer }) },
        (what, number, total) => report({ what, count: number, total }),
      );
    },
  }),
  open: route({
    name: 'rollbacks.prepare',
    method: 'POST',
    path: '/v1/rollbacks/statement',
    tag,
    summary: 'The one statement that this key would sign to put many executions back.',
    description:
      'It covers the RFC 6962 root over the canonical JSON of the items, in their order: work it out from what is shown before signing. What this key may not put back is left out and said.',
    permission: 'sign',
    mostBodyBytes: 1 << 20,
    changesNothing: true,
    codes: ['input_invalid', 'signer_unknown', 'policy_denied'],
    body: z.strictObject({
      executions: z.array(entryIdSchema).max(mostItemsSigned, tooMany),
      callOff: z
        .array(entryIdSchema)
        .max(mostItemsSigned, tooMany)
        .default([])
        .meta({ description: 'Plans that were not begun, and are not to be.' }),
      keyFingerprint,
      reason: text,
    }),
    output: z
      .strictObject({
        statement: statement.exactOptional(),
        items: z.array(undoItem),
        left: z.array(z.strictObject({ execution: entryIdSchema, why: explanation })),
      })
      .meta({ id: 'OpenRollback' }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, async () => {
        const opened = await context.app.rollbacks.open(input);
        if (!opened.ok) return opened;
        const left = opened.value.left.map(({ execution, why }) => ({ execution, why: explained(why) }));
        return { ok: true as const, value: { ...opened.value, left } };
      }),
  }),
  take: route({
    name: 'rollbacks.sign',
    method: 'POST',
    path: '/v1/rollbacks',
    tag,
    summary: 'Take one signature over many executions to put back, and have it carried out.',
    description:
      'Send every item that was signed, in its order. Each execution gets a plan of its own or the reason why not; plans that were not begun are called off by the same signature; the rollout that is named carries it out. Sent again, nothing is planned twice.',
    permission: 'sign',
    mostBodyBytes: 2 << 20,
    isWork: true,
    codes: ['input_invalid', 'signature_invalid', 'signature_stale', 'signer_unknown', 'policy_denied'],
    body: z.strictObject({
      statement,
      signature,
      items: z.array(undoItem).min(1).max(mostItemsSigned, tooMany),
      title: text,
      ...stages,
    }),
    output: z
      .strictObject({
        rollout: z.string().nullable(),
        items: z.array(
          z.union([
            z.strictObject({ execution: entryIdSchema, is: z.literal('planned'), plan: entryIdSchema }),
            z.strictObject({ execution: entryIdSchema, is: z.literal('not'), why: explanation }),
          ]),
        ),
        calledOff: z.array(entryIdSchema),
      })
      .meta({ id: 'RollbackTaken' }),
    run: ({ app, caller, report }, input) =>
      app.rollbacks.take({ ...input, by: callerKey(caller) }, (what, number, total) =>
        report({ what, count: number, total }),
      ),
  }),
};

const rolloutFrame = {
  id: z.string(),
  title: z.string(),
  wishedBy: z.string(),
  createdAt: instantSchema,
  notBefore: instantSchema.nullable(),
  stageSize: z.int().nullable(),
  watchSeconds: z.int(),
  state: z.enum(['going', 'stopped', 'ended']),
  because: z.string().nullable(),
};
const rollout = z
  .strictObject({
    ...rolloutFrame,
    now: instantSchema,
    items: z.array(
      z.strictObject({
        position: z.int(),
        plan: entryIdSchema,
        proposal: z.string(),
        title: z.string(),
        sources: z.array(z.string()),
        state: z.enum(['waiting', 'asked', 'done', 'not_done']),
        tries: z.int(),
        lookAt: instantSchema.nullable().meta({ description: 'When its target is asked again.' }),
        settledAt: instantSchema.nullable(),
        because: z.string().nullable(),
        execution: entryIdSchema.nullable(),
        outcome: z.string().nullable(),
        answer: z
          .object({ ok: z.boolean(), code: z.string().exactOptional(), message: z.string().exactOptional() })
          .nullable(),
      }),
    ),
  })
  .meta({ id: 'Rollout', description: 'Many plans carried out in an order, step by step.' });
const rolloutParams = z.strictObject({ id });

export const rollouts = {
  begin: route({
    name: 'rollouts.begin',
    method: 'POST',
    path: '/v1/rollouts',
    tag: 'executions',
    summary: 'Have many plans carried out, in this order, in stages, not before a moment.',
    description:
      'It can only put off what signatures allow: each plan is judged again when its turn comes, and what is still waiting when its signatures expire is refused.',
    permission: 'operate',
    codes: ['not_found', 'input_invalid', 'input_too_large'],
    body: z.strictObject({
      title: text,
      plans: z.array(entryIdSchema).min(1).max(1000),
      notBefore: instantSchema.nullable().default(null),
      ...stages,
    }),
    output: z.strictObject({ id: z.string() }),
    run: ({ app, caller }, input) => app.rollouts.begin({ ...input, by: callerKey(caller) }),
  }),
  list: route({
    name: 'rollouts.list',
    method: 'GET',
    path: '/v1/rollouts',
    tag: 'executions',
    summary: 'Rollouts, the newest first.',
    permission: 'view',
    codes: [],
    query: z.strictObject({ limit: limit(200, 50) }),
    output: z.strictObject({
      items: z.array(z.strictObject({ ...rolloutFrame, total: count, done: count, notDone: count })),
    }),
    run: ({ app }, input) => app.rollouts.list(input),
  }),
  show: route({
    name: 'rollouts.show',
    method: 'GET',
    path: '/v1/rollouts/:id',
    tag: 'executions',
    summary: 'How far a rollout is, plan by plan.',
    permission: 'view',
    codes: ['not_found'],
    params: rolloutParams,
    output: rollout,
    run: ({ app }, input) => app.rollouts.show(input.id),
  }),
  set: route({
    name: 'rollouts.set',
    method: 'POST',
    path: '/v1/rollouts/:id/state',
    tag: 'executions',
    summary: 'Stop what was not asked for yet, or have it go on.',
    permission: 'operate',
    codes: ['not_found', 'already_done'],
    params: rolloutParams,
    body: z.strictObject({ to: z.enum(['stop', 'go on']) }),
    output: rollout,
    run: ({ app, caller }, input) => app.rollouts.set({ ...input, by: callerKey(caller) }),
  }),
};
