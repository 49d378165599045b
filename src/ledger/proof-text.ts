import { Fault } from '../model/failure.ts';
import type { EntryId } from '../model/ids.ts';
import type { Queryable } from '../platform/store/index.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { databaseTiles } from './database-tiles.ts';
import { leafHash, readBase64 } from './hashing.ts';
import { openNote } from './note.ts';
import { verifyInclusion } from './proofs.ts';
import { inclusionProof } from './tiles.ts';

const firstLine = 'c2sp.org/tlog-proof@v1';

/** A C2SP tlog-proof: the leaf's index, its audit path and the checkpoint, with the leaf itself as the extra data. */
export async function proofOf(database: Queryable, id: EntryId): Promise<string> {
  const [row] = await database.query<{ seq: number; leaf: Buffer }>(
    'select seq, leaf from ledger.entry where id = $1',
    [id],
  );
  const [head] = await database.query<{ size: number; note: string }>(
    'select size, note from ledger.checkpoint order by size desc limit 1',
  );
  if (row === undefined || head === undefined || row.seq >= head.size)
    throw new Fault('not_found', `\`${id}\` is not in the ledger (yet)`, {
      next: 'List entries with `countersign ledger show`.',
    });
  const path = await inclusionProof(databaseTiles(database), row.seq, head.size);
  return writeProof({ leaf: row.leaf, index: row.seq, path, note: head.note });
}

export interface EntryProof {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly path: readonly Uint8Array[];
  readonly note: string;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export const writeProof = (proof: EntryProof): string =>
  [
    firstLine,
    `extra ${base64(proof.leaf)}`,
    `index ${proof.index}`,
    ...proof.path.map(base64),
    '',
    proof.note,
  ].join('\n');

/** Checks such a proof against a checkpoint key; the leaf's bytes when it holds, a sentence when it does not. */
export function checkProof(
  text: string,
  vkey: string,
): { readonly leaf: Uint8Array; readonly index: number } | string {
  const split = text.indexOf('\n\n');
  const [first, extra, index, ...path] = text.slice(0, split).split('\n');
  const leaf = readBase64(/^extra (\S+)$/.exec(extra ?? '')?.[1] ?? '');
  const at = /^index (0|[1-9]\d{0,15})$/.exec(index ?? '')?.[1];
  if (first !== firstLine || leaf === undefined || at === undefined)
    return 'not a tlog-proof with the entry inside';
  const opened = openNote(text.slice(split + 2), [vkey]);
  if (opened?.signedBy.length !== 1) return 'the checkpoint is not signed by this key';
  const checkpoint = parseCheckpoint(opened.text);
  if (checkpoint === undefined) return 'the signed note is no checkpoint';
  const hashes = path.map((line) => readBase64(line) ?? new Uint8Array(0));
  return verifyInclusion(leafHash(leaf), Number(at), checkpoint.size, hashes, checkpoint.root)
    ? { leaf, index: Number(at) }
    : 'the entry is not in the tree that the checkpoint signs';
}
