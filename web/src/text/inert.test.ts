import { expect, it } from 'vitest';
import { inert } from './inert.ts';

it('makes visible what would be invisible or turn the line round, and leaves every other name as it is', () => {
  expect(inert('pay\u202etxt.exe')).toBe('pay\\u{202e}txt.exe');
  expect(inert('a\u200bb\u0007c\ud800')).toBe('a\\u{200b}b\\u{7}c\\u{d800}');
  expect(inert('two\nlines')).toBe('two lines');
  expect(inert('José 李雷 <img onerror=1> __proto__')).toBe('José 李雷 <img onerror=1> __proto__');
});
