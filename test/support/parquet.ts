import { DuckDBInstance } from '@duckdb/node-api';
import { sqlText } from '../../src/platform/duckdb/index.ts';

/** Writes the rows of a question to a Parquet file, as a lake would have it. */
export async function writeParquet(path: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run(`COPY (${sql}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`);
  connection.closeSync();
  instance.closeSync();
}
