import { expect, it } from 'vitest';
import { valueWords } from './value-words.ts';

it('says a list as one, an empty one as none, and leaves everything else as it stands', () => {
  expect(valueWords('["createdb","bypassrls"]')).toBe('createdb, bypassrls');
  expect(valueWords('[]')).toBe('none');
  expect(valueWords('')).toBe('none');
  expect(valueWords('[{"a":1}]')).toBe('[{"a":1}]');
  expect(valueWords('[no list')).toBe('[no list');
  expect(valueWords('["pay\u202etxt"]')).toBe('pay\\u{202e}txt');
});

it('says a state in words, and what only looks like one as it is', () => {
  expect(valueWords('{"enabled":true,"exists":false,"validUntil":null}')).toBe(
    'enabled: yes · exists: no · valid until: none',
  );
  expect(valueWords('{"memberOf":["a","b"],"powers":[],"limit":3}')).toBe(
    'member of: a, b · powers: none · limit: 3',
  );
  for (const text of ['active', '{', '{"a":', 'null', '[1]']) expect(valueWords(text)).toBe(text);
  expect(valueWords('{"name":"pay\u202etxt"}')).toBe('name: pay\\u{202e}txt');
});
