import type { Queryable } from '../../platform/store/index.ts';
import { isDeny, type AccessGraph, type AccessVersion } from '../access/graph.ts';
import { thereAt } from '../access/graph-rows.ts';
import { servicesAbout } from '../access/aws-actions.ts';
import { hasWildcard } from '../../platform/glob.ts';
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
  /** Numbers of the registers that say so, where its own source does not. */
  readonly saidBy?: readonly number[];
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
  const where = `${thereAt(sourceNo, read)} and ${isSaid} and kind <> 'domain' and kind not like '%.rbac.authorization.k8s.io'`;
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
  const dependsOn = doubtsOf(of.connector);
  const rights: JewelRight[] = [];
  for (const { key, name, kind, tier, data } of rows) {
    const jewel = { sourceNo, source, key, name, kind, because: becauseOf(tier), dependsOn };
    rights.push(...rightsOn(graph, jewel, { data, sourceNo, services: await servicesOf(of.connector, key) }));
  }
  return { rights, total: count?.n ?? 0, told: rows.length };
}

/**
 * What a register says of resources of other sources, by their keys, and the rights on them there: a source that has a resource of
 * that key, or, of an ARN, one of AWS. Together with what the register has rights on itself at most so many are looked at.
 */
export async function registeredJewels(
  db: Queryable,
  graph: AccessGraph,
  connectors: ReadonlyMap<number, string>,
): Promise<readonly JewelRight[]> {
  const { reads } = graph.version;
  const registers = reads.filter(({ sourceNo }) => connectors.get(sourceNo) === 'csv');
  const others = reads.filter(({ sourceNo }) => connectors.get(sourceNo) !== 'csv');
  if (registers.length === 0 || others.length === 0) return [];
  const there = (of: typeof reads, alias: string): string =>
    of
      .map(
        ({ sourceNo, read }) =>
          `(${thereAt(sourceNo, read).replaceAll(/\b(source_no|valid_)/g, `${alias}.$1`)})`,
      )
      .join(' or ');
  const rows = await db.query<{
    key: string;
    name: string;
    kind: string;
    tier: string | null;
    data: string | null;
    of: number;
    by: number;
  }>(
    `select o.key, o.name, o.kind, r.tier, r.data_class as data, o.source_no as of, r.source_no as by from estate.resources r
       join estate.resources o on o.key_hash = r.key_hash and o.key = r.key and (${there(others, 'o')})
      where (${there(registers, 'r')}) and ${isSaid.replaceAll(/\b(tier|environment)\b/g, 'r.$1')}
      order by o.source_no, o.key limit ${mostJewels}`,
  );
  const arns = await db.query<{ key: string; tier: string | null; data: string | null; by: number }>(
    `select key, tier, data_class as data, source_no as by from estate.resources
      where (${there(registers, 'resources')}) and key like 'arn:%' and ${isSaid} order by key limit ${mostJewels}`,
  );
  const told = new Set(rows.map(({ of, key }) => `${of} ${key}`));
  const accounts = others.filter(({ sourceNo }) => connectors.get(sourceNo) === 'aws');
  const all = [
    ...rows,
    ...accounts.flatMap(({ sourceNo }) =>
      arns
        .filter(({ key }) => !told.has(`${sourceNo} ${key}`))
        .map((row) => ({ ...row, name: row.key, kind: 'registered', of: sourceNo })),
    ),
  ].slice(0, mostJewels);
  const sourceOf = new Map(others.map(({ sourceNo, source }) => [sourceNo, source]));
  const saidBy = Map.groupBy(all, (row) => `${row.of} ${row.key}`);
  const rights: JewelRight[] = [];
  for (const { key, name, kind, tier, data, of: sourceNo } of all) {
    const jewel = {
      sourceNo,
      source: sourceOf.get(sourceNo) ?? '',
      key,
      name,
      kind,
      because: becauseOf(tier),
      saidBy: (saidBy.get(`${sourceNo} ${key}`) ?? []).map(({ by }) => by),
      dependsOn: doubtsOf(connectors.get(sourceNo)),
    };
    const services = await servicesOf(connectors.get(sourceNo), key);
    rights.push(...rightsOn(graph, jewel, { data, sourceNo, services }));
  }
  return rights;
}

async function servicesOf(
  connector: string | undefined,
  key: string,
): Promise<ReadonlySet<string> | undefined> {
  return connector === 'aws' && key.startsWith('arn:') ? servicesAbout(key) : undefined;
}

/** Where it is production and a lower tier is said besides, that has been weighed. */
const isSaid = `(tier = 'high' or environment = 'production' and tier is null)`;
const becauseOf = (tier: string | null): string => (tier === 'high' ? 'tier high' : 'production');
const doubtsOf = (connector: string | undefined): readonly string[] =>
  connector === 'aws' ? ['whether its policies allow it, which `countersign who-can` evaluates'] : [];

/** Rights on it, and of a bucket those on the objects that lie in it. */
function* rightsOn(
  graph: AccessGraph,
  jewel: CrownJewel,
  of: {
    readonly data: string | null;
    readonly sourceNo: number;
    /** Actions of no other can be about it; undefined: any. */
    readonly services: ReadonlySet<string> | undefined;
  },
): Iterable<JewelRight> {
  const isData = of.data !== null && of.data !== 'public';
  const within = /^arn:[^:]*:s3:::[^/]+$/.test(jewel.key) ? [`${jewel.key}/*`] : [];
  for (const right of matchQuestion(graph, '*', jewel.key, within).entitlements) {
    if (graph.entitlements.sourceNo[right] !== of.sourceNo) continue;
    const action = graph.texts.actions[graph.entitlements.action[right] ?? -1] ?? '';
    if (!isData && isReading(action)) continue;
    const [service = ''] = action.split(':', 1);
    if (of.services !== undefined && !hasWildcard(service) && !of.services.has(service)) continue;
    for (const grant of rowOf(graph.holdersOf, right))
      if (((graph.grants.flags[grant] ?? 0) & isDeny) === 0) yield { jewel, grant };
  }
}

const isReading = (action: string): boolean =>
  /^(?:[a-z0-9-]+:)?(?:get|list|watch|read|describe|view|connect|usage|member)/i.test(action);
