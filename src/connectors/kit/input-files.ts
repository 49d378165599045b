import { createReadStream } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { Fault } from '../../model/index.ts';
import { errorCode } from '../../platform/error-code.ts';
import { asUtf8 } from '../../platform/as-utf8.ts';

/** `--source id=PATH` → the absolute path, or Fault `input_invalid` saying what was expected there. */
export function pathOf(location: string, expected: string): string {
  if (location.trim() === '' || location.includes('\0') || /^[a-z][a-z0-9+.-]*:\/\//i.test(location))
    throw new Fault('input_invalid', `The location of this source is not a path; expected ${expected}.`, {
      next: 'Give a file or folder on this machine.',
    });
  return resolve(location);
}

/** The file itself, or the names in the folder in a fixed order. Throws Fault `not_found` or `input_wrong_kind`. */
export async function listInput(path: string): Promise<readonly string[]> {
  const found = await explained(path, () => stat(path));
  if (found.isFile()) return [path];
  if (!found.isDirectory()) throw notAFile(path);
  const names = await explained(path, () => readdir(path));
  return names.toSorted((a, b) => (a < b ? -1 : 1)).map((name) => join(path, name));
}

/** A regular file of the export itself: a link that leads out of `root` is none, whoever put it there. */
export async function isWithin(root: string, file: string): Promise<boolean> {
  try {
    const [inside, real] = [await realpath(root), await realpath(file)];
    return real.startsWith(`${inside}${sep}`) && (await stat(real)).isFile();
  } catch {
    return false;
  }
}

/** Throws Fault `not_permitted` for a file of the folder `root` that is a link out of it. */
export async function refuseLinksOut(root: string, files: readonly string[]): Promise<void> {
  for (const file of files)
    if (!(await isWithin(root, file)))
      throw new Fault(
        'not_permitted',
        `\`${file}\` is no file of this folder, or a link that leads out of it.`,
        {
          next: 'Put the file itself there.',
        },
      );
}

/** The bytes of a regular file of any size; of text in UTF-16, as PowerShell writes it, those of its UTF-8. Devices and pipes, which may never end, are refused. */
export async function* bytesOf(path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const found = await explained(path, () => stat(path));
  if (!found.isFile()) throw notAFile(path);
  yield* asUtf8(rawBytesOf(path, signal));
}

/**
 * As `bytesOf`, in memory that is used again: each piece is good until the next one is asked for, which is read meanwhile. For
 * files of which most is passed over, where making room for it costs as much as looking at it.
 */
export async function* bytesInTurn(path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const found = await explained(path, () => stat(path));
  if (!found.isFile()) throw notAFile(path);
  yield* asUtf8(rawBytesInTurn(path, signal, Math.min(found.size + 1, pieceBytes)));
}

const pieceBytes = 1 << 20;

async function* rawBytesInTurn(path: string, signal: AbortSignal, length: number): AsyncIterable<Uint8Array> {
  const file = await explained(path, () => open(path));
  try {
    let [into, other] = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)];
    const read = () => explained(path, () => file.read(into, 0, length, null));
    for (let reading = read(); ;) {
      const { bytesRead } = await reading;
      signal.throwIfAborted();
      if (bytesRead === 0) return;
      [into, other] = [other, into];
      reading = read();
      reading.catch(() => undefined); // told when it is awaited, if it is
      yield other.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** The bytes of a regular file as they lie there, from so many on. */
export async function* bytesFrom(
  path: string,
  signal: AbortSignal,
  start: number,
): AsyncIterable<Uint8Array> {
  const found = await explained(path, () => stat(path));
  if (!found.isFile()) throw notAFile(path);
  yield* rawBytesOf(path, signal, start);
}

async function* rawBytesOf(path: string, signal: AbortSignal, start = 0): AsyncIterable<Uint8Array> {
  const stream = createReadStream(path, { signal, start, highWaterMark: 1 << 18 });
  try {
    for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    throw explain(path, error);
  } finally {
    stream.destroy();
  }
}

/** Gives the items on; a Fault among them is told with the file's name before it. */
export async function* inFile<T>(path: string, items: AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* items;
  } catch (error) {
    throw error instanceof Fault ? named(path, error) : error;
  }
}

export const named = (path: string, { code, message, next, cause }: Fault): Fault =>
  new Fault(code, `\`${path}\`: ${message}`, { ...(next === undefined ? {} : { next }), cause });

async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(path, error);
  }
}

function explain(path: string, error: unknown): unknown {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new Fault('not_found', `There is nothing at \`${path}\`.`, {
      next: 'Check the path.',
      cause: error,
    });
  if (code === 'EACCES' || code === 'EPERM')
    return new Fault('source_unreachable', `\`${path}\` may not be read by this user.`, {
      next: 'Give this user read permission on it.',
      cause: error,
    });
  if (code === 'EIO' || code === 'ESTALE')
    return new Fault('source_unreachable', `\`${path}\` could not be read to its end.`, {
      next: 'Check the disk, then read again.',
      cause: error,
    });
  return error;
}

const notAFile = (path: string): Fault =>
  new Fault('input_wrong_kind', `\`${path}\` is neither a file nor a folder.`, {
    next: 'Give a regular file or a folder.',
  });
