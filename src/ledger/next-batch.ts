import type { Instant } from '../model/time.ts';
import type { Queryable } from '../platform/store/index.ts';
import { numberRows, type Batch, type InboxRow } from './batch.ts';
import { copyState, type LogState } from './log-state.ts';

/** Where the log ends: as it is written, or as it will be once a batch that is being written has been. */
export interface LogEnd {
  readonly state: LogState;
  readonly sequencedAt: string;
}

/** Numbered rows, to be written right after what they were numbered after, and otherwise not at all. */
export interface NextBatch extends Batch {
  readonly rows: readonly InboxRow[];
  readonly sequencedAt: string;
  readonly end: LogEnd;
}

/** The oldest rows of both inboxes, without those of a batch that is being written. */
export const readInboxes = (
  database: Queryable,
  most: number,
  before?: NextBatch,
): Promise<readonly InboxRow[]> =>
  database.query<InboxRow>(
    `select * from (
       (select position, 'server' as writer, entry_id, type, draft from ledger.inbox_server
        where position <> all($2::bigint[]) order by position limit $1)
       union all
       (select position, 'enforcer', entry_id, type, draft from ledger.inbox_enforcer
        where position <> all($2::bigint[]) order by position limit $1)
     ) both_inboxes order by position limit $1`,
    [most, before?.rows.map((row) => row.position) ?? []],
  );

/**
 * Numbers rows after `from`. `before` is the batch that leads there when the database does not hold it yet: an id or a
 * bootstrap in it counts as sequenced.
 */
export async function numberNext(
  database: Queryable,
  rows: readonly InboxRow[],
  from: LogEnd,
  now: Instant,
  before?: NextBatch,
): Promise<NextBatch> {
  const state = copyState(from.state);
  const sequencedAt = now > from.sequencedAt ? now : from.sequencedAt;
  const known = await database.query<{ id: string }>(
    'select id from ledger.entry where id = any($1::text[])',
    [rows.map((row) => row.entry_id)],
  );
  const [bootstrap] = await database.query<{ seq: number }>(
    `select seq from ledger.entry where type = 'ledger.bootstrap' limit 1`,
  );
  const batch = numberRows(state, rows, sequencedAt, {
    ids: new Set([...known.map((row) => row.id), ...(before?.entries ?? []).map(({ entry }) => entry.id)]),
    bootstrapped: bootstrap !== undefined || before?.bootstrapped === true,
  });
  return { ...batch, rows, sequencedAt, end: { state, sequencedAt } };
}
