import type { Transaction } from '../../platform/store/index.ts';
import { HashTable } from '../tables/hash-table.ts';
import { hasWildcard } from './glob.ts';
import { rowsBy, type Entitlements, type TextIndex } from './graph.ts';

/** Collects the entitlements of each source, with actions and patterns interned: many rights share few texts. */
export class EntitlementList {
  readonly #actions = new Interned();
  readonly #patterns = new Interned();
  readonly #rows: {
    hi: number;
    lo: number;
    sourceNo: number;
    action: number;
    pattern: number;
    resource: number;
    privileged: number;
  }[] = [];

  /** Returns how to find one of this source's entitlements by key hash: number within the source, from `first`. */
  async load(
    tx: Transaction,
    from: { readonly sourceNo: number; readonly there: string },
  ): Promise<{ readonly first: number; readonly find: (hi: number, lo: number) => number }> {
    const keys = new HashTable();
    const first = this.#rows.length;
    const rows = await tx.query<{
      hi: number;
      lo: number;
      action: string;
      resource_pattern: string;
      resource_key: string | null;
      privileged: boolean;
    }>(
      `select (key_hash >> 32)::int as hi, (key_hash & 4294967295) as lo, action, resource_pattern, resource_key,
              coalesce(privileged, false) as privileged
         from estate.entitlements where ${from.there} order by key_hash`,
    );
    for (const row of rows) {
      const lo = row.lo | 0;
      keys.append(row.hi, lo);
      this.#rows.push({
        hi: row.hi,
        lo,
        sourceNo: from.sourceNo,
        action: this.#actions.numberOf(row.action.toLowerCase()),
        pattern: this.#patterns.numberOf(row.resource_pattern),
        resource: row.resource_key === null ? -1 : this.#patterns.numberOf(row.resource_key),
        privileged: row.privileged ? 1 : 0,
      });
    }
    return { first, find: (hi, lo) => keys.find(hi, lo) };
  }

  seal(): { readonly entitlements: Entitlements; readonly texts: TextIndex } {
    const rows = this.#rows;
    const entitlements: Entitlements = {
      count: rows.length,
      keyHi: Int32Array.from(rows, (row) => row.hi),
      keyLo: Int32Array.from(rows, (row) => row.lo),
      sourceNo: Uint16Array.from(rows, (row) => row.sourceNo),
      action: Int32Array.from(rows, (row) => row.action),
      pattern: Int32Array.from(rows, (row) => row.pattern),
      resource: Int32Array.from(rows, (row) => row.resource),
      privileged: Uint8Array.from(rows, (row) => row.privileged),
    };
    const patterns = this.#patterns.texts;
    return {
      entitlements,
      texts: {
        actions: this.#actions.texts,
        patterns,
        patternNumber: this.#patterns.numbers,
        wildPatterns: patterns.flatMap((pattern, number) => (hasWildcard(pattern) ? [number] : [])),
        withPattern: rowsBy(entitlements.pattern, rows.length, patterns.length),
        withResource: rowsBy(entitlements.resource, rows.length, patterns.length),
      },
    };
  }
}

class Interned {
  readonly texts: string[] = [];
  readonly numbers = new Map<string, number>();
  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.texts.push(text) - 1;
    this.numbers.set(text, number);
    return number;
  }
}
