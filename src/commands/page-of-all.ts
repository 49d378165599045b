import type { Total } from './total.ts';
import { pageOfRows } from '../platform/page-of-rows.ts';

/** A page of a list that is short enough to be made whole: in order of its key, after the last of the page before. */
export function pageOfAll<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  asked: { readonly limit: number; readonly after?: string },
): { readonly items: readonly T[]; readonly next: string | null; readonly total: Total } {
  const { after, limit } = asked;
  const compare = (a: T, b: T): number => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0);
  const rest = all.toSorted(compare).filter((item) => after === undefined || keyOf(item) > after);
  return {
    ...pageOfRows(rest, limit, (item) => item, keyOf),
    total: { count: all.length, isLeast: false },
  };
}
