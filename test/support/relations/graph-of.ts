import { placeEdge } from '../../../src/estate/access/edge-placer.ts';
import { EdgeList } from '../../../src/estate/access/edges.ts';
import {
  isAccount,
  isAllPowerful,
  isArn,
  isConditional,
  isDeny,
  isInheritOnly,
  isOutOfUse,
  isOutsider,
  isSetOnly,
  type AccessGraph,
} from '../../../src/estate/access/graph.ts';
import type { KeyRange } from '../../../src/estate/access/key-range.ts';
import { sealResources } from '../../../src/estate/access/resources.ts';
import { sealRights } from '../../../src/estate/access/rights.ts';
import { sealGraph } from '../../../src/estate/access/seal-graph.ts';
import { UnplacedEdges } from '../../../src/estate/access/unplaced-edges.ts';
import { HashTable } from '../../../src/estate/tables/hash-table.ts';
import { halfSipHash } from '../../../src/estate/tables/keyed-hash.ts';
import { isSourceId, must, type Observation } from '../../../src/model/index.ts';

const hash = halfSipHash(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
const sourceNo = 1;

const outsider = ({ attributes }: { readonly attributes?: Readonly<Record<string, string>> }): number =>
  attributes !== undefined && 'standsFor' in attributes ? isOutsider : 0;

/** A graph with the keys of its nodes, which the estate otherwise fetches from the database. */
export interface NamedGraph {
  readonly graph: AccessGraph;
  readonly nodeKeys: readonly string[];
  /** An account by its key, or else a group; -1: neither. */
  readonly nodeOf: (key: string) => number;
}

/** The access graph of one source, put together by the estate's own parts from observations instead of rows. */
export function graphOf(all: readonly Observation[]): NamedGraph {
  const nodeKeys: string[] = [];
  const flags: number[] = [];
  const range = (nodes: ReadonlyMap<string, number>): KeyRange => {
    const made = { first: nodeKeys.length, keys: new HashTable() };
    for (const [key, flag] of nodes) {
      const { hi, lo } = hash(key);
      made.keys.append(hi, lo);
      nodeKeys.push(key);
      flags.push(flag);
    }
    return made;
  };
  const accounts = range(
    new Map(
      all.flatMap((o) =>
        o.type === 'account'
          ? [
              [
                o.key,
                isAccount +
                  (['disabled', 'locked', 'expired'].includes(o.state) ? isOutOfUse : 0) +
                  (o.powers?.some((power) => power === 'superuser' || power === 'root') === true
                    ? isAllPowerful
                    : 0) +
                  (o.key.startsWith('arn:') ? isArn : 0) +
                  outsider(o),
              ] as const,
            ]
          : [],
      ),
    ),
  );
  const groups = range(
    new Map(all.flatMap((o) => (o.type === 'group' ? [[o.key, outsider(o)] as const] : []))),
  );
  const rights = [
    ...new Map(all.flatMap((o) => (o.type === 'entitlement' ? [[o.key, o] as const] : []))).values(),
  ];
  const own = { first: 0, keys: new HashTable() };
  for (const { key } of rights) own.keys.append(hash(key).hi, hash(key).lo);
  const source = { no: sourceNo, accounts, groups, rights: own };
  const lists = { memberships: new EdgeList(), grants: new EdgeList(), unplaced: new UnplacedEdges() };
  for (const o of all) {
    if (o.type !== 'membership' && o.type !== 'grant') continue;
    const [from, to] = o.type === 'membership' ? [o.memberKey, o.groupKey] : [o.subjectKey, o.entitlementKey];
    const ifs = (o.conditions ?? []).length > 0 ? isConditional : 0;
    const deny = o.type === 'grant' && o.effect === 'deny' ? isDeny : 0;
    const via =
      o.type === 'grant' ? 0 : o.via === 'set_role' ? isSetOnly : o.via === 'inherit' ? isInheritOnly : 0;
    placeEdge(
      { kind: o.type, key: hash(o.key), from: hash(from), to: hash(to), flags: ifs + deny + via },
      source,
      lists,
    );
  }
  const resources = [
    ...new Map(
      all.flatMap((o) => (o.type === 'resource' ? [[o.key, { sourceNo, key: o.key, name: o.name }]] : [])),
    ).values(),
  ];
  const graph = sealGraph({
    version: { reads: [{ source: must(isSourceId, 'case'), sourceNo, read: 1 }] },
    sources: [source],
    nodeFlags: Uint8Array.from(flags),
    memberships: lists.memberships.seal(),
    grants: lists.grants.seal(),
    unplaced: lists.unplaced,
    ...sealRights(
      rights.map(({ key, action, resourcePattern, resourceKey, privileged }) => ({
        key: hash(key),
        sourceNo,
        action: action.toLowerCase(),
        pattern: resourcePattern,
        resource: resourceKey,
        privileged: privileged === true,
      })),
    ),
    resourcesOf: (arnSources) => sealResources(resources, arnSources),
  });
  const nodeOf = (key: string): number => {
    const { hi, lo } = hash(key);
    const number = graph.find(sourceNo, 'account', hi, lo);
    return number === -1 ? graph.find(sourceNo, 'group', hi, lo) : number;
  };
  return { graph, nodeKeys, nodeOf };
}
