import { Fault } from '../model/failure.ts';
import type { Queryable } from '../platform/store/index.ts';
import { openCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { requiredKeys, type Rotation } from './key-chain.ts';
import { leafHash } from './hashing.ts';
import { parseLeaf } from './parse-entry.ts';
import { verifyConsistency, verifyInclusion } from './proofs.ts';
import { isText } from './shape.ts';
import { consistencyProof, inclusionProof, type TileSource } from './tiles.ts';

const invalid = (message: string): Fault =>
  new Fault('ledger_invalid', message, {
    next: 'Run `countersign ledger verify` to see what is wrong where.',
  });

/** The newest signed tree head, as this process has verified and remembered it. */
export interface Head {
  /** The newest checkpoint, verified: signed by the key in force, and a continuation of every one seen before. */
  refresh(): Promise<SignedCheckpoint | undefined>;
  /** The last one that `refresh` verified. */
  known(): SignedCheckpoint | undefined;
}

export interface HeadOptions {
  readonly database: Queryable;
  readonly tiles: TileSource;
  readonly origin: string;
  /** The checkpoint key this process trusts (vkey); later ones follow from rotation entries it verifies itself. */
  readonly firstKey: string;
}

export function trackHead({ database, tiles, origin, firstKey }: HeadOptions): Head {
  let known: SignedCheckpoint | undefined;
  let rotations: readonly Rotation[] = [];

  const open = (note: string, size: number): SignedCheckpoint | undefined => {
    const keys = requiredKeys(firstKey, rotations, size);
    const opened = openCheckpoint(note, origin, keys);
    return opened?.size === size && keys.every((key) => opened.signedBy.includes(key)) ? opened : undefined;
  };

  async function accept(note: string, size: number): Promise<SignedCheckpoint> {
    const direct = open(note, size);
    if (direct !== undefined) return direct;
    rotations = await verifiedRotations({ database, tiles, origin, firstKey });
    const rotated = open(note, size);
    if (rotated === undefined)
      throw invalid(`the checkpoint of size ${size} is not signed by the key in force`);
    return rotated;
  }

  /** One of them continues the other; calls that overlap may have seen them in either order. */
  async function checkConsistent(seen: SignedCheckpoint, next: SignedCheckpoint): Promise<void> {
    const [older, newer] = seen.size <= next.size ? [seen, next] : [next, seen];
    const proof = await consistencyProof(tiles, older.size, newer.size);
    if (!verifyConsistency(older.size, older.root, newer.size, newer.root, proof))
      throw invalid(`entries below ${older.size} changed after this process had verified them`);
  }

  return {
    known: () => known,
    async refresh() {
      let before = known;
      const [row] = await database.query<{ note: string; size: number }>(
        'select note, size from ledger.checkpoint order by size desc limit 1',
      );
      if (row === undefined) {
        if (before !== undefined)
          throw invalid(`the ledger lost its checkpoints; this process had seen size ${before.size}`);
        return undefined;
      }
      if (row.note === before?.note) return before;
      const next = await accept(row.note, row.size);
      if (before !== undefined && next.size < before.size)
        throw invalid(`the ledger shrank from ${before.size} to ${next.size} entries`);
      if (before !== undefined) await checkConsistent(before, next);
      // another call may have gone on meanwhile: what both saw must be one log, too
      for (let seen = known; seen !== undefined && seen !== before; seen = known) {
        await checkConsistent(seen, next);
        before = seen;
      }
      if (known === undefined || known.size <= next.size) known = next;
      return known;
    },
  };
}

/** Rotation entries in order, each proven under a checkpoint of size seq+1 that both keys signed. */
async function verifiedRotations(options: HeadOptions): Promise<readonly Rotation[]> {
  const { database, tiles, origin, firstKey } = options;
  const rows = await database.query<{ seq: number; leaf: Buffer; note: string }>(
    `select e.seq, e.leaf, c.note from ledger.entry e join ledger.checkpoint c on c.size = e.seq + 1
     where e.type = 'checkpoint.key.rotated' order by e.seq`,
  );
  const rotations: Rotation[] = [];
  for (const row of rows) {
    const leaf = parseLeaf(row.leaf);
    if (typeof leaf === 'string' || leaf.seq !== row.seq || leaf.writer !== 'sequencer') continue;
    const { from, to } = leaf.entry.body;
    const [inForce] = requiredKeys(firstKey, rotations, row.seq);
    if (!isText(from) || !isText(to) || from !== inForce) continue;
    const checkpoint = openCheckpoint(row.note, origin, [from, to]);
    if (checkpoint === undefined || checkpoint.signedBy.length !== 2 || checkpoint.size !== row.seq + 1)
      continue;
    const proof = await inclusionProof(tiles, row.seq, checkpoint.size);
    if (verifyInclusion(leafHash(row.leaf), row.seq, checkpoint.size, proof, checkpoint.root))
      rotations.push({ seq: row.seq, from, to });
  }
  return rotations;
}
