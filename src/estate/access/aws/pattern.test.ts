import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyRun, anyRunInSegment, isRun, patternMatches, placesFrom, type Pattern } from './pattern.ts';
import { fill, templateOf } from './template.ts';

const patternOf = (text: string): Pattern => {
  const filled = fill(templateOf(text, { wildcards: 'resource', variables: false }), () => ({
    is: 'nothing',
  }));
  return filled.is === 'pattern' ? filled.pattern : [];
};

describe('patterns', () => {
  it('lead by empty runs to the places that following each by itself leads to', () => {
    const unit = fc.constantFrom(anyRun, anyRunInSegment, 97, 58);
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 12 }), fc.uniqueArray(fc.nat({ max: 12 })), (pattern, some) => {
        const places = some.filter((place) => place <= pattern.length).toSorted((a, b) => a - b);
        const slowly = new Set(places);
        for (const place of slowly) if (isRun(pattern[place])) slowly.add(place + 1);
        expect(placesFrom(pattern, places)).toEqual([...slowly].toSorted((a, b) => a - b));
      }),
    );
  });

  it('of nothing but stars are one star, and match what one matches', () => {
    const stars = patternOf('*'.repeat(8000));
    expect(stars.length).toBeLessThan(3);
    expect(patternMatches(stars, 'arn:aws:iam::111111111111:role/r')).toBe(true);
    const within = patternOf(`arn:aws:${'*'.repeat(4000)}x:::a`);
    expect(patternMatches(within, 'arn:aws:yx:::a')).toBe(true);
    expect(patternMatches(within, 'arn:aws:y:x:::a')).toBe(false);
  });

  it('are gone through once for each character, however many stars are among them', () => {
    const pattern = Array.from({ length: 8000 }, (_, at) => (at % 2 === 0 ? anyRunInSegment : anyRun));
    expect(placesFrom(pattern, [...pattern.keys()])).toHaveLength(8001);
  });
});
