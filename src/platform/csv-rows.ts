import { isUtf8 } from 'node:buffer';
import { Fault } from '../model/failure.ts';
import { ofKind } from './input-kind.ts';

/** Whole rows of a CSV file as they stand in it: row n is `bytes` from `starts[n]` to (not including) `ends[n]`. */
export interface CsvRows {
  readonly bytes: Buffer;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** The line that each row starts on; the first of the file is line 1. */
  readonly lines: readonly number[];
  /** What ends a row in this file, as its first row shows. */
  readonly ending: RowEnding;
}
export type RowEnding = '\n' | '\r\n' | '\r';

/**
 * Cuts a CSV file (RFC 4180, UTF-8) of any size into its rows, the header first, without looking into them: a row ends
 * where a line ends outside quotes. Empty lines are passed over. Throws the Faults of `streamCsv` as far as they show
 * without parsing.
 */
export async function* csvRows(
  source: AsyncIterable<Uint8Array>,
  recordBytes: number,
): AsyncIterable<CsvRows> {
  const cutter = new RowCutter(recordBytes);
  for await (const chunk of ofKind(source, { kinds: ['text'], name: 'CSV with a header line' })) {
    const rows = cutter.cut(chunk, false);
    if (rows.starts.length > 0) yield rows;
  }
  const rows = cutter.cut(new Uint8Array(0), true);
  if (rows.starts.length > 0) yield rows;
}

const next = 'Mend that line, or export the file again, then repeat the command.';
const quote = 0x22;
const cr = 0x0d;
const lf = 0x0a;

class RowCutter {
  readonly #recordBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  #ending: RowEnding | undefined;
  #begun = false;
  #line = 1;
  #offset = 0;

  constructor(recordBytes: number) {
    this.#recordBytes = recordBytes;
  }

  /** The rows that are whole with this chunk; what is left waits for the next one. */
  cut(chunk: Uint8Array, last: boolean): CsvRows {
    let bytes = this.#rest.length === 0 ? bufferOf(chunk) : Buffer.concat([this.#rest, chunk]);
    if (!this.#begun && bytes.length > 0) {
      this.#begun = true;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
    }
    this.#ending ??= endingOf(bytes, last);
    const ending = this.#ending;
    const rows = { starts: new Array<number>(), ends: new Array<number>(), lines: new Array<number>() };
    const search = new RowSearch(bytes, ending ?? '\n');
    let start = 0;
    const limit = ending === undefined ? 0 : bytes.length;
    while (start < limit) {
      const found = search.endFrom(start);
      if (found === -1 && !last) break;
      const end = found === -1 ? bytes.length : found;
      if (end - start > this.#recordBytes) throw this.#tooLong();
      if (end > start) {
        rows.starts.push(start);
        rows.ends.push(end);
        rows.lines.push(this.#line);
      }
      this.#line += 1 + search.breaksInside;
      start = found === -1 ? end : end + (ending?.length ?? 0);
    }
    this.#rest = Buffer.from(bytes.subarray(start));
    if (this.#rest.length > this.#recordBytes) throw this.#tooLong();
    if (!isUtf8(bytes.subarray(0, start)))
      throw new Fault(
        'input_invalid',
        `The file is not UTF-8 (between byte ${this.#offset} and ${this.#offset + start}).`,
        { next },
      );
    this.#offset += start;
    return { bytes, ...rows, ending: ending ?? '\n' };
  }

  #tooLong(): Fault {
    return new Fault(
      'input_too_large',
      `One record is longer than ${this.#recordBytes} bytes (line ${this.#line}): a quote that never closes, or no CSV.`,
      { next },
    );
  }
}

/** Finds where rows end. Rows without quotes, which are most, are found by the first byte that could end them. */
class RowSearch {
  readonly #bytes: Buffer;
  readonly #lastByte: number;
  readonly #width: number;
  #quoteAt = -1;
  /** Line ends inside the quotes of the row last found. */
  breaksInside = 0;

  constructor(bytes: Buffer, ending: RowEnding) {
    this.#bytes = bytes;
    this.#lastByte = ending === '\r' ? cr : lf;
    this.#width = ending.length;
  }

  /** Where the ending of the row at `start` begins, or -1 when the row is not whole. */
  endFrom(start: number): number {
    const bytes = this.#bytes;
    this.breaksInside = 0;
    if (this.#quoteAt < start) {
      const at = bytes.indexOf(quote, start);
      this.#quoteAt = at === -1 ? bytes.length : at;
    }
    const end = bytes.indexOf(this.#lastByte, start);
    if (end !== -1 && end < this.#quoteAt && this.#endsAt(end)) return end - this.#width + 1;
    let quoted = false;
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === quote) quoted = !quoted;
      else if (!quoted && byte === this.#lastByte && this.#endsAt(at)) return at - this.#width + 1;
      else if (byte === lf || (byte === cr && bytes[at + 1] !== lf)) this.breaksInside++;
    }
    return -1;
  }

  #endsAt(at: number): boolean {
    return this.#width === 1 || this.#bytes[at - 1] === cr;
  }
}

/** The first line end outside quotes; undefined while it cannot be told. */
function endingOf(bytes: Buffer, last: boolean): RowEnding | undefined {
  let quoted = false;
  for (const [at, byte] of bytes.entries()) {
    if (byte === quote) quoted = !quoted;
    if (quoted || (byte !== cr && byte !== lf)) continue;
    if (byte === lf) return '\n';
    if (bytes[at + 1] === lf) return '\r\n';
    if (at + 1 < bytes.length || last) return '\r';
  }
  return last ? '\n' : undefined;
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
