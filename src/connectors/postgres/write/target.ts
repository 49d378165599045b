import pg from 'pg';
import { Fault } from '../../../model/failure.ts';
import { explainPostgres } from '../explain.ts';
import { clientConfig, locatePostgres, type PostgresConfig } from '../location.ts';
import { refuseOthers, versionQuestion, type ServerVersion } from '../server-version.ts';
import { refusedByTarget } from './failures.ts';

/** Runs parameterised SQL inside one transaction at the target. */
export interface TargetTransaction {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /**
   * Runs a statement that takes names instead of parameters. `template` is our own constant with `%I` and `%L`
   * (PostgreSQL's `format`); the target itself quotes `names` into it.
   */
  run(template: string, names: readonly string[]): Promise<void>;
}

/** The target cluster: connections opened when first needed, at most one a database. */
export interface Target {
  /** The database named in the writer's URL; roles and memberships are the same seen from any. */
  readonly home: string;
  /** Nothing that is done here stays: each transaction is taken back at its end. */
  readonly rehearses: boolean;
  transaction<T>(database: string, work: (tx: TargetTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface TargetOptions {
  /** As the location of a source, without a password; protected in the same way. */
  readonly url: string;
  readonly password?: string;
  /** Certificates (PEM) of the authority that `sslrootcert` in the URL named. */
  readonly authority?: string;
  /** Take each transaction back instead of committing it. */
  readonly rehearses?: boolean;
}

/** Bounds that a change at a target lives within; a lock that is not to be had in time is a fault, never a wait. */
const bounds = {
  lock_timeout: 5000,
  statement_timeout: 30_000,
  idle_in_transaction_session_timeout: 60_000,
  connectionTimeoutMillis: 10_000,
} as const;

export function openTarget({ url, password, authority, rehearses = false }: TargetOptions): Target {
  const config = locatePostgres(url);
  const home = config.database;
  const pools = new Map<string, pg.Pool>();
  const known = new WeakSet<pg.PoolClient>();
  const poolOf = (name: string): pg.Pool => {
    const known = pools.get(name);
    if (known !== undefined) return known;
    const at = { ...config, database: name };
    const pool = new pg.Pool({
      ...clientConfig(at, async () => password ?? '', 'countersign-enforcer', authority),
      max: 1,
      ...bounds,
    });
    pool.on('error', () => undefined); // an idle connection died; the next change reconnects or faults
    pools.set(name, pool);
    return pool;
  };
  return {
    home,
    rehearses,
    transaction: (name, work) =>
      inTransaction(
        poolOf(name),
        { ...config, database: name },
        known,
        work,
        rehearses ? 'rollback' : 'commit',
      ),
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
      pools.clear();
    },
  };
}

async function inTransaction<T>(
  pool: pg.Pool,
  at: PostgresConfig,
  known: WeakSet<pg.PoolClient>,
  work: (tx: TargetTransaction) => Promise<T>,
  end: 'commit' | 'rollback',
): Promise<T> {
  const client = await connect(pool, at);
  let broken: Error | undefined;
  const died = (error: Error): void => {
    broken = error; // the running query rejects by itself; without a listener the process would end
  };
  client.on('error', died);
  try {
    if (!known.has(client)) {
      const { rows } = await client.query<ServerVersion>(versionQuestion);
      refuseOthers(rows[0]);
      known.add(client);
    }
    await client.query('begin isolation level read committed');
    const value = await work(transactionOn(client));
    await client.query(end);
    return value;
  } catch (error) {
    await client.query('rollback').catch((again: unknown) => {
      broken = again instanceof Error ? again : new Error(String(again));
    });
    throw refusedByTarget(error);
  } finally {
    client.removeListener('error', died);
    client.release(broken);
  }
}

async function connect(pool: pg.Pool, at: PostgresConfig): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    const explained = explainPostgres(error, at);
    const [why, next] =
      explained instanceof Fault
        ? [explained.message, explained.next]
        : ['It did not answer.', 'Check that the target is up and that the write credential is still valid.'];
    throw new Fault(
      'source_unreachable',
      `The target database \`${at.database}\` did not let the writer in. ${why}`,
      { next: `${next ?? ''} Nothing was changed.`.trim(), cause: error },
    );
  }
}

const transactionOn = (client: pg.PoolClient): TargetTransaction => {
  const query = async <Row extends object>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Row[]> => {
    const result = await client.query<Row>(text, [...values]);
    return result.rows;
  };
  return {
    query,
    async run(template, names) {
      const [made] = await query<{ sql: string }>('select format($1, variadic $2::text[]) as sql', [
        template,
        names,
      ]);
      if (made === undefined) throw new TypeError('format gave no statement');
      await query(made.sql);
    },
  };
};
