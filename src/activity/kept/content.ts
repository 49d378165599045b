import { createHash, hash } from 'node:crypto';
import { knownBy, textOf, type Mark } from './marks.ts';

/** Bytes as they go by, and afterwards the digest of all of them, or of the last of them. */
export function digested(
  bytes: AsyncIterable<Uint8Array>,
  of: 'all' | 'end',
): { readonly bytes: AsyncIterable<Uint8Array>; readonly digest: () => string } {
  const all = createHash('sha256');
  let end: Uint8Array = new Uint8Array();
  async function* going(): AsyncIterable<Uint8Array> {
    for await (const piece of bytes) {
      if (of === 'all') all.update(piece);
      else end = Buffer.concat([end, piece.subarray(-knownBy)]).subarray(-knownBy);
      yield piece;
    }
  }
  return { bytes: going(), digest: () => (of === 'all' ? all.digest('hex') : hash('sha256', end, 'hex')) };
}

/** Whether a file holds what was read of another one: of rows as far as that was read, of anything else all of it. */
export async function holdsTheSame(
  raw: AsyncIterable<Uint8Array>,
  mark: Mark,
  isTable: boolean,
): Promise<boolean> {
  if (mark.content === '') return true;
  const text = isTable ? raw : textOf(raw);
  const { bytes, digest } = digested(
    mark.rows === null ? text : upTo(text, mark.readTo),
    mark.rows === null ? 'all' : 'end',
  );
  for await (const _ of bytes);
  return digest() === mark.content;
}

/** The first so many bytes. */
export async function* upTo(bytes: AsyncIterable<Uint8Array>, many: number): AsyncIterable<Uint8Array> {
  let left = many;
  for await (const piece of bytes) {
    yield piece.subarray(0, left);
    left -= piece.length;
    if (left <= 0) return;
  }
}
