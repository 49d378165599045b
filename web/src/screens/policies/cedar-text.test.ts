import { expect, it } from 'vitest';
import { piecesOf } from './cedar-text.tsx';

it.each([
  '@id("a") @says("when // this is text")\nforbid (principal, action, resource) unless { context.met.contains(Need::"x") }; // why',
  '"unfinished',
  '',
  '\\"\\\\"<img onerror=1>"',
])('every character of a policy is shown once and in its place: %j', (text) => {
  expect(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});

it('tells words from text that quotes them', () => {
  expect(piecesOf('forbid "when"').map(({ kind }) => kind)).toEqual(['keyword', undefined, 'string']);
});
