import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addSeconds,
  instantOf,
  isSubjectId,
  mandateKinds,
  mandateTriggers,
  millisecondsOf,
  must,
  tiers,
  type Instant,
  type MandatedFacts,
  type ReturnFacts,
} from '../model/index.ts';
import { decide } from './decide.ts';
import { cedarSchema, fulfil } from './cedar-schema.ts';
import { openEngine } from './engine.ts';
import { fixedPolicies } from './fixed-policies.ts';
import { mandatedSlice, mandateJudge } from './mandate-judge.ts';
import { parsePolicies } from './parse-policies.ts';

const noon = instantOf(Date.parse('2026-03-02T12:00:00.000Z'));
const enforcer = must(isSubjectId, 'prc_000000000001');
const people = [1, 2, 3].map((n) => must(isSubjectId, `psn_00000000000${n}`));
const judge = mandateJudge();
const usually = (odds: number): fc.Arbitrary<boolean> => fc.nat(99).map((n) => n < odds);
const near: fc.Arbitrary<Instant> = fc
  .integer({ min: -3, max: 3 })
  .map((hours) => addSeconds(noon, hours * 3600));

/** Any mandate and any change: mostly sound in each respect, so that one alone often decides. */
const world: fc.Arbitrary<MandatedFacts> = fc.record({
  enforcer: fc.constant(enforcer),
  kind: fc.constantFrom(...mandateKinds),
  signers: fc.subarray(people),
  enough: usually(95),
  bounded: usually(95),
  standing: usually(95),
  from: near.map((at) => addSeconds(at, -3 * 3600)),
  until: near.map((at) => addSeconds(at, 3 * 3600)),
  leftToday: fc.nat(8),
  leftInAll: fc.nat(8),
  trigger: fc.constantFrom(...mandateTriggers),
  triggers: fc.subarray([...mandateTriggers], { minLength: 2 }),
  triggerIsReal: usually(95),
  selected: usually(95),
  inScope: usually(95),
  fits: usually(95),
  announced: usually(95),
  objected: usually(5),
  reduces: usually(70),
  reversible: usually(85),
  mayGive: usually(70),
  tier: fc.constantFrom(...tiers, 'low'),
  subject: fc.constantFrom('person', 'person', 'service_account', 'agent'),
  owned: usually(90),
  ownOnly: usually(90),
});

/** What a mandate may do, said once more and in another way: every bound as a sentence that must be true. */
const bounds: Readonly<Record<string, (facts: MandatedFacts) => boolean>> = {
  'hard.mandate-signed': (f) => f.enough && f.signers.length > 0 && f.bounded,
  'hard.mandate-in-force': (f) =>
    f.standing &&
    millisecondsOf(f.from) <= millisecondsOf(noon) &&
    millisecondsOf(noon) < millisecondsOf(f.until),
  'hard.mandate-under-cap': (f) => Math.min(f.leftToday, f.leftInAll) >= 1,
  'hard.mandate-as-signed': (f) => [f.selected, f.inScope, f.fits].every(Boolean),
  'hard.mandate-trigger': (f) => f.triggerIsReal && new Set(f.triggers).has(f.trigger),
  'hard.mandate-announced': (f) => f.announced && !f.objected,
  'hard.standing-order-reduces': (f) => f.kind !== 'standing_order' || f.reduces,
  'hard.standing-order-reversible': (f) => f.kind !== 'standing_order' || f.reversible,
  'hard.standing-order-low': (f) => f.kind !== 'standing_order' || f.tier === 'low',
  'hard.standing-order-owned': (f) => f.kind !== 'standing_order' || (f.owned && f.ownOnly),
  'hard.birthright-gives': (f) =>
    f.kind !== 'lifecycle' || f.reduces || (f.mayGive && f.subject === 'person' && f.tier !== 'high'),
  'hard.no-answer-reduces': (f) => f.kind !== 'no_answer' || f.reduces,
  'hard.no-answer-reversible': (f) => f.kind !== 'no_answer' || f.reversible,
};
const broken = (facts: MandatedFacts): readonly string[] =>
  Object.keys(bounds)
    .filter((id) => bounds[id]?.(facts) !== true)
    .toSorted();

describe('what a mandate may do', () => {
  it('is exactly what an oracle of its own permits, and each denial names every bound that was broken', () => {
    let permitted = 0;
    fc.assert(
      fc.property(world, (facts) => {
        const verdict = judge.judgeMandated(facts, noon);
        const no = broken(facts);
        permitted += verdict.outcome === 'permit' ? 1 : 0;
        expect(verdict).toMatchObject(
          no.length === 0
            ? { outcome: 'permit', deciding: ['hard.mandate'] }
            : { outcome: 'deny', deciding: no },
        );
      }),
      { numRuns: 400, seed: 29 },
    );
    expect(permitted, 'the worlds are of both kinds').toBeGreaterThan(20);
  });

  it.each(Object.keys(bounds))('would be more without `%s`, and random worlds notice', (id) => {
    const without = engineWithout(id);
    const leaks = (facts: MandatedFacts): boolean =>
      decide(
        (met) => without.evaluate(mandatedSlice(facts, noon), fulfil, met),
        () => undefined,
        () => new Set(),
      ).outcome === 'permit' && broken(facts).length > 0;
    const found = fc.sample(world, { numRuns: 3000, seed: 29 }).find((facts) => broken(facts).join() === id);
    expect(found, 'no world breaks this bound alone').toBeDefined();
    expect(found !== undefined && leaks(found)).toBe(true);
  });

  it('is put back only while it is watched, exactly, and by whom signed it', () => {
    const facts: ReturnFacts = {
      enforcer,
      signers: people.slice(0, 2),
      enough: true,
      because: 'use broke',
      watchedUntil: addSeconds(noon, 1),
      exact: true,
    };
    expect(judge.judgeReturn(facts, noon)).toMatchObject({ outcome: 'permit', deciding: ['hard.return'] });
    for (const [bent, rule] of [
      [{ enough: false }, 'hard.return-signed'],
      [{ signers: [] }, 'hard.return-signed'],
      [{ watchedUntil: noon }, 'hard.return-watched'],
      [{ exact: false }, 'hard.return-exact'],
    ] as const)
      expect(judge.judgeReturn({ ...facts, ...bent }, noon)).toMatchObject({
        outcome: 'deny',
        deciding: [rule],
      });
  });
});

function engineWithout(id: string) {
  const { policies } = parsePolicies('fixed', fixedPolicies());
  const needs = [...new Set(policies.flatMap(({ need }) => need ?? []))].toSorted();
  return openEngine(
    cedarSchema(needs),
    policies.filter((policy) => policy.id !== id),
  );
}
