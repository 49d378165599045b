import type { Becoming, Each, Place, Spot, Technique } from './becoming.ts';

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

export const partStep = (from: Spot, to: Spot | Each, says: readonly string[] = []): Becoming => ({
  from,
  to,
  technique: partOf,
  dependsOn: [],
  cost: 0,
  because: [],
  says,
});

/** A step to every account of the source but these: told as one, unless most are left out. */
export function* eachAccount(
  { graph, sourceNo }: Place,
  step: (to: Spot | Each) => Becoming,
  but: ReadonlySet<number> = new Set(),
): Iterable<Becoming> {
  const range = graph.sources.find(({ no }) => no === sourceNo)?.accounts;
  if (range === undefined) return;
  const { first, keys } = range;
  if (keys.size > but.size * 2) yield step({ is: 'each', first, size: keys.size, but });
  else
    for (let node = first; node < first + keys.size; node++)
      if (!but.has(node)) yield step({ is: 'node', node });
}
