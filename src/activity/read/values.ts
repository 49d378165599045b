import { csvRows } from '../../platform/csv-rows.ts';
import { sniff } from '../../platform/input-kind.ts';
import { streamJson } from '../../platform/json-stream.ts';
import { parseCsvRows } from '../../platform/parse-csv-rows.ts';
import { linesInPieces } from '../../platform/text-lines.ts';
import { Fault } from '../../model/index.ts';
import { opened } from './envelope.ts';
import { unpacked } from './gzip.ts';
import { listWithin } from './list-within.ts';
import { headOf } from './head.ts';
import { csvlogRow, startsCsvlog } from './csvlog.ts';

/** One value of a file, or why a piece of it is none. */
export type FileValue =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'broken'; readonly why: string };

/** How much of a file is looked at before it is said how it is laid out. */
export const headBytes = 1 << 16;

/**
 * The values in one file, whatever holds them: JSON, a list or an envelope of any size, JSON lines, PostgreSQL’s csvlog, each
 * plain or gzipped. Told by the first bytes, never by the name; bounded memory. Throws
 * Fault where the file as a whole cannot be read; a single line that is no JSON is told and passed over.
 */
export async function* valuesIn(bytes: AsyncIterable<Uint8Array>): AsyncIterable<FileValue> {
  const { head, all } = await headOf(unpacked(bytes), headBytes);
  const layout = layoutOf(head);
  switch (layout.is) {
    case 'empty':
      return;
    case 'csvlog':
      return yield* csvlog(all);
    case 'lines after a time':
      return yield* jsonLines(all, /^\S{1,40} (?=\{)/);
    case 'lines':
      return yield* jsonLines(all);
    case 'document':
      return yield* jsonDocument(new TextDecoder().decode(head).trimStart(), all);
    case 'no log':
      throw new Fault(
        'input_wrong_kind',
        `It looks like ${layout.looksLike}: no log as JSON, JSON lines, Parquet or PostgreSQL’s csvlog.`,
        {
          next: 'Give the log as its service writes it; `docs/how-to/activity.md` lists what is read.',
        },
      );
  }
}

/** Whether it is a Parquet file: its end says where everything is, and it is not read from the front. */
export const isTable = (head: Uint8Array): boolean =>
  Buffer.from(head.subarray(0, 4)).toString('latin1') === 'PAR1';

/** How a file is laid out. */
type Layout =
  | { readonly is: 'empty' | 'csvlog' | 'lines' | 'lines after a time' | 'document' }
  | { readonly is: 'no log'; readonly looksLike: string };

export function layoutOf(head: Uint8Array): Layout {
  const { kind, looksLike } = sniff(head);
  if (kind === 'empty') return { is: 'empty' };
  const beginning = new TextDecoder().decode(head.subarray(0, 64));
  if (kind === 'text' && startsCsvlog(beginning)) return { is: 'csvlog' };
  // CloudWatch’s export to S3 writes the time before each line
  if (kind === 'text' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z [{I]/.test(beginning))
    return { is: 'lines after a time' };
  if (kind !== 'json') return { is: 'no log', looksLike };
  const text = new TextDecoder().decode(head).trimStart();
  return { is: areLines(text, head.length < headBytes) ? 'lines' : 'document' };
}

/**
 * How rows of a file end, if it is one that is written on row by row: then what is added can be read on its own. A single
 * whole value on a line of its own may be the first of many, unless it is a list itself.
 */
export function rowsOf(head: Uint8Array): 'lines' | 'quoted lines' | undefined {
  const { is } = layoutOf(head);
  if (is === 'csvlog') return 'quoted lines';
  if (is === 'lines' || is === 'lines after a time') return 'lines';
  const [first = '', ...rest] = new TextDecoder().decode(head).trimStart().split('\n');
  return is === 'document' &&
    first.startsWith('{') &&
    rest.join('').trim() === '' &&
    listWithin(first) === undefined &&
    isValue(first)
    ? 'lines'
    : undefined;
}

/** Whether the first line is a whole value and more follows; one line alone is a document just as well. */
function areLines(text: string, isWhole: boolean): boolean {
  const end = text.indexOf('\n');
  if (end === -1 || text.slice(end).trim() === '')
    return end === -1 && !isWhole && text.startsWith('{') && !listWithin(text);
  if (text.startsWith('[')) return false;
  return isValue(text.slice(0, end));
}

export function isValue(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function* jsonLines(bytes: AsyncIterable<Uint8Array>, prefix?: RegExp): AsyncIterable<FileValue> {
  for await (const lines of linesInPieces(bytes))
    for (const text of lines) {
      if (text.trim() === '') continue;
      let value: unknown;
      try {
        value = JSON.parse(prefix === undefined ? text : text.replace(prefix, ''));
      } catch {
        yield { is: 'broken', why: 'A line that is no JSON.' };
        continue;
      }
      for (const event of opened(value)) yield { is: 'value', value: event };
    }
}

async function* jsonDocument(text: string, bytes: AsyncIterable<Uint8Array>): AsyncIterable<FileValue> {
  const key = listWithin(text);
  const paths = text.startsWith('[') ? ['*'] : key === undefined ? [''] : [`${key}.*`];
  // several: what CloudWatch hands on to S3 stands one after the other without a line between
  const limits = { valueBytes: 64 << 20, valueItems: 4_000_000, several: true };
  for await (const { value } of streamJson(bytes, paths, limits))
    for (const event of opened(value)) yield { is: 'value', value: event };
}

async function* csvlog(bytes: AsyncIterable<Uint8Array>): AsyncIterable<FileValue> {
  for await (const rows of csvRows(bytes, 4 << 20)) {
    const parsed = parseCsvRows(
      rows,
      rows.starts.map((_, row) => row),
      ',',
    );
    for (const fields of parsed) {
      const row = csvlogRow(fields);
      if (row === undefined) yield { is: 'broken', why: 'A row that is not one of PostgreSQL’s csvlog.' };
      else yield { is: 'value', value: row };
    }
  }
}
