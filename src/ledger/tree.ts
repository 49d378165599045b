import { emptyRoot, nodeHash } from './hashing.ts';

interface Peak {
  readonly height: number;
  readonly hash: Uint8Array;
}

/** The right edge of an RFC 6962 tree: enough to append and to tell the root, in log(size) memory. */
export interface Frontier {
  readonly size: () => number;
  /**
   * Appends a perfect subtree of 2^height leaves (0: one leaf hash); the size must be a multiple of 2^height. Returns the
   * nodes above it that it completed, lowest first.
   */
  readonly push: (hash: Uint8Array, height?: number) => readonly Uint8Array[];
  readonly root: () => Uint8Array;
  readonly copy: () => Frontier;
}

export function createFrontier(from: readonly Peak[] = [], fromSize = 0): Frontier {
  const peaks: Peak[] = [...from];
  let size = fromSize;
  return {
    size: () => size,
    push(subtree, subtreeHeight = 0) {
      if (size % 2 ** subtreeHeight !== 0)
        throw new RangeError(`a subtree of height ${subtreeHeight} does not fit after ${size} leaves`);
      size += 2 ** subtreeHeight;
      const completed: Uint8Array[] = [];
      let hash = subtree;
      let height = subtreeHeight;
      for (let top = peaks.at(-1); top?.height === height; top = peaks.at(-1)) {
        hash = nodeHash(top.hash, hash);
        completed.push(hash);
        height++;
        peaks.pop();
      }
      peaks.push({ height, hash });
      return completed;
    },
    root() {
      let root: Uint8Array | undefined;
      for (let i = peaks.length - 1; i >= 0; i--) {
        const peak = peaks[i];
        if (peak !== undefined) root = root === undefined ? peak.hash : nodeHash(peak.hash, root);
      }
      return root ?? emptyRoot;
    },
    copy: () => createFrontier(peaks, size),
  };
}

/** Root over hashes that stand side by side at one height (RFC 6962 MTH with the leaf hashing already done). */
export function rootOfHashes(hashes: readonly Uint8Array[]): Uint8Array {
  const frontier = createFrontier();
  for (const hash of hashes) frontier.push(hash);
  return frontier.root();
}
