import pg from 'pg';
import type { z } from 'zod';
import { clientConfig, type PostgresConfig } from './location.ts';
import { explainPostgres } from './explain.ts';
import { refuseOthers, versionQuestion, type ServerVersion } from './server-version.ts';

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
    const { rows } = await client.query<ServerVersion>(versionQuestion);
    refuseOthers(rows[0]);
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
