import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inert, inertJson, inertLines, inertWithin } from './text.ts';

describe('inert', () => {
  test.each([
    ['red \u001b[31malert\u001b[0m', 'red \\u{1b}[31malert\\u{1b}[0m'],
    ['title \u001b]0;x\u0007', 'title \\u{1b}]0;x\\u{7}'],
    ['c1 \u009b31m', 'c1 \\u{9b}31m'],
    ['bidi \u202egpj.exe\u2066', 'bidi \\u{202e}gpj.exe\\u{2066}'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['line\nbreak\r\tend\u2028', 'line\\nbreak\\r\\tend\\u{2028}'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
    ['half \ud800', 'half \\u{d800}'],
    ['Zoë Łukasz 日本 𝒳 👍 <b>&', 'Zoë Łukasz 日本 𝒳 👍 <b>&'],
  ])('shows %j', (text, shown) => {
    expect(inert(text)).toBe(shown);
  });

  test('leaves nothing that a terminal would act on, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = inert(text);
        expect(shown).not.toMatch(/\p{Cc}|[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u);
        expect(inert(shown)).toBe(shown);
      }),
      { numRuns: 500 },
    );
  });

  test('is bounded in width without cutting a character', () => {
    expect(inertWithin('abcdef', 4)).toBe('abc…');
    expect(inertWithin('abcd', 4)).toBe('abcd');
    expect(inertWithin('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
    expect(inertWithin('x'.repeat(10_000_000), 10)).toHaveLength(10);
  });

  test('keeps lines where several are wanted', () => {
    expect(inertLines('a\nb\u001b[2J')).toBe('a\nb\\u{1b}[2J');
  });

  test('writes JSON that shows nothing hostile and parses to the same value', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })),
        (value) => {
          const text = inertJson(value);
          expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
          expect(text.split('\n').map(inert).join('\n')).toBe(text);
        },
      ),
      { numRuns: 300 },
    );
    expect(inertJson({ a: '\u202e\u{e0041}\ufe0f' })).toBe('{\n  "a": "\\u202e\\udb40\\udc41\\ufe0f"\n}');
  });
});
