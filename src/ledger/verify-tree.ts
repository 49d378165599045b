import { parseCheckpoint, type Checkpoint } from './checkpoint.ts';
import { leafHash, sameBytes } from './hashing.ts';
import { createFrontier } from './tree.ts';
import type { StoredEntry } from './verify-input.ts';
import type { ProblemList } from './verify-report.ts';

/** A checkpoint note as found, with where it was found. */
export interface FoundCheckpoint extends Checkpoint {
  readonly note: string;
  readonly where: 'inside' | 'outside';
}

/** Sorts what was found by size; notes that are no checkpoints are problems. */
export function readCheckpoints(
  inside: readonly string[],
  outside: readonly string[],
  integrity: ProblemList,
): readonly FoundCheckpoint[] {
  const found: FoundCheckpoint[] = [];
  for (const [where, notes] of [['inside', inside] as const, ['outside', outside] as const]) {
    for (const note of notes) {
      const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1));
      if (checkpoint === undefined)
        integrity.add({ seq: null, what: `a note kept ${where} is no checkpoint` });
      else found.push({ ...checkpoint, note, where });
    }
  }
  return found.sort((a, b) => a.size - b.size);
}

/** Builds the tree from the entries’ bytes and holds it to every checkpoint on the way. */
export interface TreeCheck {
  /** Takes the next entry; `hint` says that the entry itself looks wrong, to find the exact place. */
  next(entry: StoredEntry, looksWrong: string | undefined): void;
  end(): { readonly size: number; readonly root: Uint8Array };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export function checkTree(
  checkpoints: readonly FoundCheckpoint[],
  integrity: ProblemList,
  completeness: ProblemList,
): TreeCheck {
  const frontier = createFrontier();
  let next = 0; // of checkpoints
  let goodSize = 0; // up to here a signed root was met
  let suspect: { readonly seq: number; readonly what: string } | undefined;
  let broken = false; // after the first wrong root every later one is wrong too
  let expected = 0;

  const compare = (): void => {
    for (let found = checkpoints[next]; found?.size === frontier.size(); found = checkpoints[next]) {
      next++;
      if (broken) continue;
      const root = frontier.root();
      if (sameBytes(root, found.root)) {
        goodSize = found.size;
        continue;
      }
      broken = true;
      const seq = suspect !== undefined && suspect.seq >= goodSize ? suspect.seq : goodSize;
      const exact = suspect?.seq === seq || found.size - goodSize === 1;
      integrity.add({
        seq,
        what: exact
          ? `entry ${seq} is not what was signed${suspect?.seq === seq ? `: ${suspect.what}` : ''}`
          : `an entry from ${goodSize} to ${found.size - 1} is not what was signed`,
        expected: `root ${hex(found.root)} at size ${found.size} (checkpoint kept ${found.where})`,
        found: `root ${hex(root)}`,
      });
    }
  };

  return {
    next(entry, looksWrong) {
      if (entry.seq !== expected) {
        const what =
          entry.seq > expected
            ? `entries ${expected} to ${entry.seq - 1} are missing`
            : `entry ${entry.seq} stands where entry ${expected} belongs`;
        completeness.add({ seq: expected, what, expected: `entry ${expected}`, found: `entry ${entry.seq}` });
        suspect ??= { seq: expected, what };
      }
      expected = entry.seq + 1;
      const hash = leafHash(entry.leaf);
      for (const stored of entry.hashes) {
        if (sameBytes(stored, hash)) continue;
        suspect ??= { seq: entry.seq, what: 'its bytes do not have the hash stored for it' };
        integrity.add({
          seq: entry.seq,
          what: `the bytes of entry ${entry.seq} and the hash stored for it differ`,
          expected: hex(stored),
          found: hex(hash),
        });
        break;
      }
      if (looksWrong !== undefined) suspect ??= { seq: entry.seq, what: looksWrong };
      frontier.push(hash);
      if (checkpoints[next]?.size === frontier.size()) compare();
    },
    end() {
      const size = frontier.size();
      const newest = checkpoints.at(-1);
      if (size > 0 && newest === undefined)
        integrity.add({ seq: 0, what: `${size} entries and no checkpoint that signs them` });
      const beyond = checkpoints.find((found) => found.size > expected);
      if (beyond !== undefined && newest !== undefined)
        completeness.add({
          seq: expected,
          what: `entries from ${expected} on are missing: a checkpoint kept ${beyond.where} signs ${newest.size}`,
          expected: `${newest.size} entries`,
          found: `${expected} entries`,
        });
      const unmet = newest !== undefined && newest.size > goodSize;
      if (unmet && !broken && suspect !== undefined)
        integrity.add({
          seq: suspect.seq,
          what: `from entry ${suspect.seq} on no signed root is met: ${suspect.what}`,
        });
      const inside = checkpoints.filter((found) => found.where === 'inside').at(-1)?.size ?? 0;
      if (expected > inside && inside > 0)
        integrity.add({
          seq: inside,
          what: `entries from ${inside} on are under no checkpoint of the ledger`,
        });
      return { size, root: frontier.root() };
    },
  };
}
