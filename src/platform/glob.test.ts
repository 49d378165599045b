import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatches, globsOverlap } from './glob.ts';

const letters = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 6 }).map((l) => l.join(''));
const plain = fc.array(fc.constantFrom('a', 'b'), { maxLength: 6 }).map((l) => l.join(''));
const asRegExp = (glob: string): RegExp =>
  new RegExp(`^${glob.replaceAll('*', '[ab]*').replaceAll('?', '[ab]')}$`);
const allTexts = (length: number): string[] =>
  length === 0 ? [''] : ['', ...allTexts(length - 1).flatMap((text) => [`${text}a`, `${text}b`])];

describe('wildcards', () => {
  it('match as the regular expression they stand for', () => {
    fc.assert(
      fc.property(letters, plain, (glob, text) => {
        expect(globMatches(glob, text)).toBe(asRegExp(glob).test(text));
      }),
    );
  });

  it('overlap exactly when some text matches both', () => {
    const texts = [...new Set(allTexts(8))];
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const both = texts.some((text) => asRegExp(a).test(text) && asRegExp(b).test(text));
        expect(globsOverlap(a, b)).toBe(both);
      }),
    );
  });

  it('take hostile patterns in bounded time', () => {
    expect(globMatches(`${'*a'.repeat(2000)}b`, 'a'.repeat(4000))).toBe(false);
    expect(globsOverlap('*a'.repeat(1000), '*b'.repeat(1000))).toBe(false);
  });
});
