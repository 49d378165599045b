import { isSourceId, must } from '../../model/index.ts';
import type { Instant } from '../../model/index.ts';
import type { Database, Transaction } from '../../platform/store/index.ts';
import { HashTable } from '../tables/hash-table.ts';
import { placeEdge } from './edge-placer.ts';
import { EdgeList } from './edges.ts';
import type { AccessGraph, AccessVersion, SourceRanges } from './graph.ts';
import { edgeRows, nodeRows, thereAt } from './graph-rows.ts';
import type { KeyRange } from './key-range.ts';
import { loadResources, sealResources, type ResourceRow } from './resources.ts';
import { loadRights, sealRights, type RightRow } from './rights.ts';
import { sealGraph } from './seal-graph.ts';
import { UnplacedEdges } from './unplaced-edges.ts';

/** As of when: now, the last reads begun by a moment, or the state just after a read number. */
export type AsOf =
  | { readonly is: 'now' }
  | { readonly is: 'time'; readonly at: Instant }
  | { readonly is: 'read'; readonly read: number };

/** The last read of each source at that moment; sources never read by then are not in it. */
export async function versionAt(tx: Transaction, at: AsOf): Promise<AccessVersion> {
  const rows = await tx.query<{ source: string; no: number; read: number }>(
    `select s.id as source, s.no, r.number as read from sources.source s cross join lateral (
       select number from sources.read r where r.source_no = s.no
          and ($1::timestamptz is null or r.started_at <= $1) and ($2::bigint is null or r.number <= $2)
        order by number desc limit 1) r order by s.no`,
    [at.is === 'time' ? at.at : null, at.is === 'read' ? at.read : null],
  );
  return {
    reads: rows.map(({ source, no, read }) => ({ source: must(isSourceId, source), sourceNo: no, read })),
  };
}

/** The reads that a version holds, in a text: two versions with the same are the same. */
export const readsOf = ({ reads }: AccessVersion): string =>
  reads.map(({ sourceNo, read }) => `${sourceNo}:${read}`).join(' ');

/** The reads that the estate is told from now. */
export const readsNow = async (database: Database): Promise<string> =>
  readsOf(await database.transaction((tx) => versionAt(tx, { is: 'now' }), 'repeatable read'));

/** Reads every node and edge that was there at the version. Run it in a repeatable read transaction. */
export async function loadGraph(tx: Transaction, version: AccessVersion): Promise<AccessGraph> {
  const sources: SourceRanges[] = [];
  const flags: number[] = [];
  const rights: RightRow[] = [];
  const resources: ResourceRow[] = [];
  const lists = { memberships: new EdgeList(), grants: new EdgeList(), unplaced: new UnplacedEdges() };
  for (const { sourceNo, read } of version.reads) {
    const where = thereAt(sourceNo, read);
    const nodes = async (entity: 'account' | 'group'): Promise<KeyRange> => {
      const range = { first: flags.length, keys: new HashTable() };
      await nodeRows(tx, { entity, where }, (key, flag) => {
        range.keys.append(key.hi, key.lo);
        flags.push(flag);
      });
      return range;
    };
    const accounts = await nodes('account');
    const groups = await nodes('group');
    const own = { first: rights.length, keys: new HashTable() };
    for (const right of await loadRights(tx, { sourceNo, where })) {
      own.keys.append(right.key.hi, right.key.lo);
      rights.push(right);
    }
    for (const resource of await loadResources(tx, { sourceNo, where })) resources.push(resource);
    const source = { no: sourceNo, accounts, groups, rights: own };
    sources.push(source);
    for (const kind of ['membership', 'grant'] as const)
      await edgeRows(tx, { kind, where }, (edge) => placeEdge(edge, source, lists));
  }
  return sealGraph({
    version,
    sources,
    nodeFlags: Uint8Array.from(flags),
    memberships: lists.memberships.seal(),
    grants: lists.grants.seal(),
    unplaced: lists.unplaced,
    ...sealRights(rights),
    resourcesOf: (arnSources) => sealResources(resources, arnSources),
  });
}
