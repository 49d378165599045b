import { expect, it } from 'vitest';
import { controlCited } from '../detection/index.ts';
import { breaches } from '../replay/index.ts';

it('cites only controls that are known, in every replay', () => {
  const cited = breaches.flatMap(({ id, reference }) => reference.map((each) => ({ id, each })));
  expect(cited.filter(({ each }) => controlCited(each) === undefined)).toEqual([]);
  expect(cited.length).toBeGreaterThan(breaches.length);
});
