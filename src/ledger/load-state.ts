import { Fault } from '../model/failure.ts';
import type { Queryable } from '../platform/store/index.ts';
import { openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { databaseTiles } from './database-tiles.ts';
import { sameBytes } from './hashing.ts';
import { stateFrom, type LogState } from './log-state.ts';
import { rootAt, tileWidth } from './tiles.ts';

export interface LoadedLog {
  readonly state: LogState;
  readonly lastNote: string | undefined;
  readonly lastSequencedAt: string;
}

const invalid = (message: string): Fault =>
  new Fault('ledger_invalid', message, {
    next: 'Nothing was signed. Keep the checkpoint file, run `countersign ledger verify`, and restore the database.',
  });

/**
 * The log's right edge as the database has it, held to the last signed checkpoint inside and the last one outside:
 * throws Fault `ledger_invalid` when the database lost or changed what was signed.
 */
export async function loadLog(
  database: Queryable,
  origin: string,
  keys: readonly string[],
  outside: string | undefined,
): Promise<LoadedLog> {
  const [last] = await database.query<{ size: number; note: string; at: string }>(
    'select size, note, at from ledger.checkpoint order by size desc limit 1',
  );
  const size = last?.size ?? 0;
  const [count] = await database.query<{ count: number; next: number }>(
    'select count(*) as count, coalesce(max(seq) + 1, 0) as next from ledger.entry where seq >= $1',
    [size - (size % tileWidth)],
  );
  if (count?.count !== size % tileWidth || (count.next !== size && size % tileWidth !== 0))
    throw invalid(`the last checkpoint covers ${size} entries, and the table of entries ends elsewhere`);

  const tiles = databaseTiles(database);
  const edges: Uint8Array[][] = [];
  for (let level = 0, items = size; items > 0; level++, items = Math.floor(items / tileWidth)) {
    const width = items % tileWidth;
    const bytes =
      width === 0 ? new Uint8Array(0) : await tiles.tile(level, Math.floor(items / tileWidth), width);
    if (bytes.length !== width * 32) throw invalid(`hashes of tile level ${level} are missing`);
    edges.push(Array.from({ length: width }, (_, i) => bytes.subarray(i * 32, i * 32 + 32)));
  }
  const state = stateFrom(edges);
  if (last !== undefined) {
    const signed = openCheckpoint(last.note, origin, keys);
    if (signed === undefined || signed.signedBy.length === 0 || signed.size !== size)
      throw invalid(`the checkpoint of size ${size} is not one this sequencer signed`);
    if (!sameBytes(signed.root, state.frontier.root()))
      throw invalid(`the ${size} entries are not the ones that the last checkpoint signed`);
  }
  await compareOutside(database, origin, keys, outside, size);
  return { state, lastNote: last?.note, lastSequencedAt: last?.at ?? '' };
}

async function compareOutside(
  database: Queryable,
  origin: string,
  keys: readonly string[],
  outside: string | undefined,
  size: number,
): Promise<void> {
  if (outside === undefined) return;
  const signed = openCheckpoint(outside, origin, keys);
  if (signed === undefined || signed.signedBy.length === 0) {
    const claimed = parseCheckpoint(outside.slice(0, outside.lastIndexOf('\n\n') + 1));
    throw invalid(
      `the outside checkpoint of \`${claimed?.origin ?? 'an unreadable log'}\` is not of this ledger and key`,
    );
  }
  if (signed.size > size)
    throw invalid(
      `the database holds ${size} entries; ${signed.size} were signed: entries from ${size} on are lost`,
    );
  if (!sameBytes(await rootAt(databaseTiles(database), signed.size), signed.root))
    throw invalid(`entries below ${signed.size} are not the ones that the outside checkpoint signed`);
}
