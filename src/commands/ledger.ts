import { proofOf, type VerificationReport } from '../ledger/index.ts';
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

/** All three verdicts hold. */
export const holds = (report: VerificationReport): boolean =>
  report.integrity.holds && report.completeness.holds && report.authenticity.holds;

export type { VerificationReport };
