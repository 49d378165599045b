import type { ReadItem } from '../../model/index.ts';
import type { HashTable } from '../tables/hash-table.ts';
import { ItemColumns, type ItemRow } from './item-columns.ts';
import { loose, type RememberedItems } from './remembered-items.ts';
import type { ItemStore } from './stored-items.ts';

const rowsAPart = 200_000;
const nothingGone = new Int32Array(0);

/**
 * Collects which rows each item of a read gave, for the next read to skip. Every live row goes to exactly one item; rows
 * without one, and rows of items of which something has to be said each time, go to items that are never skipped.
 */
export class ItemKeeper {
  readonly #store: ItemStore;
  readonly #remembered: RememberedItems | undefined;
  readonly #parts: ItemColumns[] = [];
  #columns = new ItemColumns();
  #loose = new ItemColumns();
  #open: ReadItem | undefined;
  #openRows: ItemRow[] = [];
  /** The connector tells items apart, and did so from the first record on. */
  #telling: boolean | undefined;
  #begun = false;

  constructor(store: ItemStore, remembered: RememberedItems | undefined) {
    this.#store = store;
    this.#remembered = remembered;
  }

  /** A page begins. Whether its rows are to be told to `take`. */
  page(hasItems: boolean, isEmpty: boolean): boolean {
    if (!isEmpty && this.#telling !== false) this.#telling = hasItems;
    return this.#telling === true;
  }

  /** One record, in order, with the item it came from; without a row when it repeats one that was taken. */
  take(item: ReadItem | undefined, row: ItemRow | undefined): void {
    if (item !== this.#open) this.#close();
    this.#open = item;
    if (row === undefined) {
      if (item !== undefined) item.skippable = false;
    } else if (item === undefined) this.#loose.addRow(row);
    else this.#openRows.push(row);
  }

  /** Writes what has come together, when that is much. What was remembered before stays until all is known. */
  async relieve(): Promise<void> {
    if (this.#columns.rows + this.#loose.rows < rowsAPart) return;
    const part = this.#columns;
    this.#columns = new ItemColumns();
    if (this.#remembered !== undefined) this.#parts.push(part);
    else await this.#write(part, nothingGone);
    // loose rows wait: they end as one item
  }

  /**
   * The read has ended. A complete one is remembered: what it skipped stays, what it read is added, without the rows of
   * `twice`, which a skipped item gave too.
   */
  async end(how: {
    readonly complete: boolean;
    readonly twice: ReadonlyMap<number, HashTable>;
  }): Promise<void> {
    this.#close();
    const nothingToTell = this.#telling === undefined && this.#remembered === undefined;
    if (!how.complete || this.#telling === false || nothingToTell) {
      await this.#store.forget();
      return;
    }
    if (this.#loose.rows > 0) {
      for (let row = 0; row < this.#loose.rows; row++)
        this.#columns.addRow({ type: this.#loose.type(row), key: this.#loose.key(row) });
      this.#columns.endItem(loose);
    }
    const parts = [...this.#parts, this.#columns].map((part) => withoutRows(part, how.twice));
    const gone = this.#remembered?.missing() ?? nothingGone;
    for (const [n, part] of parts.entries())
      await this.#write(part, n === parts.length - 1 ? gone : nothingGone);
  }

  async #write(part: ItemColumns, gone: Int32Array): Promise<void> {
    if (!this.#begun && this.#remembered === undefined) await this.#store.forget();
    this.#begun = true;
    await this.#store.add(part, gone);
  }

  #close(): void {
    const item = this.#open;
    const into = item?.skippable === true ? this.#columns : this.#loose;
    for (const row of this.#openRows) into.addRow(row);
    if (item?.skippable === true) this.#columns.endItem(item.print);
    this.#open = undefined;
    this.#openRows = [];
  }
}

/** Items that hold one of these rows lose it and are read each time. */
function withoutRows(part: ItemColumns, rows: ReadonlyMap<number, HashTable>): ItemColumns {
  if (rows.size === 0) return part;
  const cleaned = new ItemColumns(part.items, part.rows);
  const isOut = (row: number): boolean => {
    const { hi, lo } = part.key(row);
    return (rows.get(part.type(row))?.find(hi, lo) ?? -1) !== -1;
  };
  for (let item = 0; item < part.items; item++) {
    let whole = true;
    for (let row = part.rowsFrom(item); row < part.rowsFrom(item + 1); row++)
      if (isOut(row)) whole = false;
      else cleaned.addRow({ type: part.type(row), key: part.key(row) });
    cleaned.endItem(whole ? part.print(item) : loose);
  }
  return cleaned;
}
