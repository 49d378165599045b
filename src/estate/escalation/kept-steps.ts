import type { AccessGraph, SourceRanges } from '../access/graph.ts';
import { rowOf } from '../access/reach.ts';
import type { Becoming, Each, Row, Spot } from './becoming.ts';
import { rowNumber, type SourceSteps } from './escalation-graph.ts';

/** One row by its key, and where its edge goes: what stays the same whatever else the graph has. */
interface RowKept {
  readonly row: Row['row'];
  readonly from: number;
  readonly to: number;
  readonly hi: number;
  readonly lo: number;
}

/**
 * Steps that were found at one version, to be told at another at which the sources that they are of are as they were: nodes and
 * rows have other numbers there. Nothing of the version that they were found at is held.
 */
export class KeptSteps {
  readonly #ranges: readonly SourceRanges[];
  readonly #of: SourceSteps;
  /** By their numbers then, see `rowNumber`. */
  readonly #rows = new Map<number, RowKept>();

  constructor(graph: AccessGraph, sources: ReadonlySet<number>, of: SourceSteps) {
    this.#of = of;
    this.#ranges = graph.sources.filter(({ no }) => sources.has(no));
    for (const { because } of of.becomings) for (const row of because) this.#keep(graph, row);
    for (const number of of.replaced) this.#keep(graph, { row: 'membership', number });
    for (const { grant } of of.rights) this.#keep(graph, { row: 'grant', number: grant });
  }

  /** Undefined when something is not there again: then they have to be found anew. */
  at(graph: AccessGraph): SourceSteps | undefined {
    const moved = new Moved(this.#ranges, graph);
    if (!moved.isWhole) return undefined;
    const rows = new Map<number, Row>();
    const numbers = new RowNumbers(graph);
    for (const [name, { row, from, to, hi, lo }] of this.#rows) {
      const number = numbers.of(row, { from: moved.of(from), to: moved.of(to), hi, lo });
      if (number === -1) return undefined;
      rows.set(name, { row, number });
    }
    if (moved.isNowhere && [...rows].every(([name, row]) => name === rowNumber(row))) return this.#of;
    const rowAt = (row: Row): Row => rows.get(rowNumber(row)) ?? row;
    return {
      ...this.#of,
      rights: this.#of.rights.map(({ jewel, grant }) => ({
        jewel,
        grant: rowAt({ row: 'grant', number: grant }).number,
      })),
      replaced: this.#of.replaced.map((number) => rowAt({ row: 'membership', number }).number),
      becomings: this.#of.becomings.map((each) => told(each, moved, each.because.map(rowAt))),
    };
  }

  #keep(graph: AccessGraph, of: Row): void {
    const { row, number } = of;
    const name = rowNumber(of);
    if (this.#rows.has(name)) return;
    const { from, to, keyHi, keyLo } = row === 'grant' ? graph.grants : graph.memberships;
    this.#rows.set(name, {
      row,
      from: from[number] ?? -1,
      to: to[number] ?? -1,
      hi: keyHi[number] ?? 0,
      lo: keyLo[number] ?? 0,
    });
  }
}

/** What a step says is worked out when it is told, and not before. */
const told = (each: Becoming, moved: Moved, because: readonly Row[]): Becoming => ({
  from: spotAt(each.from, moved),
  to: each.to.is === 'each' ? eachAt(each.to, moved) : spotAt(each.to, moved),
  technique: each.technique,
  dependsOn: each.dependsOn,
  ...(each.cost === undefined ? {} : { cost: each.cost }),
  because,
  get says() {
    return each.says ?? [];
  },
});

const spotAt = (spot: Spot, moved: Moved): Spot =>
  spot.is === 'node' ? { is: 'node', node: moved.of(spot.node) } : spot;

const eachAt = (each: Each, moved: Moved): Each => ({
  ...each,
  first: moved.of(each.first),
  but: moved.isNowhere ? each.but : new Set(Array.from(each.but, (node) => moved.of(node))),
});

/** Where the nodes of some sources went, all of which are there again. */
export class Moved {
  /** All of them are there, as many as there were. */
  readonly isWhole: boolean;
  readonly isNowhere: boolean;
  readonly #runs: readonly { readonly first: number; readonly end: number; readonly by: number }[];

  constructor(before: readonly SourceRanges[], graph: AccessGraph) {
    const now = new Map(graph.sources.map((source) => [source.no, source]));
    this.#runs = before.flatMap(({ no, accounts, groups }) =>
      [[accounts, now.get(no)?.accounts] as const, [groups, now.get(no)?.groups] as const].map(
        ([was, is]) => ({
          first: was.first,
          end: was.first + was.keys.size,
          by: is?.keys.size === was.keys.size ? is.first - was.first : Number.NaN,
        }),
      ),
    );
    this.isWhole = this.#runs.every(({ by }) => !Number.isNaN(by));
    this.isNowhere = this.#runs.every(({ by }) => by === 0);
  }

  of(node: number): number {
    for (const { first, end, by } of this.#runs) if (node >= first && node < end) return node + by;
    return -1;
  }
}

/** Numbers of rows by their key, among those of the node that they start at. */
class RowNumbers {
  readonly #graph: AccessGraph;
  readonly #known = new Map<string, ReadonlyMap<string, number>>();

  constructor(graph: AccessGraph) {
    this.#graph = graph;
  }

  /** -1: there is none. A membership is also told by where it leads. */
  of(row: Row['row'], of: Omit<RowKept, 'row'>): number {
    if (of.from === -1) return -1;
    const name = `${row} ${of.from}`;
    let known = this.#known.get(name);
    if (known === undefined) this.#known.set(name, (known = this.#ofNode(row, of.from)));
    return known.get(`${of.hi} ${of.lo} ${row === 'grant' ? '' : of.to}`) ?? -1;
  }

  #ofNode(row: Row['row'], from: number): ReadonlyMap<string, number> {
    const { grants, grantsOf, memberships, groupsOf } = this.#graph;
    const { keyHi, keyLo, to } = row === 'grant' ? grants : memberships;
    const edges = rowOf(row === 'grant' ? grantsOf : groupsOf, from);
    return new Map(
      Array.from(edges, (edge) => [`${keyHi[edge]} ${keyLo[edge]} ${row === 'grant' ? '' : to[edge]}`, edge]),
    );
  }
}
