import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash } from '../ledger/hashing.ts';
import { rootFromMany } from '../ledger/proof-of-many.ts';
import { merkleTree } from './merkle.ts';
import { leavesAPage, proofOfMany, rootOfHashes } from './merkle-pages.ts';

const textOf = (n: number): string => `leaf ${n}`;
const hashesOf = (size: number) => Array.from({ length: size }, (_, n) => leafHash(Buffer.from(textOf(n))));

describe('a tree in pages', () => {
  it('is the tree that one signature covers, by its root', () => {
    for (const size of [1, 2, 3, 5, 64, 67]) {
      const texts = Array.from({ length: size }, (_, n) => textOf(n));
      expect(rootOfHashes(hashesOf(size)).toString('hex')).toBe(merkleTree(texts).root);
    }
  });

  it('has the root that the whole tree has, and proves any leaves at once to who knows only them', () => {
    const sizes = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(4096, 4097));
    fc.assert(
      fc.property(
        sizes.chain((size) =>
          fc.tuple(
            fc.constant(size),
            fc.uniqueArray(fc.nat({ max: size - 1 }), { minLength: 1, maxLength: 40 }),
          ),
        ),
        ([size, chosen]) => {
          const hashes = hashesOf(size);
          const pages = Math.ceil(size / leavesAPage);
          const page = (n: number) => hashes.slice(n * leavesAPage, (n + 1) * leavesAPage);
          const pageRoots = Array.from({ length: pages }, (_, n) => rootOfHashes(page(n)));
          const root = rootOfHashes(pageRoots);
          expect(root).toEqual(rootOfHashes(hashes));
          const indexes = chosen.toSorted((a, b) => a - b);
          const proof = proofOfMany({ size, pageRoots, page }, indexes);
          const leaves = indexes.map((index) => ({ index, hash: hashes[index] ?? Buffer.alloc(0) }));
          expect(rootFromMany(leaves, size, proof)).toEqual(root);
          const bent = leaves.map((leaf, at) =>
            at === 0 ? { ...leaf, hash: leafHash(Buffer.of(9)) } : leaf,
          );
          expect(rootFromMany(bent, size, proof)).not.toEqual(root);
          expect(rootFromMany(leaves, size, [...proof, root])).toBeUndefined();
          const less = rootFromMany(leaves, size, proof.slice(1));
          expect(proof.length === 0 || less === undefined).toBe(true);
        },
      ),
      { numRuns: 12 },
    );
  });
});
