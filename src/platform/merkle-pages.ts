import { hash } from 'node:crypto';

/**
 * An RFC 6962 tree over more leaves than one wants to hold: cut into pages of a power of two, whose roots are the nodes of
 * that level. All hashes are 32 bytes; a page's are one buffer.
 */
export const leavesAPage = 4096;

const width = 32;
const nodeScratch = Buffer.alloc(1 + 2 * width);
nodeScratch[0] = 1;

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  nodeScratch.set(left, 1);
  nodeScratch.set(right, 1 + width);
  return hash('sha256', nodeScratch, 'buffer');
}

/** The root over hashes in their order; the hash of nothing where there is none. */
export function rootOfHashes(hashes: readonly Uint8Array[]): Buffer {
  let level = hashes;
  if (level.length === 0) return hash('sha256', '', 'buffer');
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
    }
    level = above;
  }
  return Buffer.from(level[0] ?? []);
}

/** The hashes that one page's buffer holds. */
export const hashesIn = (page: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: page.length / width }, (_, at) => page.subarray(at * width, (at + 1) * width));

/** The leaves and page roots of one tree, as far as they are asked for. */
export interface PagedTree {
  readonly size: number;
  readonly pageRoots: readonly Uint8Array[];
  /** The leaves of one page; only pages with a leaf to prove are asked for. */
  readonly page: (n: number) => readonly Uint8Array[];
}

/**
 * What proves many leaves at once: the roots of the largest parts without any of them, from left to right. Whoever knows the
 * leaves and their indexes (ascending, each once) works out the root with them, and with nothing else.
 */
export function proofOfMany(tree: PagedTree, indexes: readonly number[]): readonly Buffer[] {
  const proof: Buffer[] = [];
  const walk = (low: number, high: number, from: number, to: number): void => {
    if (from === to) {
      proof.push(rootBetween(tree, low, high));
      return;
    }
    if (high - low === 1) return;
    const middle = low + splitOf(high - low);
    let cut = from;
    while (cut < to && (indexes[cut] ?? 0) < middle) cut++;
    walk(low, middle, from, cut);
    walk(middle, high, cut, to);
  };
  if (tree.size > 0 && indexes.length > 0) walk(0, tree.size, 0, indexes.length);
  return proof;
}

/** RFC 6962: the largest power of two smaller than n. */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** The root of a part of the tree, which begins where a page begins or lies within one. */
function rootBetween(tree: PagedTree, low: number, high: number): Buffer {
  const first = Math.floor(low / leavesAPage);
  if (low % leavesAPage === 0 && (high % leavesAPage === 0 || high === tree.size))
    return rootOfHashes(tree.pageRoots.slice(first, Math.ceil(high / leavesAPage)));
  const within = tree.page(first);
  return rootOfHashes(within.slice(low - first * leavesAPage, high - first * leavesAPage));
}
