import { Fault } from '../model/failure.ts';

const magic: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['a gzip file', [0x1f, 0x8b]],
  ['a zip file (or an Excel workbook)', [0x50, 0x4b, 0x03, 0x04]],
  ['a zstd file', [0x28, 0xb5, 0x2f, 0xfd]],
  ['a bzip2 file', [0x42, 0x5a, 0x68]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
  ['an SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65]],
  ['UTF-16 text', [0xff, 0xfe]],
  ['UTF-16 text', [0xfe, 0xff]],
];

/** What the first bytes of a file look like; `text` when nothing speaks against plain text of no known kind. */
export type InputKind = 'empty' | 'json' | 'markup' | 'binary' | 'text';

export interface Sniffed {
  readonly kind: InputKind;
  /** In words, for a message: `a gzip file`. */
  readonly looksLike: string;
}

/** Judges a file by its first bytes (a few hundred are enough). Never looks at its name. */
export function sniff(head: Uint8Array): Sniffed {
  for (const [looksLike, bytes] of magic)
    if (bytes.every((byte, i) => head[i] === byte)) return { kind: 'binary', looksLike };
  if (head.includes(0)) return { kind: 'binary', looksLike: 'binary data' };
  const first = head.find((byte, i) => !isSpace(byte) && !(i < 3 && isBom(byte)));
  if (first === undefined)
    return head.length === 0
      ? { kind: 'empty', looksLike: 'an empty file' }
      : { kind: 'text', looksLike: 'white space' };
  if (first === 0x7b || first === 0x5b) return { kind: 'json', looksLike: 'JSON' };
  if (first === 0x3c) return { kind: 'markup', looksLike: 'HTML or XML' };
  return { kind: 'text', looksLike: 'plain text' };
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const isBom = (byte: number): boolean => byte === 0xef || byte === 0xbb || byte === 0xbf;

/**
 * Passes the bytes on in pieces of at most 64 KiB, after refusing an input of the wrong kind (Fault
 * `input_wrong_kind`) by its first bytes; an empty one is `input_invalid`.
 */
export async function* ofKind(
  source: AsyncIterable<Uint8Array>,
  expected: { readonly kinds: readonly InputKind[]; readonly name: string },
): AsyncIterable<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  const check = (bytes: Uint8Array): void => {
    const { kind, looksLike } = sniff(bytes.subarray(0, 4096));
    if (kind === 'empty')
      throw new Fault('input_invalid', `The input is empty: 0 bytes, expected ${expected.name}.`, {
        next: 'Export it again and check that the export finished.',
      });
    if (!expected.kinds.includes(kind))
      throw new Fault('input_wrong_kind', `The input looks like ${looksLike}, expected ${expected.name}.`, {
        next: 'Give the file that the source’s documentation names, unpacked, as UTF-8.',
      });
  };
  for await (const chunk of source) {
    if (head === undefined) yield* slices(chunk);
    else {
      head = Buffer.concat([head, chunk]);
      if (head.length < 512) continue;
      check(head);
      const first = head;
      head = undefined;
      yield* slices(first);
    }
  }
  if (head !== undefined) {
    check(head);
    yield* slices(head);
  }
}

const sliceBytes = 65_536;
function* slices(chunk: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < chunk.length; at += sliceBytes) yield chunk.subarray(at, at + sliceBytes);
}
