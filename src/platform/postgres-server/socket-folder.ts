import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '../files.ts';
import type { ClusterPlace, RunAs } from './run-as.ts';

/** A socket's path may have 107 bytes (sun_path less its end), and PostgreSQL adds `/.s.PGSQL.5432` and `.lock`. */
export const longestSocketFolder = 107 - '/.s.PGSQL.5432'.length;

export interface SocketAccess {
  /** Who may enter the folder besides its owner: as root, the group that the three processes share. */
  readonly group?: number;
}

/**
 * The folder for the server's socket: the one wished for, or, where its path is too long for a socket, a short one of our
 * own below the temporary folder, remembered in the cluster's folder. 0700, or 0710 for a group.
 */
export function ensureSocketFolder(
  wished: string,
  place: ClusterPlace,
  runAs: RunAs,
  access: SocketAccess,
): string {
  const path = Buffer.byteLength(wished) <= longestSocketFolder ? wished : shortFolder(place, runAs);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (process.getuid?.() === 0)
    chownSync(path, runAs.become?.uid ?? 0, access.group ?? runAs.become?.gid ?? 0);
  chmodSync(path, access.group === undefined ? 0o700 : 0o710);
  return path;
}

function shortFolder(place: ClusterPlace, runAs: RunAs): string {
  const note = join(place.folder, 'socket-folder');
  const expectedOwner = runAs.become?.uid ?? process.getuid?.();
  if (existsSync(note)) {
    const before = readFileSync(note, 'utf8').trim();
    const found = lstatSync(before, { throwIfNoEntry: false });
    // Below /tmp anybody may have taken the name since: only a folder of the expected owner, closed to others, will do.
    if (found?.isDirectory() === true && found.uid === expectedOwner && (found.mode & 0o027) === 0)
      return before;
  }
  const fresh = mkdtempSync(join(tmpdir(), 'countersign-'));
  writeFileAtomically(note, `${fresh}\n`, { mode: 0o600 });
  return fresh;
}
