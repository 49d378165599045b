import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import { olderMajors, olderPostgres } from '../support/older-postgres.ts';
import { describePostgresReader, useReaderScene } from '../support/postgres-reader/index.ts';
import { describePostgresWriter, type WriterTarget } from '../support/postgres-writer/index.ts';
import { runSql, startTestPostgres, type TestPostgres } from '../support/postgres.ts';

/** The same claims as `src/connectors/postgres/*.db.test.ts`, against every other major that the connector serves. */
const older = olderPostgres();
if (older.missing !== undefined)
  process.stderr.write(`postgres-versions: only PostgreSQL 18 is tested, since ${older.missing}.\n`);

for (const major of olderMajors)
  describe.skipIf(older.missing !== undefined)(`PostgreSQL ${major}`, () => {
    const start = async (): Promise<TestPostgres> => {
      if (older.missing !== undefined) throw new Error(older.missing);
      return startTestPostgres({ native: older.native(major) });
    };
    const target = useTarget(start);

    it('is what it says', async () => {
      const [row] = await target.db.query<{ version: string }>(
        `select current_setting('server_version_num')::int / 10000 as version`,
      );
      expect(row?.version).toBe(major);
    });
    describePostgresWriter(target, major);
    describePostgresReader(useReaderScene(start, major));
  });

/** A server with one database for a `describe`. */
function useTarget(start: () => Promise<TestPostgres>): WriterTarget {
  let server: TestPostgres | undefined;
  let db: Database | undefined;
  const must = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('the server is there only inside tests');
    return thing;
  };
  beforeAll(async () => {
    server = await start();
    await runSql(server.url('postgres'), 'create database target');
    db = openDatabase({ url: server.url('target'), applicationName: 'test' });
  });
  afterAll(async () => {
    await db?.close();
    await server?.stop();
  });
  return {
    get db() {
      return must(db);
    },
    urlAs: () => must(server).url('target'),
  };
}
