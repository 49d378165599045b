/** What happened to the rows of one table: keys of those that ended, then those that began. */
export interface RowChanges<V> {
  readonly ended: readonly string[];
  readonly began: readonly (readonly [key: string, row: V])[];
}

/** Rows by key, brought on by what changed: a row that stayed is the same object. Told in the order of keys. */
export class KeptRows<V> {
  readonly #rows = new Map<string, V>();
  #order: readonly string[] | undefined;

  /** Gives the rows that went (-1) and that came (+1): one that was replaced is both. */
  take({ ended, began }: RowChanges<V>): readonly (readonly [row: V, by: -1 | 1])[] {
    const before = this.#rows.size;
    const changes: (readonly [V, -1 | 1])[] = [];
    const back = new Set(began.map(([key]) => key));
    for (const key of ended) {
      const row = this.#rows.get(key);
      if (row === undefined) continue;
      changes.push([row, -1]);
      if (back.has(key)) continue;
      this.#rows.delete(key);
      this.#order = undefined;
    }
    const left = this.#rows.size;
    for (const [key, row] of began) {
      this.#rows.set(key, row);
      changes.push([row, 1]);
    }
    if (this.#rows.size !== left || left !== before) this.#order = undefined;
    return changes;
  }

  clear(): void {
    this.#rows.clear();
    this.#order = undefined;
  }

  entries(): readonly (readonly [key: string, row: V])[] {
    this.#order ??= [...this.#rows.keys()].sort();
    return this.#order.flatMap((key) => {
      const row = this.#rows.get(key);
      return row === undefined ? [] : [[key, row] as const];
    });
  }
}
