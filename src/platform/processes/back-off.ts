/** How soon, and whether, a process that died is started again. Values in, values out. */
export interface BackOff {
  readonly firstMs: number;
  readonly mostMs: number;
  /** A process that lived this long has recovered: counting begins anew. */
  readonly steadyMs: number;
  /** So many deaths in a row without a steady life between them, and it stays down. */
  readonly mostDeaths: number;
}

export const usualBackOff: BackOff = { firstMs: 100, mostMs: 10_000, steadyMs: 30_000, mostDeaths: 20 };

export interface Deaths {
  readonly inARow: number;
}
export type Next =
  | { readonly kind: 'restart'; readonly afterMs: number; readonly deaths: Deaths }
  | { readonly kind: 'give-up'; readonly deaths: Deaths };

export function afterDeath(before: Deaths, livedMs: number, rules: BackOff): Next {
  const inARow = livedMs >= rules.steadyMs ? 1 : before.inARow + 1;
  const deaths = { inARow };
  if (inARow >= rules.mostDeaths) return { kind: 'give-up', deaths };
  return { kind: 'restart', afterMs: Math.min(rules.mostMs, rules.firstMs * 2 ** (inARow - 1)), deaths };
}
