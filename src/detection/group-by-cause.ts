import type { FindingId, Instant } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** Open findings of one rule that one change would close together: "one policy gives 37 of these". */
export interface CauseGroup {
  readonly ruleId: string;
  readonly causeKey: string;
  readonly title: string;
  readonly count: number;
  readonly topScore: number;
  /** The highest ranked of the group. */
  readonly topFinding: FindingId;
}

/** Causes are told of so many findings, the highest ranked: a bound, whatever there is. */
const mostRanked = 1000;
/** Up to so many findings of one cause are counted. */
const mostCounted = 20_000;

/** How many open findings the cause of `c` gives; `$1` is now. */
const countedOfCause = `cross join lateral (select count(*) as count from (
  select 1 from detection.finding f left join detection.acceptance a on a.finding_id = f.id
   where f.rule = c.rule and f.cause_key = c.cause and f.state = 'open' and (a.until is null or a.until <= $1)
   limit ${mostCounted}) counted) n`;

/**
 * Causes of the highest ranked open findings, highest score first, then by how many findings they give; up to `limit` (at
 * most 1,000).
 */
export const groupedByCause = (
  db: Queryable,
  request: { readonly now: Instant; readonly limit: number },
): Promise<readonly CauseGroup[]> =>
  db.query<CauseGroup>(
    `with ranked as (
       select f.rule, f.cause_key, f.cause_title, f.score, f.id
         from detection.finding f left join detection.acceptance a on a.finding_id = f.id
        where f.state = 'open' and (a.until is null or a.until <= $1)
        order by f.score desc, f.id limit ${mostRanked}),
     led as (
       select rule, cause_key as cause, min(cause_title) as title, max(score) as top,
              (array_agg(id order by score desc, id))[1] as first
         from ranked group by rule, cause_key order by max(score) desc, count(*) desc, rule, cause_key limit $2)
     select c.rule as "ruleId", c.cause as "causeKey", c.title, n.count, c.top as "topScore", c.first as "topFinding"
       from led c ${countedOfCause} order by c.top desc, n.count desc, c.rule, c.cause`,
    [request.now, Math.min(Math.max(1, Math.trunc(request.limit)), 1000)],
  );

interface CauseOf {
  readonly ruleId: string;
  readonly causeKey: string;
}

/** How many open findings each of these causes gives, counted up to a bound. */
export const countCauses = (
  db: Queryable,
  request: { readonly now: Instant; readonly causes: readonly CauseOf[] },
): Promise<readonly (CauseOf & { readonly count: number })[]> =>
  request.causes.length === 0
    ? Promise.resolve([])
    : db.query(
        `select c.rule as "ruleId", c.cause as "causeKey", n.count
           from (select distinct * from unnest($2::text[], $3::text[]) u (rule, cause)) c ${countedOfCause}`,
        [
          request.now,
          request.causes.map(({ ruleId }) => ruleId),
          request.causes.map((each) => each.causeKey),
        ],
      );
