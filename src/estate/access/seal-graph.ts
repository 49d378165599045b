import { rowsBy, type Edges } from './edges.ts';
import {
  isAllPowerful,
  isArn,
  isInheritOnly,
  type AccessGraph,
  type AccessVersion,
  type Entitlements,
  type ResourceIndex,
  type SourceRanges,
  type TextIndex,
} from './graph.ts';
import { numberIn } from './key-range.ts';
import type { UnplacedEdges } from './unplaced-edges.ts';

/** What a version is made of, whether it was loaded or made from the one before. */
export interface GraphParts {
  readonly version: AccessVersion;
  readonly sources: readonly SourceRanges[];
  readonly nodeFlags: Uint8Array;
  readonly memberships: Edges;
  readonly grants: Edges;
  readonly unplaced: UnplacedEdges;
  readonly entitlements: Entitlements;
  readonly texts: TextIndex;
  readonly resourcesOf: (arnSources: ReadonlySet<number>) => ResourceIndex;
}

/**
 * Adds what follows from the parts: edges by their ends, sources of nodes, who is all-powerful. What follows from edges that
 * are the very same in `base` is taken from there.
 */
export function sealGraph(parts: GraphParts, base?: AccessGraph): AccessGraph {
  const { sources, nodeFlags, memberships, grants, entitlements, texts } = parts;
  const nodeCount = nodeFlags.length;
  const nodeHi = new Int32Array(nodeCount);
  const nodeLo = new Int32Array(nodeCount);
  const nodeSource = new Uint16Array(nodeCount);
  for (const { no, accounts, groups } of sources)
    for (const { first, keys } of [accounts, groups]) {
      nodeHi.set(keys.allHi(), first);
      nodeLo.set(keys.allLo(), first);
      nodeSource.fill(no, first, first + keys.size);
    }
  const allPowerful: number[] = [];
  const arnSources = new Set<number>();
  for (let node = 0; node < nodeCount; node++) {
    const flags = nodeFlags[node] ?? 0;
    if ((flags & isAllPowerful) !== 0) allPowerful.push(node);
    if ((flags & isArn) !== 0) arnSources.add(nodeSource[node] ?? -1);
  }
  for (let right = 0; right < entitlements.count; right++)
    if (texts.patterns[entitlements.pattern[right] ?? -1]?.startsWith('arn:') === true)
      arnSources.add(entitlements.sourceNo[right] ?? -1);
  const bySource = new Map(sources.map((source) => [source.no, source]));
  return {
    version: parts.version,
    nodeCount,
    nodeHi,
    nodeLo,
    nodeSource,
    nodeFlags,
    memberships,
    grants,
    ...(base !== undefined && base.memberships === memberships && base.nodeCount === nodeCount
      ? membershipsOf(base)
      : {
          groupsOf: rowsBy(memberships.from, memberships.count, nodeCount),
          membersOf: rowsBy(memberships.to, memberships.count, nodeCount),
          tellsBeingFromHaving: memberships.flags.some((flags) => (flags & isInheritOnly) !== 0),
        }),
    ...(base !== undefined &&
    base.grants === grants &&
    base.nodeCount === nodeCount &&
    base.entitlements.count === entitlements.count
      ? { grantsOf: base.grantsOf, holdersOf: base.holdersOf }
      : {
          grantsOf: rowsBy(grants.from, grants.count, nodeCount),
          holdersOf: rowsBy(grants.to, grants.count, entitlements.count),
        }),
    entitlements,
    texts,
    resources: parts.resourcesOf(arnSources),
    allPowerful,
    sources,
    unplaced: parts.unplaced,
    find: (sourceNo, entity, hi, lo) => {
      const source = bySource.get(sourceNo);
      if (source === undefined) return -1;
      return numberIn(entity === 'account' ? source.accounts : source.groups, { hi, lo });
    },
  };
}

const membershipsOf = ({ groupsOf, membersOf, tellsBeingFromHaving }: AccessGraph) => ({
  groupsOf,
  membersOf,
  tellsBeingFromHaving,
});
