/**
 * A page out of rows in the order of their list, of which one more was asked for than a page has: it is not told, it only
 * shows that there are more. `next` is the place of the last row that is told; null at the end of the list.
 */
export function pageOfRows<Row, Item, Place>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
  placeOf: (row: Row) => Place,
): { readonly items: readonly Item[]; readonly next: Place | null } {
  const told = rows.slice(0, limit);
  const last = told.at(-1);
  return {
    items: told.map((row) => itemOf(row)),
    next: rows.length > limit && last !== undefined ? placeOf(last) : null,
  };
}
