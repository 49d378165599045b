import type { Transaction } from '../../platform/store/index.ts';
import { HashTable } from '../tables/hash-table.ts';
import type { Hash64 } from '../tables/keyed-hash.ts';
import { MaybeKeys } from '../tables/maybe-keys.ts';
import type { Renumbered } from './advance-nodes.ts';
import { placeEdge, type EdgeLists } from './edge-placer.ts';
import { EdgeList, type Edges } from './edges.ts';
import type { AccessGraph, SourceRanges } from './graph.ts';
import { edgeRows, keysOf } from './graph-rows.ts';
import type { SourceChange } from './source-change.ts';
import { UnplacedEdges, type EdgeRow } from './unplaced-edges.ts';

interface Advance {
  readonly base: AccessGraph;
  readonly changes: ReadonlyMap<number, SourceChange>;
  readonly sources: readonly SourceRanges[];
  readonly moved: Renumbered;
}

type Kind = EdgeRow['kind'];
/** Key hashes of the rows that ended, by source. */
type Ended = ReadonlyMap<number, HashTable>;

/** The edges that stay, renumbered; what lost or found its ends; then what began. */
export async function advanceEdges(
  tx: Transaction,
  advance: Advance,
): Promise<{ readonly memberships: Edges; readonly grants: Edges; readonly unplaced: UnplacedEdges }> {
  const { base, changes, sources, moved } = advance;
  const ended = {
    membership: await endedKeys(tx, 'membership', changes),
    grant: await endedKeys(tx, 'grant', changes),
  };
  const allStay = {
    membership: ended.membership.size === 0 && moved.nodes === undefined,
    grant: ended.grant.size === 0 && moved.nodes === undefined && moved.rights === undefined,
  };
  const listFor = ({ count }: Edges, stay: boolean): EdgeList =>
    new EdgeList(stay ? undefined : count + count / 16);
  const lists: EdgeLists = {
    memberships: listFor(base.memberships, allStay.membership),
    grants: listFor(base.grants, allStay.grant),
    unplaced: new UnplacedEdges(),
  };
  if (!allStay.membership)
    keep(base, 'membership', { ended: ended.membership, from: moved.nodes, to: moved.nodes, lists });
  if (!allStay.grant) keep(base, 'grant', { ended: ended.grant, from: moved.nodes, to: moved.rights, lists });
  const bySource = new Map(sources.map((source) => [source.no, source]));
  for (const edge of base.unplaced.kept ?? []) {
    const source = bySource.get(edge.sourceNo);
    if (source === undefined || has(ended[edge.kind].get(edge.sourceNo), edge.key)) continue;
    if (changes.has(edge.sourceNo)) placeEdge(edge, source, lists);
    else lists.unplaced.add(edge);
  }
  for (const change of changes.values()) {
    const source = bySource.get(change.no);
    if (source === undefined) continue;
    for (const kind of ['membership', 'grant'] as const)
      await edgeRows(tx, { kind, where: change.began }, (edge) => placeEdge(edge, source, lists));
  }
  return {
    memberships: sealed(lists.memberships, base.memberships, allStay.membership),
    grants: sealed(lists.grants, base.grants, allStay.grant),
    unplaced: lists.unplaced,
  };
}

/** Those of the base, the very same ones, when all stay and none is new. */
function sealed(list: EdgeList, base: Edges, allStay: boolean): Edges {
  if (allStay && list.count === 0) return base;
  if (allStay) list.addRun(base, 0, base.count);
  return list.seal();
}

async function endedKeys(
  tx: Transaction,
  kind: Kind,
  changes: ReadonlyMap<number, SourceChange>,
): Promise<Ended> {
  const bySource = new Map<number, HashTable>();
  for (const { no, ended } of changes.values()) {
    const keys = new HashTable();
    await keysOf(tx, { table: `${kind}s`, where: ended }, ({ hi, lo }) => keys.append(hi, lo));
    if (keys.size > 0) bySource.set(no, keys);
  }
  return bySource;
}

const has = (keys: HashTable | undefined, key: Hash64): boolean =>
  keys !== undefined && keys.find(key.hi, key.lo) !== -1;

/**
 * Copies one kind of edges of the base, without those that ended, under their ends' new numbers (`undefined`: they stayed);
 * an edge that lost an end goes aside by its key hashes.
 */
function keep(
  base: AccessGraph,
  kind: Kind,
  how: {
    readonly ended: Ended;
    readonly from: Int32Array | undefined;
    readonly to: Int32Array | undefined;
    readonly lists: EdgeLists;
  },
): void {
  const edges = kind === 'membership' ? base.memberships : base.grants;
  const list = kind === 'membership' ? how.lists.memberships : how.lists.grants;
  const stays = how.from === undefined && how.to === undefined;
  const mayBe = new Map([...how.ended].map(([no, keys]) => [no, new MaybeKeys([keys.allLo()])] as const));
  let sourceNo = -1;
  let ended: HashTable | undefined;
  let mayHaveEnded: MaybeKeys | undefined;
  let kept = 0;
  for (let at = 0; at < edges.count; at++) {
    const from = edges.from[at] ?? 0;
    if (base.nodeSource[from] !== sourceNo) {
      sourceNo = base.nodeSource[from] ?? -1;
      ended = how.ended.get(sourceNo);
      mayHaveEnded = mayBe.get(sourceNo);
    }
    const lo = edges.keyLo[at] ?? 0;
    const hasEnded = mayHaveEnded?.mayHave(lo) === true && ended?.find(edges.keyHi[at] ?? 0, lo) !== -1;
    if (stays) {
      if (!hasEnded) continue;
      list.addRun(edges, kept, at);
      kept = at + 1;
    } else if (!hasEnded) move(base, kind, at, how);
  }
  if (stays) list.addRun(edges, kept, edges.count);
}

function move(
  base: AccessGraph,
  kind: Kind,
  at: number,
  how: {
    readonly from: Int32Array | undefined;
    readonly to: Int32Array | undefined;
    readonly lists: EdgeLists;
  },
): void {
  const edges = kind === 'membership' ? base.memberships : base.grants;
  const list = kind === 'membership' ? how.lists.memberships : how.lists.grants;
  const [from, to] = [edges.from[at] ?? 0, edges.to[at] ?? 0];
  const newFrom = how.from === undefined ? from : (how.from[from] ?? -1);
  const newTo = how.to === undefined ? to : (how.to[to] ?? -1);
  const key = { hi: edges.keyHi[at] ?? 0, lo: edges.keyLo[at] ?? 0 };
  const flags = edges.flags[at] ?? 0;
  if (newFrom !== -1 && newTo !== -1) list.add(newFrom, newTo, key, flags);
  else
    how.lists.unplaced.add({
      kind,
      sourceNo: base.nodeSource[from] ?? -1,
      key,
      from: { hi: base.nodeHi[from] ?? 0, lo: base.nodeLo[from] ?? 0 },
      to: endOf(base, kind, to),
      flags,
    });
}

const endOf = ({ nodeHi, nodeLo, entitlements }: AccessGraph, kind: Kind, to: number): Hash64 =>
  kind === 'membership'
    ? { hi: nodeHi[to] ?? 0, lo: nodeLo[to] ?? 0 }
    : { hi: entitlements.keyHi[to] ?? 0, lo: entitlements.keyLo[to] ?? 0 };
