import { Fault } from '../model/failure.ts';

/**
 * The same text as UTF-8 where it begins like UTF-16, as programs on Windows write it (`>` in PowerShell, `ldifde -u`), and
 * without a byte order mark; everything else is passed on as it is. Throws Fault `input_invalid` for what is no UTF-16 after all.
 */
export async function* asUtf8(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  let decoder: Decoder | undefined;
  const decoded = function* (bytes: Uint8Array | undefined): Iterable<Uint8Array> {
    if (decoder === undefined) {
      if (bytes !== undefined && bytes.length > 0) yield bytes;
      return;
    }
    const text = decode(decoder, bytes);
    if (text !== '') yield Buffer.from(text, 'utf8');
  };
  for await (const chunk of source) {
    if (head === undefined) {
      yield* decoded(chunk);
      continue;
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length < 3) continue;
    const encoding = encodingOf(head);
    if (encoding !== undefined) decoder = new TextDecoder(encoding, { fatal: true });
    const first = withoutMark(head);
    head = undefined;
    yield* decoded(first);
  }
  yield* decoded(head);
  if (decoder !== undefined) yield* decoded(undefined);
}

type Decoder = InstanceType<typeof TextDecoder>;

const encodingOf = ([first, second]: Uint8Array): string | undefined =>
  first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;

const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;

/** Without bytes: the end, where half a character is none. */
function decode(decoder: Decoder, bytes: Uint8Array | undefined): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (cause) {
    throw new Fault('input_invalid', 'The input begins like UTF-16 text and is none.', {
      next: 'Export it again, as UTF-8.',
      cause,
    });
  }
}
