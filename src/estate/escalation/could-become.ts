import type { Database } from '../../platform/store/index.ts';
import type { Resident } from '../access/engine.ts';
import { isAccount } from '../access/graph.ts';
import { compareKeys } from '../access/reach.ts';
import { chokePoints } from './choke-points.ts';
import type { EscalationGraph } from './escalation-graph.ts';
import { pathTold, type PathTold } from './paths-between.ts';
import { spread, wayTo } from './spread.ts';
import { along } from './steps.ts';
import { nodeId, stepId, tellGraph, type GraphTold } from './tell.ts';
import { breathe } from './turns.ts';

export interface CouldBecome extends GraphTold {
  /** Ids of the nodes that it was asked of. */
  readonly of: readonly string[];
  /** What it could come to have, powers first, then other crown jewels, then accounts, then groups: a best path to each. */
  readonly paths: readonly PathTold[];
  readonly total: number;
  readonly totals: {
    readonly powers: number;
    readonly resources: number;
    readonly accounts: number;
    readonly groups: number;
  };
  readonly truncated: boolean;
  /** Rows whose removal cuts it off from the most: of crown jewels where it reaches any, else of accounts. */
  readonly chokePoints: readonly ChokePointTold[];
  readonly chokePointsAreOf: 'crown jewels' | 'accounts';
}

/** Steps that go when one row goes, and how many are out of reach then. */
export interface ChokePointTold {
  readonly steps: readonly string[];
  readonly cuts: number;
}

const mostPoints = 20;
/** Steps of one choke point beyond this are not told one by one. */
export const mostStepsOfPoint = 10;

/** Steps of all paths of an answer together: groups within groups by the thousand make paths as long. */
const mostSteps = 50_000;

/** Ways of the first of them, as many as can be told; of one at least. */
export function waysWithin(
  vertices: readonly number[],
  wayOf: (vertex: number) => readonly number[],
): readonly (readonly number[])[] {
  const ways: (readonly number[])[] = [];
  let steps = 0;
  for (const vertex of vertices) {
    const way = wayOf(vertex);
    steps += way.length;
    if (steps > mostSteps && ways.length > 0) break;
    ways.push(way);
  }
  return ways;
}

/** Everything that any of `starts` could come to have. A way that is sure wins over a cheaper one that depends. */
export async function couldBecome(
  database: Database,
  of: {
    readonly graph: EscalationGraph;
    readonly resident: Resident;
    readonly starts: readonly number[];
    readonly limit: number;
    readonly skip: number;
  },
): Promise<CouldBecome> {
  const { graph, starts } = of;
  const { steps, access } = graph;
  const walk = along(steps);
  const sure = spread(steps, walk, { starts, certainty: 'sure', weighing: 'cost' });
  await breathe();
  const all = spread(steps, walk, { starts, certainty: 'all', weighing: 'cost' });
  await breathe();
  const isStart = new Set(starts);
  const rankOf = (vertex: number): number => {
    const added = graph.added[vertex - access.nodeCount];
    if (added !== undefined) return added.is === 'power' ? 0 : added.is === 'resource' ? 1 : -1;
    return ((access.nodeFlags[vertex] ?? 0) & isAccount) === 0 ? 3 : 2;
  };
  const found: number[] = [];
  const counted = [0, 0, 0, 0];
  for (let vertex = 0; vertex < steps.vertices; vertex++) {
    const rank = rankOf(vertex);
    if ((all.distance[vertex] ?? -1) === -1 || isStart.has(vertex) || rank === -1) continue;
    counted[rank] = (counted[rank] ?? 0) + 1;
    found.push(vertex);
  }
  const isSure = (vertex: number): boolean => (sure.distance[vertex] ?? -1) !== -1;
  found.sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      Number(isSure(b)) - Number(isSure(a)) ||
      (all.distance[a] ?? 0) - (all.distance[b] ?? 0) ||
      compareKeys(access, a, b) ||
      a - b,
  );
  const ways = waysWithin(found.slice(of.skip, of.skip + of.limit), (vertex) =>
    wayTo(steps, isSure(vertex) ? sure : all, vertex, 'along'),
  );
  await breathe();
  const [powers = 0, resources = 0, accounts = 0, groups = 0] = counted;
  const ofJewels = powers + resources > 0;
  const chokes = chokePoints(steps, {
    ends: starts,
    walked: 'along',
    certainty: 'all',
    counts: (vertex) => !isStart.has(vertex) && (ofJewels ? graph.isJewel(vertex) : rankOf(vertex) === 2),
  });
  const cuts = new Map(
    chokes.points.flatMap((point) => point.steps.map((step) => [step, point.cuts] as const)),
  );
  const points = chokes.points.slice(0, mostPoints);
  return {
    of: starts.map(nodeId),
    ...(await tellGraph(database, {
      graph,
      resident: of.resident,
      vertices: starts,
      steps: [...ways.flat(), ...points.flatMap((point) => point.steps.slice(0, mostStepsOfPoint))],
      cuts: (step) => cuts.get(step) ?? 0,
    })),
    paths: ways.map((way) => pathTold(graph, way, -1)),
    total: found.length,
    totals: { powers, resources, accounts, groups },
    truncated: found.length > of.skip + ways.length,
    chokePoints: points.map((point) => ({
      steps: point.steps.slice(0, mostStepsOfPoint).map(stepId),
      cuts: point.cuts,
    })),
    chokePointsAreOf: ofJewels ? 'crown jewels' : 'accounts',
  };
}
