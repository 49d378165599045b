import { CsvError, type Options } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { Fault } from '../model/failure.ts';
import type { CsvRows } from './csv-rows.ts';

export type CsvDelimiter = ',' | ';' | '\t' | '|';

const quote = 0x22;
const next = 'Mend that line, or export the file again, then repeat the command.';
const invalid = (message: string, cause?: unknown): Fault =>
  new Fault('input_invalid', message, { next, cause });

/**
 * The fields of some of the rows, named in rising order. Throws Fault `input_invalid` with the line of the first broken one.
 *
 * A row without a quote, as most are, is only cut at its delimiters: nothing in it can be broken or mean something else.
 * The others are the parser's.
 */
export function parseCsvRows(
  rows: CsvRows,
  wanted: readonly number[],
  delimiter: CsvDelimiter,
): readonly (readonly string[])[] {
  const quoted = rowsWithQuotes(rows, wanted);
  if (quoted.length === wanted.length) return parseQuotedRows(rows, wanted, delimiter);
  const parsed = quoted.length === 0 ? [] : parseQuotedRows(rows, quoted, delimiter);
  let taken = 0;
  return wanted.map((row) =>
    quoted[taken] === row
      ? (parsed[taken++] ?? [])
      : rows.bytes.toString('utf8', rows.starts[row], rows.ends[row]).split(delimiter),
  );
}

function rowsWithQuotes({ bytes, starts, ends }: CsvRows, wanted: readonly number[]): readonly number[] {
  let quoteAt = -1;
  return wanted.filter((row) => {
    const [start = 0, end = 0] = [starts[row], ends[row]];
    if (quoteAt < start) {
      const at = bytes.indexOf(quote, start);
      quoteAt = at === -1 ? bytes.length : at;
    }
    return quoteAt < end;
  });
}

function parseQuotedRows(
  rows: CsvRows,
  wanted: readonly number[],
  delimiter: CsvDelimiter,
): readonly (readonly string[])[] {
  const options: Options = { delimiter, record_delimiter: rows.ending, relax_column_count: true };
  const bytesOf = (row: number): Buffer => rows.bytes.subarray(rows.starts[row], rows.ends[row]);
  const ending = Buffer.from(rows.ending);
  try {
    const parsed = parse(Buffer.concat(wanted.flatMap((row) => [bytesOf(row), ending])), options);
    if (parsed.length === wanted.length) return parsed;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  // one of them is broken: alone, each tells which
  return wanted.map((row) => {
    const [fields, more] = parsedAlone(bytesOf(row), options, rows.lines[row] ?? 0);
    if (fields === undefined || more !== undefined) throw broken(rows.lines[row] ?? 0);
    return fields;
  });
}

function parsedAlone(bytes: Buffer, options: Options, line: number): readonly (readonly string[])[] {
  try {
    return parse(bytes, options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === 'CSV_QUOTE_NOT_CLOSED')
      throw invalid(
        `The file ends inside a quoted field (line ${line}): it is cut off, or a quote is missing.`,
        error,
      );
    throw broken(line, error);
  }
}

const broken = (line: number, cause?: unknown): Fault =>
  invalid(
    `The CSV is broken (line ${line}): quotes belong around a whole field and are doubled inside it.`,
    cause,
  );

/** The names of the columns: each once, none empty. */
export function csvHeader(names: readonly string[], most: number): readonly string[] {
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

/** A row's fields under the names of the columns, in an object without prototype. */
export function csvRecord(
  fields: readonly string[],
  header: readonly string[],
  line: number,
): Readonly<Record<string, string>> {
  if (fields.length !== header.length)
    throw invalid(
      `Line ${line} has ${fields.length} fields, the header has ${header.length}${fields.length < header.length ? ' (is the file cut off?)' : ''}.`,
    );
  const record: Record<string, string> = Object.create(null);
  for (const [i, name] of header.entries()) record[name] = fields[i] ?? '';
  return record;
}

export const noHeader = (): Fault =>
  invalid('The file has no header line: expected the names of its columns on line 1.');
