/** What each one holds, of pairs of who holds and what. */
export const holdsOf = (
  pairs: readonly (readonly [member: string, group: string])[],
): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...Map.groupBy(pairs, ([member]) => member)].map(([member, each]) => [
      member,
      each.map(([, group]) => group),
    ]),
  );
