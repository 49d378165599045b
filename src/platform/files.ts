import { randomBytes } from 'node:crypto';
import { closeSync, fchownSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from './error-code.ts';

export interface FileOptions {
  readonly mode: number;
  /** As root: who the file belongs to. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** Replaces a file so that after a crash it holds either the old content or the new, and both are durable. */
export function writeFileAtomically(path: string, content: string | Uint8Array, options: FileOptions): void {
  const temporary = writeBeside(path, content, options);
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** As above, but only where no such file exists; of two writers at once exactly one gets true. */
export function createFileAtomically(
  path: string,
  content: string | Uint8Array,
  options: FileOptions,
): boolean {
  const temporary = writeBeside(path, content, options);
  try {
    linkSync(temporary, path);
    syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Makes names created or renamed in this folder durable. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeBeside(path: string, content: string | Uint8Array, { mode, owner }: FileOptions): string {
  const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`);
  const descriptor = openSync(temporary, 'wx', mode);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    // by descriptor: whoever owns the folder could put a link in the name's place
    if (owner !== undefined) fchownSync(descriptor, owner.uid, owner.gid);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return temporary;
}
