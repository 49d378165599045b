import { Fault } from '../model/failure.ts';
import { byteaArray, type Database, type Transaction } from '../platform/store/index.ts';
import type { InboxRow, RefusedRow } from './batch.ts';
import { signCheckpoint } from './checkpoint.ts';
import type { LogEnd, NextBatch } from './next-batch.ts';
import type { NoteKey } from './note.ts';
import type { OutsideCopy } from './outside-copy.ts';
import type { Tenure } from './tenure.ts';

/** Boundaries inside one batch, for tests that end the process at each of them. */
export const batchSteps = [
  'drained',
  'entries-written',
  'checkpoint-written',
  'committed',
  'copied-outside',
] as const;
export type BatchStep = (typeof batchSteps)[number];

/** The log as this process last wrote it. */
export interface WrittenLog {
  end: LogEnd;
  lastNote: string | undefined;
}

export interface BatchWriting {
  readonly database: Database;
  readonly origin: string;
  readonly keys: readonly NoteKey[];
  readonly outside: OutsideCopy;
  readonly tenure: Tenure;
  readonly onStep?: (step: BatchStep) => void;
}

/**
 * One transaction: rows out of the inboxes; entries, tiles and the checkpoint in, which is signed once the database was found
 * to end where `log` does. Then the outside copy, and `log` goes on.
 */
export async function writeBatch(writing: BatchWriting, log: WrittenLog, batch: NextBatch): Promise<void> {
  const step = writing.onStep ?? (() => undefined);
  const own = batch.refused.find(({ row }) => row.writer === 'sequencer');
  if (own !== undefined) throw new Fault('internal', `the sequencer's own entry does not hold: ${own.why}`);
  const { frontier } = batch.end.state;
  const note = await writing.database.transaction(async (tx) => {
    await writing.tenure.check(tx);
    await checkUnchanged(tx, log);
    step('drained');
    await removeRows(tx, batch.rows);
    await setAside(tx, batch.refused, batch.sequencedAt);
    await insertEntries(tx, batch.entries, batch.tiles);
    step('entries-written');
    if (batch.entries.length === 0) return undefined;
    const [size, root] = [frontier.size(), Buffer.from(frontier.root())];
    const signed = signCheckpoint({ origin: writing.origin, size, root }, writing.keys);
    await tx.query('insert into ledger.checkpoint (size, root, note, at) values ($1, $2, $3, $4)', [
      size,
      root,
      signed,
      batch.sequencedAt,
    ]);
    step('checkpoint-written');
    return signed;
  });
  step('committed');
  log.end = batch.end;
  if (note === undefined) return;
  log.lastNote = note;
  writing.outside.append(note);
  step('copied-outside');
}

/** The database must still end where this process left it; otherwise somebody else wrote, or it was rolled back. */
async function checkUnchanged(tx: Transaction, log: WrittenLog): Promise<void> {
  const [row] = await tx.query<{ note: string | null; next: number }>(
    `select (select note from ledger.checkpoint order by size desc limit 1) as note,
            (select coalesce(max(seq) + 1, 0) from ledger.entry) as next`,
  );
  if ((row?.note ?? undefined) !== log.lastNote || row?.next !== log.end.state.frontier.size())
    throw new Fault('ledger_invalid', 'the ledger in the database is not the one this sequencer last wrote', {
      next: 'Nothing was signed. Run `countersign ledger verify`, and restore the database if entries are lost.',
    });
}

async function removeRows(tx: Transaction, rows: readonly InboxRow[]): Promise<void> {
  for (const writer of ['server', 'enforcer'] as const) {
    const positions = rows.filter((row) => row.writer === writer).map((row) => row.position);
    if (positions.length > 0)
      await tx.query(`delete from ledger.inbox_${writer} where position = any($1::bigint[])`, [positions]);
  }
}

async function setAside(tx: Transaction, refused: readonly RefusedRow[], at: string): Promise<void> {
  for (const { row, why } of refused) {
    await tx.query(
      'insert into ledger.inbox_refused (position, writer, entry_id, type, draft, why, at) values ($1, $2, $3, $4, $5, $6, $7)',
      [row.position, row.writer, row.entry_id, row.type, row.draft, why, at],
    );
  }
}

async function insertEntries(
  tx: Transaction,
  entries: NextBatch['entries'],
  tiles: NextBatch['tiles'],
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `insert into ledger.entry (seq, id, type, writer, correlation, at, leaf, leaf_hash)
     select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bytea[], $8::bytea[])`,
    [
      entries.map((e) => e.seq),
      entries.map((e) => e.entry.id),
      entries.map((e) => e.entry.type),
      entries.map((e) => e.writer),
      entries.map((e) => e.entry.correlation),
      entries.map((e) => e.entry.at),
      byteaArray(entries.map((e) => e.leaf)),
      byteaArray(entries.map((e) => e.hash)),
    ],
  );
  const causes = entries.flatMap((e) =>
    [...new Set(e.entry.causedBy)].map((cause) => [cause, e.seq] as const),
  );
  if (causes.length > 0)
    await tx.query('insert into ledger.cause (cause, seq) select * from unnest($1::text[], $2::bigint[])', [
      causes.map(([cause]) => cause),
      causes.map(([, seq]) => seq),
    ]);
  if (tiles.length > 0)
    await tx.query(
      `insert into ledger.tile (level, index, hashes, root)
       select * from unnest($1::smallint[], $2::bigint[], $3::bytea[], $4::bytea[])`,
      [
        tiles.map((t) => t.level),
        tiles.map((t) => t.index),
        byteaArray(tiles.map((t) => t.hashes)),
        byteaArray(tiles.map((t) => t.root)),
      ],
    );
}
