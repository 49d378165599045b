import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { openBounded } from './open-file.ts';

/** Which files a repository tracks, read from its index alone (gitformat-index(5), versions 2 to 4). */
export interface GitIndex {
  readonly root: string;
  /** Tracked paths from `root` with `/`; undefined: there is an index, but it could not be read. */
  readonly tracked: ReadonlySet<string> | undefined;
}

const maxIndexBytes = 256 << 20;

/** The repository that holds a folder, or undefined. */
export function gitIndexAbove(folder: string): GitIndex | undefined {
  for (let here = resolve(folder); ; here = dirname(here)) {
    if (existsSync(join(here, '.git'))) return gitIndexOf(here);
    if (dirname(here) === here) return undefined;
  }
}

/** The index of the repository whose work tree is `root`; worktrees and submodules (`.git` as a file) included. */
export function gitIndexOf(root: string): GitIndex {
  const dotGit = join(root, '.git');
  const pointer = openBounded(dotGit, 4096);
  const target = pointer.ok
    ? /^gitdir: (?<to>.+)$/m.exec(pointer.bytes.toString('utf8'))?.groups?.['to']
    : undefined;
  const folder = target === undefined ? dotGit : resolve(root, target.trim());
  const index = openBounded(join(folder, 'index'), maxIndexBytes);
  // A repository without an index has nothing tracked yet.
  if (!index.ok) return { root, tracked: existsSync(join(folder, 'index')) ? undefined : new Set() };
  const config = openBounded(join(folder, 'config'), 1 << 20);
  const isSha256 = config.ok && /^\s*objectformat\s*=\s*sha256/im.test(config.bytes.toString('utf8'));
  return { root, tracked: parseGitIndex(index.bytes, isSha256 ? 32 : 20) };
}

/** Whether the repository tracks this file; undefined when it cannot be known. */
export function isTracked(index: GitIndex | undefined, absolute: string): boolean | undefined {
  return index?.tracked?.has(relative(index.root, absolute).split(sep).join('/'));
}

/** Paths in an index file, or undefined when it is not one that we know. `hashBytes` is 20 (SHA-1) or 32 (SHA-256). */
export function parseGitIndex(bytes: Buffer, hashBytes: 20 | 32): ReadonlySet<string> | undefined {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = bytes.readUInt32BE(4);
  const count = bytes.readUInt32BE(8);
  if (version < 2 || version > 4) return undefined;
  const paths = new Set<string>();
  let at = 12;
  let previous = Buffer.alloc(0);
  for (let i = 0; i < count; i++) {
    const flagsAt = at + 40 + hashBytes;
    if (flagsAt + 2 > bytes.length) return undefined;
    const isExtended = version >= 3 && (bytes.readUInt16BE(flagsAt) & 0x4000) !== 0;
    let nameAt = flagsAt + (isExtended ? 4 : 2);
    if (version < 4) {
      const end = bytes.indexOf(0, nameAt);
      if (end < 0) return undefined;
      paths.add(bytes.toString('utf8', nameAt, end));
      // Entries are padded with 1 to 8 NULs to a multiple of eight bytes.
      at += (end - at + 8) & ~7;
      continue;
    }
    let byte = bytes[nameAt++] ?? 0;
    let strip = byte & 0x7f;
    while ((byte & 0x80) !== 0) {
      byte = bytes[nameAt++] ?? 0;
      strip = ((strip + 1) << 7) | (byte & 0x7f);
    }
    const end = bytes.indexOf(0, nameAt);
    if (end < 0 || strip > previous.length) return undefined;
    const name = Buffer.concat([previous.subarray(0, previous.length - strip), bytes.subarray(nameAt, end)]);
    paths.add(name.toString('utf8'));
    previous = name;
    at = end + 1;
  }
  return paths;
}
