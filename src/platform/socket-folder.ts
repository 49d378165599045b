import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from './files.ts';

/** A socket's path may have 107 bytes (sun_path less its end); `/.s.PGSQL.5432` is the longest name we put in a folder. */
export const longestSocketFolder = 107 - '/.s.PGSQL.5432'.length;

export interface SocketFolderOptions {
  readonly wished: string;
  /** A file that remembers a short folder, in a place that only we can write to. */
  readonly note: string;
  /** As root: who makes the socket. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** As root: the group that may enter the folder besides its owner. */
  readonly group?: number;
}

/**
 * A folder for sockets: the one wished for, or, where its path is too long for a socket, a short one of our own below the
 * temporary folder, remembered in `note`. 0700, or 0710 for a group.
 */
export function ensureSocketFolder(options: SocketFolderOptions): string {
  const { wished, owner, group } = options;
  const path = Buffer.byteLength(wished) <= longestSocketFolder ? wished : shortFolder(options);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (process.getuid?.() === 0) chownSync(path, owner?.uid ?? 0, group ?? owner?.gid ?? 0);
  chmodSync(path, group === undefined ? 0o700 : 0o710);
  return path;
}

function shortFolder({ note, owner }: SocketFolderOptions): string {
  if (existsSync(note)) {
    const before = readFileSync(note, 'utf8').trim();
    const found = lstatSync(before, { throwIfNoEntry: false });
    const expected = owner?.uid ?? process.getuid?.();
    // Below /tmp anybody may have taken the name since: only a folder of the expected owner, closed to others, will do.
    if (found?.isDirectory() === true && found.uid === expected && (found.mode & 0o027) === 0) return before;
  }
  const fresh = mkdtempSync(join(tmpdir(), 'countersign-'));
  writeFileAtomically(note, `${fresh}\n`, { mode: 0o600 });
  return fresh;
}
