import { readOwnSecret } from './own-secret.ts';
import { refuseUnsafe } from './postgres-server/index.ts';
import type { ProcessConfig } from './process-config.ts';
import { openDatabase, type Database } from './store/index.ts';

/**
 * The database as one of our processes reaches it: by its own role, with the password in its own folder. Throws Fault
 * `database_unsafe` where what is acknowledged could be lost; settings can differ by role, so each process asks on its own
 * connection.
 */
export async function openProcessDatabase(
  { role, database: { url, passwordFile } }: ProcessConfig,
  options: { readonly maxConnections?: number } = {},
): Promise<Database> {
  const database = openDatabase({
    url,
    password: readOwnSecret(passwordFile),
    applicationName: `countersign-${role}`,
    ...options,
  });
  await refuseUnsafe(database);
  return database;
}
