import { hash } from 'node:crypto';
import type { Digest } from '../model/index.ts';

/**
 * Is this text the leaf at `index` of the RFC 6962 tree (SHA-256) that has `size` leaves and this root? The proof has to be
 * exactly the hashes beside the way from the leaf to the root, lowest first. Written apart from whoever makes the proofs.
 */
export function isUnderRoot(
  text: string,
  place: { readonly index: number; readonly proof: readonly Digest[] },
  tree: { readonly root: Digest; readonly size: number },
): boolean {
  const { index, proof } = place;
  if (!Number.isSafeInteger(tree.size) || !Number.isSafeInteger(index) || index < 0 || index >= tree.size)
    return false;
  const root = rootFrom(sha256(0x00, Buffer.from(text)), index, tree.size, proof);
  return root?.toString('hex') === tree.root;
}

/** Down from the root: which half holds the leaf, and the other half's hash is the last of the proof. */
function rootFrom(leaf: Buffer, index: number, size: number, proof: readonly Digest[]): Buffer | undefined {
  const beside = proof.at(-1);
  if (size === 1) return beside === undefined ? leaf : undefined;
  if (beside === undefined) return undefined;
  let split = 1;
  while (split * 2 < size) split *= 2;
  const inLeft = index < split;
  const own = inLeft
    ? rootFrom(leaf, index, split, proof.slice(0, -1))
    : rootFrom(leaf, index - split, size - split, proof.slice(0, -1));
  if (own === undefined) return undefined;
  const other = Buffer.from(beside, 'hex');
  return inLeft ? sha256(0x01, own, other) : sha256(0x01, other, own);
}

const sha256 = (tag: number, ...parts: readonly Buffer[]): Buffer =>
  hash('sha256', Buffer.concat([Buffer.of(tag), ...parts]), 'buffer');
