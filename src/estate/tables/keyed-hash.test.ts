import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halfSipHash, int8Text } from './keyed-hash.ts';

const hash = halfSipHash(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));

describe('the keyed hash', () => {
  it('tells 300,000 close texts apart and differs under another key', () => {
    const seen = new Set<string>();
    for (let n = 0; n < 100_000; n++)
      for (const text of [`a${n}`, `a${n}\0`, `${n}a`]) seen.add(int8Text(hash(text)));
    expect(seen.size).toBe(300_000);
    const other = halfSipHash(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 9]));
    expect(other('a')).not.toEqual(hash('a'));
  });

  it('flips about half of the bits when one character changes', () => {
    let flipped = 0;
    for (let n = 0; n < 1000; n++) {
      const [a, b] = [hash(`text ${n} x`), hash(`text ${n} y`)];
      for (let bits = a.hi ^ b.hi; bits !== 0; bits &= bits - 1) flipped++;
      for (let bits = a.lo ^ b.lo; bits !== 0; bits &= bits - 1) flipped++;
    }
    expect(flipped / 1000).toBeGreaterThan(31);
    expect(flipped / 1000).toBeLessThan(33);
  });

  it('is written as the signed 64-bit number of its halves', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (hi, lo) => {
        expect(int8Text({ hi, lo })).toBe(String(BigInt.asIntN(64, (BigInt(hi) << 32n) | BigInt(lo >>> 0))));
      }),
    );
  });
});
