import fc from 'fast-check';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { approverRoles } from '../../src/model/index.ts';
import { discharge } from '../../src/policy/discharge.ts';
import { interestOf } from '../../src/policy/index.ts';
import { compileRights } from '../../src/policy/rights/index.ts';
import { growing } from '../support/discharge-worlds.ts';
import { linksIn, warshall, worlds } from '../support/interest-worlds.ts';
import { compileFiles } from '../support/policy-files.ts';
import { shardsAgree, verdictsAreMinimal } from '../support/policy-minimality.ts';
import { everything, judgeWorlds } from '../support/policy-properties.ts';
import { defaultSet, subject } from '../support/policy-world.ts';
import { drawnSeed } from '../support/fast-check-seed.ts';
import { judgedWorlds, leakOf } from '../support/judge-worlds.ts';
import { tables } from '../support/rights-tables.ts';
import { closuresAgree, probeMissesNoFlip } from '../support/what-if-worlds.ts';

const seed = drawnSeed();

describe('policy at length', () => {
  it('gives no authority to machines or to oneself in 3,000 worlds on the shipped policies', () => {
    const seen = judgeWorlds(defaultSet, 3000, seed);
    expect(seen.approvals).toBeGreaterThan(50);
    expect(seen.byDelegates).toBeGreaterThan(5);
  });

  it('gives none in 3,000 worlds when everything is permitted to everybody', () => {
    const set = compileFiles({ 'everything.cedar': everything });
    expect(judgeWorlds(set, 3000, seed).approvals).toBeGreaterThan(50);
    set.close();
  });

  it('names what is missing minimally in 700 requests', () => {
    expect(verdictsAreMinimal(700, seed).requestable).toBeGreaterThan(35);
  });

  it('answers 500 requests by shards as by the whole set', () => {
    expect(() => shardsAgree(500, seed)).not.toThrow();
  });

  it('computes what-ifs as Cedar does in 3,000 requests, and misses no flip of 1,200', () => {
    expect(Math.min(...Object.values(closuresAgree(3000, seed)))).toBeGreaterThan(10);
    expect(probeMissesNoFlip(300, seed).flips).toBeGreaterThan(40);
  });

  it('never un-meets a need in 8,000 growing acts', () => {
    fc.assert(
      fc.property(growing, ({ needs, less, more }) => {
        const principal = subject('psn_person0001');
        const after = discharge(needs, more, principal);
        expect([...discharge(needs, less, principal)].filter((need) => !after.has(need))).toEqual([]);
      }),
      { numRuns: 8000, seed },
    );
  });

  it('agrees with Warshall’s closure in 8,000 worlds', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { complete, ...interest } = warshall(world);
        expect(interestOf(linksIn(world), world.chain, world.beneficiaries)).toEqual(
          complete ? interest : undefined,
        );
      }),
      { numRuns: 8000, seed },
    );
  });

  it('gives AI no authority whatever table is written: 2,000 tables, and verdicts under 20 of them', () => {
    const held = new Set<string>(approverRoles);
    const usable: string[] = [];
    for (const written of fc.sample(tables, { numRuns: 2000, seed })) {
      const text = stringify(written);
      if (compileRights('t.yaml', text, held).problems.length === 0) usable.push(text);
    }
    expect(usable.length).toBeGreaterThan(400);
    for (const text of usable.slice(0, 20)) {
      const set = compileFiles({ 'decision-rights.yaml': text, 'everything.cedar': everything });
      fc.assert(
        fc.property(
          judgedWorlds,
          (world) => set.judge.judge(world.request).outcome !== 'permit' || leakOf(world) === undefined,
        ),
        { numRuns: 50, seed },
      );
      set.close();
    }
  });

  it('replays 500 kept inputs to the same verdicts, byte for byte', () => {
    fc.assert(
      fc.property(judgedWorlds, ({ request }) => {
        const verdict = defaultSet.judge.judge(request);
        const input = defaultSet.inputOf(request);
        expect(JSON.stringify(defaultSet.replay(input ?? ''))).toBe(JSON.stringify(verdict));
      }),
      { numRuns: 500, seed },
    );
  });
});
