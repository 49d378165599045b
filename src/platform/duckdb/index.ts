/**
 * DuckDB, for files that it reads and PostgreSQL does not. In: files by path and questions in SQL; out: rows as text. It runs in
 * a process of its own that can open nothing else; whatever it answers is data like the file it read.
 */
export { openDuckdb, type Duckdb, type DuckdbOptions, type DuckdbRow } from './open-duckdb.ts';
export { sqlName, sqlText } from './sql-text.ts';
