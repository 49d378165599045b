import type { EstateRef } from '../../model/index.ts';
import type { Database } from '../../platform/store/index.ts';
import type { Resident } from '../access/engine.ts';
import { isAccount, isOutOfUse } from '../access/graph.ts';
import type { Row } from './becoming.ts';
import { rowOfNumber, type EscalationGraph } from './escalation-graph.ts';
import { stepAt } from './steps.ts';

/** One place of a path, for a graph to draw. Its id holds within one answer. */
export interface PathNode {
  readonly id: string;
  /** `any`: all of a kind, as one place to go through. */
  readonly kind: 'account' | 'group' | 'power' | 'any' | 'resource';
  readonly label: string;
  /** Of a node that the estate has. */
  readonly ref?: EstateRef;
  readonly isCrownJewel: boolean;
  /** Why it counts as a crown jewel. */
  readonly because?: string;
  /** It is disabled, locked or expired. */
  readonly isOutOfUse?: boolean;
}

/** One step: `from` comes to have all that `to` has. */
export interface PathStep {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly how: 'membership' | 'right' | 'technique' | 'part';
  /** Id of the technique. */
  readonly technique?: string;
  readonly cost: number;
  readonly certainty: 'sure' | 'depends';
  readonly dependsOn: readonly string[];
  /** The rows that it rests on; the first is the one to take away. */
  readonly because: readonly EstateRef[];
  readonly says: readonly string[];
  /** How many lose every way once its row is taken away; of what, the answer says. */
  readonly cuts: number;
}

export interface TechniqueTold {
  readonly id: string;
  readonly title: string;
  readonly platform: string;
  readonly does: string;
  readonly reference: string;
  readonly takeAway: string;
}

/** Nodes, steps and techniques of an answer, each once. */
export interface GraphTold {
  readonly nodes: readonly PathNode[];
  readonly steps: readonly PathStep[];
  readonly techniques: readonly TechniqueTold[];
}

export const nodeId = (vertex: number): string => `n${vertex}`;
export const stepId = (step: number): string => `s${step}`;

/** Names the vertices and steps of an answer, by the rows that they rest on. */
export async function tellGraph(
  database: Database,
  of: {
    readonly graph: EscalationGraph;
    readonly resident: Resident;
    readonly vertices: Iterable<number>;
    readonly steps: Iterable<number>;
    readonly cuts: (step: number) => number;
  },
): Promise<GraphTold> {
  const { graph, resident } = of;
  const { nodeCount, memberships, grants } = graph.access;
  const steps = [...new Set(of.steps)];
  const vertices = new Set(of.vertices);
  for (const step of steps) {
    const { from, to } = stepAt(graph.steps, step);
    vertices.add(from).add(to);
  }
  const rowsOf = new Map(steps.map((step) => [step, rowsOfStep(graph, step)]));
  const rows = [...rowsOf.values()].flat();
  const numbersOf = (row: Row['row']): readonly number[] =>
    rows.flatMap((each) => (each.row === row ? [each.number] : []));
  await resident.labels.fetch(database, {
    node: [
      ...[...vertices].filter((vertex) => vertex < nodeCount),
      ...numbersOf('membership').map((number) => memberships.to[number] ?? -1),
    ],
    membership: numbersOf('membership'),
    grant: numbersOf('grant'),
    entitlement: numbersOf('grant').map((number) => grants.to[number] ?? -1),
  });
  const techniques = new Map<string, TechniqueTold>();
  const told = steps.map((step): PathStep => {
    const becoming = graph.becomingOf(step);
    const { from, to, cost, isOpen } = stepAt(graph.steps, step);
    const own = rowsOf.get(step) ?? [];
    if (becoming !== undefined) {
      const { id, title, platform, does, reference, takeAway } = becoming.technique;
      techniques.set(id, { id, title, platform, does, reference, takeAway });
    }
    const dependsOn = [
      ...(becoming?.dependsOn ?? own.flatMap((row) => conditionsOf(resident, row))),
      ...jewelDoubts(graph, step),
    ];
    return {
      id: stepId(step),
      from: nodeId(from),
      to: nodeId(to),
      how:
        becoming === undefined
          ? own[0]?.row === 'grant'
            ? 'right'
            : 'membership'
          : cost === 0
            ? 'part'
            : 'technique',
      ...(becoming === undefined ? {} : { technique: becoming.technique.id }),
      cost,
      certainty: isOpen ? 'depends' : 'sure',
      dependsOn,
      because: own.map((row) => resident.labels.of(row.row, row.number).ref),
      says: [...(becoming?.says ?? []), ...own.flatMap((row) => rightsSaid(graph, resident, row))],
      cuts: of.cuts(step),
    };
  });
  return {
    nodes: [...vertices].map((vertex) => nodeOf(graph, resident, vertex)),
    steps: told,
    techniques: [...techniques.values()],
  };
}

function rowsOfStep(graph: EscalationGraph, step: number): readonly Row[] {
  const becoming = graph.becomingOf(step);
  if (becoming !== undefined) return becoming.because;
  const { row } = stepAt(graph.steps, step);
  return row === -1 ? [] : [rowOfNumber(row)];
}

const conditionsOf = ({ labels }: Resident, { row, number }: Row): readonly string[] =>
  labels.of(row, number).conditions;

function jewelDoubts(graph: EscalationGraph, step: number): readonly string[] {
  const to = graph.added[stepAt(graph.steps, step).to - graph.access.nodeCount];
  return to?.is === 'resource' && graph.becomingOf(step) === undefined ? to.jewel.dependsOn : [];
}

/** Of a grant the right that it gives. */
function rightsSaid(graph: EscalationGraph, { labels }: Resident, { row, number }: Row): readonly string[] {
  if (row !== 'grant') return [];
  return [labels.of('entitlement', graph.access.grants.to[number] ?? -1).ref.name];
}

function nodeOf(graph: EscalationGraph, { labels }: Resident, vertex: number): PathNode {
  const { access, added } = graph;
  const id = nodeId(vertex);
  const isCrownJewel = graph.isJewel(vertex);
  const spot = added[vertex - access.nodeCount];
  if (spot === undefined) {
    const flags = access.nodeFlags[vertex] ?? 0;
    const { ref } = labels.of('node', vertex);
    return {
      id,
      kind: (flags & isAccount) === 0 ? 'group' : 'account',
      label: ref.name,
      ref,
      isCrownJewel,
      ...((flags & isOutOfUse) === 0 ? {} : { isOutOfUse: true }),
    };
  }
  if (spot.is !== 'resource')
    return {
      id,
      kind: spot.is,
      label: spot.name,
      isCrownJewel,
      ...(spot.is === 'power' ? { because: 'it is everything there' } : {}),
    };
  const { source, key, name, because } = spot.jewel;
  return {
    id,
    kind: 'resource',
    label: name,
    ref: { entity: 'resource', source, key, name },
    isCrownJewel,
    because,
  };
}
