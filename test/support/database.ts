import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import { runSql } from './postgres.ts';

export interface TestDatabase {
  /** Superuser connection to this file's own database. */
  readonly db: Database;
  /** URL of this file's database as another user: `server`, `enforcer` or `sequencer` become `countersign_…`. */
  readonly urlAs: (role: 'superuser' | 'server' | 'enforcer' | 'sequencer') => string;
}

/** A real PostgreSQL database of the test file's own, cloned from the migrated template and dropped afterwards. */
export function useDatabase(): TestDatabase {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  let db: Database | undefined;
  const url = (database: string): string => inject('postgresUrl').replace('DATABASE', database);
  beforeAll(async () => {
    await runSql(url('postgres'), `create database ${name} template countersign_template strategy file_copy`);
    db = openDatabase({ url: url(name), applicationName: 'test' });
  });
  afterAll(async () => {
    await db?.close();
    await runSql(url('postgres'), `drop database if exists ${name} with (force)`);
  });
  return {
    get db() {
      if (db === undefined) throw new Error('the database is there only inside tests');
      return db;
    },
    urlAs: (role) =>
      role === 'superuser'
        ? url(name)
        : url(name).replace('postgres://postgres@', `postgres://countersign_${role}@`),
  };
}
