// Throw-away PostgreSQL for the estate benches, migrated, with one fresh database a round; durability is off as in tests.
import { migrations } from '../src/migrations.ts';
import { migrate, openDatabase, type Database } from '../src/platform/store/index.ts';
import { runSql, startTestPostgres } from '../test/support/postgres.ts';

export interface BenchServer {
  /** A fresh migrated database, opened as the server's role, and one as superuser for the baseline. */
  fresh(): Promise<{
    readonly db: Database;
    readonly admin: Database;
    /** As the server's role. */
    readonly url: string;
    readonly drop: () => Promise<void>;
  }>;
  stop(): Promise<void>;
  readonly pid: number;
}

export async function startBenchServer(): Promise<BenchServer> {
  const server = await startTestPostgres();
  await runSql(server.url('postgres'), 'create database bench_template');
  const template = openDatabase({ url: server.url('bench_template'), applicationName: 'bench' });
  await migrate(template, migrations);
  await template.close();
  let serial = 0;
  return {
    async fresh() {
      const name = `bench_${++serial}`;
      await runSql(server.url('postgres'), `create database ${name} template bench_template`);
      const url = server.url(name);
      const serverUrl = url.replace('postgres://postgres@', 'postgres://countersign_server@');
      const db = openDatabase({ url: serverUrl, applicationName: 'bench' });
      const admin = openDatabase({ url, applicationName: 'bench-baseline' });
      return {
        db,
        admin,
        url: serverUrl,
        drop: async () => {
          await db.close();
          await admin.close();
          await runSql(server.url('postgres'), `drop database ${name} with (force)`);
        },
      };
    },
    stop: server.stop,
    pid: server.pid,
  };
}
