import type { FindingId, Instant } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import type { Conclusive } from './evaluate-account.ts';
import type { AccountRef } from './ports.ts';

/** What the database holds of a finding that decides whether to write it again. */
export interface KnownFinding {
  readonly n: number;
  readonly id: FindingId;
  readonly rule: string;
  readonly account_source: string;
  readonly account_key: string;
  readonly content_digest: string;
}

/**
 * Open findings (accepted ones included) of these accounts. `offset 0` keeps the planner from scanning all findings for
 * every page: it looks each account up in the index.
 */
export const openFindingsOf = (tx: Queryable, accounts: readonly AccountRef[]) =>
  tx.query<KnownFinding>(
    `select f.n, f.id, f.rule, f.account_source, f.account_key, f.content_digest
       from unnest($1::text[], $2::text[]) a (source, key)
       cross join lateral (select * from detection.finding f
         where f.account_source = a.source and f.account_key = a.key and f.state = 'open' offset 0) f`,
    [accounts.map((each) => each.source), accounts.map((each) => each.key)],
  );

/**
 * Writes hits that are new, that were closed, or whose content changed. A finding that was closed opens again under its
 * own id with a new `opened_at`. Returns whether each one opened (else it changed).
 */
export async function writeHits(
  tx: Queryable,
  hits: readonly Conclusive[],
  now: Instant,
): Promise<readonly { readonly id: FindingId; readonly n: number }[]> {
  if (hits.length === 0) return [];
  const json = (pick: (hit: Conclusive) => unknown) => hits.map((hit) => JSON.stringify(pick(hit)));
  const text = (pick: (hit: Conclusive) => string | number | null) => hits.map(pick);
  return await tx.query<{ id: FindingId; n: number }>(
    `insert into detection.finding as f (id, rule, account_source, account_key, subject, title, severity, score,
        contributions, cause_key, cause_title, evidence, shown_digest, material_digest, content_digest, recheck_at,
        state, opened_at, changed_at)
     select u.*, 'open', $17::timestamptz, $17::timestamptz
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::text[], $7::text[], $8::int[],
        $9::jsonb[], $10::text[], $11::text[], $12::jsonb[], $13::text[], $14::text[], $15::text[], $16::timestamptz[]) u
     on conflict (id) do update set rule = excluded.rule, account_source = excluded.account_source,
        account_key = excluded.account_key, subject = excluded.subject, title = excluded.title,
        severity = excluded.severity, score = excluded.score, contributions = excluded.contributions,
        cause_key = excluded.cause_key, cause_title = excluded.cause_title, evidence = excluded.evidence,
        shown_digest = excluded.shown_digest, material_digest = excluded.material_digest,
        content_digest = excluded.content_digest, recheck_at = excluded.recheck_at, state = 'open',
        changed_by = excluded.changed_by,
        opened_at = case when f.state = 'closed' then excluded.opened_at else f.opened_at end,
        changed_at = excluded.changed_at, closed_at = null
     returning f.id, f.n`,
    [
      text((hit) => hit.id),
      text((hit) => hit.ruleId),
      text((hit) => hit.account.source),
      text((hit) => hit.account.key),
      json((hit) => hit.subject),
      text((hit) => hit.title),
      text((hit) => hit.severity),
      text((hit) => hit.score),
      json((hit) => hit.contributions),
      text((hit) => hit.cause.key),
      text((hit) => hit.cause.title),
      json((hit) => hit.evidence),
      text((hit) => hit.shown),
      text((hit) => hit.material),
      text((hit) => hit.content),
      text((hit) => hit.recheckAt),
      now,
    ],
  );
}

/** Closes open findings by their row numbers. */
export async function closeFindings(tx: Queryable, numbers: readonly number[], now: Instant): Promise<void> {
  if (numbers.length === 0) return;
  await tx.query(
    `update detection.finding set state = 'closed', closed_at = $2, changed_at = $2, recheck_at = null, changed_by = pg_current_xact_id()
      where n = any($1::bigint[]) and state = 'open'`,
    [numbers, now],
  );
}

/** Remembers when to look at accounts again although nothing changed; null: the clock changes nothing about it. */
export async function watchAccounts(
  tx: Queryable,
  accounts: readonly (AccountRef & { readonly recheckAt: Instant | null })[],
): Promise<void> {
  const watched = accounts.filter((each) => each.recheckAt !== null);
  const idle = accounts.filter((each) => each.recheckAt === null);
  if (watched.length > 0)
    await tx.query(
      `insert into detection.account_watch as w (account_source, account_key, recheck_at)
       select u.* from unnest($1::text[], $2::text[], $3::timestamptz[]) u (source, key, recheck_at)
         left join lateral (select k.recheck_at from detection.account_watch k
           where k.account_source = u.source and k.account_key = u.key offset 0) known on true
        where known.recheck_at is distinct from u.recheck_at
       on conflict (account_source, account_key) do update set recheck_at = excluded.recheck_at`,
      [
        watched.map((each) => each.source),
        watched.map((each) => each.key),
        watched.map((each) => each.recheckAt),
      ],
    );
  await unwatchAccounts(tx, idle);
}

/** Forgets accounts that are gone or that the clock changes nothing about. */
export async function unwatchAccounts(tx: Queryable, accounts: readonly AccountRef[]): Promise<void> {
  if (accounts.length === 0) return;
  await tx.query(
    `delete from detection.account_watch w using unnest($1::text[], $2::text[]) a (source, key)
       cross join lateral (select k.ctid from detection.account_watch k
         where k.account_source = a.source and k.account_key = a.key offset 0) known
      where w.ctid = known.ctid`,
    [accounts.map((each) => each.source), accounts.map((each) => each.key)],
  );
}
