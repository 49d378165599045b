import { nodeHash } from './hashing.ts';

/** A leaf's hash and where it stands. */
export interface PlacedHash {
  readonly index: number;
  readonly hash: Uint8Array;
}

/**
 * The root of the RFC 6962 tree of this size in which these leaves stand (ascending, each once), worked out with the roots
 * of the largest parts that hold none of them, from left to right. Undefined when those are not exactly as many as it takes.
 */
export function rootFromMany(
  leaves: readonly PlacedHash[],
  size: number,
  proof: readonly Uint8Array[],
): Buffer | undefined {
  if (!Number.isSafeInteger(size) || size < 1 || leaves.length === 0) return undefined;
  for (const [at, { index }] of leaves.entries())
    if (!Number.isSafeInteger(index) || index >= size || index <= (leaves[at - 1]?.index ?? -1))
      return undefined;
  let next = 0;
  const walk = (low: number, high: number, from: number, to: number): Uint8Array | undefined => {
    if (from === to) return proof[next++];
    if (high - low === 1) return leaves[from]?.hash;
    let k = 1;
    while (k * 2 < high - low) k *= 2;
    let cut = from;
    while (cut < to && (leaves[cut]?.index ?? 0) < low + k) cut++;
    const left = walk(low, low + k, from, cut);
    const right = walk(low + k, high, cut, to);
    return left?.length === 32 && right?.length === 32 ? nodeHash(left, right) : undefined;
  };
  const root = walk(0, size, 0, leaves.length);
  return next === proof.length && root !== undefined ? Buffer.from(root) : undefined;
}
