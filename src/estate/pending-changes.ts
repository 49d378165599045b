import type { EstateRef } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** What rules have not looked at yet since they were last settled. */
export interface PendingChanges {
  /** Look at every account: a source was read for the first time, or removed. */
  readonly everything: boolean;
  /** Every read before this one was looked at; absent when no read is pending. */
  readonly sinceRead?: number;
  /**
   * Accounts that `accountViews` of `changedSince` cannot show or tell: those that are gone, those whose owner was assigned
   * or cleared by a decision, and those whose assigned owner's own record changed.
   */
  readonly accounts: readonly Pick<EstateRef, 'source' | 'key'>[];
  readonly reads: readonly number[];
  readonly decisions: readonly number[];
}

/**
 * Everything that happened to the estate and was not settled. Ask before looking at the accounts: what happens meanwhile
 * stays pending. A read that commits late under a lower number is pending then, so nothing is lost between two readers.
 */
export async function pendingChanges(db: Queryable): Promise<PendingChanges> {
  const reads = await db.query<{ number: number; whole: boolean }>(
    `select r.number, s.state = 'removed' or not exists (
        select from sources.read e where e.source_no = r.source_no and e.evaluated) as whole
       from sources.read r join sources.source s on s.no = r.source_no where not r.evaluated order by r.number`,
  );
  const decided = await db.query<{ n: number; source: string; key: string }>(
    'select n, account_source as source, account_key as key from estate.assertion_touched order by n',
  );
  const everything = reads.some(({ whole }) => whole);
  const first = reads[0];
  const sinceRead = first === undefined ? undefined : first.number - 1;
  const named = decided.map(({ source, key }) => ({ source, key }));
  return {
    everything,
    ...(sinceRead === undefined ? {} : { sinceRead }),
    accounts:
      sinceRead === undefined || everything
        ? named
        : [...named, ...(await goneAccounts(db, sinceRead)), ...(await ownedByChanged(db, sinceRead))],
    reads: reads.map(({ number }) => number),
    decisions: decided.map(({ n }) => n),
  };
}

/** Says that rules have looked at these changes. Call it in the transaction that keeps what they concluded. */
export async function settleChanges(tx: Queryable, pending: PendingChanges): Promise<void> {
  await tx.query(
    'update sources.read set evaluated = true where number = any($1::bigint[]) and not evaluated',
    [pending.reads],
  );
  await tx.query('delete from estate.assertion_touched where n = any($1::bigint[])', [pending.decisions]);
}

const goneAccounts = (db: Queryable, since: number) =>
  db.query<Pick<EstateRef, 'source' | 'key'>>(
    `select distinct s.id as source, t.key from estate.accounts t join sources.source s on s.no = t.source_no
      where t.valid_to_read > $1 and not exists (select from estate.accounts live
        where live.source_no = t.source_no and live.key_hash = t.key_hash and live.valid_to_read is null)`,
    [since],
  );

const ownedByChanged = (db: Queryable, since: number) =>
  db.query<Pick<EstateRef, 'source' | 'key'>>(
    `select distinct a.account_source as source, a.account_key as key from estate.assertion a
       join sources.source s on s.id = a.person_source
       join estate.persons t on t.source_no = s.no and t.key = a.person_key
      where t.valid_from_read > $1 or t.valid_to_read > $1`,
    [since],
  );
