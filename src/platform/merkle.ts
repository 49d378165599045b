import { hash } from 'node:crypto';
import { isDigest, must, type Digest } from '../model/ids.ts';

/** Where one text stands in a tree: its index, and the hashes beside its way to the root, lowest first. */
export interface MerklePlace {
  readonly index: number;
  readonly proof: readonly Digest[];
}

/** An RFC 6962 tree (SHA-256) over texts in their order: one digest that stands for all, and for each text its audit path. */
export interface MerkleTree {
  readonly root: Digest;
  readonly size: number;
  /** In the order of the texts. */
  readonly places: readonly MerklePlace[];
}

/** Throws RangeError when there is no text: an empty tree stands for nothing. */
export function merkleTree(texts: readonly string[]): MerkleTree {
  const levels = [texts.map(leafHash)];
  for (let level = levels[0] ?? []; level.length > 1; levels.push(level)) level = above(level);
  const root = levels.at(-1)?.[0];
  if (root === undefined) throw new RangeError('a tree needs a text');
  return {
    root: digest(root),
    size: texts.length,
    places: texts.map((_text, index) => ({ index, proof: pathOf(levels, index) })),
  };
}

const leafHash = (text: string): Buffer => hash('sha256', Buffer.from(`\0${text}`), 'buffer');
const nodeHash = (left: Buffer, right: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.of(1), left, right]), 'buffer');
const digest = (bytes: Buffer): Digest => must(isDigest, bytes.toString('hex'));

/** A last hash without a neighbour goes up as it is: that is where RFC 6962 splits a tree that is not perfect. */
const above = (level: readonly Buffer[]): Buffer[] =>
  level.flatMap((left, at) => {
    if (at % 2 === 1) return [];
    const right = level[at + 1];
    return [right === undefined ? left : nodeHash(left, right)];
  });

function pathOf(levels: readonly (readonly Buffer[])[], index: number): readonly Digest[] {
  const path: Digest[] = [];
  let at = index;
  for (const level of levels) {
    const beside = level[at % 2 === 0 ? at + 1 : at - 1];
    if (beside !== undefined) path.push(digest(beside));
    at = Math.floor(at / 2);
  }
  return path;
}
