import type { EntryId, ProposalId, WindowRow } from '../../model/index.ts';

/** What the server may read of the enforcer's watches, as `WindowRow`. */
export const windowColumns = `select w.execution, w.step, w.opened_entry as opened, w.since, w.until,
    w.seen_until as "seenUntil", w.closed_entry as closed, w.closed_at as "closedAt", w.how, w.because
  from enforcement.watch_window w`;

/** A watch with the case that it is of. */
export interface WindowOfCase extends WindowRow {
  readonly plan: EntryId;
  readonly proposal: ProposalId;
  /** Of the whole execution; null: it is under way. */
  readonly outcome: string | null;
}

/** Watches with their execution `e` and its plan `p`, to be narrowed. */
export const windowsOfCases = `select p.proposal, e.plan, e.outcome, w.* from (${windowColumns}) w
  join enforcement.execution e on e.entry = w.execution join review.plan p on p.entry = e.plan`;
