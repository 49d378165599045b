import type { Digest, QualityRules } from '../../model/index.ts';
import { digestOf, digestOfValue } from '../../platform/canonical.ts';

/**
 * What the launch entry says of a campaign's secret seed, and what the seed is held to when it is told: nobody chose the
 * sample after seeing the answers.
 */
export const seedCommitment = (campaign: string, seed: string): Digest =>
  digestOfValue('countersign/review-seed/v1', { campaign, seed });

/**
 * Which of a reviewer's items are answered before advice is shown: those with the lowest digests under the seed. The same
 * seed and items give the same sample, whatever their order.
 */
export function blindSample(
  seed: string,
  reviewer: string,
  items: readonly string[],
  { blind }: Pick<QualityRules, 'blind'>,
): ReadonlySet<string> {
  const count = Math.min(blind.most, Math.round(items.length * blind.share));
  return new Set(lowestFirst(`blind ${seed} ${reviewer}`, items).slice(0, count));
}

/** How many items are planted for a reviewer who gets `items` real ones. None of one kind without one of the other. */
export function howManyPlanted(
  items: number,
  { planted }: Pick<QualityRules, 'planted'>,
): { readonly bad: number; readonly sound: number } {
  const real = planted.per - planted.bad - planted.sound;
  const part = Math.min(items / real, 2);
  const [bad, sound] = [Math.round(planted.bad * part), Math.round(planted.sound * part)];
  return bad === 0 || sound === 0 ? { bad: 0, sound: 0 } : { bad, sound };
}

/** An order that nobody can tell who does not know the seed. */
export function lowestFirst<T>(
  seed: string,
  items: readonly T[],
  nameOf: (item: T) => string = String,
): readonly T[] {
  return items
    .map((item) => ({ item, by: digestOf(`${seed}\n${nameOf(item)}`) }))
    .toSorted((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : 0))
    .map(({ item }) => item);
}
