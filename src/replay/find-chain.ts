import type { Table } from './inventory.ts';
import { treesOf } from './trees.ts';

/** Things of one kind, among which one is to be chosen. */
export interface Choice {
  readonly table: Table;
  readonly rows: Int32Array;
}

/** Two chosen things and what connects them: numbers of choices, and of the link. */
export interface Joint {
  readonly a: number;
  readonly b: number;
  readonly link: number;
}

export interface Chain {
  /** The row chosen of each choice. */
  readonly rows: readonly number[];
  readonly joints: readonly Joint[];
}

/**
 * One thing of each choice so that all of them are connected: from each one comes to each other over chosen things that share
 * a link. Connected things hang together by a tree, so each tree over so few choices is tried; along a tree one pass from its
 * leaves keeps only what has a neighbour, which takes as long as there are links. Undefined: there is none.
 */
export function findChain(choices: readonly Choice[], marks: Marks): Chain | undefined {
  if (choices.some(({ rows }) => rows.length === 0)) return undefined;
  for (const parents of treesOf(choices.length)) {
    const chain = alongTree(choices, parents, marks);
    if (chain !== undefined) return chain;
  }
  return undefined;
}

/** Which links something goes on from, one set a choice, emptied by counting on. */
export class Marks {
  readonly #linkCount: number;
  readonly #sets: { readonly at: Int32Array; turn: number }[] = [];

  constructor(linkCount: number) {
    this.#linkCount = linkCount;
  }

  /** The emptied set of a choice: a link is in it when `at[link]` is the turn. */
  fresh(choice: number): { readonly at: Int32Array; readonly turn: number } {
    const set = (this.#sets[choice] ??= { at: new Int32Array(this.#linkCount), turn: 0 });
    set.turn++;
    return { at: set.at, turn: set.turn };
  }
}

/** `parents[n]` is the choice that choice n hangs from, and comes before it; choice 0 is the root. */
function alongTree(choices: readonly Choice[], parents: readonly number[], marks: Marks): Chain | undefined {
  const children = choices.map((_, n) =>
    parents.flatMap((parent, child) => (parent === n && child > 0 ? [child] : [])),
  );
  const sets: { at: Int32Array; turn: number }[] = [];
  const fit: Int32Array[] = [];
  for (const n of orderFrom(children)) {
    const { table, rows } = choices[n] ?? noChoice;
    const wanted = (children[n] ?? []).map((child) => sets[child]);
    const kept = rows.filter((row) =>
      wanted.every((set) => set !== undefined && sharedOf(table, row, set) !== -1),
    );
    if (kept.length === 0) return undefined;
    fit[n] = kept;
    if (n === 0) continue;
    const set = marks.fresh(n);
    for (const row of kept) for (const link of linksOf(table, row)) set.at[link] = set.turn;
    sets[n] = set;
  }
  return choose({ choices, children, fit, marks });
}

/** Leaves first, the root last. */
function orderFrom(children: readonly (readonly number[])[]): readonly number[] {
  const order = [0];
  for (const n of order) order.push(...(children[n] ?? []));
  return order.toReversed();
}

/** From the root down the first thing that fits below the one chosen above it. */
function choose(of: {
  readonly choices: readonly Choice[];
  readonly children: readonly (readonly number[])[];
  readonly fit: readonly Int32Array[];
  readonly marks: Marks;
}): Chain {
  const chosen: number[] = [];
  const joints: Joint[] = [];
  chosen[0] = of.fit[0]?.[0] ?? -1;
  const open = [0];
  for (const n of open) {
    const set = of.marks.fresh(n);
    for (const link of linksOf((of.choices[n] ?? noChoice).table, chosen[n] ?? -1)) set.at[link] = set.turn;
    for (const child of of.children[n] ?? []) {
      const { table } = of.choices[child] ?? noChoice;
      const row = (of.fit[child] ?? new Int32Array()).find((each) => sharedOf(table, each, set) !== -1) ?? -1;
      chosen[child] = row;
      joints.push({ a: n, b: child, link: sharedOf(table, row, set) });
      open.push(child);
    }
  }
  return { rows: chosen, joints };
}

export function linksOf(table: Table, row: number): Int32Array {
  return table.links.subarray(table.starts[row] ?? 0, table.starts[row + 1] ?? 0);
}

/** The first link of a thing that is in a set; -1: none. */
export function sharedOf(
  table: Table,
  row: number,
  set: { readonly at: Int32Array; readonly turn: number },
): number {
  const { links, starts } = table;
  for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
    const link = links[at] ?? -1;
    if (set.at[link] === set.turn) return link;
  }
  return -1;
}

const noTable: Table = {
  count: 0,
  columns: new Map(),
  starts: new Int32Array(),
  links: new Int32Array(),
  named: () => ({ source: '', key: '', name: '' }),
  doubt: () => undefined,
};
const noChoice: Choice = { table: noTable, rows: new Int32Array() };
