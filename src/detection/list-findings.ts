import {
  isDigest,
  must,
  type Contribution,
  type Digest,
  type EstateRef,
  type Evidence,
  type Finding,
  type FindingId,
  type FindingState,
  type Instant,
  type Severity,
} from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import type { AccountRef } from './ports.ts';
import { pageOfRows } from '../platform/page-of-rows.ts';

/** A finding with what else is kept of it. */
export interface FindingRecord {
  readonly finding: Finding;
  /** The account it was concluded from. */
  readonly account: AccountRef;
  readonly shownDigest: Digest;
  readonly materialDigest: Digest;
  readonly changedAt: Instant;
  /** The next instant at which the clock alone would change it; null: never. */
  readonly recheckAt: Instant | null;
}

/** Absent members do not filter. `states` is open alone when absent. */
export interface FindingFilter {
  readonly states?: readonly FindingState['is'][];
  readonly rules?: readonly string[];
  readonly severities?: readonly Severity[];
  readonly sources?: readonly string[];
  /** The account's key; with one source, one account. */
  readonly account?: string;
  readonly causeKey?: string;
  /** Words or their beginnings, of titles, names, keys, sources and rules; all of them have to be there. */
  readonly search?: string;
}

/** `rank`: highest score first. `newest`: opened last first. Ties by id. */
export type FindingSort = 'rank' | 'newest';

/** Where the last page ended: the sort's own value (score, or when it opened) and the id. */
export interface FindingKeyset {
  readonly value: number | Instant;
  readonly id: FindingId;
}

export interface ListRequest {
  readonly filter?: FindingFilter;
  /** `rank` when absent. */
  readonly sort?: FindingSort;
  /** 1 to 1,000. */
  readonly limit: number;
  readonly after?: FindingKeyset;
  /** Decides which acceptances are still in force. */
  readonly now: Instant;
}

/** One page by rank, and where it ended; `next` is null when there is nothing more. */
export interface FindingPage {
  readonly items: readonly FindingRecord[];
  readonly next: FindingKeyset | null;
}

/** `$1` is now: an acceptance counts only until its end, whether or not a sweep has run. */
const stateSql = `case when f.state = 'closed' then 'closed' when a.until > $1::timestamptz then 'accepted' else 'open' end`;

const columns = `f.id, f.rule, f.account_source, f.account_key, f.subject, f.title, f.severity, f.score, f.contributions,
  f.cause_key, f.cause_title, f.evidence, f.shown_digest, f.material_digest, f.recheck_at, f.opened_at, f.changed_at,
  f.closed_at, a.until, ${stateSql} as state`;
export const from = 'detection.finding f left join detection.acceptance a on a.finding_id = f.id';

interface Row {
  readonly id: FindingId;
  readonly rule: string;
  readonly account_source: string;
  readonly account_key: string;
  readonly subject: EstateRef;
  readonly title: string;
  readonly severity: Severity;
  readonly score: number;
  readonly contributions: readonly Contribution[];
  readonly cause_key: string;
  readonly cause_title: string;
  readonly evidence: Evidence;
  readonly shown_digest: string;
  readonly material_digest: string;
  readonly recheck_at: Instant | null;
  readonly opened_at: Instant;
  readonly changed_at: Instant;
  readonly closed_at: Instant | null;
  readonly until: Instant | null;
  readonly state: FindingState['is'];
}

const orders = {
  rank: {
    by: 'f.score desc, f.id',
    after: 'f.score < $10::int or (f.score = $10::int and f.id > $11)',
    valueOf: (row: Row) => row.score,
  },
  newest: {
    by: 'f.opened_at desc, f.id',
    after: 'f.opened_at < $10::timestamptz or (f.opened_at = $10::timestamptz and f.id > $11)',
    valueOf: (row: Row) => row.opened_at,
  },
} as const satisfies Readonly<Record<FindingSort, unknown>>;

/** Findings in the order asked for, a page at a time. */
export async function listFindings(db: Queryable, request: ListRequest): Promise<FindingPage> {
  const { filter = {}, after, now } = request;
  const order = orders[request.sort ?? 'rank'];
  const limit = Math.min(Math.max(1, Math.trunc(request.limit)), 1000);
  const onward = after === undefined ? '' : `and (${order.after})`;
  const rows = await db.query<Row>(
    `select ${columns} from ${from} where ${whereSql(filter)} ${onward} order by ${order.by} limit $9`,
    [...whereValues(filter, now), limit + 1, ...(after === undefined ? [] : [after.value, after.id])],
  );
  return pageOfRows(rows, limit, recordOf, (last) => ({ value: order.valueOf(last), id: last.id }));
}

/** How many fit the filter, counted up to `most`. */
export async function countFindings(
  db: Queryable,
  request: { readonly filter?: FindingFilter; readonly now: Instant; readonly most: number },
): Promise<{ readonly count: number; readonly isLeast: boolean }> {
  const { filter = {}, now, most } = request;
  const count = isAllOpen(filter)
    ? await countOpen(db, now, most + 1)
    : await countFiltered(db, filter, now, most + 1);
  return { count: Math.min(count, most), isLeast: count > most };
}

/** Nothing is asked of a finding but that it is open: what most lists begin with. */
const isAllOpen = ({ states, ...rest }: FindingFilter): boolean =>
  (states === undefined || (states.length === 1 && states[0] === 'open')) &&
  Object.values(rest).every((asked) => asked === undefined);

async function countFiltered(
  db: Queryable,
  filter: FindingFilter,
  now: Instant,
  limit: number,
): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*) as count from (select 1 from ${from} where ${whereSql(filter)} limit $9) counted`,
    [...whereValues(filter, now), limit],
  );
  return row?.count ?? 0;
}

/** By an index alone, and without those that are accepted: a tenth of what looking at each costs. */
async function countOpen(db: Queryable, now: Instant, limit: number): Promise<number> {
  const [row] = await db.query<{ open: number; accepted: number }>(
    `with accepted as (
       select count(*) as n from detection.acceptance a join detection.finding f on f.id = a.finding_id
        where f.state = 'open' and a.until > $1)
     select (select n from accepted) as accepted,
       (select count(*) from (select 1 from detection.finding f where f.state = 'open'
          limit $2 + (select n from accepted)) counted) as open`,
    [now, limit],
  );
  return row === undefined ? 0 : row.open - row.accepted;
}

/** How many findings are open, and accepted by nobody, of each severity. */
export async function openBySeverity(
  db: Queryable,
  now: Instant,
): Promise<Readonly<Record<Severity, number>>> {
  const rows = await db.query<{ severity: Severity; count: number }>(
    `select f.severity, count(*) as count from ${from}
      where f.state = 'open' and (a.until is null or a.until <= $1) group by f.severity`,
    [now],
  );
  const of = (severity: Severity): number => rows.find((row) => row.severity === severity)?.count ?? 0;
  return {
    critical: of('critical'),
    high: of('high'),
    medium: of('medium'),
    low: of('low'),
    info: of('info'),
  };
}

/** `$1` to `$8`. What is not closed, and what is searched for, is said plainly, so that the indexes over it serve. */
export const whereSql = (filter: FindingFilter): string =>
  `${statesOf(filter).includes('closed') ? '' : `f.state = 'open' and`} ${stateSql} = any($2::text[])
    and ($3::text[] is null or f.rule = any($3)) and ($4::text[] is null or f.severity = any($4))
    and ($5::text[] is null or f.account_source = any($5)) and ($6::text is null or f.account_key = $6)
    and ($7::text is null or f.cause_key = $7)
    and ${searched(filter) === null ? '$8::text is null' : 'f.search @@ detection.finds($8::text)'}`;

export const whereValues = (filter: FindingFilter, now: Instant): readonly unknown[] => [
  now,
  statesOf(filter),
  filter.rules ?? null,
  filter.severities ?? null,
  filter.sources ?? null,
  filter.account ?? null,
  filter.causeKey ?? null,
  searched(filter),
];

/** A text without a letter or digit asks for nothing. */
const searched = ({ search }: FindingFilter): string | null =>
  search !== undefined && /[\p{L}\p{N}]/u.test(search) ? search : null;

const statesOf = (filter: FindingFilter): readonly FindingState['is'][] => filter.states ?? ['open'];

/** The finding of that id in any state, or undefined. */
export async function findingById(
  db: Queryable,
  id: FindingId,
  now: Instant,
): Promise<FindingRecord | undefined> {
  const [row] = await db.query<Row>(`select ${columns} from ${from} where f.id = $2`, [now, id]);
  return row === undefined ? undefined : recordOf(row);
}

const recordOf = (row: Row): FindingRecord => ({
  finding: {
    id: row.id,
    ruleId: row.rule,
    title: row.title,
    severity: row.severity,
    score: row.score,
    contributions: row.contributions,
    subject: row.subject,
    cause: { key: row.cause_key, title: row.cause_title },
    evidence: row.evidence,
    state: stateOf(row),
  },
  account: { source: row.account_source, key: row.account_key },
  shownDigest: must(isDigest, row.shown_digest),
  materialDigest: must(isDigest, row.material_digest),
  changedAt: row.changed_at,
  recheckAt: row.recheck_at,
});

function stateOf(row: Row): FindingState {
  if (row.closed_at !== null) return { is: 'closed', since: row.opened_at, at: row.closed_at };
  if (row.state === 'accepted' && row.until !== null)
    return { is: 'accepted', since: row.opened_at, until: row.until };
  return { is: 'open', since: row.opened_at };
}
