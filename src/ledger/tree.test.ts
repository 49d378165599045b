import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../platform/canonical.ts';
import { entryTypes } from '../model/entry.ts';
import { readBundle, writeBundle } from './bundle.ts';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { exactJson } from './exact-json.ts';
import { emptyRoot, leafHash, nodeHash } from './hashing.ts';
import { requiredKeys } from './key-chain.ts';
import { appendLeaf, copyState, stateFrom } from './log-state.ts';
import { newNoteSecret, openNote, readNoteSecret, signNote } from './note.ts';
import { verifyConsistency, verifyInclusion } from './proofs.ts';
import {
  consistencyProof,
  inclusionProof,
  rootAt,
  tilePath,
  tilesOf,
  tileWidth,
  type TileSource,
} from './tiles.ts';
import { createFrontier } from './tree.ts';
import { writersOf } from './writers.ts';

/** RFC 6962 §2.1, written as the RFC writes it: the oracle. */
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return emptyRoot;
  if (leaves.length === 1) return leafHash(only);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

const leavesOf = (n: number) => Array.from({ length: n }, (_, i) => Buffer.from(`leaf ${i}`));

function memoryTiles(leaves: readonly Uint8Array[]): TileSource {
  return {
    async tile(level, index, width) {
      const span = tileWidth ** level;
      const hashes = Array.from({ length: width }, (_, i) => {
        const start = (index * tileWidth + i) * span;
        return mth(leaves.slice(start, start + span));
      });
      return Buffer.concat(hashes);
    },
  };
}

describe('the tree', () => {
  test('gives the RFC’s known roots (RFC 6962 test vectors of certificate-transparency)', () => {
    const inputs = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const frontier = createFrontier();
    for (const hex of inputs) frontier.push(leafHash(Buffer.from(hex, 'hex')));
    expect(Buffer.from(frontier.root()).toString('hex')).toBe(
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    );
    expect(emptyRoot.toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  test('has at every size the root that the RFC’s recursion gives', () => {
    const leaves = leavesOf(600);
    const frontier = createFrontier();
    const roots = [frontier.root()];
    for (const leaf of leaves) {
      frontier.push(leafHash(leaf));
      roots.push(frontier.root());
    }
    const some = [0, 1, 2, 3, 7, 255, 256, 257, 511, 512, 513, 599, 600];
    expect(some.map((n) => roots[n])).toEqual(some.map((n) => mth(leaves.slice(0, n))));
  });

  test('proves every inclusion, and no leaf at another’s place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 700 }), fc.nat(), async (size, pick) => {
        const leaves = leavesOf(size);
        const tiles = memoryTiles(leaves);
        const index = pick % size;
        const root = await rootAt(tiles, size);
        const leaf = leafHash(leaves[index] ?? Buffer.alloc(0));
        const proof = await inclusionProof(tiles, index, size);
        expect(verifyInclusion(leaf, index, size, proof, root)).toBe(true);
        expect(verifyInclusion(leafHash(Buffer.from('other')), index, size, proof, root)).toBe(false);
        expect(verifyInclusion(leaf, (index + 1) % size, size, proof, root)).toBe(false);
        expect(verifyInclusion(leaf, index, size, [...proof, leaf], root)).toBe(false);
        expect(verifyInclusion(leaf, index, size, proof.slice(1), root)).toBe(false);
      }),
      { numRuns: 25 },
    );
  });

  test('proves that every tree continues every smaller one, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 600 }), fc.nat(), async (size, pick) => {
        const leaves = leavesOf(size);
        const tiles = memoryTiles(leaves);
        const old = (pick % size) + 1;
        const [oldRoot, root] = [mth(leaves.slice(0, old)), mth(leaves)];
        const proof = await consistencyProof(tiles, old, size);
        expect(verifyConsistency(old, oldRoot, size, root, proof)).toBe(true);
        const changed = mth([...leaves.slice(0, old - 1), Buffer.from('other')]);
        expect(verifyConsistency(old, changed, size, root, proof)).toBe(false);
      }),
      { numRuns: 25 },
    );
  });

  test('is picked up from its partial tiles exactly as it was left', async () => {
    const leaves = leavesOf(tileWidth * 3 + 5);
    const state = stateFrom([]);
    const full = leaves.flatMap((leaf) => appendLeaf(state, leafHash(leaf)));
    expect(full.map((tile) => [tile.level, tile.index])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
    ]);
    for (const tile of full)
      expect(tile.hashes).toEqual(await memoryTiles(leaves).tile(tile.level, tile.index, tileWidth));
    const again = stateFrom(copyState(state).edges);
    expect(again.frontier.size()).toBe(leaves.length);
    expect(again.frontier.root()).toEqual(mth(leaves));
  });

  test('lays its tiles out as C2SP tlog-tiles says', () => {
    expect(tilePath(0, 1_234_067, 256)).toBe('tile/0/x001/x234/067');
    expect(tilePath('entries', 5, 17)).toBe('tile/entries/005.p/17');
    const tiles = [...tilesOf(70_000)];
    const count = (level: number, width: number) =>
      tiles.filter((t) => t.level === level && t.width === width).length;
    expect([count(0, 256), count(0, 112), count(1, 256), count(1, 17), count(2, 1), tiles.length]).toEqual([
      273, 1, 1, 1, 1, 277,
    ]);
  });

  test('bundles entries and refuses bytes that end inside one', () => {
    const bundle = writeBundle([Buffer.from('a'), Buffer.alloc(0), Buffer.alloc(65_535)]);
    expect(readBundle(bundle)?.map((leaf) => leaf.length)).toEqual([1, 0, 65_535]);
    expect(readBundle(bundle.subarray(0, -1))).toBeUndefined();
    expect(() => writeBundle([Buffer.alloc(65_536)])).toThrow('fits no bundle');
  });
});

describe('a signed note', () => {
  const key = readNoteSecret(newNoteSecret('example.test/log'));
  const other = readNoteSecret(newNoteSecret('example.test/log'));
  const checkpoint = { origin: 'example.test/log', size: 3, root: Buffer.alloc(32, 7) };

  test('opens only with a key that signed it', () => {
    const note = signCheckpoint(checkpoint, [key]);
    expect(openCheckpoint(note, checkpoint.origin, [key.vkey])).toMatchObject({
      size: 3,
      signedBy: [key.vkey],
    });
    expect(openCheckpoint(note, checkpoint.origin, [other.vkey])?.signedBy).toEqual([]);
    expect(openCheckpoint(note, 'example.test/other', [key.vkey])).toBeUndefined();
    expect(openNote(note.replace('\n3\n', '\n4\n'), [key.vkey])).toBeUndefined();
    expect(openNote(signNote('a\tb\n', [key]), [key.vkey])).toBeUndefined();
  });

  test('verifies the example key and note of Go’s note package', () => {
    const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    const text =
      'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n';
    const signature =
      'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=';
    const opened = openNote(`${text.replace('’', "'")}\n— PeterNeumann ${signature}\n`, [vkey]);
    expect(opened?.signedBy).toEqual([vkey]);
  });

  test('must be by both keys where the key is handed over, and by the new one after', () => {
    const rotations = [
      { seq: 10, from: 'a', to: 'b' },
      { seq: 15, from: 'z', to: 'y' },
    ];
    expect([5, 10, 11, 12, 99].map((size) => requiredKeys('a', rotations, size))).toEqual([
      ['a'],
      ['a'],
      ['a', 'b'],
      ['b'],
      ['b'],
    ]);
  });
});

describe('the verifier’s own copies', () => {
  test('of who writes what equal the model’s', () => {
    const fromModel = Object.entries(entryTypes).flatMap(([writer, types]) =>
      types.map((type) => [type, writer]),
    );
    expect(writersOf).toEqual(Object.fromEntries(fromModel));
  });

  test('of canonical JSON give what the canonicalize package gives', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const parsed: unknown = JSON.parse(JSON.stringify(value));
        let expected: string | undefined;
        try {
          expected = canonicalJson(parsed);
        } catch {
          expected = undefined;
        }
        expect(exactJson(parsed)).toBe(expected);
      }),
      { numRuns: 500 },
    );
    expect(exactJson({ 10: 1, 9: 2, '€': 3, '\u{1F600}': 4, דּ: 5 })).toBe(
      canonicalJson({ 10: 1, 9: 2, '€': 3, '\u{1F600}': 4, דּ: 5 }),
    );
  });

  test('of canonical JSON write texts and numbers as ECMAScript does', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.double({ noNaN: true, min: -(2 ** 53 - 1), max: 2 ** 53 - 1 }),
        (text, number) => {
          const value = { [text]: [text, number, -0] };
          expect(exactJson(value)).toBe(canonicalJson(value));
        },
      ),
      { numRuns: 2000 },
    );
    const own: unknown = JSON.parse('{"__proto__":{"b":1,"a":"\\u001f\\u007f\\u2028\\\\"},"a":1}');
    expect(exactJson(own)).toBe(canonicalJson(own));
  });

  test.each([
    ['undefined', { a: undefined }],
    ['a lone surrogate', ['\udc00']],
    ['a lone surrogate in a name', { '\ud800': 1 }],
    ['an integer beyond 2^53', 2 ** 53],
    ['a date, which has its own way to JSON', { at: new Date(0) }],
    ['a map, whose members no JSON shows', new Map([['a', 1]])],
    ['a bigint', 1n],
  ])('of canonical JSON refuse %s', (_name, value) => {
    expect(exactJson(value)).toBeUndefined();
  });
});
