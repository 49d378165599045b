import { expect, it } from 'vitest';
import { Identifier } from '../components/identifier.tsx';
import { shownProps } from './shown-text.ts';

const turned = 'pay\u202etxt.exe';
const seen = 'pay\\u{202e}txt.exe';

it('makes inert whatever an element shows or says, however deep it stands, and touches nothing else', () => {
  expect(
    shownProps('a', {
      href: turned,
      title: turned,
      'aria-label': turned,
      children: ['to ', [turned], 3, null],
    }),
  ).toEqual({ href: turned, title: seen, 'aria-label': seen, children: ['to ', [seen], 3, null] });
  expect(shownProps('pre', { children: '{\n\t"name": "\u202e"\n}' })).toEqual({
    children: '{\n\t"name": "\\u{202e}"\n}',
  });
});

it('leaves to a component what it works with, and its children only where it says so', () => {
  const Frame = (): null => null;
  expect(shownProps(Frame, { value: turned, title: turned, children: turned })).toEqual({
    value: turned,
    title: turned,
    children: seen,
  });
  expect(shownProps(Identifier, { children: turned })).toEqual({ children: turned });
});

it('hands over the very same props where nothing is hostile, so that nothing is drawn anew', () => {
  const props = { children: ['José 李雷', { key: 'a' }], title: '<img onerror=1>' };
  expect(shownProps('b', props)).toBe(props);
});
