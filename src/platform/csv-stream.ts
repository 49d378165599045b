import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { Fault } from '../model/failure.ts';
import { ofKind } from './input-kind.ts';

export interface CsvLimits {
  /** Characters of one record as written. */
  readonly recordCharacters: number;
  readonly columns: number;
}
export interface CsvOptions extends Partial<CsvLimits> {
  readonly delimiter?: ',' | ';' | '\t' | '|';
}

/** One record under the names of the header line. The object has no prototype: only columns are in it. */
export interface CsvRecord {
  /** The line it starts on; the header is line 1. */
  readonly line: number;
  readonly record: Readonly<Record<string, string>>;
}

const next = 'Mend that line, or export the file again, then repeat the command.';
const invalid = (message: string, cause?: unknown): Fault =>
  new Fault('input_invalid', message, { next, cause });

/**
 * Reads CSV (RFC 4180, UTF-8, a header line first) of any size in bounded memory.
 *
 * Throws Fault: `input_wrong_kind` when it is no text, or JSON or HTML; `input_invalid` with the line when columns repeat,
 * a record has more or fewer fields than the header, a quote stays open or bytes are not UTF-8; `input_too_large` beyond
 * a limit. A file cut off exactly between two records cannot be told from a complete one: that is the caller's to judge
 * (a shrinking source). Empty lines are passed over.
 */
export async function* streamCsv(
  source: AsyncIterable<Uint8Array>,
  options: CsvOptions = {},
): AsyncIterable<CsvRecord> {
  const { recordCharacters = 1 << 20, columns: mostColumns = 1000, delimiter = ',' } = options;
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true, // counted here, where the message can name the header
    max_record_size: recordCharacters,
    skip_empty_lines: true,
  });
  const input = Readable.from(utf8(ofKind(source, { kinds: ['text'], name: 'CSV with a header line' })), {
    objectMode: false,
  });
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  let header: readonly string[] | undefined;
  let drift = 0;
  try {
    for await (const item of parser) {
      const { fields, parserLine } = read(item);
      const breaks = breaksIn(fields);
      const line = parserLine - breaks.characters - drift;
      drift += breaks.characters - breaks.lines;
      if (header === undefined) {
        header = headerOf(fields, mostColumns);
        continue;
      }
      if (fields.length !== header.length)
        throw invalid(
          `Line ${line} has ${fields.length} fields, the header has ${header.length}${fields.length < header.length ? ' (is the file cut off?)' : ''}.`,
        );
      const record: Record<string, string> = Object.create(null);
      for (const [i, name] of header.entries()) record[name] = fields[i] ?? '';
      yield { line, record };
    }
  } catch (error) {
    throw explain(error, recordCharacters);
  } finally {
    input.destroy();
    parser.destroy();
  }
  if (header === undefined)
    throw invalid('The file has no header line: expected the names of its columns on line 1.');
}

interface Parsed {
  readonly fields: readonly string[];
  /** The line it ends on, as the parser counts: both characters of a CRLF inside quotes. */
  readonly parserLine: number;
}

/** What the parser gives with `info: true`, checked. */
function read(item: unknown): Parsed {
  if (typeof item === 'object' && item !== null && 'record' in item && 'info' in item) {
    const { record, info } = item;
    if (Array.isArray(record) && typeof info === 'object' && info !== null && 'lines' in info)
      if (typeof info.lines === 'number') return { fields: record.map(String), parserLine: info.lines };
  }
  throw new Fault('internal', 'The CSV parser gave something that is no record.');
}

/** How many characters, and how many line ends, break lines inside the fields of one record. */
function breaksIn(fields: readonly string[]): { readonly characters: number; readonly lines: number } {
  let characters = 0;
  let lines = 0;
  for (const field of fields) {
    if (!field.includes('\n') && !field.includes('\r')) continue;
    characters += field.match(/[\r\n]/g)?.length ?? 0;
    lines += field.match(/\r\n|[\r\n]/g)?.length ?? 0;
  }
  return { characters, lines };
}

function headerOf(names: readonly string[], most: number): readonly string[] {
  if (names.length > most)
    throw new Fault('input_too_large', `The header has ${names.length} columns, at most ${most} are read.`, {
      next,
    });
  const seen = new Set<string>();
  for (const [i, name] of names.entries()) {
    if (name.trim() === '') throw invalid(`Column ${i + 1} has no name on line 1.`);
    if (seen.has(name))
      throw invalid(
        `Two columns have the same name on line 1: column ${names.indexOf(name) + 1} and ${i + 1}.`,
      );
    seen.add(name);
  }
  return names;
}

/** Passes bytes on unchanged after checking that they are UTF-8. */
async function* utf8(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  const check = (chunk: Uint8Array | undefined): void => {
    try {
      if (chunk === undefined) decoder.decode();
      else decoder.decode(chunk, { stream: true });
    } catch (error) {
      throw invalid(
        `The file is not UTF-8 (between byte ${bytes} and ${bytes + (chunk?.length ?? 0)}).`,
        error,
      );
    }
  };
  for await (const chunk of source) {
    check(chunk);
    bytes += chunk.length;
    yield chunk;
  }
  check(undefined);
}

function explain(error: unknown, recordCharacters: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = typeof error['lines'] === 'number' ? ` (line ${error['lines']})` : '';
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new Fault(
      'input_too_large',
      `One record is longer than ${recordCharacters} characters${line}: a quote that never closes, or no CSV.`,
      { next, cause: error },
    );
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return invalid(
      `The file ends inside a quoted field${line}: it is cut off, or a quote is missing.`,
      error,
    );
  return invalid(
    `The CSV is broken${line}: quotes belong around a whole field and are doubled inside it.`,
    error,
  );
}
