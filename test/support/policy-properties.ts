import fc from 'fast-check';
import { fixedPolicies } from '../../src/policy/fixed-policies.ts';
import { assemble } from '../../src/policy/policy-set.ts';
import { parsePolicies } from '../../src/policy/parse-policies.ts';
import type { PolicySet } from '../../src/policy/index.ts';
import { judgedWorlds, leakOf, type JudgedWorld } from './judge-worlds.ts';

/** Everything to everybody; only fixed policies stand in its way. */
export const everything = '@id("everything") permit (principal, action, resource);';

/** Judges `runs` random worlds; throws with the shrunk world on a leak. Says how many permits and approvals were among them. */
export function judgeWorlds(set: PolicySet, runs: number, seed: number) {
  const seen = { permits: 0, approvals: 0, byDelegates: 0, requestable: 0 };
  fc.assert(
    fc.property(judgedWorlds, (world) => {
      const verdict = set.judge.judge(world.request);
      if (verdict.outcome === 'requestable') seen.requestable++;
      if (verdict.outcome === 'deny' && /could not be evaluated|cannot be judged/.test(verdict.because))
        throw new Error(verdict.because);
      if (verdict.outcome !== 'permit') return;
      seen.permits++;
      if (world.request.action === 'approve') seen.approvals++;
      if (
        world.request.approval !== undefined &&
        world.request.approval.authority !== world.request.principal.id
      )
        seen.byDelegates++;
      const leak = leakOf(world);
      if (leak !== undefined) throw new Error(leak);
    }),
    { numRuns: runs, seed },
  );
  return seen;
}

/** The fixed policies without one, and everything permitted beside. */
export function mutant(without: string): PolicySet {
  const fixed = parsePolicies('fixed', fixedPolicies()).policies;
  const kept = fixed.filter(({ id }) => id !== without);
  if (kept.length !== fixed.length - 1) throw new Error(`there is no fixed policy \`${without}\``);
  const set = assemble({}, [...kept, ...parsePolicies('everything', everything).policies]);
  if (!set.ok) throw new Error(set.message);
  return set.value;
}

/** How many random worlds it took to see the mutant leak; undefined when none of `runs` did. */
export function worldsToKill(set: PolicySet, runs: number, seed: number): number | undefined {
  const worlds: readonly JudgedWorld[] = fc.sample(judgedWorlds, { numRuns: runs, seed });
  const found = worlds.findIndex(
    (world) => set.judge.judge(world.request).outcome === 'permit' && leakOf(world) !== undefined,
  );
  return found < 0 ? undefined : found + 1;
}

/** The fixed policies whose removal random worlds must notice. */
export const authorityForbids = [
  'hard.human-authority',
  'hard.active-person',
  'hard.interest-known',
  'hard.not-requester',
  'hard.not-beneficiary',
  'hard.not-steward',
  'hard.delegation-proven',
] as const;
