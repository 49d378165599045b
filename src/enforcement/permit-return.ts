import {
  addSeconds,
  done,
  isEntryId,
  refuse,
  type Digest,
  type Leaf,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import { thingOf } from './digests.ts';
import { firstCause, loadPlan, type LoadedPlan } from './load-plan.ts';
import { isMandated, type MandatedPlan } from './permit-mandate.ts';
import { outcomeOf } from './permit-restore.ts';
import type { EnforcementBench } from './ports.ts';
import { changedSince } from './rows.ts';
import { areEnough, signedMandate } from './signed-mandate.ts';

export interface ReturnPlan extends LoadedPlan {
  readonly body: Extract<LoadedPlan['body'], { readonly kind: 'return' }>;
}
export const isReturn = (plan: LoadedPlan): plan is ReturnPlan => plan.body.kind === 'return';

/** Notes about an item that have what was done put back while it is watched. */
const reasons = { objection: 'objection', 'use broke': 'use broke' } as const;
type Reason = keyof typeof reasons;
const isReason = (note: unknown): note is Reason => typeof note === 'string' && Object.hasOwn(reasons, note);

/**
 * May what a mandate changed be put back now? Those who signed the mandate signed its watch: an objection, or use that
 * broke, noted while it lasts. Whether they are still there is no matter, and no other policy stands in the way; what a
 * later decision changed is left to that.
 */
export async function permitReturn(
  bench: EnforcementBench,
  plan: ReturnPlan,
): Promise<Result<{ readonly actor: SubjectId; readonly policy: Digest }>> {
  const original = await returnedExecution(bench, plan);
  if (!original.ok) return original;
  const mandate = await signedMandate(bench, plan.body);
  if (!mandate.ok) return mandate;
  const { terms, signatures } = mandate.value;
  const noted = await bench.ledger.entry(plan.body.trigger.entry);
  const because = noted?.entry.body['kind'];
  if (noted?.entry.type !== 'proposal.noted' || !isReason(because) || !isAbout(noted, plan))
    return refuse('ledger_invalid', `\`${plan.body.trigger.entry}\` is no note that has this put back.`);
  const last = signatures.at(-1);
  if (last === undefined) return refuse('signature_invalid', 'Nobody signed the mandate.');
  const verdict = bench.mandates.judgeReturn(
    {
      enforcer: bench.self.id,
      signers: signatures.map((each) => each.standing.person),
      enough: areEnough(signatures),
      because,
      watchedUntil: addSeconds(original.value.started.sequencedAt, terms.watchDays * 86_400),
      exact: original.value.plan.proposal.changes.every(({ inverse }) => inverse !== null),
    },
    // by when it was noted: a target that is down for a week does not use up the watch
    noted.sequencedAt,
  );
  if (verdict.outcome !== 'permit')
    return refuse(
      'policy_denied',
      verdict.outcome === 'deny' ? verdict.because : 'Something is missing.',
      'Propose the inverse instead.',
      { deciding: verdict.deciding },
    );
  const later = await changedSince(
    bench.database,
    plan.body.returns,
    plan.proposal.changes.map((proposed) => thingOf(proposed.change)),
  );
  if (later !== undefined)
    return refuse(
      'precondition_changed',
      `Execution \`${later.entry}\` changed the same since, by a decision of its own.`,
      'Propose the inverse instead.',
    );
  return done({ actor: last.standing.person, policy: verdict.digests.policy });
}

const isAbout = (noted: Leaf, { body }: ReturnPlan): boolean =>
  noted.writer === 'server' && noted.entry.causedBy.includes(body.proposalEntry);

/** The execution under this mandate that is to be put back, and its plan, if the ledger proves that it was done. */
export async function returnedExecution(
  bench: EnforcementBench,
  { body }: ReturnPlan,
): Promise<Result<{ readonly started: Leaf; readonly plan: MandatedPlan }>> {
  const started = await bench.ledger.entry(body.returns);
  const cause = started === undefined ? undefined : firstCause(started);
  if (
    started?.entry.type !== 'execution.started' ||
    started.writer !== 'enforcer' ||
    cause === undefined ||
    !isEntryId(cause)
  )
    return refuse('not_found', `\`${body.returns}\` is not an execution in the ledger.`);
  const original = await loadPlan(bench, cause);
  if (!original.ok) return original;
  const plan = original.value;
  if (
    !isMandated(plan) ||
    plan.body.mandate !== body.mandate ||
    plan.body.proposal !== body.proposal ||
    plan.body.mandates.toSorted().join() !== body.mandates.toSorted().join()
  )
    return refuse('not_reversible', 'Only what this mandate had done about this proposal returns under it.');
  if ((await outcomeOf(bench, body.returns)) !== 'done')
    return refuse(
      'precondition_changed',
      'That execution did not end as done, so there is nothing to return.',
    );
  return done({ started, plan });
}
