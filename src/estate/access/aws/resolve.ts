import { decide, type Layers, type Truth } from './decide.ts';
import type { Variable } from './unknowns.ts';
import type { World } from './worlds.ts';

/** One way things can be: a world for each variable, and what the atoms then are. */
export interface Sample {
  readonly truth: Truth;
  readonly worlds: ReadonlyMap<Variable, World>;
}

/** What follows whatever the unknown is, or that it depends, on which variables, with a sample of either side. */
export type Resolved =
  | { readonly is: 'settled'; readonly isAllowed: boolean; readonly sample: Sample }
  | {
      readonly is: 'depends';
      readonly on: readonly Variable[];
      readonly allowed: Sample | undefined;
      readonly denied: Sample | undefined;
      /** False when there was too much to go through: then it may not depend, and `on` is everything unknown. */
      readonly isExact: boolean;
    };

const mostDecisions = 20_000;
const deny = 0;
const allow = 1;
type Node = number;

/**
 * Goes through every combination of worlds as a decision diagram: variables in order, a branch ending as soon as the answer
 * follows, branches that answer alike made one. What is left in the reduced diagram is what the answer depends on.
 */
export function resolve(layers: Layers, variables: readonly Variable[], atoms: number): Resolved {
  const truth: Truth = new Int8Array(atoms).fill(-1);
  const nodes = new Map<string, Node>();
  const inner: { readonly at: number; readonly children: readonly Node[] }[] = [];
  let left = mostDecisions;
  const explore = (at: number): Node | undefined => {
    if (left-- <= 0) return undefined;
    const now = decide(layers, truth);
    if (now !== -1) return now;
    const variable = variables[at];
    if (variable === undefined) throw new TypeError('every atom is settled, and the answer is not');
    const children: Node[] = [];
    for (const world of variable.worlds) {
      settle(truth, variable, world);
      const child = explore(at + 1);
      if (child === undefined) return undefined;
      children.push(child);
    }
    settle(truth, variable, undefined);
    if (children.every((child) => child === children[0])) return children[0] ?? deny;
    const name = `${at}:${children.join()}`;
    const known = nodes.get(name);
    if (known !== undefined) return known;
    const node = inner.push({ at, children }) + 1; // 0 and 1 are the answers
    nodes.set(name, node);
    return node;
  };
  const root = explore(0);
  if (root === undefined)
    return { is: 'depends', on: variables, allowed: undefined, denied: undefined, isExact: false };
  const sampleOf = (answer: Node): Sample => {
    const chosen = new Map<Variable, World>();
    for (let node = root; node > allow;) {
      const { at, children } = inner[node - 2] ?? { at: 0, children: [] };
      const place = Math.max(
        0,
        children.findIndex((child) => child === answer || child > allow),
      );
      const direct = children.indexOf(answer);
      const variable = variables[at];
      const world = variable?.worlds[direct === -1 ? place : direct];
      if (variable === undefined || world === undefined) break;
      chosen.set(variable, world);
      node = children[direct === -1 ? place : direct] ?? answer;
    }
    return { truth: truthOf(variables, chosen, atoms), worlds: chosen };
  };
  if (root <= allow) return { is: 'settled', isAllowed: root === allow, sample: sampleOf(root) };
  const used = new Set(reached(root, inner).map(({ at }) => at));
  return {
    is: 'depends',
    on: variables.filter((_, at) => used.has(at)),
    allowed: sampleOf(allow),
    denied: sampleOf(deny),
    isExact: true,
  };
}

function settle(truth: Truth, { atoms }: Variable, world: World | undefined): void {
  for (const [n, atom] of atoms.entries())
    truth[atom] = world === undefined ? -1 : world.truth[n] === true ? 1 : 0;
}

/** With what was chosen; of every other variable any world does. */
function truthOf(variables: readonly Variable[], chosen: ReadonlyMap<Variable, World>, atoms: number): Truth {
  const truth: Truth = new Int8Array(atoms).fill(-1);
  for (const variable of variables) settle(truth, variable, chosen.get(variable) ?? variable.worlds[0]);
  return truth;
}

function reached<T extends { readonly children: readonly Node[] }>(
  root: Node,
  inner: readonly T[],
): readonly T[] {
  const seen = new Set([root]);
  const found: T[] = [];
  for (const node of seen) {
    const here = node > allow ? inner[node - 2] : undefined;
    if (here === undefined) continue;
    found.push(here);
    for (const child of here.children) seen.add(child);
  }
  return found;
}
