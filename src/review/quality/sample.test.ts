import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qualityRulesUnsaid as rules } from '../../model/index.ts';
import { blindSample, howManyPlanted, seedCommitment } from './index.ts';

const items = fc.uniqueArray(fc.stringMatching(/^itm_[a-z0-9]{8}$/), { maxLength: 80 });

describe('the blind-first sample', () => {
  it('is the same for a seed and a reviewer, in whatever order their items come', () => {
    fc.assert(
      fc.property(items, fc.string(), (all, seed) => {
        const sample = blindSample(seed, 'usr_1', all, rules);
        expect(blindSample(seed, 'usr_1', all.toReversed(), rules)).toEqual(sample);
        expect(sample.size).toBe(Math.min(10, Math.round(all.length / 5)));
        expect([...sample].every((item) => all.includes(item))).toBe(true);
      }),
    );
  });

  it('is another for another seed', () => {
    const all = Array.from({ length: 50 }, (_, at) => `itm_${at}`);
    expect(blindSample('one', 'usr_1', all, rules)).not.toEqual(blindSample('two', 'usr_1', all, rules));
  });

  it('rests on a seed that the launch commits to: another does not fit', () => {
    expect(seedCommitment('cmp_1', 'a')).not.toBe(seedCommitment('cmp_1', 'b'));
    expect(seedCommitment('cmp_1', 'a')).not.toBe(seedCommitment('cmp_2', 'a'));
  });
});

describe('how many are planted', () => {
  it.each([
    [0, { bad: 0, sound: 0 }],
    [3, { bad: 0, sound: 0 }],
    [14, { bad: 2, sound: 1 }],
    [41, { bad: 6, sound: 3 }],
    [10_000, { bad: 12, sound: 6 }],
  ])('for %d items', (count, planted) => {
    expect(howManyPlanted(count, rules)).toEqual(planted);
  });
});
