import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leafHash } from '../ledger/hashing.ts';
import { verifyInclusion } from '../ledger/proofs.ts';
import { rootOfHashes } from '../ledger/tree.ts';
import { isDigest, must, type Digest } from '../model/index.ts';
import { merkleTree, type MerklePlace } from '../platform/merkle.ts';
import { isUnderRoot } from './inclusion.ts';

const batches = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 40 }), {
  minLength: 1,
  maxLength: 70,
});

/** Both who verify: enforcement before it acts, and the ledger's verifier afterwards. Three hands wrote these. */
function holdsFor(
  text: string,
  { index, proof }: MerklePlace,
  tree: { readonly root: Digest; readonly size: number },
): boolean {
  const enforcement = isUnderRoot(text, { index, proof }, tree);
  const ledger = verifyInclusion(
    leafHash(Buffer.from(text)),
    index,
    tree.size,
    proof.map((hex) => Buffer.from(hex, 'hex')),
    Buffer.from(tree.root, 'hex'),
  );
  expect(enforcement).toBe(ledger);
  return enforcement;
}

describe('of any batch', () => {
  test('every item is proven at its own place, and no other item there, nor it anywhere else', () => {
    fc.assert(
      fc.property(batches, (texts) => {
        const tree = merkleTree(texts);
        expect(tree.root).toBe(
          Buffer.from(rootOfHashes(texts.map((text) => leafHash(Buffer.from(text))))).toString('hex'),
        );
        for (const [at, text] of texts.entries())
          for (const [index, place] of tree.places.entries()) {
            expect(holdsFor(text, place, tree)).toBe(at === index);
            expect(holdsFor(text, { ...place, index: at }, tree)).toBe(at === index);
          }
      }),
      { numRuns: 40 },
    );
  });

  test('a proof that is longer, shorter, in another order, for another size or root proves nothing', () => {
    fc.assert(
      fc.property(batches, fc.nat(), (texts, seed) => {
        const tree = merkleTree(texts);
        const index = seed % texts.length;
        const [text = '', place = { index: 0, proof: [] }] = [texts[index], tree.places[index]];
        const { proof } = place;
        const [first = tree.root] = proof;
        const bent: (readonly Digest[])[] = [
          [...proof, tree.root],
          [first, ...proof],
        ];
        if (proof.length > 0) bent.push(proof.slice(1), proof.slice(0, -1));
        if (proof.length > 1 && proof[0] !== proof[1]) bent.push([...proof].reverse());
        for (const other of bent) expect(holdsFor(text, { index, proof: other }, tree)).toBe(false);
        const otherRoot = must(isDigest, '0'.repeat(64));
        expect(holdsFor(text, place, { ...tree, root: otherRoot })).toBe(false);
        for (const at of [-1, texts.length, texts.length + 7, 0.5, Number.NaN, 2 ** 60])
          expect(holdsFor(text, { ...place, index: at }, tree)).toBe(false);
        for (const size of [0, -1, index, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])
          expect(holdsFor(text, place, { ...tree, size })).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
