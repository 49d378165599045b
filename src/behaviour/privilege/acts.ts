import type { AspectShown, Instant } from '../../model/index.ts';

/** Something that was done, on what, and how often. */
export interface Act {
  /** As the profile names it. */
  readonly name: string;
  readonly action: string;
  /** As the log names it; null: the log does not tell, or there is none. */
  readonly target: string | null;
  readonly count: number;
  readonly first: Instant | null;
  readonly last: Instant | null;
}

/** The acts that a profile kept. `isWhole`: there were no others, so what is not among them was not done. */
export function actsOf(aspect: AspectShown): { readonly acts: readonly Act[]; readonly isWhole: boolean } {
  const { distinct, names } = aspect;
  return {
    acts: names.map(({ name, count, first, last }) => {
      const tab = name.indexOf('\t');
      return {
        name,
        action: tab === -1 ? name : name.slice(0, tab),
        target: tab === -1 ? null : name.slice(tab + 1),
        count,
        first,
        last,
      };
    }),
    isWhole: distinct.exact && names.length === distinct.count,
  };
}
