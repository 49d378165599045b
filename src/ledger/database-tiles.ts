import type { Queryable } from '../platform/store/index.ts';
import { tilePath, tileWidth, type TileSource } from './tiles.ts';

/** Tiles out of the database: full ones as stored, partial ones from the leaf hashes or the roots one level down. */
export function databaseTiles(database: Queryable, cached = 64): TileSource {
  const cache = new Map<string, Uint8Array>();
  return {
    async tile(level, index, width) {
      const path = tilePath(level, index, width);
      const known = cache.get(path);
      if (known !== undefined) return known;
      const bytes = await read(database, level, index, width);
      if (width === tileWidth) {
        if (cache.size >= cached) cache.clear();
        cache.set(path, bytes);
      }
      return bytes;
    },
  };
}

async function read(database: Queryable, level: number, index: number, width: number): Promise<Uint8Array> {
  const first = index * tileWidth;
  if (width === tileWidth) {
    const [row] = await database.query<{ hashes: Buffer }>(
      'select hashes from ledger.tile where level = $1 and index = $2',
      [level, index],
    );
    return row?.hashes ?? new Uint8Array(0);
  }
  const rows =
    level === 0
      ? await database.query<{ hash: Buffer }>(
          'select leaf_hash as hash from ledger.entry where seq >= $1 and seq < $2 order by seq',
          [first, first + width],
        )
      : await database.query<{ hash: Buffer }>(
          'select root as hash from ledger.tile where level = $1 and index >= $2 and index < $3 order by index',
          [level - 1, first, first + width],
        );
  return Buffer.concat(rows.map((row) => row.hash));
}
