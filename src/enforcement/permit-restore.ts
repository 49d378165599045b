import {
  addSeconds,
  done,
  refuse,
  type ApproverRole,
  type EntryId,
  type Leaf,
  type Result,
  type SignerStanding,
  type SubjectId,
} from '../model/index.ts';
import { thingOf } from './digests.ts';
import { firstCause, isDecided, loadPlan, type LoadedPlan } from './load-plan.ts';
import { contextOf, personOf, subjectOf } from './permit-decision.ts';
import { isGlass } from './permit-glass.ts';
import type { EnforcementBench } from './ports.ts';
import { changedSince } from './rows.ts';
import { restoreStatement, verifiedStatement } from './statements.ts';
import { recused, verifyDecisions, type Approval } from './verify-decisions.ts';

export interface RestorePlan extends LoadedPlan {
  readonly body: Extract<LoadedPlan['body'], { readonly kind: 'restore' }>;
}
export const isRestore = (plan: LoadedPlan): plan is RestorePlan => plan.body.kind === 'restore';

/**
 * May the pre-image of an execution be put back now? The statements of its decisions mandate it for any of their signers
 * within the window they signed, and an emergency besides for whoever could have answered it; the one who asks signs that,
 * with a key in force, an authority that is still lent where they used another's, and no conflict of interest.
 */
export async function permitRestore(
  bench: EnforcementBench,
  plan: RestorePlan,
): Promise<Result<{ readonly actor: SubjectId }>> {
  const original = await restoredExecution(bench, plan);
  if (!original.ok) return original;
  const approvals = await verifyDecisions(bench, original.value.plan, 'not needed');
  if (!approvals.ok) return approvals;

  const asked = await bench.ledger.entry(plan.body.trigger.entry);
  if (asked?.entry.type !== 'restore.signed')
    return refuse('signature_invalid', `\`${plan.body.trigger.entry}\` is not a signed wish to restore.`);
  const wish = await verifiedStatement(bench, asked, restoreStatement, 'needed');
  if (!wish.ok) return wish;
  const { standing, item, expiresAt } = wish.value;
  if (item.restores !== plan.body.restores || item.plan !== original.value.plan.entry)
    return refuse('signature_invalid', 'The statement names another execution than this plan restores.');

  const now = bench.clock.now();
  if (expiresAt <= addSeconds(now, bench.sequencedWithinSeconds))
    return refuse('signature_stale', `The statement to restore expired at ${expiresAt}.`, 'Sign it anew.');
  const under = await restoredUnder(bench, original.value.plan, approvals.value, standing, item.as);
  if (!under.ok) return under;
  const { restorableUntil } = under.value.item;
  if (restorableUntil <= now)
    return refuse('signature_stale', `The window to restore closed at ${restorableUntil}.`, propose);
  const { lending } = under.value;
  if (
    lending !== undefined &&
    !(await bench.delegations.inForce(now)).some((one) => one.entry === lending.entry)
  )
    return refuse('policy_denied', 'The authority that was lent for this decision is over.', propose);
  // whoever took an emergency cannot keep it by taking themselves out of its case
  const conflicted = isGlass(original.value.plan) ? undefined : await recused(bench, plan, [under.value]);
  if (conflicted !== undefined) return conflicted;
  const later = await changedSince(
    bench.database,
    plan.body.restores,
    plan.proposal.changes.map((proposed) => thingOf(proposed.change)),
  );
  if (later !== undefined)
    return refuse(
      'precondition_changed',
      `Execution \`${later.entry}\` changed the same since, by a decision of its own.`,
      propose,
    );
  return done({ actor: standing.person });
}

/** The approval under which this person restores: their own, or, of an emergency that they could have answered, its taker's. */
async function restoredUnder(
  bench: EnforcementBench,
  plan: LoadedPlan,
  approvals: readonly Approval[],
  standing: SignerStanding,
  as: ApproverRole | undefined,
): Promise<Result<Approval>> {
  const own = approvals.find((approval) => approval.standing.person === standing.person);
  if (own !== undefined) return done(own);
  const [taken] = approvals;
  if (taken === undefined || !isGlass(plan))
    return refuse('policy_denied', 'Only somebody who signed the decision may restore under it.', propose);
  return (await couldHaveAnswered(bench, plan, standing, as))
    ? done(taken)
    : refuse(
        'policy_denied',
        'Only who took an emergency, or somebody who could have said yes to it by the role they name, ends it.',
        propose,
      );
}

/** Whether policy, on facts looked up now, would count this person's word about what another took, by the role that they signed. */
async function couldHaveAnswered(
  bench: EnforcementBench,
  plan: LoadedPlan,
  standing: SignerStanding,
  as: ApproverRole | undefined,
): Promise<boolean> {
  if (as === undefined) return false;
  const now = bench.clock.now();
  const looked = await bench.cases.lookUp(bench.database, subjectOf(plan), now);
  if (!looked.ok) return false;
  const { judge } = await bench.policy();
  return judge.rolesOfSigner(looked.value, personOf(standing), contextOf(plan, [], now)).includes(as);
}

const propose = 'Propose the inverse instead.';

/** The execution that is to be restored, and the plan it carried out, if it is one that can be. */
export async function restoredExecution(
  bench: EnforcementBench,
  { body }: RestorePlan,
): Promise<Result<{ readonly started: Leaf; readonly plan: LoadedPlan }>> {
  const started = await bench.ledger.entry(body.restores);
  const cause = started === undefined ? undefined : firstCause(started);
  if (started?.entry.type !== 'execution.started' || started.writer !== 'enforcer' || cause === undefined)
    return refuse('not_found', `\`${body.restores}\` is not an execution in the ledger.`);
  const original = await loadPlan(bench, cause);
  if (!original.ok) return original;
  if (!isDecided(original.value) || original.value.body.proposal !== body.proposal)
    return refuse('not_reversible', 'Only the execution of this proposal’s own decision can be restored.');
  const stuck = original.value.proposal.changes.find((proposed) => proposed.inverse === null);
  if (stuck !== undefined)
    return refuse(
      'not_reversible',
      stuck.irreversibleBecause ?? `\`${stuck.change.type}\` cannot be undone.`,
    );
  if ((await outcomeOf(bench, body.restores)) !== 'done')
    return refuse(
      'precondition_changed',
      'That execution did not end as done, so there is nothing to restore.',
    );
  return done({ started, plan: original.value });
}

/** What the ledger says an execution ended as; undefined while it has not. */
export async function outcomeOf(bench: EnforcementBench, execution: EntryId): Promise<string | undefined> {
  const [finished] = await bench.ledger.causedBy(execution, 'execution.finished');
  const outcome = finished?.entry.body['outcome'];
  return typeof outcome === 'string' ? outcome : undefined;
}
