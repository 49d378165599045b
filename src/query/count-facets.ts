import { identityKinds, type IdentityKind } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** What lists are narrowed by: each with the SQL that tells a row's value. */
export const facets = {
  kind: 'kind',
  source: 'source',
  state: 'state',
  severity: `coalesce(severity, 'none')`,
  owned: `case when owned is null then 'person' when owned then 'yes' else 'no' end`,
  privileged: `case when privileged then 'yes' else 'no' end`,
} as const;
export type Facet = keyof typeof facets;

export const facetNames = [
  'kind',
  'source',
  'state',
  'severity',
  'owned',
  'privileged',
] as const satisfies readonly Facet[];
/** Of each kind, how many are so: for the estate at a glance. No list is narrowed by these. */
const together = {
  kind_without_owner: `c.owned_value = 'no'`,
  kind_privileged: `c.privileged_value = 'yes'`,
  kind_critical: `c.severity_value = 'critical'`,
  kind_high: `c.severity_value = 'high'`,
} as const;

const grouped = (rows: string): string => `
  select lane, facet, value, sum(count)::bigint as count from (
    select lane, f.facet, f.value, count from (
      select lane, ${Object.entries(facets)
        .map(([name, sql]) => `${sql} as ${name}_value`)
        .join(', ')}, count(*) as count
      from ${rows} r group by ${['lane', ...facetNames.map((_, i) => i + 2)].join(', ')}) c
    cross join lateral (values ${[
      ...facetNames.map((name) => `('${name}', c.${name}_value)`),
      ...Object.entries(together).map(([name, sql]) => `('${name}', case when ${sql} then c.kind_value end)`),
    ].join(', ')}) f (facet, value) where f.value is not null) x
  group by lane, facet, value`;

/** Counts every value of every facet once, so that a list without filters need not. */
export async function countFacets(tx: Queryable): Promise<void> {
  await tx.query(
    `with counted as (${grouped('query.identity')}),
       gone as (delete from query.facet f where not exists (
         select from counted c where c.lane = f.lane and c.facet = f.facet and c.value = f.value))
     insert into query.facet as f (lane, facet, value, count) select lane, facet, value, count from counted
     on conflict (lane, facet, value) do update set count = excluded.count where f.count <> excluded.count`,
  );
}

/** Counts over the rows that a piece of SQL selects. */
export const facetCountsOver = grouped;

export interface KindAtAGlance {
  readonly kind: IdentityKind | 'unknown';
  readonly count: number;
  /** Null for people: nobody owns them. */
  readonly withoutOwner: number | null;
  readonly privileged: number;
  readonly critical: number;
  readonly high: number;
}

/** How many identities of each kind there are, from what was counted when lists were last refreshed. */
export async function kindsAtAGlance(db: Queryable): Promise<readonly KindAtAGlance[]> {
  const rows = await db.query<{ value: string; facet: string; count: number }>(
    `select value, facet, sum(count)::bigint as count from query.facet
      where lane in (1, 2) and (facet = 'kind' or facet like 'kind\\_%') group by value, facet`,
  );
  const of = (kind: string, facet: string): number =>
    rows.find((row) => row.value === kind && row.facet === facet)?.count ?? 0;
  return [...identityKinds, 'unknown' as const]
    .map((kind) => ({
      kind,
      count: of(kind, 'kind'),
      withoutOwner: kind === 'person' ? null : of(kind, 'kind_without_owner'),
      privileged: of(kind, 'kind_privileged'),
      critical: of(kind, 'kind_critical'),
      high: of(kind, 'kind_high'),
    }))
    .filter(({ count }) => count > 0);
}
