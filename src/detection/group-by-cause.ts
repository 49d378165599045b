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

/** Causes of open findings, highest score first, then by how many findings they give; up to `limit` (at most 1,000). */
export const groupedByCause = (
  db: Queryable,
  request: { readonly now: Instant; readonly limit: number },
): Promise<readonly CauseGroup[]> =>
  db.query<CauseGroup>(
    `select f.rule as "ruleId", f.cause_key as "causeKey", min(f.cause_title) as title, count(*) as count,
            max(f.score) as "topScore", (array_agg(f.id order by f.score desc, f.id))[1] as "topFinding"
       from detection.finding f left join detection.acceptance a on a.finding_id = f.id
      where f.state = 'open' and (a.until is null or a.until <= $1)
      group by f.rule, f.cause_key order by max(f.score) desc, count(*) desc, f.rule, f.cause_key limit $2`,
    [request.now, Math.min(Math.max(1, Math.trunc(request.limit)), 1000)],
  );
