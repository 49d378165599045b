import type {
  EstateRef,
  NarrowRowView,
  NarrowView,
  WaySpotView,
  WayStepView,
  WayView,
} from '../../model/index.ts';
import type { Database } from '../../platform/store/index.ts';
import type { Resident } from '../access/engine.ts';
import { rowOfNumber, type EscalationGraph } from './escalation-graph.ts';
import { stepAt } from './steps.ts';
import { nodeId, stepId, tellGraph, type GraphTold, type PathNode, type PathStep } from './tell.ts';

/** The best way of one account, as numbers. */
export interface WayFound {
  readonly steps: readonly number[];
  readonly isSure: boolean;
  readonly cost: number;
  /** Of its steps the one that every way has to use, or one like it; or whom every way goes through. */
  readonly narrow?:
    | { readonly is: 'step'; readonly step: number }
    | { readonly is: 'node'; readonly node: number };
}

export interface WayTold {
  readonly account: EstateRef;
  readonly way: WayView;
}

/** A way is as long as groups within groups make it; beyond this its steps are counted. */
const mostSteps = 24;
const mostTexts = 8;
/** Texts of sources are as long as those wrote them. */
const mostCharacters = 300;

/** Names ways by the rows that they rest on. */
export async function tellWays(
  database: Database,
  of: {
    readonly graph: EscalationGraph;
    readonly resident: Resident;
    readonly ways: ReadonlyMap<number, WayFound>;
    readonly kinds: Uint8Array;
  },
): Promise<ReadonlyMap<number, WayTold>> {
  const { graph, resident, ways } = of;
  const shown = [...ways].map(([vertex, way]) => ({ vertex, way, steps: shownOf(way.steps) }));
  const told = await tellGraph(database, {
    graph,
    resident,
    vertices: shown.flatMap(({ vertex, way }) => [
      vertex,
      endOf(graph, way),
      ...(way.narrow?.is === 'node' ? [way.narrow.node] : []),
    ]),
    steps: shown.flatMap(({ way, steps }) => [
      ...steps,
      ...(way.narrow?.is === 'step' ? [way.narrow.step] : []),
    ]),
    cuts: () => 0,
  });
  await fetchNarrowRows(database, of);
  const names = new Names(told, of.kinds);
  const found = new Map<number, WayTold>();
  for (const { vertex, way, steps } of shown) {
    const account = names.node(nodeId(vertex)).ref;
    if (account === undefined) continue;
    found.set(vertex, { account, way: wayOf({ graph, resident, names, account, way, steps }) });
  }
  return found;
}

const kindsSaid = ['given', 'delegated', 'gained'] as const;

const shownOf = (steps: readonly number[]): readonly number[] => steps.slice(0, mostSteps);
const endOf = (graph: EscalationGraph, { steps }: WayFound): number =>
  stepAt(graph.steps, steps.at(-1) ?? -1).to;

/** Nodes and steps of an answer by their ids. */
class Names {
  readonly #nodes: ReadonlyMap<string, PathNode>;
  readonly #steps: ReadonlyMap<string, PathStep>;
  readonly #techniques: ReadonlyMap<string, GraphTold['techniques'][number]>;

  readonly #kinds: Uint8Array;

  constructor({ nodes, steps, techniques }: GraphTold, kinds: Uint8Array) {
    this.#kinds = kinds;
    this.#nodes = new Map(nodes.map((each) => [each.id, each]));
    this.#steps = new Map(steps.map((each) => [each.id, each]));
    this.#techniques = new Map(techniques.map((each) => [each.id, each]));
  }

  node(id: string): PathNode {
    const node = this.#nodes.get(id);
    if (node === undefined) throw new TypeError(`${id} was not asked to be told`);
    return node;
  }

  step(number: number): WayStepView {
    const step = this.#steps.get(stepId(number));
    if (step === undefined) throw new TypeError(`step ${number} was not asked to be told`);
    const technique = step.how === 'technique' ? this.#techniques.get(step.technique ?? '') : undefined;
    return {
      from: this.#spot(step.from),
      to: this.#spot(step.to),
      is: kindsSaid[this.#kinds[number] ?? 0] ?? 'given',
      ...(technique === undefined
        ? {}
        : {
            technique: {
              id: technique.id,
              title: technique.title,
              does: technique.does,
              takeAway: technique.takeAway,
            },
          }),
      restsOn: step.because.slice(0, mostTexts),
      dependsOn: step.dependsOn.slice(0, mostTexts).map(cut),
    };
  }

  #spot(id: string): WaySpotView {
    const { label, ref } = this.node(id);
    return { name: cut(label), ...(ref === undefined ? {} : { ref }) };
  }
}

function wayOf(of: {
  readonly graph: EscalationGraph;
  readonly resident: Resident;
  readonly names: Names;
  readonly account: EstateRef;
  readonly way: WayFound;
  readonly steps: readonly number[];
}): WayView {
  const { graph, names, way } = of;
  const end = names.node(nodeId(endOf(graph, way)));
  const steps = of.steps.map((step) => names.step(step));
  const sources = [
    of.account.source,
    ...steps.flatMap(({ to }) => (to.ref === undefined ? [] : [to.ref.source])),
    ...(end.ref === undefined ? [] : [end.ref.source]),
  ];
  const narrow = narrowOf(of);
  return {
    end: {
      is: end.kind === 'power' ? 'power' : 'resource',
      name: cut(end.label),
      because: end.because ?? '',
      ...(end.ref === undefined ? {} : { ref: end.ref }),
    },
    certainty: way.isSure ? 'sure' : 'depends',
    cost: way.cost,
    steps,
    more: way.steps.length - steps.length,
    sources: [...new Set(sources)],
    ...(narrow === undefined ? {} : { narrow }),
  };
}

function narrowOf(of: {
  readonly graph: EscalationGraph;
  readonly resident: Resident;
  readonly names: Names;
  readonly way: WayFound;
}): NarrowView | undefined {
  const { narrow } = of.way;
  if (narrow === undefined) return undefined;
  if (narrow.is === 'node') {
    const { ref } = of.names.node(nodeId(narrow.node));
    return ref === undefined ? undefined : { is: 'through', through: ref };
  }
  const row = rowOf(of.graph, of.resident, narrow.step);
  return { is: 'step', step: of.names.step(narrow.step), ...(row === undefined ? {} : { row }) };
}

function rowOf(
  { access, steps }: EscalationGraph,
  { labels }: Resident,
  step: number,
): NarrowRowView | undefined {
  const number = steps.row[step] ?? -1;
  if (number === -1) return undefined;
  const row = rowOfNumber(number);
  const { ref } = labels.of(row.row, row.number);
  const edges = row.row === 'grant' ? access.grants : access.memberships;
  const from = labels.of('node', edges.from[row.number] ?? -1).ref;
  return row.row === 'grant'
    ? {
        is: 'grant',
        ref,
        subject: from,
        entitlement: labels.of('entitlement', edges.to[row.number] ?? -1).ref,
      }
    : { is: 'membership', ref, member: from, group: labels.of('node', edges.to[row.number] ?? -1).ref };
}

async function fetchNarrowRows(
  database: Database,
  of: {
    readonly graph: EscalationGraph;
    readonly resident: Resident;
    readonly ways: ReadonlyMap<number, WayFound>;
  },
): Promise<void> {
  const { grants, memberships } = of.graph.access;
  const rows = [...of.ways.values()].flatMap(({ narrow }) => {
    const number = of.graph.steps.row[narrow?.is === 'step' ? narrow.step : -1] ?? -1;
    return number === -1 ? [] : [rowOfNumber(number)];
  });
  const numbersOf = (row: 'grant' | 'membership'): readonly number[] =>
    rows.flatMap((each) => (each.row === row ? [each.number] : []));
  await of.resident.labels.fetch(database, {
    node: [
      ...numbersOf('grant').map((number) => grants.from[number] ?? -1),
      ...numbersOf('membership').flatMap((number) => [
        memberships.from[number] ?? -1,
        memberships.to[number] ?? -1,
      ]),
    ],
    membership: numbersOf('membership'),
    grant: numbersOf('grant'),
    entitlement: numbersOf('grant').map((number) => grants.to[number] ?? -1),
  });
}

const cut = (text: string): string =>
  text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`;
