import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findChain, Marks, type Chain, type Choice } from './find-chain.ts';
import { treesOf } from './trees.ts';

/** Things of a choice, each with the numbers of its links. */
type Things = readonly (readonly number[])[];

const linkCount = 5;
const choiceOf = (things: Things): Choice => ({
  rows: Int32Array.from(things.keys()),
  table: {
    count: things.length,
    columns: new Map(),
    starts: Int32Array.from([0, ...things.map((_, n) => things.slice(0, n + 1).flat().length)]),
    links: Int32Array.from(things.flat()),
    named: () => ({ source: '', key: '', name: '' }),
    doubt: () => undefined,
  },
});

/** Whether chosen things are connected: one after another is added that shares a link with one that is there. */
function isConnected(chosen: readonly (readonly number[])[]): boolean {
  const there = new Set([0]);
  for (let grew = true; grew;) {
    grew = false;
    for (const [n, links] of chosen.entries())
      if (!there.has(n) && [...there].some((m) => chosen[m]?.some((link) => links.includes(link)))) {
        there.add(n);
        grew = true;
      }
  }
  return there.size === chosen.length;
}

/** Every combination, one after another. */
function someCombination(choices: readonly Things[], chosen: readonly (readonly number[])[] = []): boolean {
  const [next, ...rest] = choices;
  if (next === undefined) return isConnected(chosen);
  return next.some((thing) => someCombination(rest, [...chosen, thing]));
}

const holds = (choices: readonly Things[], { rows, joints }: Chain): boolean =>
  joints.every(({ a, b, link }) =>
    [a, b].every((n) => choices[n]?.[rows[n] ?? -1]?.includes(link) === true),
  ) && isConnected(rows.map((row, n) => choices[n]?.[row] ?? []));

it('finds a chain exactly when trying every combination does, and what it finds holds', () => {
  const things = fc.array(fc.uniqueArray(fc.nat(linkCount - 1), { maxLength: 2 }), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(things, { minLength: 1, maxLength: 4 }), (choices) => {
      const chain = findChain(choices.map(choiceOf), new Marks(linkCount));
      expect(chain !== undefined).toBe(someCombination(choices));
      expect(chain === undefined || holds(choices, chain)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

it('tries each way to hang together once', () => {
  expect([1, 2, 3, 4, 5].map((n) => new Set(treesOf(n).map((tree) => String(tree))).size)).toEqual([
    1, 1, 3, 16, 125,
  ]);
});
