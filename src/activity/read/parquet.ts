import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { sqlName, sqlText, type Duckdb } from '../../platform/duckdb/index.ts';
import type { Source } from '../bulk/source.ts';
import { tableSource } from '../bulk/table-source.ts';
import { ocsfEvent } from '../event.ts';
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

/** A Parquet file as DuckDB sees it: what it stands in a question as, a row as JSON, and of OCSF how to count in it. */
export interface Table {
  readonly file: string;
  readonly row: string;
  readonly source: Source | undefined;
}

export async function openTable(path: string, duckdb: Duckdb): Promise<Table> {
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
  const row = `json_object(${read.map(asJson).join(', ')})::VARCHAR`;
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  return { file, row, source: isOcsf ? tableSource(file, types, row) : undefined };
}

/** The rows of a Parquet file as JSON would hold them. Bounded memory; throws Fault where the file cannot be read. */
export async function* tableRows(
  path: string,
  { file, row: text }: Table,
  duckdb: Duckdb,
): AsyncIterable<FileValue> {
  const most = Math.max(allowanceCharacters, (await stat(path)).size * mostTimes);
  let characters = 0;
  for await (const rows of duckdb.rows(`SELECT ${text} FROM ${file}`))
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
  if (row === undefined) return { is: 'broken', why: 'A row longer than any event.' };
  try {
    return { is: 'value', value: JSON.parse(row) };
  } catch {
    // numbers that JSON does not have, such as NaN
    return { is: 'broken', why: 'A row that cannot be written as JSON.' };
  }
}
