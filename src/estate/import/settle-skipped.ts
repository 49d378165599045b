import { HashTable } from '../tables/hash-table.ts';
import { MaybeKeys } from '../tables/maybe-keys.ts';
import type { KnownRows } from './known-rows.ts';
import type { RememberedItems } from './remembered-items.ts';

/** What is remembered and what is live do not fit together, or the source contradicts itself: everything has to be read. */
export class ItemsDisagree extends Error {}

export interface Settled {
  /** Rows that a skipped item gave and the read gave again. */
  readonly repeated: number;
  /** Their key hashes, by number of type. */
  readonly twice: ReadonlyMap<number, HashTable>;
}

/**
 * Counts the rows of skipped items as seen, and puts those of items that are gone with the rows that may be closed. Throws
 * `ItemsDisagree` unless every live row is accounted for and none is told in two ways.
 */
export function settleSkipped(remembered: RememberedItems, known: readonly KnownRows[]): Settled {
  doubtWhatIsGone(remembered, known);
  const { columns } = remembered;
  const told = new MaybeKeys(known.map(({ keys }) => keys.allLo()));
  const notTold = new Int32Array(known.length);
  const twice = new Map<number, HashTable>();
  let repeated = 0;
  for (let item = 0; item < columns.items; item++) {
    if (!remembered.isThere(item) || !remembered.wasMet(item)) continue;
    const end = columns.rowsFrom(item + 1);
    for (let row = columns.rowsFrom(item); row < end; row++) {
      const type = columns.type(row);
      if (!told.mayHave(columns.keyLo(row))) {
        notTold[type] = (notTold[type] ?? 0) + 1;
        continue;
      }
      const key = columns.key(row);
      const answer = rowsOf(known, type).confirm(key);
      if (answer === 'contradicted') throw new ItemsDisagree('a skipped item and a record tell of one row');
      if (answer === 'confirmed') continue;
      repeated++;
      const keys = twice.get(type) ?? new HashTable();
      keys.append(key.hi, key.lo);
      twice.set(type, keys);
    }
  }
  for (const [type, rows] of known.entries()) {
    rows.seenLive += notTold[type] ?? 0;
    if (rows.seenLive + count(rows.unseen()) !== rows.live)
      throw new ItemsDisagree('what is remembered is not what is live');
  }
  return { repeated, twice };
}

function doubtWhatIsGone(remembered: RememberedItems, known: readonly KnownRows[]): void {
  const { columns } = remembered;
  for (let item = 0; item < columns.items; item++) {
    if (!remembered.isThere(item) || remembered.wasMet(item)) continue;
    const end = columns.rowsFrom(item + 1);
    for (let row = columns.rowsFrom(item); row < end; row++)
      rowsOf(known, columns.type(row)).doubt(columns.key(row));
  }
}

function rowsOf(known: readonly KnownRows[], type: number): KnownRows {
  const rows = known[type];
  if (rows === undefined) throw new ItemsDisagree('a remembered row has no type');
  return rows;
}

function count(each: Iterable<unknown>): number {
  let number = 0;
  for (const _ of each) number++;
  return number;
}
