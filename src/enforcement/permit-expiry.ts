import {
  done,
  mandatedEnd,
  narrows,
  refuse,
  type Digest,
  type EntryId,
  type Instant,
  type ProposedChange,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import { thingOf } from './digests.ts';
import { firstCause, isDecided, loadPlan, type LoadedPlan } from './load-plan.ts';
import { isMandated } from './permit-mandate.ts';
import type { EnforcementBench } from './ports.ts';
import { changedSince, putBackBy } from './rows.ts';
import { signedMandate } from './signed-mandate.ts';
import { verifyDecisions, type Approval } from './verify-decisions.ts';

export interface ExpiryPlan extends LoadedPlan {
  readonly body: Extract<LoadedPlan['body'], { readonly kind: 'expiry' }>;
}
export const isExpiry = (plan: LoadedPlan): plan is ExpiryPlan => plan.body.kind === 'expiry';

/**
 * May what a decision or a mandate gave until a date be taken back now? The statements of its decisions, or the mandate's
 * terms, have it end: signed when they were made and numbered, whoever has left since. By this process's own clock and the fixed policies alone; no other
 * policy, rejection or withdrawal stands in the way. What a later decision changed is left to that decision.
 */
export async function permitExpiry(
  bench: EnforcementBench,
  plan: ExpiryPlan,
): Promise<Result<{ readonly actor: SubjectId; readonly policy: Digest }>> {
  const ended = await endedChange(bench, plan);
  if (!ended.ok) return ended;
  const end = mandatedEnd(plan.proposal);
  if (end === null) return refuse('policy_denied', 'Nobody mandated that this ends.');
  const signed = await signedEnd(bench, plan, ended.value.plan, end);
  if (!signed.ok) return signed;
  const { people, asSigned } = signed.value;
  const last = people.at(-1);
  if (last === undefined) return refuse('policy_denied', 'Nobody mandated that this ends.');
  if (plan.leaf.sequencedAt < end)
    return refuse('ledger_invalid', `The plan was written before what it takes back had ended, at ${end}.`);
  const { expected, precondition } = ended.value.change;
  const verdict = bench.mandates.judgeEnding(
    {
      enforcer: bench.self.id,
      signers: people,
      trigger: plan.body.trigger.kind,
      endsAt: end,
      asSigned,
      reduces: narrows(expected, precondition),
    },
    bench.clock.now(),
  );
  if (verdict.outcome !== 'permit')
    return refuse(
      'policy_denied',
      verdict.outcome === 'deny' ? verdict.because : 'Something is missing.',
      undefined,
      { deciding: verdict.deciding },
    );

  const back = await putBackBy(bench.database, plan.body.expires);
  if (back !== undefined)
    return refuse('already_done', `Execution \`${back}\` has put this back, or is about to.`);
  const later = await changedSince(bench.database, plan.body.expires, [thingOf(ended.value.change.change)]);
  if (later !== undefined)
    return refuse(
      'superseded',
      `Execution \`${later.entry}\` changed the same since, by a decision of its own.`,
      'It ends by that decision; if that is put back, this is taken back too.',
      { by: later.entry, byStep: later.step },
    );
  return done({ actor: last, policy: verdict.digests.policy });
}

/** Who signed that what this plan gave ends, and whether they signed this end: each for themselves, or a mandate's whole time. */
async function signedEnd(
  bench: EnforcementBench,
  { body }: ExpiryPlan,
  original: LoadedPlan,
  end: Instant,
): Promise<Result<{ readonly people: readonly SubjectId[]; readonly asSigned: boolean }>> {
  if (isMandated(original)) {
    const mandate = await signedMandate(bench, original.body);
    if (!mandate.ok) return mandate;
    const { signatures, terms } = mandate.value;
    return done({
      people: signatures.map(({ standing }) => standing.person),
      asSigned:
        body.decisions.length === 0 &&
        sameEntries(body.mandates ?? [], original.body.mandates) &&
        end <= terms.until,
    });
  }
  const approvals = await verifyDecisions(bench, original, 'not needed');
  if (!approvals.ok) return approvals;
  return done({
    people: approvals.value.map(({ standing }) => standing.person),
    asSigned:
      body.mandates === undefined &&
      sameEntries(body.decisions, original.body.decisions) &&
      approvals.value.every(mandates(end)),
  });
}

const mandates =
  (end: string) =>
  (approval: Approval): boolean =>
    approval.item.endsAt === end;

const sameEntries = (a: readonly EntryId[], b: readonly EntryId[]): boolean =>
  a.toSorted().join() === b.toSorted().join();

/** The change whose end has come, with the plan that gave it, if the ledger proves that it was made. */
export async function endedChange(
  bench: EnforcementBench,
  { body }: ExpiryPlan,
): Promise<Result<{ readonly plan: LoadedPlan; readonly change: ProposedChange }>> {
  const started = await bench.ledger.entry(body.expires);
  const cause = started === undefined ? undefined : firstCause(started);
  if (started?.entry.type !== 'execution.started' || started.writer !== 'enforcer' || cause === undefined)
    return refuse('not_found', `\`${body.expires}\` is not an execution in the ledger.`);
  if (body.trigger.entry !== body.expires)
    return refuse('ledger_invalid', 'The plan is triggered by something else than the execution it ends.');
  const original = await loadPlan(bench, cause);
  if (!original.ok) return original;
  if (
    !(isDecided(original.value) || isMandated(original.value)) ||
    original.value.body.proposal !== body.proposal
  )
    return refuse('ledger_invalid', 'Only what this proposal’s own decision or mandate gave can end by it.');
  const change = original.value.proposal.changes[body.step];
  if (change === undefined || !(await wasMade(bench, body.expires, body.step)))
    return refuse('precondition_changed', 'The ledger has no proof that this was given and is still there.');
  return done({ plan: original.value, change });
}

/** The execution has ended, and this step of it was applied and not undone. */
async function wasMade(bench: EnforcementBench, execution: EntryId, step: number): Promise<boolean> {
  const finished = await bench.ledger.causedBy(execution, 'execution.finished');
  const intents = await bench.ledger.causedBy(execution, 'execution.step.intended');
  const intent = intents.find((leaf) => leaf.entry.body['step'] === step);
  if (finished.length === 0 || intent === undefined) return false;
  const applied = await bench.ledger.causedBy(intent.entry.id, 'execution.step.applied');
  const undone = await bench.ledger.causedBy(intent.entry.id, 'execution.step.undone');
  return applied.length > 0 && undone.length === 0;
}
