import type { Instant, Severity } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import type { AccountRef } from './ports.ts';

/** What is open on one account and accepted by nobody. */
export interface AccountRisk extends AccountRef {
  readonly findings: number;
  /** The worst of them. */
  readonly severity: Severity;
  /** Of the highest ranked. */
  readonly score: number;
}

/** Of these accounts, those with something open. */
export const risksOf = (
  db: Queryable,
  accounts: readonly AccountRef[],
  now: Instant,
): Promise<readonly AccountRisk[]> =>
  db.query<AccountRisk>(
    `select a.source, a.key, f.findings, f.severity, f.score
       from unnest($1::text[], $2::text[]) a (source, key)
       cross join lateral (
         select count(*)::int as findings, max(f.score) as score,
           (array_agg(f.severity order by array_position(array['critical', 'high', 'medium', 'low', 'info'], f.severity)))[1] as severity
         from detection.finding f
        where f.account_source = a.source and f.account_key = a.key and f.state = 'open'
          and not exists (select from detection.acceptance c where c.finding_id = f.id and c.until > $3)
       offset 0) f
      where f.findings > 0`,
    [accounts.map((each) => each.source), accounts.map((each) => each.key), now],
  );

/**
 * Accounts of findings that were written, or whose acceptance a sweep saw begin or end, by a transaction that was not
 * visible at `mark`, and the mark to ask with next time.
 */
export async function accountsChangedSince(
  db: Queryable,
  mark: string,
): Promise<{ readonly accounts: readonly AccountRef[]; readonly mark: string }> {
  // the mark first: what commits between the two statements is then given twice, never missed
  const next = await markOfNow(db);
  const accounts = await db.query<AccountRef>(
    `select distinct account_source as source, account_key as key from detection.finding where changed_by >= $1::xid8`,
    [mark],
  );
  return { accounts, mark: next };
}

/** Everything visible now was written by a transaction before this mark; what is not, by it or a later one. */
export async function markOfNow(db: Queryable): Promise<string> {
  const [row] = await db.query<{ mark: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as mark',
  );
  if (row === undefined) throw new TypeError('a snapshot has an xmin');
  return row.mark;
}
