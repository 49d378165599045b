import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  exportBytes,
  exportLedger,
  liveBytes,
  outsideFile,
  verifyLedger,
  type VerificationReport,
} from '../ledger/index.ts';
import { done, refuse, type Result } from '../model/index.ts';
import { pathsIn } from '../platform/data-folder/index.ts';
import { readIdentity } from './start/identity.ts';
import { readOwnSecret } from '../platform/own-secret.ts';
import { parseProcessConfig } from '../platform/process-config.ts';
import { openDatabase, type Database } from '../platform/store/index.ts';

/** Verifies an export folder with no server and no database. */
export async function verifyFolder(
  folder: string,
  options: { readonly checkpointKey?: string },
): Promise<Result<VerificationReport>> {
  if (!existsSync(folder))
    return refuse(
      'not_found',
      `There is no folder \`${folder}\`.`,
      'Make one with `countersign ledger export FOLDER`.',
    );
  return done(await verifyLedger(await exportBytes(folder), options));
}

/**
 * Verifies the live ledger in this process, straight from the database: the server is not asked about itself. Held to the
 * checkpoints kept outside the database and to the key that this installation was made with, none of which the server's
 * OS user can write: a server that sends us to another database cannot show us a ledger that holds.
 */
export const verifyAlone = (dataFolder: string): Promise<Result<VerificationReport>> =>
  withLedger(dataFolder, async (database, trusted) => {
    const notes = outsideFile(trusted.outsideFile).all();
    const report = await database.transaction(
      (tx) =>
        verifyLedger(liveBytes(tx, notes), {
          checkpointKey: trusted.checkpointKey,
          origin: trusted.origin,
        }),
      'repeatable read',
    );
    return done(report);
  });

export const exportAlone = (
  dataFolder: string,
  folder: string,
): Promise<
  Result<{
    readonly folder: string;
    readonly size: number;
    readonly files: number;
    /** What other programs verify checkpoints with; to be kept apart from the export. */
    readonly checkpointKey: string;
  }>
> =>
  withLedger(dataFolder, async (database, trusted) => {
    const outsideNotes = outsideFile(trusted.outsideFile).all();
    const manifest = await database.transaction(
      (tx) => exportLedger({ database: tx, folder, outsideNotes }),
      'repeatable read',
    );
    return done({
      folder,
      size: manifest.size,
      files: manifest.files.length,
      checkpointKey: trusted.checkpointKey,
    });
  });

interface Trusted {
  readonly origin: string;
  readonly checkpointKey: string;
  readonly outsideFile: string;
}

async function withLedger<T>(
  dataFolder: string,
  use: (database: Database, trusted: Trusted) => Promise<Result<T>>,
): Promise<Result<T>> {
  const paths = pathsIn(dataFolder);
  const file = join(paths.server, 'process.json');
  const identity = readIdentity(dataFolder);
  if (identity === undefined || !existsSync(file))
    return refuse(
      'not_found',
      `There is no ledger in \`${dataFolder}\`.`,
      'Start Countersign once, or name an export folder.',
    );
  const config = parseProcessConfig(readFileSync(file, 'utf8'), file);
  const database = openDatabase({
    url: config.database.url,
    password: readOwnSecret(config.database.passwordFile),
    applicationName: 'countersign-verify',
    maxConnections: 1,
  });
  try {
    return await use(database, { ...identity, outsideFile: join(paths.checkpoints, 'checkpoints.txt') });
  } finally {
    await database.close();
  }
}
