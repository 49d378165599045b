import pg from 'pg';
import type { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { clientConfig, type PostgresConfig } from './location.ts';
import { explainPostgres } from './explain.ts';

/** One read-only transaction on one snapshot of a PostgreSQL database; every row is checked before it is used. */
export interface CatalogSession {
  /** All rows of a small question. */
  rows<T>(row: z.ZodType<T>, sql: string): Promise<readonly T[]>;
  /** The rows of a large one, through a cursor, some thousand at a time. */
  batches<T>(row: z.ZodType<T>, sql: string): AsyncIterable<readonly T[]>;
}

const batchRows = 2000;

/**
 * Opens the transaction, runs `use` over it and closes the connection whatever happens. Nothing can be written: the
 * transaction is read only, repeatable read, with time limits that the server keeps. `signal` cuts the connection.
 */
export async function* withCatalog<T>(
  config: PostgresConfig,
  password: () => Promise<string>,
  signal: AbortSignal,
  use: (session: CatalogSession) => AsyncIterable<T>,
): AsyncIterable<T> {
  const client = new pg.Client(clientConfig(config, password, 'countersign read'));
  client.on('error', () => undefined); // the query in flight, or the next one, tells of it
  const cut = (): void => void client.end().catch(() => undefined);
  signal.addEventListener('abort', cut, { once: true });
  try {
    await client.connect();
    await client.query('begin transaction isolation level repeatable read read only');
    await client.query("set local statement_timeout = '300s'");
    await client.query("set local lock_timeout = '10s'");
    await client.query("set local idle_in_transaction_session_timeout = '600s'");
    await client.query("set local search_path = 'pg_catalog'");
    await refuseOthers(client);
    yield* use(sessionOn(client));
    await client.query('commit');
  } catch (error) {
    throw explainPostgres(error, config);
  } finally {
    signal.removeEventListener('abort', cut);
    await client.end().catch(() => undefined);
  }
}

function sessionOn(client: pg.Client): CatalogSession {
  let cursors = 0;
  return {
    async rows(row, sql) {
      const result = await client.query(sql);
      return result.rows.map((given) => row.parse(given));
    },
    async *batches(row, sql) {
      const cursor = `countersign_${++cursors}`;
      await client.query(`declare ${cursor} no scroll cursor for ${sql}`);
      for (;;) {
        const { rows } = await client.query(`fetch ${batchRows} from ${cursor}`);
        if (rows.length > 0) yield rows.map((given) => row.parse(given));
        if (rows.length < batchRows) break;
      }
      await client.query(`close ${cursor}`);
    },
  };
}

/** Some other databases speak PostgreSQL's protocol and have other catalogs; we would misread them. */
async function refuseOthers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string; number: string }>(
    "select version() as version, current_setting('server_version_num') as number",
  );
  const version = rows[0]?.version ?? 'nothing';
  if (!version.startsWith('PostgreSQL ') || /Redshift|CockroachDB|YugabyteDB|Greenplum/i.test(version))
    throw new Fault(
      'input_wrong_kind',
      `The server says it is \`${version.slice(0, 100)}\`; this connector reads PostgreSQL 12 or newer.`,
      { next: 'Give the location of a PostgreSQL server.' },
    );
  if (!(Number(rows[0]?.number) >= 120_000))
    throw new Fault(
      'platform_unsupported',
      `The server is \`${version.slice(0, 60)}\`; this connector reads PostgreSQL 12 or newer.`,
      { next: 'Upgrade the server, or describe its access with the csv connector.' },
    );
}
