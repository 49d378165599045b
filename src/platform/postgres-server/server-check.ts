import { Fault } from '../../model/failure.ts';
import { openDatabase, type Database, type DatabaseOptions, type Queryable } from '../store/index.ts';

/** What a server says that our guarantees rest on. */
export interface ServerFacts {
  /** As `server_version_num`: 150000 is 15. */
  readonly versionNumber: number;
  readonly fsync: string;
  readonly fullPageWrites: string;
  readonly synchronousCommit: string;
}

const oldest = 15;

/**
 * What is wrong with a server, in words, or undefined. An entry that the ledger calls durable has to survive a loss of
 * power; a server told not to wait for its disk would lose it.
 */
export function whyUnsafe(
  facts: ServerFacts,
): { readonly message: string; readonly next: string } | undefined {
  if (facts.versionNumber < oldest * 10_000) {
    const version = `${Math.floor(facts.versionNumber / 10_000)}`;
    return {
      message: `The database is PostgreSQL ${version}; version ${oldest} or newer is needed.`,
      next: 'Name a newer server in DATABASE_URL, or leave it unset to use the embedded one.',
    };
  }
  const off = [
    ['fsync', facts.fsync],
    ['full_page_writes', facts.fullPageWrites],
    ['synchronous_commit', facts.synchronousCommit],
  ].filter(([, value]) => value === 'off');
  const names = off.map(([name]) => `\`${name}\``).join(', ');
  if (off.length === 0) return undefined;
  return {
    message: `The database has ${names} off: it would lose acknowledged entries when the power fails.`,
    next: `Turn ${names} on (postgresql.conf, and any ALTER ROLE or ALTER DATABASE … SET), reload, then start again.`,
  };
}

/**
 * Refuses a server that our guarantees cannot rest on (Fault `database_unsafe`). Every process asks this of its own
 * connection, since a setting may differ by role and by database.
 */
export async function refuseUnsafe(database: Queryable): Promise<ServerFacts> {
  const [facts] = await database.query<ServerFacts>(
    `select current_setting('server_version_num')::int as "versionNumber", current_setting('fsync') as fsync,
            current_setting('full_page_writes') as "fullPageWrites",
            current_setting('synchronous_commit') as "synchronousCommit"`,
  );
  if (facts === undefined) throw new Fault('internal', 'The database told nothing about its settings.');
  const problem = whyUnsafe(facts);
  if (problem !== undefined) throw new Fault('database_unsafe', problem.message, { next: problem.next });
  return facts;
}

/** Opens a database by URL (DATABASE_URL) after `refuseUnsafe`. Throws `database_unreachable` or `database_unsafe`. */
export async function openExternal(options: DatabaseOptions): Promise<Database> {
  const database = openDatabase(options);
  try {
    await refuseUnsafe(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
