import type { EntryId, Instant, SubjectId } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** Events that were too many to be believed without a person. */
export interface Hold {
  readonly id: string;
  readonly source: string;
  readonly at: Instant;
  readonly because: string;
  readonly events: number;
  /** Of the events held, so that a person answers to exactly these. */
  readonly digest: string;
  readonly entry: EntryId;
  readonly state: 'held' | 'released' | 'discarded';
  readonly settledAt: Instant | null;
  readonly settledBy: SubjectId | null;
  readonly reason: string | null;
}

const columns =
  'id, source, at, because, events, digest, entry, state, settled_at as "settledAt", settled_by as "settledBy", reason';

export const holdsKept = (on: Queryable, state?: Hold['state']): Promise<readonly Hold[]> =>
  on.query<Hold>(
    `select ${columns} from lifecycle.hold where $1::text is null or state = $1 order by at desc, id limit 500`,
    [state ?? null],
  );

/** One hold; inside a transaction that will settle it, it stays as it is until that commits. */
export async function holdById(
  on: Queryable,
  id: string,
  how: 'read' | 'hold' = 'read',
): Promise<Hold | undefined> {
  const [row] = await on.query<Hold>(
    `select ${columns} from lifecycle.hold where id = $1 ${how === 'hold' ? 'for update' : ''}`,
    [id],
  );
  return row;
}

export async function keepHold(
  on: Queryable,
  hold: Pick<Hold, 'id' | 'source' | 'at' | 'because' | 'events' | 'digest' | 'entry'>,
): Promise<void> {
  await on.query(
    'insert into lifecycle.hold (id, source, at, because, events, digest, entry) values ($1, $2, $3, $4, $5, $6, $7)',
    [hold.id, hold.source, hold.at, hold.because, hold.events, hold.digest, hold.entry],
  );
}

export async function settleHold(
  on: Queryable,
  id: string,
  to: {
    readonly state: 'released' | 'discarded';
    readonly at: Instant;
    readonly by: SubjectId;
    readonly entry: EntryId;
    readonly reason: string;
  },
): Promise<void> {
  await on.query(
    'update lifecycle.hold set state = $2, settled_at = $3, settled_by = $4, settled_entry = $5, reason = $6 where id = $1',
    [id, to.state, to.at, to.by, to.entry, to.reason],
  );
}
