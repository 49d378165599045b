import { readBase64 } from './hashing.ts';
import { openNote, signNote, type NoteKey } from './note.ts';

/** A tree head: C2SP tlog-checkpoint, no extension lines. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

export interface SignedCheckpoint extends Checkpoint {
  readonly note: string;
  readonly signedBy: readonly string[];
}

export const checkpointText = (origin: string, size: number, root: Uint8Array): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;

export const signCheckpoint = (checkpoint: Checkpoint, keys: readonly NoteKey[]): string =>
  signNote(checkpointText(checkpoint.origin, checkpoint.size, checkpoint.root), keys);

/** Reads a checkpoint's text without judging who signed it; undefined when it is not one. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [, origin, sizeText, rootText] =
    /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text) ?? [];
  if (origin === undefined || sizeText === undefined || rootText === undefined) return undefined;
  const size = Number(sizeText);
  const root = readBase64(rootText);
  return Number.isSafeInteger(size) && root?.length === 32 ? { origin, size, root } : undefined;
}

/**
 * Opens a checkpoint note with known keys. Undefined: not a checkpoint of this origin, or a known key's signature is
 * wrong. `signedBy` empty: well formed, signed by no known key.
 */
export function openCheckpoint(
  note: string,
  origin: string,
  vkeys: readonly string[],
): SignedCheckpoint | undefined {
  const opened = openNote(note, vkeys);
  if (opened === undefined) return undefined;
  const checkpoint = parseCheckpoint(opened.text);
  if (checkpoint === undefined || checkpoint.origin !== origin) return undefined;
  return { ...checkpoint, note, signedBy: opened.signedBy };
}
