import type { EstateRef, PrivilegeView } from '../../model/index.ts';
import type { Database } from '../../platform/store/index.ts';
import { isUniversal } from '../../platform/glob.ts';
import type { Resident } from '../access/engine.ts';
import type { AccessGraph } from '../access/graph.ts';
import { heldBy, isPrivilege, privilegedNodes, type Held } from '../access/held.ts';
import { rowOf } from '../access/reach.ts';
import { fetchPaths } from '../access/tell-path.ts';

const mostPerAccount = 100;

/** What each account of a page holds on everything or nearly, with the path, and how many grants it holds itself. */
export class Privileges {
  readonly #resident: Resident;
  readonly #marked: Uint8Array;

  constructor(resident: Resident) {
    this.#resident = resident;
    this.#marked = privilegedNodes(resident.graph);
  }

  directGrants(node: number): number {
    return node === -1 ? 0 : rowOf(this.#resident.graph.grantsOf, node).length;
  }

  /** By node, for those of `nodes` that have any. */
  async of(
    database: Database,
    nodes: readonly number[],
  ): Promise<ReadonlyMap<number, readonly PrivilegeView[]>> {
    const { graph } = this.#resident;
    const held = new Map<number, readonly Held[]>();
    for (const node of nodes)
      if (this.#marked[node] === 1)
        held.set(
          node,
          heldBy(graph, node, { limit: mostPerAccount, only: (right) => isPrivilege(graph, right) }).held,
        );
    await fetchPaths(database, this.#resident, { paths: [...held.values()].flat().map(({ path }) => path) });
    return new Map([...held].map(([node, each]) => [node, each.map((one) => this.#viewOf(one))]));
  }

  #viewOf(held: Held): PrivilegeView {
    const { graph, labels } = this.#resident;
    const nodes = [held.path.node];
    for (const step of held.path.steps)
      if (step.by === 'membership') nodes.push(graph.memberships.to[step.membership] ?? -1);
    const path: EstateRef[] = nodes.map((node) => labels.of('node', node).ref);
    const right = held.entitlement === undefined ? undefined : labels.of('entitlement', held.entitlement).ref;
    return {
      what: right?.name ?? 'superuser',
      path: right === undefined ? path : [...path, right],
      conditional: held.conditional || held.denies.some((deny) => deniesEverything(graph, deny)),
    };
  }
}

/** A Deny of less than everything leaves nearly everything. */
function deniesEverything(graph: AccessGraph, deny: number): boolean {
  const right = graph.grants.to[deny] ?? -1;
  const { action, pattern } = graph.entitlements;
  return (
    isUniversal(graph.texts.actions[action[right] ?? -1] ?? '') &&
    isUniversal(graph.texts.patterns[pattern[right] ?? -1] ?? '')
  );
}
