import { expect, it } from 'vitest';
import { listWords } from './list-words.ts';

it('says a list as one, an empty one as none, and leaves everything else as it stands', () => {
  expect(listWords('["createdb","bypassrls"]')).toBe('createdb, bypassrls');
  expect(listWords('[]')).toBe('none');
  expect(listWords('')).toBe('none');
  expect(listWords('[{"a":1}]')).toBe('[{"a":1}]');
  expect(listWords('[no list')).toBe('[no list');
  expect(listWords('["pay\u202etxt"]')).toBe('pay\\u{202e}txt');
});
