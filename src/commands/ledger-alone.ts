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
import { readOwnSecret } from '../platform/own-secret.ts';
import { parseProcessConfig, type ProcessConfig } from '../platform/process-config.ts';
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
 * checkpoints kept outside the database and to the key that this installation was made with.
 */
export const verifyAlone = (dataFolder: string): Promise<Result<VerificationReport>> =>
  withLedger(dataFolder, async (database, config) => {
    const notes = outsideFile(config.ledger.outsideFile).all();
    const report = await database.transaction(
      (tx) =>
        verifyLedger(liveBytes(tx, notes), {
          checkpointKey: config.ledger.checkpointKey,
          origin: config.ledger.origin,
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
  withLedger(dataFolder, async (database, config) => {
    const outsideNotes = outsideFile(config.ledger.outsideFile).all();
    const manifest = await database.transaction(
      (tx) => exportLedger({ database: tx, folder, outsideNotes }),
      'repeatable read',
    );
    return done({
      folder,
      size: manifest.size,
      files: manifest.files.length,
      checkpointKey: config.ledger.checkpointKey,
    });
  });

async function withLedger<T>(
  dataFolder: string,
  use: (database: Database, config: ProcessConfig) => Promise<Result<T>>,
): Promise<Result<T>> {
  const file = join(pathsIn(dataFolder).server, 'process.json');
  if (!existsSync(file))
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
    return await use(database, config);
  } finally {
    await database.close();
  }
}
