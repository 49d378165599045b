import type { Duckdb } from '../../platform/duckdb/index.ts';
import type { Asked } from '../bulk/question.ts';
import { readFile } from '../read-file.ts';
import { mapped, type Read } from '../read-one.ts';
import { valuesIn } from '../read/values.ts';
import { wholeRows } from '../read/whole-rows.ts';
import { digested, upTo } from './content.ts';
import { knownBy, textOf, type Beginning, type FileFound } from './marks.ts';
import type { LogReading } from './read-log.ts';

type Kept = Exclude<Read, { is: 'file' | 'unread' }>;

/** How far a file was read, and what tells that from what begins alike. */
export interface Told {
  readonly readTo: number;
  readonly content: string;
}

/** Profiles of a file, and rows of it that are read by themselves, that are held until it is known to be as it was. */
const mostHeld = 100_000;

/** One file, read from where it was read to. */
export class Reads {
  readonly #reading: LogReading;
  readonly #file: FileFound;
  readonly #beginning: Beginning;
  readonly #from: number;
  #told: () => Promise<Told>;

  constructor(reading: LogReading, file: FileFound, beginning: Beginning, from: number) {
    this.#reading = reading;
    this.#file = file;
    this.#beginning = beginning;
    this.#from = from;
    this.#told = async () => ({ readTo: from, content: '' });
  }

  /** What it holds. A table is read whole; of lines that were never read, and do not grow meanwhile, DuckDB may count events. */
  of(asked: Asked): AsyncIterable<Kept> {
    const { isTable, isPlain, rows } = this.#beginning;
    if (isTable) return this.#table(asked);
    return this.#from === 0 && isPlain && rows === 'lines' && this.#reading.duckdb !== undefined
      ? this.#lines(asked)
      : this.#values();
  }

  /** Once all of it was taken. */
  told(): Promise<Told> {
    return this.#told();
  }

  async *#table(asked: Asked): AsyncIterable<Kept> {
    const { bytes, digest } = digested(this.#reading.bytes(this.#file.path, 0), 'all');
    for await (const _ of bytes);
    const content = digest();
    this.#told = async () => ({ readTo: 0, content });
    yield* this.#whole(asked);
  }

  async *#lines(asked: Asked): AsyncIterable<Kept> {
    const before = await this.#reading.sizeOf?.(this.#file.path);
    const held: Kept[] = [];
    let isCounted = false;
    for await (const read of this.#whole(asked)) {
      // it is counted, or read one by one, from its first row on
      if (read.is === 'counted') isCounted = true;
      if (!isCounted || held.length >= mostHeld) break;
      held.push(read);
    }
    const isAsItWas = before !== undefined && before === (await this.#reading.sizeOf?.(this.#file.path));
    if (!isCounted || !isAsItWas || held.length >= mostHeld) return yield* this.#values();
    this.#told = async () => ({ readTo: before, content: await this.#endDigest(before) });
    yield* held;
  }

  #whole(asked: Asked): AsyncIterable<Kept> {
    const { bytes, duckdb, bulkFromBytes } = this.#reading;
    const files = {
      paths: [this.#file.path],
      bytes: (path: string) => bytes(path, 0),
      duckdb: async (): Promise<Duckdb> => {
        if (duckdb === undefined) throw new Error('Nothing reads tables here.');
        return duckdb();
      },
      bulk: asked,
      bulkFromBytes,
    };
    return kept(readFile(this.#file.path, files, this.#reading));
  }

  async *#values(): AsyncIterable<Kept> {
    const { isPlain, rows } = this.#beginning;
    const whole = this.#reading.bytes(this.#file.path, isPlain ? this.#from : 0);
    const bytes = isPlain ? whole : beyond(textOf(whole), this.#from);
    const cut = rows === null ? undefined : wholeRows(bytes, rows);
    const { bytes: going, digest } = digested(cut?.bytes ?? bytes, cut === undefined ? 'all' : 'end');
    this.#told = async () => {
      const readTo = this.#from + (cut?.consumed() ?? 0);
      return { readTo, content: this.#from === 0 ? digest() : await this.#endDigest(readTo) };
    };
    for await (const found of valuesIn(going))
      yield found.is === 'broken'
        ? { is: 'refused', format: undefined, why: found.why }
        : mapped(found.value, this.#reading);
  }

  /** Of the last bytes before it. */
  async #endDigest(readTo: number): Promise<string> {
    const from = Math.max(0, readTo - knownBy);
    const { path } = this.#file;
    const bytes = this.#beginning.isPlain
      ? this.#reading.bytes(path, from)
      : beyond(textOf(this.#reading.bytes(path, 0)), from);
    const { bytes: end, digest } = digested(upTo(bytes, readTo - from), 'end');
    for await (const _ of end);
    return digest();
  }
}

async function* kept(reads: AsyncIterable<Read>): AsyncIterable<Kept> {
  for await (const read of reads) if (read.is !== 'file' && read.is !== 'unread') yield read;
}

/** The bytes after the first so many. */
async function* beyond(bytes: AsyncIterable<Uint8Array>, skipped: number): AsyncIterable<Uint8Array> {
  let left = skipped;
  for await (const chunk of bytes) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
