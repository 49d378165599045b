import fc from 'fast-check';
import type { JudgeRequest } from '../../src/model/index.ts';
import { openQuickEngine } from '../../src/policy/compiled/quick-engine.ts';
import { normalise } from '../../src/policy/normalise.ts';
import { sliceOf } from '../../src/policy/slice.ts';
import { cedarSchema } from '../../src/policy/cedar-schema.ts';
import { openEngine } from '../../src/policy/engine.ts';
import { parsePolicies, type Policy } from '../../src/policy/parse-policies.ts';
import type { PolicySet } from '../../src/policy/index.ts';
import { flipOf } from '../../src/policy/what-if/flip.ts';
import { replayPast } from '../../src/policy/what-if/past.ts';
import { judgedWorlds } from './judge-worlds.ts';
import { compileFiles, files as shipped } from './policy-files.ts';
import { defaultSet, ida } from './policy-world.ts';

/** Policies with every operator that is compiled, some of which err on some requests. */
export const everyOperator: readonly Policy[] = parsePolicies(
  'operators',
  `
@id("op.if") permit (principal is Person in Role::"reviewer", action in Action::"advisory", resource is Change)
when { if resource has tier then resource.tier != Tier::"high" else context.factsAge > 10 };
@id("op.sets") permit (principal, action, resource is Change)
when { resource has interest && resource.interest.requester == resource.interest.beneficiary
  && [resource.act].containsAny([ActClass::"access.grant", ActClass::"access.revoke"]) && !(context.now < 5) };
@id("op.errs") forbid (principal is Person, action in [Action::"open_ticket", Action::"infer", Action::"request"], resource is Change)
when { resource.tier == Tier::"low" };
@id("op.is-in") permit (principal, action in [Action::"see", Action::"request"], resource)
when { principal is Person in Role::"auditor" || (principal is Machine && principal has owner && context.now >= 3) };
@id("op.records") forbid (principal, action == Action::"reverse", resource is Change)
when { context.via.machines.containsAll([Machine::"mch_machine001"]) && 2 <= context.factsAge };
`,
).policies;

/** Random requests by closures and by Cedar: the same decision and reasons, and failing at the same ones. */
export function closuresAgree(runs: number, seed: number) {
  const policies = [...defaultSet.policies, ...everyOperator];
  const needs = [...new Set(policies.flatMap(({ need }) => need ?? []))].toSorted();
  const cedar = openEngine(cedarSchema(needs), policies);
  const quick = openQuickEngine(policies);
  const seen = { allow: 0, deny: 0, failed: 0 };
  fc.assert(
    fc.property(judgedWorlds, fc.subarray(needs), ({ request }, met) => {
      const normalised = normalise(request);
      if (!normalised.ok) throw new Error(normalised.why);
      const slice = sliceOf(normalised.request);
      const one = quick.evaluate(slice, request.action, met);
      const other = cedar.evaluate(slice, request.action, met);
      if (one === undefined) throw new Error('some policy is not compiled');
      seen[other.decision]++;
      const told = (each: typeof other): string =>
        each.decision === 'failed' ? `failed ${/`[^`]+`/.exec(each.why)?.[0]}` : JSON.stringify(each);
      if (told(one) !== told(other)) throw new Error(`${told(one)} by closures, ${told(other)} by Cedar`);
    }),
    { numRuns: runs, seed },
  );
  cedar.close();
  return seen;
}

/** Sets that differ from the shipped one: a row, a holder, a hand-written forbid, a need, a permit. */
export function otherSets(): readonly PolicySet[] {
  const rights = shipped['decision-rights.yaml'] ?? '';
  const cedar = shipped['default.cedar'] ?? '';
  const others = [
    {
      'decision-rights.yaml': rights
        .replaceAll('max_duration: P180D', 'max_duration: P30D')
        .replaceAll('count: 1 }, { role: resource_owner', 'count: 2 }, { role: resource_owner'),
      'x.cedar': `
@id("no-drops") forbid (principal, action == Action::"execute", resource is Change) when { resource.act == ActClass::"account.drop" };
@id("wait") @need("wait.PT1H") forbid (principal, action == Action::"execute", resource is Change)
unless { resource.reduces || context.met.contains(Need::"wait.PT1H") };`,
    },
    {
      'default.cedar': cedar.replace('Role::"auditor")', 'Role::"requester")'),
      'x.cedar': `
@id("own") permit (principal is Person, action == Action::"execute", resource is Change)
when { resource has interest && resource.interest.requester.contains(principal) };
@id("old-facts") forbid (principal is Person, action in Action::"advisory", resource is Change)
when { principal.state == State::"active" && context.factsAge > 86000 };`,
    },
  ];
  return others.map((files) => compileFiles(files));
}

/** The same as somebody active would carry it out: most of what is kept is of this kind. */
function asCarriedOut(asked: JudgeRequest): JudgeRequest {
  const { approval: _, ...request } = asked;
  return {
    ...request,
    action: 'execute',
    principal: { kind: 'person', id: ida.id, state: 'active', roles: ['reviewer'] },
    via: { persons: [], agents: [], machines: [] },
    factsAgeSeconds: 60,
    change: {
      ...request.change,
      tier: request.change.tier ?? 'medium',
      basis: 'decision',
      interest: { requester: [ida.id], beneficiary: [], steward: [] },
    },
  };
}

/** Replays random requests under each of those sets: exactly those flip that two full judgements say flip. */
export function probeMissesNoFlip(runs: number, seed: number) {
  const sets = otherSets();
  const seen = { judged: 0, touched: 0, flips: 0 };
  for (const set of sets) {
    const inputs = fc
      .sample(judgedWorlds, { numRuns: runs, seed })
      .flatMap(({ request }) => [request, asCarriedOut(request)])
      .flatMap((request) => defaultSet.inputOf(request) ?? []);
    const past = replayPast(defaultSet, set);
    let flips = 0;
    for (const input of inputs) {
      const [before, after] = [defaultSet.replay(input), set.replay(input)];
      past.take([{ digest: before.digests.input, input }]);
      if (flipOf(before, after, () => true) !== undefined) flips++;
    }
    const result = past.result();
    if (result.flipped + result.erring !== flips)
      throw new Error(`${result.flipped} flips were found, ${flips} there are`);
    seen.judged += result.judged;
    seen.touched += result.touched;
    seen.flips += flips;
    set.close();
  }
  return seen;
}
