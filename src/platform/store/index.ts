/** The one relational store: parameterised SQL over PostgreSQL ≥ 15, transactions, migrations. Knows no stage. */
export { byteaArray } from './bytea-array.ts';
export { explainError, openDatabase, withPassword } from './database.ts';
export type { Database, DatabaseOptions, Queryable, Transaction } from './database.ts';
export { migrate } from './migrate.ts';
export type { Migration } from './migrate.ts';
export { roleSteps } from './roles.ts';
export { neverKept } from './never-kept.ts';
export { listenFor } from './wake.ts';
