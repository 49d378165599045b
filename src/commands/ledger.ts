import { existsSync } from 'node:fs';
import {
  exportBytes,
  exportLedger,
  liveBytes,
  outsideFile,
  proofOf,
  verifyLedger,
  type VerificationReport,
} from '../ledger/index.ts';
import {
  done,
  isEntryId,
  isProposalId,
  refuse,
  type EntryId,
  type Leaf,
  type Result,
} from '../model/index.ts';
import type { System } from './system.ts';

/** Entries of one story in order: by entry id (what it caused and what caused it) or by a proposal's id. */
export async function showEntries(
  system: System,
  about: string | undefined,
  limit: number,
): Promise<Result<{ readonly items: readonly Leaf[] }>> {
  if (about === undefined) {
    const rows = await system.database.query<{ id: EntryId }>(
      'select id from ledger.entry order by seq desc limit $1',
      [limit],
    );
    const leaves = [];
    for (const row of rows.toReversed()) leaves.push(await system.ledger.entry(row.id));
    return done({ items: leaves.filter((leaf) => leaf !== undefined) });
  }
  if (isProposalId(about)) return done({ items: await system.ledger.correlated(about) });
  if (!isEntryId(about))
    return refuse('usage', `\`${about}\` is neither an entry (ent_…) nor a proposal (prp_…).`);
  const leaf = await system.ledger.entry(about);
  if (leaf === undefined) return refuse('not_found', `There is no entry \`${about}\` in the ledger.`);
  return done({ items: [leaf, ...(await system.ledger.causedBy(about))] });
}

export async function proofOfEntry(
  system: System,
  entry: string,
): Promise<Result<{ readonly proof: string }>> {
  if (!isEntryId(entry)) return refuse('usage', `\`${entry}\` is not an entry’s id (ent_…).`);
  return done({ proof: await proofOf(system.database, entry) });
}

export async function exportTo(
  system: System,
  folder: string,
): Promise<Result<{ readonly folder: string; readonly size: number; readonly files: number }>> {
  const outsideNotes = outsideFile(system.outsideFile).all();
  const manifest = await system.database.transaction(
    (tx) => exportLedger({ database: tx, folder, outsideNotes }),
    'repeatable read',
  );
  return done({ folder, size: manifest.size, files: manifest.files.length });
}

/** Verifies the live ledger against its outside checkpoints and the key this installation knows. */
export async function verifyLive(system: System): Promise<Result<VerificationReport>> {
  const outsideNotes = outsideFile(system.outsideFile).all();
  const report = await system.database.transaction(
    (tx) =>
      verifyLedger(liveBytes(tx, outsideNotes), {
        checkpointKey: system.checkpointKey,
        origin: system.ledgerName,
      }),
    'repeatable read',
  );
  return done(report);
}

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

export const holds = (report: VerificationReport): boolean =>
  report.integrity.holds && report.completeness.holds && report.authenticity.holds;
