import type { FindingId, Instant } from '../model/index.ts';
import type { Database, Transaction } from '../platform/store/index.ts';

/** What a sweep found: acceptances that began since the last one, and findings that are open again because theirs ended. */
export interface AcceptanceSweep {
  readonly began: readonly FindingId[];
  readonly reopened: readonly FindingId[];
}

/**
 * Notices acceptances that began or ended, so that both can be recorded. Reads never depend on it: an acceptance whose
 * end has passed stops counting by itself. `onCommit` runs in the same transaction, and only when something changed.
 */
export async function sweepAcceptances(
  database: Database,
  now: Instant,
  onCommit?: (tx: Transaction, sweep: AcceptanceSweep) => Promise<void>,
): Promise<AcceptanceSweep> {
  return await database.transaction(async (tx) => {
    const ended = await tx.query<{ id: FindingId; state: string }>(
      `update detection.finding f set acceptance_seen = null, changed_by = pg_current_xact_id()
        where acceptance_seen is not null
          and not exists (select from detection.acceptance a where a.finding_id = f.id and a.until > $1)
        returning f.id, f.state`,
      [now],
    );
    const began = await tx.query<{ id: FindingId }>(
      `update detection.finding f set acceptance_seen = a.until, changed_by = pg_current_xact_id() from detection.acceptance a
        where a.finding_id = f.id and a.until > $1 and f.acceptance_seen is distinct from a.until
        returning f.id`,
      [now],
    );
    const ids = (rows: readonly { readonly id: FindingId }[]) => rows.map((row) => row.id).sort();
    const sweep = { began: ids(began), reopened: ids(ended.filter((row) => row.state === 'open')) };
    if (sweep.began.length + sweep.reopened.length > 0) await onCommit?.(tx, sweep);
    return sweep;
  });
}
