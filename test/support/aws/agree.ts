import fc from 'fast-check';
import { expect } from 'vitest';
import { compare } from './compare.ts';
import { cases } from './worlds.ts';

/** Holds engine and slow evaluator against each other, case by case; how many there were of each answer. */
export function agree(given: {
  readonly cases: number;
  readonly mostWorlds: number;
}): Readonly<Record<'allow' | 'deny' | 'depends' | 'worlds', number>> {
  const seen = { allow: 0, deny: 0, depends: 0, worlds: 0 };
  fc.assert(
    fc.property(cases, (each) => {
      const { answer, tried, disagreement } = compare(each, given.mostWorlds);
      seen[answer.verdict]++;
      seen.worlds += tried;
      expect(disagreement).toBeUndefined();
    }),
    { numRuns: given.cases },
  );
  return seen;
}
