import { Fault } from '../../model/index.ts';
import type { Duckdb } from '../../platform/duckdb/index.ts';
import { eventsSql } from './events-sql.ts';
import { NotInBulk } from './part-events.ts';
import { question, type Asked } from './question.ts';
import { bulkRow } from './rows.ts';
import type { Source } from './source.ts';
import { BulkRows, type BulkTaken } from './take-rows.ts';

/**
 * What everybody in a file did, counted by DuckDB; undefined where the file is to be read row by row: a row of it is laid out
 * otherwise than OCSF, or counting takes more memory than there is. Throws only what says nothing about the file.
 */
export async function countInBulk(
  source: Source,
  duckdb: Duckdb,
  asked: Asked,
): Promise<BulkTaken | undefined> {
  const rows = new BulkRows({ ...asked, isQuoted: source.isQuoted });
  try {
    for await (const texts of duckdb.rows(question(source, asked)))
      for (const text of texts) {
        if (text === undefined) return undefined;
        rows.add(bulkRow.parse(JSON.parse(text)));
      }
    return rows.taken();
  } catch (error) {
    if (error instanceof NotInBulk) return undefined;
    if (error instanceof Fault && (error.code === 'input_invalid' || error.code === 'input_too_large'))
      return undefined;
    throw error;
  }
}

/** The rows that are not counted in SQL, each as one JSON text; undefined for one that is too long. */
export async function* oddRows(
  source: Source,
  duckdb: Duckdb,
  bounds: Pick<Asked, 'sinceMs' | 'untilMs'>,
): AsyncIterable<string | undefined> {
  for await (const texts of duckdb.rows(
    `SELECT text FROM (${eventsSql(source, bounds, true)}) WHERE odd = 'row'`,
  ))
    yield* texts;
}
