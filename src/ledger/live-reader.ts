import type { Queryable } from '../platform/store/index.ts';
import { tileWidth } from './tiles.ts';
import type { LedgerBytes, StoredBlob, StoredEntry } from './verify-input.ts';

const pageEntries = tileWidth * 16;
const pageBlobs = 200;

/**
 * Feeds the verifier from a database, as any role that may select from the ledger. Give it one repeatable-read
 * transaction, and outside notes that were read before that transaction began (later ones would look like a loss).
 */
export function liveBytes(database: Queryable, outsideNotes: readonly string[]): LedgerBytes {
  return {
    async *entries() {
      for (let from = 0; ;) {
        const page = await readEntries(database, from);
        const last = page.at(-1);
        if (last === undefined) return;
        yield page;
        from = last.seq + 1;
      }
    },
    async *checkpoints() {
      for (let after = 0; ;) {
        const rows = await database.query<{ size: number; note: string }>(
          'select size, note from ledger.checkpoint where size > $1 order by size limit 5000',
          [after],
        );
        const last = rows.at(-1);
        if (last === undefined) return;
        yield rows.map((row) => row.note);
        after = last.size;
      }
    },
    async *outside() {
      yield outsideNotes;
    },
    async *blobs() {
      for (let after = ''; ;) {
        const rows = await database.query<StoredBlob>(
          'select id, salt, content, erased_by as "erasedBy" from ledger.blob where id > $1 order by id limit $2',
          [after, pageBlobs],
        );
        const last = rows.at(-1);
        if (last === undefined) return;
        yield rows;
        after = last.id;
      }
    },
  };
}

async function readEntries(database: Queryable, from: number): Promise<readonly StoredEntry[]> {
  const to = from - (from % tileWidth) + pageEntries;
  const rows = await database.query<{ seq: number; leaf: Buffer; leaf_hash: Buffer }>(
    `select seq, leaf, leaf_hash from ledger.entry where seq >= $1 and seq < greatest($2,
       (select min(seq) + 1 from ledger.entry where seq >= $1)) order by seq`,
    [from, to],
  );
  const tiles = await database.query<{ index: number; hashes: Buffer }>(
    'select index, hashes from ledger.tile where level = 0 and index >= $1 and index < $2',
    [Math.floor(from / tileWidth), Math.ceil(to / tileWidth)],
  );
  const byIndex = new Map(tiles.map((tile) => [tile.index, tile.hashes]));
  return rows.map(({ seq, leaf, leaf_hash }) => {
    const at = (seq % tileWidth) * 32;
    const inTile = byIndex.get(Math.floor(seq / tileWidth))?.subarray(at, at + 32);
    return { seq, leaf, hashes: inTile === undefined ? [leaf_hash] : [inTile, leaf_hash] };
  });
}
