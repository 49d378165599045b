import type { Queryable } from '../../platform/store/index.ts';
import { isDeny, type AccessGraph, type AccessVersion } from '../access/graph.ts';
import { thereAt } from '../access/graph-rows.ts';
import { matchQuestion } from '../access/match.ts';
import { rowOf } from '../access/reach.ts';
import type { JewelRight } from './escalation-graph.ts';

/** A resource whose misuse does the most harm, by what its source or a register says of it. */
export interface CrownJewel {
  readonly sourceNo: number;
  readonly source: string;
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  /** `tier high`, `production`. */
  readonly because: string;
  /** What was not evaluated of every right on it. */
  readonly dependsOn: readonly string[];
}

export interface CrownJewels {
  readonly rights: readonly JewelRight[];
  /** How many there are, and how many of them are in the graph. */
  readonly total: number;
  readonly told: number;
}

/** More resources than this are not gone through one by one; how many were left out is said. */
export const mostJewels = 2000;

/**
 * Resources of a source that are said to be of the high tier or of production, at most so many, and the rights on them. What
 * holds data is reached by any right; of anything else reading it is not yet having it. What rights over rights lead to, and
 * what a power stands for, is told by techniques.
 */
export async function crownJewelsOf(
  db: Queryable,
  graph: AccessGraph,
  of: {
    readonly read: AccessVersion['reads'][number];
    readonly connector: string | undefined;
    readonly most: number;
  },
): Promise<CrownJewels> {
  const { source, sourceNo, read } = of.read;
  const where = `${thereAt(sourceNo, read)} and (tier = 'high' or environment = 'production')
    and kind <> 'domain' and kind not like '%.rbac.authorization.k8s.io'`;
  const [count] = await db.query<{ n: number }>(
    `select count(*)::int as n from estate.resources where ${where}`,
  );
  const rows = await db.query<{
    key: string;
    name: string;
    kind: string;
    tier: string | null;
    data: string | null;
  }>(
    `select key, name, kind, tier, data_class as data from estate.resources where ${where}
      order by (tier = 'high') desc nulls last, key limit ${of.most}`,
  );
  const dependsOn =
    of.connector === 'aws' ? ['whether its policies allow it, which `countersign who-can` evaluates'] : [];
  const rights: JewelRight[] = [];
  for (const { key, name, kind, tier, data } of rows) {
    const because = tier === 'high' ? 'tier high' : 'production';
    const jewel = { sourceNo, source, key, name, kind, because, dependsOn };
    const isData = data !== null && data !== 'public';
    for (const right of matchQuestion(graph, '*', key).entitlements) {
      if (graph.entitlements.sourceNo[right] !== sourceNo) continue;
      if (!isData && isReading(graph.texts.actions[graph.entitlements.action[right] ?? -1] ?? '')) continue;
      for (const grant of rowOf(graph.holdersOf, right))
        if (((graph.grants.flags[grant] ?? 0) & isDeny) === 0) rights.push({ jewel, grant });
    }
  }
  return { rights, total: count?.n ?? 0, told: rows.length };
}

const isReading = (action: string): boolean =>
  /^(?:[a-z0-9-]+:)?(?:get|list|watch|read|describe|view|connect|usage|member)/i.test(action);
