import { createFrontier } from './tree.ts';

/** Hashes in one full tile (C2SP tlog-tiles: height 8). */
export const tileWidth = 256;

/** Where tiles come from: a database, a folder, memory. `width` hashes of 32 bytes each, the first of the tile. */
export interface TileSource {
  tile(level: number, index: number, width: number): Promise<Uint8Array>;
}

/** `tile/<L>/<N>[.p/<W>]`, or `tile/entries/<N>[.p/<W>]`: N in groups of three digits, all but the last led by `x`. */
export function tilePath(level: number | 'entries', index: number, width: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/.{3}/g) ?? [];
  const name = groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/');
  return `tile/${level}/${name}${width === tileWidth ? '' : `.p/${width}`}`;
}

/** Every tile of a tree of `size` leaves, level by level: full ones, then the partial one at the right edge. */
export function* tilesOf(size: number): Generator<{ level: number; index: number; width: number }> {
  for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / tileWidth)) {
    for (let index = 0; index * tileWidth < count; index++)
      yield { level, index, width: Math.min(tileWidth, count - index * tileWidth) };
  }
}

/** The hash of the perfect subtree of 2^height leaves that starts at leaf index·2^height, inside a tree of `size`. */
async function nodeAt(source: TileSource, size: number, height: number, index: number): Promise<Uint8Array> {
  const level = Math.floor(height / 8);
  const span = 2 ** (height % 8);
  const first = index * span;
  const tile = Math.floor(first / tileWidth);
  const present = Math.floor(size / tileWidth ** level) - tile * tileWidth;
  const bytes = await source.tile(level, tile, Math.min(tileWidth, present));
  const frontier = createFrontier();
  for (let i = 0; i < span; i++) {
    const at = ((first % tileWidth) + i) * 32;
    const hash = bytes.subarray(at, at + 32);
    if (hash.length !== 32) throw new RangeError(`tile ${tilePath(level, tile, tileWidth)} is too short`);
    frontier.push(hash);
  }
  return frontier.root();
}

/** Largest power of two smaller than n (n > 1): where RFC 6962 splits a tree. */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

async function rangeRoot(source: TileSource, size: number, start: number, end: number): Promise<Uint8Array> {
  const frontier = createFrontier();
  let at = start;
  while (at < end) {
    let height = 0;
    while ((at - start) % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= end) height++;
    frontier.push(await nodeAt(source, size, height, at / 2 ** height), height);
    at += 2 ** height;
  }
  return frontier.root();
}

/** Root of the first `size` leaves, from tiles. */
export const rootAt = (source: TileSource, size: number): Promise<Uint8Array> =>
  rangeRoot(source, size, 0, size);

/** RFC 6962 §2.1.1 audit path for leaf `index` in the tree of `size`, leaf's sibling first. */
export async function inclusionProof(
  source: TileSource,
  index: number,
  size: number,
): Promise<readonly Uint8Array[]> {
  if (index < 0 || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const path: Uint8Array[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      path.push(await rangeRoot(source, size, middle, end));
      end = middle;
    } else {
      path.push(await rangeRoot(source, size, start, middle));
      start = middle;
    }
  }
  return path.reverse();
}

/** RFC 6962 §2.1.2 consistency proof from the tree of `oldSize` to the tree of `size`. */
export async function consistencyProof(
  source: TileSource,
  oldSize: number,
  size: number,
): Promise<readonly Uint8Array[]> {
  if (oldSize < 0 || oldSize > size) throw new RangeError(`no tree of ${oldSize} inside a tree of ${size}`);
  if (oldSize === 0 || oldSize === size) return [];
  const path: Uint8Array[] = [];
  let start = 0;
  let end = size;
  let wholeOld = true;
  while (oldSize !== end) {
    const middle = start + splitOf(end - start);
    if (oldSize <= middle) {
      path.push(await rangeRoot(source, size, middle, end));
      end = middle;
    } else {
      path.push(await rangeRoot(source, size, start, middle));
      start = middle;
      wholeOld = false;
    }
  }
  if (!wholeOld) path.push(await rangeRoot(source, size, start, end));
  return path.reverse();
}
