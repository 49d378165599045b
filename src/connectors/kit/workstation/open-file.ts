import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

export type Opened =
  | { readonly ok: true; readonly bytes: Buffer; readonly mode: number; readonly changedAtMs: number }
  | { readonly ok: false; readonly why: string };

/**
 * Reads a regular file of at most `maxBytes`. Never waits (a FIFO), never follows a link in the last step, never reads
 * a device: what was opened is looked at again before a byte is read.
 */
export function openBounded(path: string, maxBytes: number): Opened {
  let descriptor: number;
  try {
    // Both flags are 0 on Windows, which has neither FIFOs nor links without a privilege.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    descriptor = openSync(path, flags);
  } catch (error) {
    return { ok: false, why: reasonOf(error) };
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { ok: false, why: 'not a regular file' };
    if (stat.size > maxBytes)
      return { ok: false, why: `larger than ${sizeText(maxBytes)}, the most that is read of such a file` };
    const bytes = Buffer.alloc(stat.size);
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, length);
      if (count === 0) break;
      length += count;
    }
    return { ok: true, bytes: bytes.subarray(0, length), mode: stat.mode, changedAtMs: stat.mtimeMs };
  } catch (error) {
    return { ok: false, why: reasonOf(error) };
  } finally {
    closeSync(descriptor);
  }
}

/** An error's code in words; the message would repeat the path, the cause may hold more. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EACCES' || code === 'EPERM') return 'not readable by this user';
  if (code === 'ELOOP') return 'a link that leads to a link';
  if (code === 'ENOENT') return 'gone while it was being read';
  return code === '' ? 'could not be read' : `could not be read (${code})`;
}

const sizeText = (bytes: number): string =>
  bytes >= 1_048_576 ? `${Math.round(bytes / 1_048_576)} MiB` : `${Math.round(bytes / 1024)} KiB`;
