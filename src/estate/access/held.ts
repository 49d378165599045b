import { globsOverlap, isUniversal } from '../../platform/glob.ts';
import {
  isAccount,
  isAllPowerful,
  isConditional,
  isDeny,
  isInheritOnly,
  isLeftOpen,
  isSetOnly,
  type AccessGraph,
} from './graph.ts';
import { ancestors, rowOf, type Path, type Step } from './reach.ts';

/** One right (or power, `entitlement` absent) that a node holds. */
export interface Held {
  readonly entitlement?: number;
  readonly path: Path;
  readonly conditional: boolean;
  readonly denies: readonly number[];
}

/**
 * Everything a node holds, itself or through memberships, each right once by a shortest path (one without conditions if
 * there is any), nearest first. `total` counts all; only `limit` after the first `skip` are told.
 */
export function heldBy(
  graph: AccessGraph,
  start: number,
  options: {
    readonly limit: number;
    readonly skip?: number;
    readonly only?: (entitlement: number) => boolean;
    /** Not by becoming another account. */
    readonly staysItself?: boolean;
  },
): { readonly held: readonly Held[]; readonly total: number } {
  const order = wayUp(graph, start, options.staysItself === true);
  const denies = [...ancestors(graph, start)].flatMap((node) =>
    [...rowOf(graph.grantsOf, node)].filter((grant) => ((graph.grants.flags[grant] ?? 0) & isDeny) !== 0),
  );
  const found = new Map<number, Held>();
  const held: Held[] = [];
  for (const { node, steps, conditional, isIt } of order) {
    if (isIt && ((graph.nodeFlags[node] ?? 0) & isAllPowerful) !== 0)
      held.push({ path: { node: start, steps: [...steps, { by: 'power' }] }, conditional, denies: [] });
    for (const grant of rowOf(graph.grantsOf, node)) {
      const flags = graph.grants.flags[grant] ?? 0;
      const entitlement = graph.grants.to[grant] ?? 0;
      if ((flags & isDeny) !== 0 || options.only?.(entitlement) === false) continue;
      const depends = conditional || (flags & isConditional) !== 0;
      const known = found.get(entitlement);
      if (known !== undefined && (!known.conditional || depends)) continue;
      found.set(entitlement, {
        entitlement,
        path: { node: start, steps: [...steps, { by: 'grant', grant }] },
        conditional: depends,
        denies: denies.filter((deny) => overlaps(graph, graph.grants.to[deny] ?? 0, entitlement)),
      });
    }
  }
  const all = [...held, ...found.values()];
  const { skip = 0, limit } = options;
  // told in parts: then powers first, what is certain before what depends, and each in the order of keys, which is the same
  // however this version came to be in memory
  if (skip > 0 || all.length > limit)
    all.sort(
      (a, b) =>
        Number(a.entitlement !== undefined) - Number(b.entitlement !== undefined) ||
        Number(a.conditional) - Number(b.conditional) ||
        compareRights(graph, a.entitlement, b.entitlement),
    );
  return { held: all.slice(skip, skip + limit), total: all.length };
}

/** Powers first, then rights in the order of keys. */
export function compareRights(
  { entitlements: { sourceNo, keyHi, keyLo } }: AccessGraph,
  a: number | undefined,
  b: number | undefined,
): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  return (
    (sourceNo[a] ?? 0) - (sourceNo[b] ?? 0) ||
    (keyHi[a] ?? 0) - (keyHi[b] ?? 0) ||
    (keyLo[a] ?? 0) - (keyLo[b] ?? 0)
  );
}

/** A node above, and whether one can become it or only has what it passes on. */
interface Above {
  readonly node: number;
  readonly steps: readonly Step[];
  readonly conditional: boolean;
  readonly isIt: boolean;
}

/** The node and everything above it with the memberships that lead there: first all that need no condition. */
function wayUp(graph: AccessGraph, start: number, staysItself: boolean): readonly Above[] {
  const { memberships } = graph;
  const seen = new Map<number, Above>();
  const being = (node: number): number => node * 2;
  const having = (node: number): number => node * 2 + 1;
  seen.set(being(start), { node: start, steps: [], conditional: false, isIt: true });
  for (const conditional of [false, true])
    for (const { node, steps, isIt } of seen.values())
      for (const edge of rowOf(graph.groupsOf, node)) {
        const to = memberships.to[edge] ?? 0;
        const flags = memberships.flags[edge] ?? 0;
        if (staysItself && ((graph.nodeFlags[to] ?? 0) & isAccount) !== 0) continue;
        if (!isIt && (flags & isSetOnly) !== 0) continue;
        const becomes = isIt && (flags & isInheritOnly) === 0;
        // who can become it has what it passes on
        if (seen.has(being(to)) || (!becomes && seen.has(having(to)))) continue;
        if (!conditional && isLeftOpen(flags)) continue;
        seen.set(becomes ? being(to) : having(to), {
          node: to,
          steps: [...steps, { by: 'membership', membership: edge }],
          conditional,
          isIt: becomes,
        });
      }
  return [...seen.values()];
}

/** Whether some question is about both rights, as `matchQuestion` has it: by pattern, or by the resource that a right names. */
function overlaps(graph: AccessGraph, a: number, b: number): boolean {
  const { action, pattern, resource } = graph.entitlements;
  const { actions, patterns } = graph.texts;
  const does = (right: number): string => actions[action[right] ?? -1] ?? '';
  const on = (right: number): readonly string[] =>
    [pattern[right] ?? -1, resource[right] ?? -1].flatMap((number) => patterns[number] ?? []);
  return (
    (does(a) === 'owner' || does(b) === 'owner' || globsOverlap(does(a), does(b))) &&
    on(a).some((one) => on(b).some((other) => globsOverlap(one, other)))
  );
}

/** A right on everything or nearly: `*` on `*`, or what the reader marked as privileged. */
export function isPrivilege(graph: AccessGraph, entitlement: number): boolean {
  const { action, pattern, privileged } = graph.entitlements;
  return (
    privileged[entitlement] === 1 ||
    (isUniversal(graph.texts.actions[action[entitlement] ?? -1] ?? '') &&
      isUniversal(graph.texts.patterns[pattern[entitlement] ?? -1] ?? ''))
  );
}

/** 1 for every node that has a privilege or an all-powerful account somewhere above it. */
export function privilegedNodes(graph: AccessGraph): Uint8Array {
  const marked = new Uint8Array(graph.nodeCount);
  const queue: number[] = [];
  const mark = (node: number): void => {
    if (marked[node] === 1) return;
    marked[node] = 1;
    queue.push(node);
  };
  for (const node of graph.allPowerful) mark(node);
  for (let entitlement = 0; entitlement < graph.entitlements.count; entitlement++)
    if (isPrivilege(graph, entitlement))
      for (const grant of rowOf(graph.holdersOf, entitlement))
        if (((graph.grants.flags[grant] ?? 0) & isDeny) === 0) mark(graph.grants.from[grant] ?? 0);
  for (let at = 0; at < queue.length; at++)
    for (const edge of rowOf(graph.membersOf, queue[at] ?? 0)) mark(graph.memberships.from[edge] ?? 0);
  return marked;
}
