import type { FindingId, Instant, Severity } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { from, whereSql, whereValues, type FindingFilter } from './list-findings.ts';

/** What findings are put together by: what concluded them, whose they are, where they were read, what one change would close, how bad they are. */
export const groupings = {
  rule: { key: 'rule', title: 'rule', source: 'null' },
  identity: {
    key: 'account_key',
    title: `coalesce(min(subject ->> 'name') filter (where subject ->> 'entity' = 'account'), account_key)`,
    source: 'account_source',
  },
  source: { key: 'account_source', title: 'account_source', source: 'null' },
  cause: { key: 'cause_key', title: 'min(cause_title)', source: 'null' },
  severity: { key: 'severity', title: 'severity', source: 'null' },
} as const;
export type Grouping = keyof typeof groupings;

export interface FindingGroup {
  /** Of a rule, an account (with `source`), a source, a cause, or a severity. */
  readonly key: string;
  /** The source of an account; null for every other grouping. */
  readonly source: string | null;
  readonly title: string;
  readonly count: number;
  readonly topScore: number;
  readonly topSeverity: Severity;
  readonly topFinding: FindingId;
}

export interface GroupedFindings {
  readonly groups: readonly FindingGroup[];
  /** How many groups there are; more than are given where `limit` was less. */
  readonly groupCount: number;
  /** How many findings were put together: the highest ranked, where `isLeast` says that there are more. */
  readonly counted: number;
  readonly isLeast: boolean;
}

/**
 * Findings that fit the filter, put together: those with the worst first. At most `most` findings are looked at, the highest
 * ranked, so that the work is bounded whatever there is; beyond that each number is a lower bound.
 */
export async function groupFindings(
  db: Queryable,
  request: {
    readonly filter: FindingFilter;
    readonly by: Grouping;
    readonly now: Instant;
    readonly most: number;
    /** How many groups are given. */
    readonly limit: number;
  },
): Promise<GroupedFindings> {
  const { filter, by, now, most, limit } = request;
  const { key, title, source } = groupings[by];
  const grouped = source === 'null' ? key : `${source}, ${key}`;
  const rows = await db.query<FindingGroup & { counted: number; group_count: number }>(
    `with found as materialized (
       select f.id, f.rule, f.account_source, f.account_key, f.severity, f.score, f.subject, f.cause_key, f.cause_title
         from ${from} where ${whereSql(filter)} order by f.score desc, f.id limit $9)
     select ${key} as key, ${source === 'null' ? 'null::text' : source} as source, ${title} as title,
            count(*) as count, max(score) as "topScore",
            (array_agg(severity order by score desc, id))[1] as "topSeverity",
            (array_agg(id order by score desc, id))[1] as "topFinding",
            sum(count(*)) over ()::bigint as counted, count(*) over () as group_count
       from found group by ${grouped} order by max(score) desc, count(*) desc, ${grouped} limit $10`,
    [...whereValues(filter, now), most + 1, limit],
  );
  const [first] = rows;
  const counted = first?.counted ?? 0;
  return {
    groups: rows.map(({ counted: _counted, group_count: _count, ...group }) => group),
    groupCount: first?.group_count ?? 0,
    counted: Math.min(counted, most),
    isLeast: counted > most,
  };
}
