import {
  addSeconds,
  done,
  longestGlassSeconds,
  mandatedEnd,
  refuse,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import { unkeptEnd } from './ends.ts';
import { staleFacts } from './freshness.ts';
import type { LoadedPlan } from './load-plan.ts';
import { contextOf, personOf, subjectOf } from './permit-decision.ts';
import type { EnforcementBench } from './ports.ts';
import { expired, rejected, requestHolds, verifyDecisions } from './verify-decisions.ts';

export interface GlassPlan extends LoadedPlan {
  readonly body: Extract<LoadedPlan['body'], { readonly kind: 'glass' }>;
}
export const isGlass = (plan: LoadedPlan): plan is GlassPlan => plan.body.kind === 'glass';

/**
 * May what somebody took in an emergency be given now, by their own signature alone? Only what they asked for themselves, by a
 * key that verified them, for a few hours, reversibly, with a role that policy gives this right; and it ends like anything else.
 * The bounds are held here too, whatever policies say.
 */
export async function permitGlass(
  bench: EnforcementBench,
  plan: GlassPlan,
): Promise<Result<{ readonly actor: SubjectId }>> {
  const signed = await verifyDecisions(bench, plan);
  if (!signed.ok) return signed;
  const [own, another] = signed.value;
  if (own === undefined || another !== undefined)
    return refuse('signature_invalid', 'An emergency rests on one signature.');
  const now = bench.clock.now();
  const numbered = addSeconds(now, bench.sequencedWithinSeconds);
  const late = expired(signed.value, numbered) ?? unkeptEnd(plan.proposal, signed.value, now, numbered);
  if (late !== undefined) return late;
  const no = await rejected(bench, plan);
  if (no !== undefined) return no;
  const { person } = own.standing;
  if (plan.proposal.requester !== person)
    return refuse('policy_denied', 'An emergency is only what the signer asked for themselves.');
  const request = await requestHolds(bench, plan, []);
  if (request !== undefined) return request;
  const end = mandatedEnd(plan.proposal);
  if (own.assurance !== 'passkey' || end === null || end > addSeconds(own.madeAt, longestGlassSeconds))
    return refuse(
      'policy_denied',
      'An emergency takes a verified signature, and ends within four hours of it.',
    );
  if (plan.proposal.changes.some(({ change: { type } }) => type !== 'grant.add' && type !== 'membership.add'))
    return refuse('policy_denied', 'An emergency gives rights and memberships, and does nothing else.');

  const looked = await bench.cases.lookUp(bench.database, subjectOf(plan), now);
  if (!looked.ok) return looked;
  const stale = staleFacts(plan.proposal, looked.value.evidence);
  if (stale !== undefined) return stale;
  const actor = personOf(own.standing);
  const signature = {
    signer: actor,
    dependsOn: own.standing.dependsOn,
    assurance: own.assurance,
    signedAt: own.madeAt,
  };
  const verdict = (await bench.policy()).judge.judgeGlass(looked.value, actor, {
    ...contextOf(plan, [signature], now),
    filer: person,
  });
  if (verdict.outcome === 'permit') return done({ actor: person });
  return refuse(
    'policy_denied',
    verdict.outcome === 'deny'
      ? `Policy denies this emergency: ${verdict.because}.`
      : `This emergency lacks ${verdict.missing.join(', ')}.`,
    'Ask for it in the ordinary way: `countersign request`.',
    { deciding: verdict.deciding },
  );
}
