import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { canonicalJson, digestOfValue } from './canonical.ts';

// RFC 8785: members by UTF-16 units, numbers and text as ECMAScript writes them.
it.each<[unknown, string]>([
  [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
  [{ '\u{1f600}': 1, '\ufb33': 2, ä: {} }, '{"ä":{},"\u{1f600}":1,"\ufb33":2}'],
  [{ t: 'line\nquote" \\ \u0001 \u2028' }, '{"t":"line\\nquote\\" \\\\ \\u0001 \u2028"}'],
  [[1e-7, -0, 0.1, 12], '[1e-7,0,0.1,12]'],
  ['', '""'],
])('%j is written in its one form', async (value, text) => {
  expect(canonicalJson(value)).toBe(text);
  const digest = createHash('sha256').update(`a/domain/v1\n${text}`).digest('hex');
  expect(await digestOfValue('a/domain/v1', value)).toBe(digest);
});

it('a member called __proto__ is a member', () => {
  expect(canonicalJson(JSON.parse('{"a":1,"__proto__":{"x":2}}'))).toBe('{"__proto__":{"x":2},"a":1}');
});

it.each([undefined, { a: undefined }, Number.NaN, 2 ** 60, '\ud800', [() => 1]])(
  'writes nothing that JSON does not carry: %j',
  (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  },
);
