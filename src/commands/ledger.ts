import { proofOf, type EntriesRequest, type VerificationReport } from '../ledger/index.ts';
import { done, isEntryId, isProposalId, refuse, type Leaf, type Result } from '../model/index.ts';
import type { System } from './system.ts';

export interface EntriesAsked extends Omit<EntriesRequest, 'correlation'> {
  /** An entry (it and what it caused), or a proposal (its whole story). */
  readonly about?: string;
}

export interface EntriesShown {
  readonly items: readonly Leaf[];
  readonly next: number | null;
}

/** Entries in order: of the whole ledger, or of one story. */
export async function showEntries(system: System, asked: EntriesAsked): Promise<Result<EntriesShown>> {
  const { about, ...request } = asked;
  if (about === undefined) return done(await system.ledger.page(request));
  if (isProposalId(about)) return done(await system.ledger.page({ ...request, correlation: about }));
  if (!isEntryId(about))
    return refuse('usage', `\`${about}\` is neither an entry (ent_…) nor a proposal (prp_…).`);
  const leaf = await system.ledger.entry(about);
  if (leaf === undefined) return refuse('not_found', `There is no entry \`${about}\` in the ledger.`);
  return done(pageOfStory([leaf, ...(await system.ledger.causedBy(about))], request));
}

/** What one entry caused is few, and read whole. */
function pageOfStory(story: readonly Leaf[], { types, sort, limit, after }: EntriesAsked): EntriesShown {
  const direction = sort === 'newest' ? -1 : 1;
  const rest = story
    .filter((leaf) => types === undefined || types.includes(leaf.entry.type))
    .toSorted((a, b) => (a.seq - b.seq) * direction)
    .filter((leaf) => after === undefined || (leaf.seq - after) * direction > 0);
  const items = rest.slice(0, limit);
  return { items, next: rest.length > limit ? (items.at(-1)?.seq ?? null) : null };
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
