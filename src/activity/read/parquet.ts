import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { sqlName, sqlText, type Duckdb } from '../../platform/duckdb/index.ts';
import { ocsfEvent } from '../event.ts';
import { noJsonRow, rowsTogether, tooLongRow } from './parquet-together.ts';
import type { FileValue } from './values.ts';

/** Columns of OCSF that are looked at; of other tables all are. */
const ofOcsf: ReadonlySet<string> = new Set([
  ...Object.keys(ocsfEvent.shape),
  'finding_info',
  'evidences',
  'severity',
]);
/** Columns shrink well, and what stands in none is written out as null in every row; what grows beyond this was made to. */
const mostTimes = 2000;
const allowanceCharacters = 256 << 20;
const mostColumns = 5000;

const column = z.object({ name: z.string().max(4096), type: z.string() });

/**
 * The rows of a Parquet file as JSON would hold them. Bounded memory; throws Fault where the file cannot be read. `together`:
 * of OCSF, rows that differ only in what is counted nowhere come as one with its times, wherever that says the same.
 */
export async function* parquetRows(
  path: string,
  duckdb: Duckdb,
  together: boolean,
): AsyncIterable<FileValue> {
  const file = `read_parquet(${await duckdb.named(path)}, hive_partitioning = false)`;
  const columns: z.infer<typeof column>[] = [];
  for await (const rows of duckdb.rows(
    `SELECT to_json({'name': column_name, 'type': column_type}) FROM (DESCRIBE SELECT * FROM ${file})`,
  ))
    for (const row of rows) if (row !== undefined) columns.push(column.parse(JSON.parse(row)));
  const names = new Set(columns.map(({ name }) => name));
  const isOcsf = names.has('class_uid') && names.has('metadata');
  const read = isOcsf ? columns.filter(({ name }) => ofOcsf.has(name)) : columns;
  if (read.length > mostColumns || read.some(({ name }) => name.includes('\0')))
    throw new Fault('input_invalid', 'Its columns are more, or named otherwise, than those of a log.', {
      next: 'Check where this file comes from.',
    });
  if (isOcsf && together) {
    const types = new Map(columns.map(({ name, type }) => [name, type]));
    const rows = await rowsTogether(file, types, duckdb);
    if (rows !== undefined && (yield* unlessTooMuch(rows))) return;
  }
  const most = Math.max(allowanceCharacters, (await stat(path)).size * mostTimes);
  let characters = 0;
  for await (const rows of duckdb.rows(
    `SELECT json_object(${read.map(asJson).join(', ')})::VARCHAR FROM ${file}`,
  ))
    for (const row of rows) {
      characters += row?.length ?? 0;
      if (characters > most)
        throw new Fault(
          'input_too_large',
          `The Parquet file grows more than ${mostTimes} times: no log does.`,
          {
            next: 'Check where this file comes from.',
          },
        );
      yield valueOf(row);
    }
}

/** A moment as OCSF has it, whatever type the table gives it. */
const asJson = ({ name, type }: z.infer<typeof column>): string =>
  `${sqlText(name)}, ${type.startsWith('TIMESTAMP') ? `epoch_ms(${sqlName(name)})` : sqlName(name)}`;

function valueOf(row: string | undefined): FileValue {
  if (row === undefined) return { is: 'broken', why: tooLongRow };
  try {
    return { is: 'value', value: JSON.parse(row) };
  } catch {
    return { is: 'broken', why: noJsonRow };
  }
}

/** False where grouping took more memory than there is, before anything was given. */
async function* unlessTooMuch(rows: AsyncIterable<FileValue>): AsyncGenerator<FileValue, boolean> {
  let isGiven = false;
  try {
    for await (const each of rows) {
      isGiven = true;
      yield each;
    }
  } catch (error) {
    if (!isGiven && error instanceof Fault && error.code === 'input_too_large') return false;
    throw error;
  }
  return true;
}
