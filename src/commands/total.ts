/** How many things there are in a list. Counted up to a bound, since a page is not worth counting millions for. */
export interface Total {
  readonly count: number;
  /** There are more: at least `count`. */
  readonly isLeast: boolean;
}

export const countedAtMost = 20_000;

/** At once: what a person can look through, and what one signature can cover afterwards. */
export const mostFiledAtOnce = 1000;
