import { describe, expect, it } from 'vitest';
import { instantOf, isSourceId, must, type Evidence, type Fact } from '../model/index.ts';
import { materialDigest, shownDigest } from './evidence-digest.ts';

const fact = (predicate: string, value: Fact['value'], day = 1): Fact => ({
  id: `hr:p1#${predicate}`,
  subject: 'hr/p1',
  predicate,
  ...(value === undefined ? {} : { value }),
  source: must(isSourceId, 'hr'),
  observedAt: instantOf(Date.UTC(2026, 0, day)),
});
const left = fact('state', 'left');
const name = fact('name', 'Ada');
const evidence = (facts: readonly Fact[], material: readonly string[] = [left.id]): Evidence => ({
  facts,
  material,
});

describe('evidence digests', () => {
  it('keeps the material digest when only the time of observation moves, and changes the shown one', () => {
    const before = evidence([left, name]);
    const after = evidence([fact('state', 'left', 9), name]);
    expect(materialDigest(after)).toBe(materialDigest(before));
    expect(shownDigest(after)).not.toBe(shownDigest(before));
  });
  it('keeps the material digest when a fact that is not material changes', () => {
    expect(materialDigest(evidence([left, fact('name', 'Eve')]))).toBe(
      materialDigest(evidence([left, name])),
    );
  });
  it('changes the material digest when a material value changes', () => {
    expect(materialDigest(evidence([fact('state', 'active'), name]))).not.toBe(
      materialDigest(evidence([left, name])),
    );
  });
  it('tells unknown from null', () => {
    const digests = [undefined, null].map((value) => materialDigest(evidence([fact('state', value)])));
    expect(new Set(digests).size).toBe(2);
  });
  it('does not depend on the order of facts or of their naming', () => {
    const ids = [left.id, name.id];
    expect(materialDigest(evidence([name, left], [...ids].reverse()))).toBe(
      materialDigest(evidence([left, name], ids)),
    );
  });
  it('refuses to digest a material fact that is not there', () => {
    expect(() => materialDigest(evidence([name]))).toThrow(/not in the evidence/);
  });
});
