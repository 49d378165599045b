import { addSeconds, type Instant, type SubjectId } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** Who was away longer begins a new visit. */
const awaySeconds = 30 * 60;

/** Until when somebody had seen what happens: a moment, and how many entries the ledger had. */
export interface LastVisit {
  readonly at: Instant;
  readonly entries: number;
}

/**
 * Notes that somebody is here. Answers when their visit before this one ended; undefined: this is the first. Looking again
 * within half an hour is the same visit, so that what is told does not vanish with the next page.
 */
export async function noteVisit(
  db: Queryable,
  person: SubjectId,
  here: LastVisit,
): Promise<LastVisit | undefined> {
  const [row] = await db.query<{ at: Instant | null; entries: number | null }>(
    `insert into signin.visit as v (person, seen_at, seen_entries) values ($1, $2, $3)
     on conflict (person) do update set
       since_at = case when v.seen_at < $4 then v.seen_at else v.since_at end,
       since_entries = case when v.seen_at < $4 then v.seen_entries else v.since_entries end,
       seen_at = greatest(v.seen_at, excluded.seen_at), seen_entries = greatest(v.seen_entries, excluded.seen_entries)
     returning since_at as at, since_entries as entries`,
    [person, here.at, here.entries, addSeconds(here.at, -awaySeconds)],
  );
  return row === undefined || row.at === null || row.entries === null
    ? undefined
    : { at: row.at, entries: row.entries };
}
