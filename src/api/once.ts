import type { FastifyReply, FastifyRequest } from 'fastify';
import { done, refuse, type Code, type Result } from '../model/index.ts';
import { digestOfValue } from '../platform/canonical.ts';
import type { Claim, KeptAnswers, KeyedCall } from '../platform/kept-answers/index.ts';
import { callerKey, type Caller } from './caller.ts';
import type { Checked, Route } from './route.ts';

/** Larger answers of writes are not kept; none of ours is near it. */
const mostKeptBytes = 256 << 10;

/** Faults after which nobody can say that nothing happened. After every other refusal or fault nothing has. */
const mayHaveTakenEffect: ReadonlySet<Code> = new Set([
  'timed_out',
  'internal',
  'target_failed',
  'outcome_unknown',
]);

/**
 * Runs a write that came with an `Idempotency-Key` once: the same call again is told the kept answer, the same key with
 * another input is refused. What was refused changed nothing, so its key is free again.
 */
export async function runOnce(
  kept: KeptAnswers,
  call: KeyedCall,
  route: Pick<Route, 'tellsOnce'>,
  reply: FastifyReply,
  run: () => Promise<Result<unknown>>,
): Promise<Result<unknown>> {
  const claim = await kept.claim(call);
  if (claim.is !== 'first') return answerAgain(claim, reply);
  const answered = await run();
  if (answered.ok) {
    const text = route.tellsOnce === true ? null : JSON.stringify(answered.value);
    await kept.keep(call, text !== null && text.length <= mostKeptBytes ? text : null);
  } else if (mayHaveTakenEffect.has(answered.code)) await kept.leaveUnknown(call);
  else await kept.release(call);
  return answered;
}

function answerAgain(claim: Exclude<Claim, { readonly is: 'first' }>, reply: FastifyReply): Result<unknown> {
  switch (claim.is) {
    case 'answered':
      reply.header('idempotency-replayed', 'true');
      return claim.answer === null
        ? refuse(
            'already_done',
            'This was done already under this key; what it told is told once.',
            'If the answer was lost, undo it (revoke what was issued) and ask again with another key.',
          )
        : done(JSON.parse(claim.answer));
    case 'running':
      return refuse('in_progress', 'The first call with this key is still under way.', 'Ask again shortly.');
    case 'unknown':
      return refuse(
        'outcome_unknown',
        'The first call with this key ended without an answer; it may have taken effect.',
        'Look whether it did. If not, call again with another key.',
      );
    case 'other':
      return refuse(
        'key_reused',
        'This key was used for another request.',
        'Use a new `Idempotency-Key` for each thing that is to happen once.',
      );
  }
}

/** The keyed call that a request is; undefined: it has no key, or changes nothing, or nobody says who asks. */
export function keyedCall(
  request: FastifyRequest,
  route: Route,
  caller: Caller,
  checked: Checked,
): Result<KeyedCall | undefined> {
  const key = request.headers['idempotency-key'];
  if (
    key === undefined ||
    route.method === 'GET' ||
    route.changesNothing === true ||
    caller.kind === 'anonymous'
  )
    return done(undefined);
  if (typeof key !== 'string' || !/^[\u0021-\u007e]{1,200}$/.test(key))
    return refuse('input_invalid', '`Idempotency-Key`: expected 1 to 200 visible ASCII characters.');
  return done({
    caller: callerKey(caller),
    route: route.name,
    key,
    asked: digestOfValue('countersign/asked/v1', checked.input),
  });
}
