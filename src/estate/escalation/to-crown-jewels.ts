import type { Database } from '../../platform/store/index.ts';
import type { Resident } from '../access/engine.ts';
import { compareKeys } from '../access/reach.ts';
import { chokePoints, type ChokePoints } from './choke-points.ts';
import { mostStepsOfPoint, waysWithin, type ChokePointTold } from './could-become.ts';
import { isInUse, type EscalationGraph } from './escalation-graph.ts';
import { pathTold, type PathTold } from './paths-between.ts';
import { spread, wayTo, type Spread } from './spread.ts';
import { against, type Steps } from './steps.ts';
import { nodeId, stepId, tellGraph, type GraphTold } from './tell.ts';
import { breathe } from './turns.ts';

export interface ToCrownJewels extends GraphTold {
  /** Each power, and how many identities could come to have it. */
  readonly powers: readonly { readonly node: string; readonly identities: number; readonly surely: number }[];
  readonly totalPowers: number;
  /** Identities that could come to have any crown jewel, and those of them that could for sure. */
  readonly identities: number;
  readonly surely: number;
  /** A best path of the identities with the cheapest ones. */
  readonly paths: readonly PathTold[];
  /** Rows whose removal cuts the most identities off from every crown jewel. */
  readonly chokePoints: readonly ChokePointTold[];
  readonly totalChokePoints: number;
  readonly truncated: boolean;
}

/** The best way of everything to any of the ends, and what all of its ways have to use: one pass from the ends backwards. */
export function backFrom(
  steps: Steps,
  of: { readonly ends: readonly number[]; readonly counts: (vertex: number) => boolean },
): { readonly sure: Spread; readonly all: Spread; readonly chokes: ChokePoints } {
  const walk = against(steps);
  const starts = of.ends;
  return {
    sure: spread(steps, walk, { starts, certainty: 'sure', weighing: 'cost' }),
    all: spread(steps, walk, { starts, certainty: 'all', weighing: 'cost' }),
    chokes: chokePoints(steps, { ends: of.ends, walked: 'against', certainty: 'all', counts: of.counts }),
  };
}

type Counted = { readonly vertex: number; readonly identities: number; readonly surely: number };
interface Passes extends ReturnType<typeof backFrom> {
  readonly powers: readonly Counted[];
}

/** What is the same for every question about a version is made once. */
const kept = new WeakMap<EscalationGraph, Promise<Passes>>();
function once(graph: EscalationGraph, make: () => Promise<Passes>): Promise<Passes> {
  const known = kept.get(graph) ?? make();
  kept.set(graph, known);
  return known;
}

/** Powers beyond this are not counted one by one. */
const mostPowers = 100;

/** Every way to a crown jewel at once. */
export async function toCrownJewels(
  database: Database,
  of: { readonly graph: EscalationGraph; readonly resident: Resident; readonly limit: number },
): Promise<ToCrownJewels> {
  const { graph, limit } = of;
  const { steps, access, jewels } = graph;
  const counts = (vertex: number): boolean => isInUse(access, vertex);
  const powers = jewels.filter((vertex) => graph.added[vertex - access.nodeCount]?.is === 'power');
  const made = await once(graph, async () => {
    const counted: Counted[] = [];
    for (const vertex of powers.slice(0, mostPowers)) {
      await breathe();
      counted.push({ vertex, ...countOf(graph, vertex, counts) });
    }
    await breathe();
    return { ...backFrom(steps, { ends: jewels, counts }), powers: counted };
  });
  const { sure, all, chokes } = made;
  const found: number[] = [];
  let surely = 0;
  for (let vertex = 0; vertex < access.nodeCount; vertex++) {
    if ((all.distance[vertex] ?? -1) === -1 || !counts(vertex)) continue;
    found.push(vertex);
    if ((sure.distance[vertex] ?? -1) !== -1) surely++;
  }
  const isSure = (vertex: number): boolean => (sure.distance[vertex] ?? -1) !== -1;
  found.sort(
    (a, b) =>
      Number(isSure(b)) - Number(isSure(a)) ||
      (all.distance[a] ?? 0) - (all.distance[b] ?? 0) ||
      compareKeys(access, a, b),
  );
  const ways = waysWithin(found.slice(0, limit), (vertex) =>
    wayTo(steps, isSure(vertex) ? sure : all, vertex, 'against'),
  );
  const points = chokes.points.slice(0, limit);
  const cuts = new Map(
    chokes.points.flatMap((point) => point.steps.map((step) => [step, point.cuts] as const)),
  );
  return {
    ...(await tellGraph(database, {
      graph,
      resident: of.resident,
      vertices: made.powers.map(({ vertex }) => vertex),
      steps: [...ways.flat(), ...points.flatMap((point) => point.steps.slice(0, mostStepsOfPoint))],
      cuts: (step) => cuts.get(step) ?? 0,
    })),
    powers: made.powers.map(({ vertex, ...counted }) => ({ node: nodeId(vertex), ...counted })),
    totalPowers: powers.length,
    identities: found.length,
    surely,
    paths: ways.map((way) => pathTold(graph, way, -1)),
    chokePoints: points.map((point) => ({
      steps: point.steps.slice(0, mostStepsOfPoint).map(stepId),
      cuts: point.cuts,
    })),
    totalChokePoints: chokes.points.length,
    truncated: found.length > ways.length || chokes.points.length > points.length,
  };
}

function countOf(
  { steps, access }: EscalationGraph,
  power: number,
  counts: (vertex: number) => boolean,
): { readonly identities: number; readonly surely: number } {
  const count = (certainty: 'sure' | 'all'): number => {
    const { distance } = spread(steps, against(steps), { starts: [power], certainty, weighing: 'steps' });
    let n = 0;
    for (let vertex = 0; vertex < access.nodeCount; vertex++)
      if (distance[vertex] !== -1 && counts(vertex)) n++;
    return n;
  };
  return { identities: count('all'), surely: count('sure') };
}
