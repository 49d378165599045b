import type { AspectShown } from '../../model/index.ts';

/**
 * Before something can be new, what it was has to be known: for this long, by as many events. Chosen on the cases beside
 * this file; docs/how-to/behaviour.md says what they mean.
 */
export const known = { days: 7, events: 10 };
/** What came up longer ago has been there to be seen for as long, and is told no more. */
export const remembered = { days: 90 };

/** Every name is there: of a sample, one that is missing may have been there all along. */
export const isWhole = ({ distinct, names }: AspectShown): boolean =>
  distinct.exact && names.length === distinct.count;
