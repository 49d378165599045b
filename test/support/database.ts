import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import { checkInvariant } from './invariant.ts';
import { runSql } from './postgres.ts';

export interface TestDatabase {
  /** Superuser connection to this file's own database. */
  readonly db: Database;
  /** URL of this file's database as another user: `server`, `enforcer` or `sequencer` become `countersign_…`. */
  readonly urlAs: (role: 'superuser' | 'server' | 'enforcer' | 'sequencer') => string;
}

export interface DatabaseOptions {
  /** Why executions in this file's ledger lead to no signature that would count: then they are not followed. */
  readonly notFollowed?: 'its signatures are a twin’s';
}

/**
 * A real PostgreSQL database of the test file's own, cloned from the migrated template and dropped afterwards. Before that
 * every execution in its ledger is followed back to a signature, unless the file says why not.
 */
export function useDatabase({ notFollowed }: DatabaseOptions = {}): TestDatabase {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  let db: Database | undefined;
  const url = (database: string): string => inject('postgresUrl').replace('DATABASE', database);
  beforeAll(async () => {
    await runSql(url('postgres'), `create database ${name} template countersign_template strategy file_copy`);
    db = openDatabase({ url: url(name), applicationName: 'test' });
  });
  afterAll(async () => {
    try {
      if (db !== undefined && notFollowed === undefined) await checkInvariant(db, name);
    } finally {
      await db?.close();
    }
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
