import type { Transaction } from '../../platform/store/index.ts';
import { advanceEdges } from './advance-edges.ts';
import { advanceNodes, advanceRights } from './advance-nodes.ts';
import { sharesKeys } from './edge-placer.ts';
import type { AccessGraph, AccessVersion, SourceRanges } from './graph.ts';
import { loadResources, sealResources, type ResourceRow } from './resources.ts';
import { sealGraph, type GraphParts } from './seal-graph.ts';
import { changesBetween, type SourceChange } from './source-change.ts';

/**
 * The graph of a later version, made from an earlier one and the rows that began or ended between them: what did not change
 * is not read again. Equal to loading it, but for the order of edges. Undefined when it has to be loaded: another set of
 * sources, one that went back, a key shared by an account and a group, or more unplaced edges than are kept. Run it in a
 * repeatable read transaction.
 */
export async function advanceGraph(
  tx: Transaction,
  base: AccessGraph,
  version: AccessVersion,
): Promise<AccessGraph | undefined> {
  const changes = changesBetween(base.version, version);
  if (changes === undefined || base.unplaced.kept === undefined) return undefined;
  const doubtful = (sources: readonly SourceRanges[]): boolean =>
    sources.some(({ no, accounts, groups }) => changes.has(no) && sharesKeys(accounts, groups));
  if (doubtful(base.sources)) return undefined;
  const nodes = await advanceNodes(tx, base, changes);
  const rights = await advanceRights(tx, base, changes);
  const sources = nodes.ranges.map((range, at): SourceRanges => {
    const own = rights.ranges[at];
    if (own === undefined) throw new TypeError('a source lost its entitlements');
    return { ...range, rights: own };
  });
  if (doubtful(sources)) return undefined;
  const resources = await advanceResources(tx, base, changes);
  const moved = { nodes: nodes.to, rights: rights.to };
  const edges = await advanceEdges(tx, { base, changes, sources, moved });
  const parts: GraphParts = {
    version,
    sources,
    nodeFlags: nodes.flags,
    ...edges,
    entitlements: rights.entitlements,
    texts: rights.texts,
    resourcesOf: (arnSources) =>
      resources === undefined ? { ...base.resources, arnSources } : sealResources(resources, arnSources),
  };
  return sealGraph(parts, base);
}

/** Every resource there is now; undefined when none began or ended. */
async function advanceResources(
  tx: Transaction,
  base: AccessGraph,
  changes: ReadonlyMap<number, SourceChange>,
): Promise<readonly ResourceRow[] | undefined> {
  const nameOf = (row: Pick<ResourceRow, 'sourceNo' | 'key'>): string => `${row.sourceNo} ${row.key}`;
  const ended = new Set<string>();
  const began: ResourceRow[] = [];
  for (const change of changes.values()) {
    const from = { sourceNo: change.no };
    for (const row of await loadResources(tx, { ...from, where: change.ended })) ended.add(nameOf(row));
    for (const row of await loadResources(tx, { ...from, where: change.began })) began.push(row);
  }
  if (ended.size + began.length === 0) return undefined;
  const { keys, names, sourceNo } = base.resources;
  const rows = keys.map((key, at) => ({ sourceNo: sourceNo[at] ?? -1, key, name: names[at] ?? key }));
  return [...rows.filter((row) => !ended.has(nameOf(row))), ...began];
}
