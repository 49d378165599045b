import type { Database } from '../../platform/store/index.ts';
import type { Resident } from '../access/engine.ts';
import { chokePoints } from './choke-points.ts';
import { isInUse, type EscalationGraph } from './escalation-graph.ts';
import { findPath } from './find-path.ts';
import { spread } from './spread.ts';
import { against, along, stepAt } from './steps.ts';
import { nodeId, stepId, tellGraph, type GraphTold } from './tell.ts';
import { breathe } from './turns.ts';

/** One way, step by step. */
export interface PathTold {
  readonly from: string;
  readonly to: string;
  /** Ids of its steps, in their order; none: it is there already. */
  readonly steps: readonly string[];
  readonly certainty: 'sure' | 'depends';
  readonly cost: number;
}

export interface PathsBetween extends GraphTold {
  /** `shortest` and `cheapest` of all; `sure` the cheapest that depends on nothing. Absent: there is none. */
  readonly shortest?: PathTold;
  readonly cheapest?: PathTold;
  readonly sure?: PathTold;
  /** Steps that every path has to use, by their row. */
  readonly everyPathUses: readonly string[];
  /** How many steps lie on any path; told are those of the paths above, and then of the nearest others. */
  readonly totalSteps: number;
  /** Identities that could come there at all; the steps say how many of them taking away their row would cut off. */
  readonly identities: number;
  readonly truncated: boolean;
}

/** Every way between two ends. */
export async function pathsBetween(
  database: Database,
  of: {
    readonly graph: EscalationGraph;
    readonly resident: Resident;
    readonly starts: readonly number[];
    readonly ends: readonly number[];
    readonly limit: number;
  },
): Promise<PathsBetween> {
  const { graph, starts, ends } = of;
  const { steps } = graph;
  const find = (certainty: 'sure' | 'all', weighing: 'steps' | 'cost'): readonly number[] | undefined =>
    findPath(steps, { from: starts, to: ends, certainty, weighing })?.steps;
  const shortest = find('all', 'steps');
  await breathe();
  const cheapest = find('all', 'cost');
  await breathe();
  const sure = find('sure', 'cost');
  await breathe();
  const best = [...(shortest ?? []), ...(cheapest ?? []), ...(sure ?? [])];
  const between = shortest === undefined ? [] : stepsBetween(graph, starts, ends);
  const told = new Set([...best, ...between.slice(0, of.limit)]);
  await breathe();
  const all = chokePoints(steps, {
    ends,
    walked: 'against',
    certainty: 'all',
    counts: (vertex) => isInUse(graph.access, vertex),
  });
  const cuts = new Map(all.points.flatMap((point) => point.steps.map((step) => [step, point.cuts] as const)));
  await breathe();
  const isEnd = new Set(ends);
  const needed = chokePoints(steps, {
    ends: starts,
    walked: 'along',
    certainty: 'all',
    counts: (vertex) => isEnd.has(vertex),
  });
  const isOnAll = new Set(
    needed.points.filter((point) => point.cuts === needed.reached).flatMap((point) => point.steps),
  );
  const path = (way: readonly number[] | undefined): PathTold | undefined =>
    way === undefined ? undefined : pathTold(graph, way, starts.find((start) => isEnd.has(start)) ?? -1);
  const paths = { shortest: path(shortest), cheapest: path(cheapest), sure: path(sure) };
  return {
    ...(await tellGraph(database, {
      graph,
      resident: of.resident,
      vertices: [...starts, ...ends],
      steps: told,
      cuts: (step) => cuts.get(step) ?? 0,
    })),
    ...(paths.shortest === undefined ? {} : { shortest: paths.shortest }),
    ...(paths.cheapest === undefined ? {} : { cheapest: paths.cheapest }),
    ...(paths.sure === undefined ? {} : { sure: paths.sure }),
    everyPathUses: [...told].filter((step) => isOnAll.has(step)).map(stepId),
    totalSteps: between.length,
    identities: all.reached,
    truncated: between.some((step) => !told.has(step)),
  };
}

export function pathTold({ steps }: EscalationGraph, way: readonly number[], alone: number): PathTold {
  const [first, last] = [way[0], way.at(-1)];
  const told = way.map((step) => stepAt(steps, step));
  return {
    from: nodeId(first === undefined ? alone : stepAt(steps, first).from),
    to: nodeId(last === undefined ? alone : stepAt(steps, last).to),
    steps: way.map(stepId),
    certainty: told.some(({ isOpen }) => isOpen) ? 'depends' : 'sure',
    cost: told.reduce((sum, { cost }) => sum + cost, 0),
  };
}

/** Every step on some way from a start to an end, those of the shortest ways first. */
function stepsBetween(
  { steps }: EscalationGraph,
  starts: readonly number[],
  ends: readonly number[],
): readonly number[] {
  const by = { certainty: 'all', weighing: 'steps' } as const;
  const ahead = spread(steps, along(steps), { starts, ...by }).distance;
  const behind = spread(steps, against(steps), { starts: ends, ...by }).distance;
  const far = (from: number, to: number): number => {
    const [before, after] = [ahead[from] ?? -1, behind[to] ?? -1];
    return before === -1 || after === -1 ? -1 : before + 1 + after;
  };
  const found: { readonly step: number; readonly far: number }[] = [];
  const take = (step: number, from: number, to: number): void => {
    const is = far(from, to);
    if (is !== -1) found.push({ step, far: is });
  };
  for (let step = 0; step < steps.count; step++) take(step, steps.from[step] ?? -1, steps.to[step] ?? -1);
  steps.fans.each(({ from }, to, step) => take(step, from, to));
  return found.sort((a, b) => a.far - b.far || a.step - b.step).map(({ step }) => step);
}
