import { unreviewedGlasses } from './causation-glass.ts';
import { tellUnkeptEnds, unkeptEnds } from './causation-ends.ts';
import { foldCausation } from './causation.ts';
import { openCheckpoint } from './checkpoint.ts';
import { exactJson } from './exact-json.ts';
import { sameBytes } from './hashing.ts';
import { requiredKeys, type Rotation } from './key-chain.ts';
import type { LeafView } from './leaf.ts';
import { contentsUnderMandates } from './mandated-contents.ts';
import { parseLeaf } from './parse-entry.ts';
import { isText, member } from './shape.ts';
import { tilePath, tilesOf, tileWidth } from './tiles.ts';
import { rootOfHashes } from './tree.ts';
import { answersSubmitted } from './verify-answers.ts';
import { checkBlobs } from './verify-blobs.ts';
import type { LedgerBytes } from './verify-input.ts';
import { silentItems } from './silent-items.ts';
import { watchedContents } from './watched-contents.ts';
import { problemList, type ProblemList, type VerificationReport } from './verify-report.ts';
import { checkTree, readCheckpoints, type FoundCheckpoint } from './verify-tree.ts';

export interface VerifyOptions {
  /** The checkpoint key to hold the log to (vkey), from outside. Without it, the one the bootstrap's signers named. */
  readonly checkpointKey?: string;
  /** The log's origin, from outside. Without it, the one its checkpoints give. */
  readonly origin?: string;
  /** `integrity`: tree, checkpoints, files only; entries are not read for meaning. */
  readonly depth?: 'integrity' | 'everything';
}

/**
 * Verifies a ledger from its bytes alone, with node:crypto and nothing else of this product: integrity (are these the
 * bytes that were signed), completeness (is all of it here), authenticity (did the people act whose acts it shows).
 */
export async function verifyLedger(
  bytes: LedgerBytes,
  options: VerifyOptions = {},
): Promise<VerificationReport> {
  const [integrity, completeness, authenticity] = [problemList(), problemList(), problemList()];
  const remarks: string[] = [];

  for (const file of (await bytes.fileProblems?.()) ?? [])
    (file.is === 'changed' ? integrity : completeness).add({
      seq: null,
      what: `file \`${file.file}\` is ${file.is}`,
    });

  const inside = await collect(bytes.checkpoints());
  const outside = await collect(bytes.outside());
  if (outside.length === 0)
    remarks.push('no checkpoint from outside was at hand: a truncated tail could not be seen');
  const checkpoints = readCheckpoints(inside, outside, integrity);

  const tree = checkTree(checkpoints, integrity, completeness);
  const blobs = checkBlobs(integrity, completeness);
  const meaning = readMeaning(integrity, completeness, authenticity);
  const deep = options.depth !== 'integrity';
  for await (const page of bytes.entries()) {
    for (const entry of page) {
      const leaf = deep ? parseLeaf(entry.leaf) : undefined;
      tree.next(entry, leaf === undefined ? undefined : doubt(leaf, entry.leaf, entry.seq));
      if (leaf === undefined) continue;
      meaning.next(leaf, entry.seq);
      if (typeof leaf !== 'string') blobs.leaf(leaf);
    }
  }
  const { size, root } = tree.end();
  if (bytes.tile !== undefined) await checkTiles(bytes.tile.bind(bytes), size, integrity, completeness);
  const underMandates = contentsUnderMandates(meaning.fold.chain);
  const watched = watchedContents(meaning.fold.chain);
  const submitted = answersSubmitted(meaning.fold.chain.campaigns);
  const silent = silentItems(meaning.fold.chain);
  if (deep)
    for await (const page of bytes.blobs())
      for (const blob of page) {
        blobs.blob(blob);
        silent.blob(blob);
        for (const problem of [...underMandates(blob), ...watched(blob), ...submitted(blob)])
          authenticity.add(problem);
      }
  for (const problem of silent.end()) authenticity.add(problem);
  const { erased, unreferenced } = deep ? blobs.end() : { erased: [], unreferenced: 0 };
  if (unreferenced > 0)
    remarks.push(`${unreferenced} blobs belong to no numbered entry (kept for entries still waiting)`);

  const { fold, rotations, announcedKey } = meaning;
  const signers = fold.signers.state();
  const key = options.checkpointKey ?? signers.checkpointKey ?? announcedKey();
  const origin = options.origin ?? signers.ledger ?? checkpoints.at(-1)?.origin ?? '';
  checkCheckpointSignatures(checkpoints, origin, key, rotations, integrity, completeness);
  if (options.checkpointKey === undefined && signers.checkpointKey === undefined)
    remarks.push('the checkpoint key comes from the ledger itself; give one from outside to hold it to that');
  if (
    options.checkpointKey !== undefined &&
    signers.checkpointKey !== undefined &&
    signers.checkpointKey !== key
  )
    authenticity.add({
      seq: 0,
      what: 'the bootstrap names another checkpoint key',
      expected: key ?? '',
      found: signers.checkpointKey,
    });
  if (deep && signers.ledger !== undefined && signers.ledger !== origin)
    authenticity.add({
      seq: 0,
      what: 'the bootstrap is of another ledger',
      expected: origin,
      found: signers.ledger,
    });
  if (deep && signers.ledger === undefined) remarks.push('no bootstrap entry: nobody is enrolled to sign');
  if (signers.demo) remarks.push('demo: signatures prove nothing about people');
  for (const sole of signers.soleEnrolments)
    remarks.push(
      `entry ${sole.seq}: \`${sole.person}\` was enrolled by \`${sole.enroller}\` alone; their signatures are not independent`,
    );
  for (const { seq, what } of signers.notes) remarks.push(`entry ${seq}: ${what}`);
  const unvouched = fold.signers.all().filter((key) => key.passkey !== undefined);
  if (unvouched.length > 0)
    remarks.push(
      `${unvouched.length} passkeys: what holds them is their registration's word (\`countersign signers\`); no maker's certificate was checked`,
    );

  const unkept = unkeptEnds(fold.chain, meaning.latest());
  remarks.push(...tellUnkeptEnds(unkept), ...unreviewedGlasses(fold.chain));

  return {
    origin,
    size,
    root: Buffer.from(root).toString('hex'),
    checkpointSize: checkpoints.at(-1)?.size ?? 0,
    integrity: integrity.verdict(),
    completeness: completeness.verdict(),
    authenticity: authenticity.verdict(),
    executionsChecked: fold.chain.executionsChecked,
    signaturesByKind: {
      checkpoints: checkpoints.length,
      bySoftwareKey: fold.chain.softwareSignatures.length,
      byPasskey: fold.chain.passkeySignatures.length,
    },
    soleEnrolments: signers.soleEnrolments,
    erasedBlobs: erased,
    rolesFromEstate: fold.chain.estateRoles,
    unkeptEnds: unkept,
    remarks,
  };
}

/** What makes the bytes at this place look wrong on their own, to find the exact place of a wrong root. */
function doubt(leaf: LeafView | string, bytes: Uint8Array, seq: number): string | undefined {
  if (typeof leaf === 'string') return leaf;
  if (leaf.seq !== seq) return `it says that it is entry ${leaf.seq}`;
  const text = exactJson(leaf);
  return text === undefined ||
    Buffer.byteLength(text) !== bytes.length ||
    !sameBytes(Buffer.from(text), bytes)
    ? 'it is not canonical JSON'
    : undefined;
}

function readMeaning(integrity: ProblemList, completeness: ProblemList, authenticity: ProblemList) {
  const fold = foldCausation();
  const rotations: Rotation[] = [];
  let announced: string | undefined;
  let lastTime = '';
  return {
    fold,
    rotations,
    announcedKey: () => announced,
    /** When the last entry that was read got its number; empty before the first. */
    latest: () => lastTime,
    next(leaf: LeafView | string, seq: number): void {
      if (typeof leaf === 'string') {
        integrity.add({ seq, what: `entry ${seq} is no entry: ${leaf}` });
        return;
      }
      if (leaf.seq !== seq)
        integrity.add({
          seq,
          what: 'an entry stands in another’s place',
          expected: `entry ${seq}`,
          found: `entry ${leaf.seq}`,
        });
      if (leaf.sequencedAt < lastTime)
        integrity.add({
          seq,
          what: 'time runs backwards',
          expected: `not before ${lastTime}`,
          found: leaf.sequencedAt,
        });
      lastTime = leaf.sequencedAt;
      for (const cause of leaf.entry.causedBy)
        if (!fold.chain.entries.has(cause))
          completeness.add({
            seq,
            what: `entry ${seq} is caused by \`${cause}\`, which is not before it in the ledger`,
          });
      for (const problem of fold.apply(leaf))
        authenticity.add({ seq: problem.seq, what: `entry ${seq} (${leaf.entry.type}): ${problem.what}` });
      const { body, type } = leaf.entry;
      const [from, to, started] = [member(body, 'from'), member(body, 'to'), member(body, 'checkpointKey')];
      if (type === 'sequencer.started' && isText(started)) announced ??= started;
      if (type === 'checkpoint.key.rotated' && isText(from) && isText(to)) rotations.push({ seq, from, to });
    },
  };
}

/** Every checkpoint must be signed by the key in force at its size, and each kept outside must also be inside. */
function checkCheckpointSignatures(
  checkpoints: readonly FoundCheckpoint[],
  origin: string,
  key: string | undefined,
  rotations: readonly Rotation[],
  integrity: ProblemList,
  completeness: ProblemList,
): void {
  const seen = new Set<string>();
  const insideSizes = new Set(checkpoints.filter((c) => c.where === 'inside').map((c) => c.size));
  for (const found of checkpoints) {
    if (found.where === 'outside' && !insideSizes.has(found.size))
      completeness.add({
        seq: found.size - 1,
        what: `the checkpoint of size ${found.size} is kept outside and not in the ledger`,
      });
    if (seen.has(found.note)) continue;
    seen.add(found.note);
    const keys = key === undefined ? [] : requiredKeys(key, rotations, found.size);
    const opened = openCheckpoint(found.note, origin, keys);
    if (opened === undefined || keys.length === 0 || !keys.every((k) => opened.signedBy.includes(k)))
      integrity.add({
        seq: found.size - 1,
        what: `the checkpoint of size ${found.size} kept ${found.where} is not signed as it must be`,
        expected: keys.length === 0 ? 'a known checkpoint key' : keys.join(' and '),
        found:
          opened === undefined
            ? `a wrong signature, or the log \`${found.origin}\``
            : opened.signedBy.join(' and ') || 'no known signature',
      });
  }
}

/** Tiles above the leaves: each hash must be the root of the tile below it. (Level 0 was held to the entries.) */
async function checkTiles(
  tile: NonNullable<LedgerBytes['tile']>,
  size: number,
  integrity: ProblemList,
  completeness: ProblemList,
): Promise<void> {
  for (const { level, index, width } of tilesOf(size)) {
    const name = tilePath(level, index, width);
    const first = index * tileWidth ** (level + 1);
    const bytes = await tile(level, index, width);
    if (bytes === undefined) {
      completeness.add({ seq: null, what: `tile \`${name}\` is missing` });
      continue;
    }
    if (bytes.length !== width * 32)
      integrity.add({ seq: first, what: `tile \`${name}\` has ${bytes.length} bytes` });
    if (level === 0) continue;
    for (let i = 0; i < width; i++) {
      const below = await tile(level - 1, index * tileWidth + i, tileWidth);
      const hashes = Array.from(
        { length: tileWidth },
        (_, k) => below?.subarray(k * 32, k * 32 + 32) ?? new Uint8Array(0),
      );
      if (below === undefined || hashes.some((h) => h.length !== 32)) continue;
      if (!sameBytes(rootOfHashes(hashes), bytes.subarray(i * 32, i * 32 + 32)))
        integrity.add({
          seq: first + i * tileWidth ** level,
          what: `hash ${i} of tile \`${name}\` is not the root of the tile below`,
        });
    }
  }
}

async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of pages) for (const one of page) all.push(one);
  return all;
}
