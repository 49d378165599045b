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
const grouped = (rows: string): string => `
  select lane, facet, value, sum(count)::bigint as count from (
    select lane, f.facet, f.value, count from (
      select lane, ${Object.entries(facets)
        .map(([name, sql]) => `${sql} as ${name}_value`)
        .join(', ')}, count(*) as count
      from ${rows} r group by ${['lane', ...facetNames.map((_, i) => i + 2)].join(', ')}) c
    cross join lateral (values ${facetNames.map((name) => `('${name}', c.${name}_value)`).join(', ')}) f (facet, value)) x
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
