import {
  instantOf,
  isIdentityRef,
  type IdentityKind,
  type IdentityRef,
  type Instant,
  type Severity,
} from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { facetCountsOver, facetNames, facets, type Facet } from './count-facets.ts';
import { useOrder, type Answerable } from './identity-row.ts';
import { searchQuery } from './search-words.ts';
import { pageOfRows } from '../platform/page-of-rows.ts';

/** Absent members do not filter; of one facet any of the values fits. */
export interface IdentityFilter {
  readonly lane: 'people' | 'workloads';
  readonly search?: string;
  readonly facets?: Readonly<Partial<Record<Facet, readonly string[]>>>;
}

export const identitySorts = ['risk', 'name', 'last_used'] as const;
export type IdentitySort = (typeof identitySorts)[number];

/** Where a page ended: the sort's own value and the row's ref. */
export interface IdentityKeyset {
  readonly value: string | number;
  readonly ref: IdentityRef;
}

export interface IdentityItem {
  readonly ref: IdentityRef;
  readonly entity: 'person' | 'account';
  readonly source: string;
  readonly key: string;
  readonly name: string;
  readonly kind: IdentityKind | 'unknown';
  readonly state: string;
  /** The person an account belongs to. */
  readonly person: IdentityRef | null;
  readonly owner: Answerable | null;
  readonly sponsor: Answerable | null;
  readonly owned: boolean | null;
  /** Of a person: how many accounts are theirs. */
  readonly accounts: number;
  readonly credentials: number;
  readonly oldestCredential: Instant | null;
  /** `never`: the source says so. `unknown`: no source says. */
  readonly lastUsed: Instant | 'never' | 'unknown';
  readonly createdAt: Instant | null;
  readonly privileged: boolean;
  readonly findings: number;
  readonly severity: Severity | null;
  readonly score: number;
}

const orders = {
  risk: { by: 'score desc, ref', after: '(score < $n::int or (score = $n::int and ref > $r))', of: 'score' },
  name: {
    by: 'lower(name) collate "C", ref',
    after: '(lower(name) collate "C", ref) > ($n::text, $r)',
    of: 'lower(name)',
  },
  last_used: { by: 'used_sort, ref', after: '(used_sort, ref) > ($n::bigint, $r)', of: 'used_sort' },
} as const;

const columns = `ref, entity, source, key, name, kind, state, person_ref as person, owner, sponsor, owned, accounts,
  credentials, oldest_credential as "oldestCredential", used_sort, created_at as "createdAt", privileged, findings, severity, score`;

type Row = Omit<IdentityItem, 'lastUsed'> & {
  readonly used_sort: number;
  readonly sort_value: string | number;
};

export interface IdentityPage {
  readonly items: readonly IdentityItem[];
  readonly next: IdentityKeyset | null;
}

/** One page of one lane. `limit` 1 to 200. */
export async function listIdentities(
  db: Queryable,
  request: {
    readonly filter: IdentityFilter;
    readonly sort: IdentitySort;
    readonly limit: number;
    readonly after?: IdentityKeyset;
  },
): Promise<IdentityPage> {
  const order = orders[request.sort];
  const limit = Math.min(Math.max(1, Math.trunc(request.limit)), 200);
  const where = whereOf(request.filter);
  const { after } = request;
  const values: unknown[] = [...where.values];
  let from = '';
  if (after !== undefined) {
    values.push(after.value, after.ref);
    from = ` and ${order.after.replaceAll('$n', `$${values.length - 1}`).replaceAll('$r', `$${values.length}`)}`;
  }
  values.push(limit + 1);
  const select = `select ${columns}, ${order.of} as sort_value from`;
  const end = `order by ${order.by} limit $${values.length}`;
  const of = (sql: string) => db.query<Row>(sql, values);
  const rows = where.isSearch
    ? await searched({
        begin: () =>
          of(`${select} (select * from query.identity where ${where.lanes}${from}
                order by ${order.by} limit ${walkedAtMost}) walked where ${where.sql} ${end}`),
        all: () =>
          of(`with found as materialized (select * from query.identity where ${where.sql})
              ${select} found where true${from} ${end}`),
        enough: limit + 1,
      })
    : await of(`${select} query.identity where ${where.sql}${from} ${end}`);
  return pageOfRows(rows, limit, itemOf, (last) => ({ value: last.sort_value, ref: last.ref }));
}

/** So many rows are looked at in the order of the list before the index of words is asked. */
const walkedAtMost = 8000;

/**
 * What many rows have fills a page within the first rows of the list, and what few have is found by the index of words; the
 * other way round either takes seconds at a million rows, and the planner cannot tell which a beginning of a word is.
 */
async function searched(how: {
  readonly begin: () => Promise<readonly Row[]>;
  readonly all: () => Promise<readonly Row[]>;
  readonly enough: number;
}): Promise<readonly Row[]> {
  const first = await how.begin();
  return first.length >= how.enough ? first : how.all();
}

/** Counts of more rows than this are not made: `atLeast` says so. */
const countedAtMost = 20_000;

export interface FacetCounts {
  readonly total: number;
  /** There are more: what is counted is the first `total`. */
  readonly atLeast: boolean;
  readonly counts: Readonly<Record<Facet, readonly { readonly value: string; readonly count: number }[]>>;
}

/** How many rows there are of each value under these filters: exact without filters and up to 20,000, else a lower bound. */
export async function facetsOf(db: Queryable, filter: IdentityFilter): Promise<FacetCounts> {
  const unfiltered =
    searchQuery(filter.search ?? '') === undefined && Object.values(filter.facets ?? {}).flat().length === 0;
  const where = whereOf(filter);
  const rows = unfiltered
    ? await db.query<{ facet: Facet; value: string; count: number }>(
        'select facet, value, count from query.facet where lane = $1',
        [filter.lane === 'people' ? 1 : 2],
      )
    : await db.query<{ facet: Facet; value: string; count: number }>(
        `select facet, value, sum(count)::bigint as count from (${facetCountsOver(
          `(select * from query.identity where ${where.sql} limit ${countedAtMost})`,
        )}) x group by facet, value`,
        where.values,
      );
  const of = (facet: Facet) =>
    rows
      .filter((row) => row.facet === facet)
      .map(({ value, count }) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const total = of('kind').reduce((sum, { count }) => sum + count, 0);
  return {
    total,
    atLeast: !unfiltered && total >= countedAtMost,
    counts: {
      kind: of('kind'),
      source: of('source'),
      state: of('state'),
      severity: of('severity'),
      owned: of('owned'),
      privileged: of('privileged'),
    },
  };
}

/** The row of that ref, or undefined. */
export async function identityByRef(db: Queryable, ref: string): Promise<IdentityItem | undefined> {
  if (!isIdentityRef(ref)) return undefined;
  const [row] = await db.query<Row>(`select ${columns} from query.identity where ref = $1`, [ref]);
  return row === undefined ? undefined : itemOf(row);
}

/** The accounts of a person, those with the most to look at first. */
export async function accountsOfPerson(db: Queryable, person: IdentityRef): Promise<readonly IdentityItem[]> {
  const rows = await db.query<Row>(
    `select ${columns} from query.identity where person_ref = $1 and entity = 'account' order by score desc, ref limit 500`,
    [person],
  );
  return rows.map(itemOf);
}

interface Where {
  readonly sql: string;
  /** The part of it that says which lanes, which indexes are in the order of. */
  readonly lanes: string;
  readonly isSearch: boolean;
  readonly values: readonly unknown[];
}

function whereOf(filter: IdentityFilter): Where {
  const search = searchQuery(filter.search ?? '');
  const values: unknown[] = [];
  // an account of a known person is not a row of its own, but whoever types its name means it
  const lanes =
    filter.lane === 'workloads' ? 'lane = 2' : search === undefined ? 'lane = 1' : 'lane in (1, 3)';
  const parts = [lanes];
  if (search !== undefined) {
    values.push(search);
    parts.push(`search @@ $${values.length}::tsquery`);
  }
  for (const name of facetNames) {
    const sql = facets[name];
    const chosen = filter.facets?.[name];
    if (chosen === undefined || chosen.length === 0) continue;
    values.push(chosen);
    parts.push(`${sql} = any($${values.length}::text[])`);
  }
  return { sql: parts.join(' and '), lanes, isSearch: search !== undefined, values };
}

function itemOf(row: Row): IdentityItem {
  const used = row.used_sort;
  return {
    ref: row.ref,
    entity: row.entity,
    source: row.source,
    key: row.key,
    name: row.name,
    kind: row.kind,
    state: row.state,
    person: row.person,
    owner: row.owner,
    sponsor: row.sponsor,
    owned: row.owned,
    accounts: row.accounts,
    credentials: row.credentials,
    oldestCredential: row.oldestCredential,
    createdAt: row.createdAt,
    privileged: row.privileged,
    findings: row.findings,
    severity: row.severity,
    score: row.score,
    lastUsed: used === useOrder.never ? 'never' : used === useOrder.unknown ? 'unknown' : instantOf(used),
  };
}
