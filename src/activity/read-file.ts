import { stat } from 'node:fs/promises';
import { Fault } from '../model/index.ts';
import { linesSource } from './bulk/lines-source.ts';
import { countInBulk, oddRows } from './bulk/read-bulk.ts';
import type { Source } from './bulk/source.ts';
import { isRecord } from './fields.ts';
import type { Reading } from './format.ts';
import { unreadClass } from './formats/ocsf/index.ts';
import type { LogFiles } from './ports.ts';
import { mapped, type Read } from './read-one.ts';
import { opened } from './read/envelope.ts';
import { headOf } from './read/head.ts';
import { openTable, tableRows } from './read/parquet.ts';
import { headBytes, isTable, layoutOf, valuesIn, type FileValue } from './read/values.ts';

/** Half a megabyte of lines is read in the time in which DuckDB begins. */
const bulkFrom = 4 << 20;

/**
 * What one file holds: of OCSF in lines or in a table what everybody did, counted by DuckDB where that says the same; all else
 * value by value. Throws Fault where the file as a whole cannot be read.
 */
export async function* readFile(path: string, files: LogFiles, reading: Reading): AsyncIterable<Read> {
  const { head, all } = await headOf(files.bytes(path), headBytes);
  // a table's end says where everything is: it is not read from the front
  if (isTable(head)) for await (const _ of all) break;
  const table = isTable(head) ? await openTable(path, await files.duckdb()) : undefined;
  const source = table === undefined ? await linesOf(path, head, files) : table.source;
  if (source !== undefined && files.bulk !== undefined) {
    const duckdb = await files.duckdb();
    const taken = await countInBulk(source, duckdb, files.bulk);
    if (taken !== undefined) {
      if (table === undefined) for await (const _ of all) break;
      files.wasRead?.(Math.max(0, (await stat(path)).size - head.length));
      for (const counted of taken.counted) yield { is: 'counted', format: 'ocsf', ...counted };
      for (const [odd, count] of taken.odd)
        if (odd !== 'row') yield oddOf(odd, count);
        else for await (const text of oddRows(source, duckdb, files.bulk)) yield* readOne(text, reading);
      return;
    }
  }
  const found = table === undefined ? valuesIn(all) : tableRows(path, table, await files.duckdb());
  for await (const value of found) yield readValue(value, reading);
}

/** Events that are not counted, all for one reason. */
const oddOf = (odd: string, count: number): Read =>
  odd === 'begun'
    ? { is: 'begun', format: 'ocsf', count }
    : odd === 'future' || odd === 'past'
      ? { is: 'untimely', format: 'ocsf', when: odd, count }
      : { is: 'refused', format: 'ocsf', why: unreadClass(odd), count };

const readValue = (found: FileValue, reading: Reading): Read =>
  found.is === 'broken' ? { is: 'refused', format: undefined, why: found.why } : mapped(found.value, reading);

function* readOne(text: string | undefined, reading: Reading): Iterable<Read> {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    yield { is: 'refused', format: undefined, why: text === undefined ? tooLong : 'A line that is no JSON.' };
    return;
  }
  for (const each of opened(value)) yield mapped(each, reading);
}
const tooLong = 'A row longer than any event.';

/** Lines of OCSF that are many enough for DuckDB to count them. */
async function linesOf(path: string, head: Uint8Array, files: LogFiles): Promise<Source | undefined> {
  if (files.bulk === undefined) return undefined;
  if (layoutOf(head).is !== 'lines') return undefined;
  if ((await stat(path)).size < (files.bulkFromBytes ?? bulkFrom)) return undefined;
  const first = new TextDecoder().decode(head).split('\n', 1)[0] ?? '';
  return isOcsf(first) ? linesSource(await (await files.duckdb()).named(path)) : undefined;
}

function isOcsf(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) && typeof value['class_uid'] === 'number' && isRecord(value['metadata']);
  } catch {
    return false;
  }
}

/** What a file is told by that cannot be read. */
export const faultOf = (error: unknown): Fault => {
  if (!(error instanceof Fault) || error.code === 'interrupted') throw error;
  return error;
};
