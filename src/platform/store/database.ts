import pg from 'pg';
import { Fault } from '../../model/failure.ts';
import { instantOf } from '../../model/time.ts';
import {
  explainTls,
  readAuthority,
  readPostgresUrl,
  tlsOptions,
  type PostgresUrl,
} from '../postgres-url/index.ts';
import { layeredPools } from './layered-pools.ts';
import { errorCode } from '../error-code.ts';

/** Anything that runs parameterised SQL: a pool, or one transaction. */
export interface Queryable {
  /** Rows as the database returned them: int8 as number (throws beyond 2^53), timestamptz as Instant, numeric as text. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** One open transaction. `client` is for COPY and for LISTEN; everything else goes through `query`. */
export interface Transaction extends Queryable {
  readonly client: pg.PoolClient;
}

export interface Database extends Queryable {
  /** Runs `work` in one transaction (default read committed) and commits, or rolls back if it throws. */
  transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    isolation?: 'read committed' | 'repeatable read' | 'serializable',
  ): Promise<T>;
  /**
   * For work that many wait for together (the head of the ledger, who may sign): its queries never wait for a connection
   * that one of those who wait holds.
   */
  readonly apart: Queryable;
  /** A connection held until released, for advisory locks, LISTEN and cursors. */
  connect(): Promise<pg.PoolClient>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /**
   * `postgres://user@/db?host=/socket/folder` or a TCP URL, protected as `readPostgresUrl` says: verified TLS unless it is
   * this machine or the URL says otherwise.
   */
  readonly url: string;
  readonly password?: string;
  /** Of those that no transaction asks for; as many again for what is asked for within one (8 unless said). */
  readonly maxConnections?: number;
  readonly applicationName: string;
}

const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary') {
      if (oid === 20) return readInt8;
      if (oid === 1184 || oid === 1114) return (text: string) => instantOf(Date.parse(isoOf(text)));
    }
    return pg.types.getTypeParser(oid, format);
  },
};

const isoOf = (text: string): string => {
  const t = text.replace(' ', 'T');
  if (/[+-]\d{2}$/.test(t)) return `${t}:00`;
  return /[+-]\d{2}:\d{2}$/.test(t) ? t : `${t}Z`;
};

function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Fault('internal', `the database returned ${text}, beyond 2^53`);
  return value;
}

export function openDatabase(options: DatabaseOptions): Database {
  const at = readPostgresUrl(options.url, databaseUrl);
  const password = options.password ?? at.password;
  const authority = at.tlsAuthorityFile === undefined ? undefined : readAuthority(at.tlsAuthorityFile);
  const explain = (error: unknown): unknown => explainWay(error, at) ?? explainError(error);
  const pools = layeredPools(() =>
    newPool({
      host: at.host,
      port: at.port,
      user: at.user,
      database: at.database,
      ...(password === undefined ? {} : { password }),
      ssl: tlsOptions(at.tls, authority),
      max: options.maxConnections ?? 8,
      application_name: options.applicationName,
      connectionTimeoutMillis: 10_000,
      types,
    }),
  );
  const query = async <Row extends object>(
    on: pg.Pool | pg.PoolClient,
    text: string,
    values?: readonly unknown[],
  ): Promise<readonly Row[]> => {
    try {
      const result = await on.query<Row>(text, values === undefined ? [] : [...values]);
      return result.rows;
    } catch (error) {
      throw explain(error);
    }
  };
  const connect = async (): Promise<pg.PoolClient> => {
    try {
      return await pools.here().connect();
    } catch (error) {
      throw explain(error);
    }
  };
  return {
    query: (text, values) => query(pools.here(), text, values),
    apart: { query: (text, values) => query(pools.apart(), text, values) },
    connect,
    close: () => pools.end(),
    async transaction(work, isolation = 'read committed') {
      const client = await connect();
      let broken: Error | undefined;
      try {
        await query(client, `begin isolation level ${isolation}`);
        const value = await pools.holding(() =>
          work({ client, query: (text, values) => query(client, text, values) }),
        );
        await query(client, 'commit');
        return value;
      } catch (error) {
        await client.query('rollback').catch((again: unknown) => {
          broken = again instanceof Error ? again : new Error(String(again));
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
  };
}

function newPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config);
  pool.on('error', () => undefined); // an idle connection died; the next query reconnects or faults
  // a connection in use died: whoever uses it gets the error; without a listener it would end the process
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const databaseUrl = { what: 'The database URL', example: 'postgres://USER@HOST:5432/DATABASE' };

/** What TLS refused, as a Fault; undefined when it was something else. Nothing was sent then, no password either. */
function explainWay(error: unknown, { host, port }: PostgresUrl): Fault | undefined {
  const tls = explainTls(error);
  if (tls === undefined) return undefined;
  return new Fault('database_unreachable', `The database at \`${host}:${port}\` ${tls.what}.`, {
    next: tls.next,
    cause: error,
  });
}

/**
 * A URL with a password, for handing to the driver and to nothing else: what its connection string says, an absent
 * password included, wins over its other options. Throws Fault `input_invalid` for a URL that names no user.
 */
export function withPassword(url: string, password: string): string {
  const named = /^(postgres(?:ql)?:\/\/[^@/?#:]+)(?::[^@/?#]*)?@/.exec(url);
  if (named === null)
    throw new Fault(
      'input_invalid',
      'The database URL names no user: expected `postgres://USER@HOST/DATABASE`.',
      {
        next: 'Put the user’s name before the host.',
      },
    );
  return `${named[1]}:${encodeURIComponent(password)}@${url.slice(named[0].length)}`;
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08001',
  '08003',
  '08P01',
]);

/** The database's own errors that a person can act on become Faults; everything else passes unchanged. */
export function explainError(error: unknown): unknown {
  const code = errorCode(error);
  if (code === '53100')
    return new Fault('disk_full', 'The database has no disk space left; nothing was half-applied.', {
      next: 'Free space on the data folder’s disk, then run the same command again.',
      cause: error,
    });
  const lost =
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|is not queryable/.test(error.message);
  if (lost || (code !== undefined && unreachable.has(code)))
    return new Fault('database_unreachable', 'The database did not answer.', {
      next: 'Check `countersign doctor`; the command can be repeated once the database is back.',
      cause: error,
    });
  return error;
}
