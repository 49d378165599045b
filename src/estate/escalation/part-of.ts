import type { Becoming, Spot, Technique } from './becoming.ts';

/** Nothing that anybody does: what has the whole has its parts, and all of a kind are each of that kind. */
export const partOf: Technique = {
  id: 'part-of',
  title: 'is part of it',
  platform: 'any',
  does: 'Nothing more is done: whoever has the whole has this too.',
  reference: 'https://csrc.nist.gov/glossary/term/least_privilege',
  cost: 1,
  takeAway: 'nothing by itself: what leads to the whole has to go',
};

export const partStep = (from: Spot, to: Spot, says: readonly string[] = []): Becoming => ({
  from,
  to,
  technique: partOf,
  dependsOn: [],
  cost: 0,
  because: [],
  says,
});
