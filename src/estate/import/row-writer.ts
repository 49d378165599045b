import { setImmediate } from 'node:timers/promises';
import type { Transaction } from '../../platform/store/index.ts';
import { copyIn } from '../tables/copy.ts';
import { int8Text, type Hash64 } from '../tables/keyed-hash.ts';
import { entityTables, typeNumbers, type EntityTable } from '../tables/list.ts';

const flushCharacters = 1 << 20;
const rowsATurn = 256;
const bulkFromRows = 4000;

/** Where a read's rows go: number and source of every row written, and whether the source has rows already. */
export interface RowTarget {
  readonly tx: Transaction;
  readonly read: number;
  readonly sourceNo: number;
  readonly firstRead: boolean;
}

/**
 * Writes the rows that differ, straight into the tables, by COPY a megabyte at a time. The live row that a changed one
 * replaces is closed before it. One COPY is under way while the next one is filled, so the database and this process
 * each keep a core busy.
 */
export class RowWriter {
  readonly #target: RowTarget;
  readonly #pending = entityTables.map(() => ({ lines: '', replaced: new Array<string>() }));
  #underway: Promise<void> = Promise.resolve();
  #sending = false;
  #rows = 0;
  #bulk: 'undecided' | 'on' | 'off' = 'undecided';

  constructor(target: RowTarget) {
    this.#target = target;
  }

  get read(): number {
    return this.#target.read;
  }
  get sourceNo(): number {
    return this.#target.sourceNo;
  }

  /** Takes one row as COPY cells. `replaces`: a live row of this key must be closed first. A promise when it has to wait. */
  write(
    table: EntityTable,
    row: { readonly key: Hash64; readonly cells: string; readonly replaces: boolean },
  ): Promise<void> | undefined {
    const pending = this.#pending[typeNumbers[table.type]];
    if (pending === undefined) throw new TypeError(`no table for ${table.type}`);
    this.#rows++;
    pending.lines += row.cells;
    if (row.replaces) pending.replaced.push(int8Text(row.key));
    if (pending.lines.length >= flushCharacters) return this.#flush(table, pending);
    // a turn of the event loop now and then, or the COPY under way would stand still until the next flush
    return this.#sending && this.#rows % rowsATurn === 0 ? setImmediate() : undefined;
  }

  /** Writes what is left and, where the indexes were put off, builds them. */
  async finish(): Promise<void> {
    for (const table of entityTables) {
      const pending = this.#pending[typeNumbers[table.type]];
      if (pending !== undefined && pending.lines !== '') await this.#flush(table, pending);
    }
    await this.#underway;
    if (this.#bulk === 'on') await this.#target.tx.query('select estate.bulk_end()');
  }

  /** Waits for the COPY under way, so that the connection can be rolled back. */
  async settle(): Promise<void> {
    await this.#underway.catch(() => undefined);
  }

  async #flush(table: EntityTable, pending: { lines: string; replaced: string[] }): Promise<void> {
    const { lines, replaced } = pending;
    pending.lines = '';
    pending.replaced = [];
    await this.#underway;
    if (this.#bulk === 'undecided') await this.#decideBulk();
    this.#underway = this.#send(table, lines, replaced);
    this.#underway.catch(() => undefined); // told by whoever awaits it next
  }

  async #decideBulk(): Promise<void> {
    this.#bulk = 'off';
    if (!this.#target.firstRead || this.#rows < bulkFromRows) return;
    const [row] = await this.#target.tx.query<{ on: boolean }>('select estate.bulk_begin() as on');
    if (row?.on === true) this.#bulk = 'on';
  }

  async #send(table: EntityTable, lines: string, replaced: readonly string[]): Promise<void> {
    const { tx, read, sourceNo } = this.#target;
    this.#sending = true;
    if (replaced.length > 0) await closeRows(tx, { table, read, sourceNo, keyHashes: replaced });
    const own = table.columns.map(([name]) => `, ${name}`).join('');
    await copyIn(
      tx.client,
      `estate.${table.name} (key_hash, row_digest, valid_from_read, source_no, key${own})`,
      lines,
    );
    this.#sending = false;
  }
}

/** Closes live rows by key hash (decimal text) as of this read. */
export async function closeRows(
  tx: Transaction,
  which: {
    readonly table: EntityTable;
    readonly read: number;
    readonly sourceNo: number;
    readonly keyHashes: readonly string[];
  },
): Promise<void> {
  await tx.query(
    `update estate.${which.table.name} set valid_to_read = $1
      where source_no = $2 and valid_to_read is null and key_hash = any($3::bigint[])`,
    [which.read, which.sourceNo, which.keyHashes],
  );
}
