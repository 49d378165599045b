import { isConditional } from '../access/graph.ts';
import type { Becoming } from './becoming.ts';
import type { EscalationGraph } from './escalation-graph.ts';

/** What a step is to whoever takes it. */
export const given = 0;
export const delegated = 1;
export const gained = 2;
/** Nobody is told of it unasked. */
export const guessed = 3;

/**
 * By step: `given` (a membership, a right, or a technique that uses what its holder was given), `delegated` (it was set up so that
 * a program signs in elsewhere) or `gained` (nobody gave it to them). To hold everything of a part, such as a namespace, is no
 * power: what that leads to is gained. `guessed` is what needs a thing that nobody saw *and* a right whose conditions were not
 * evaluated: by such anybody who may start a machine of their own would be told as half an administrator.
 */
export function gainsOf(graph: EscalationGraph): Uint8Array {
  const { steps } = graph;
  const kinds = new Uint8Array(steps.fans.end);
  for (let step = 0; step < steps.count; step++)
    if (steps.cost[step] !== 0) kinds[step] = kindOf(graph, graph.becomingOf(step));
  steps.fans.each(({ cost }, _, step) => {
    if (cost !== 0) kinds[step] = kindOf(graph, graph.becomingOf(step));
  });
  return kinds;
}

function kindOf(graph: EscalationGraph, becoming: Becoming | undefined): number {
  if (becoming === undefined) return given;
  const { technique, to } = becoming;
  if (technique.means === 'delegation') return delegated;
  if (technique.means === 'holding' && to.is !== 'any') return given;
  return technique.isGuess === true && hasConditions(graph, becoming) ? guessed : gained;
}

const hasConditions = (
  { access: { grants, memberships } }: EscalationGraph,
  { because }: Becoming,
): boolean =>
  because.some(
    ({ row, number }) =>
      (((row === 'grant' ? grants : memberships).flags[number] ?? 0) & isConditional) !== 0,
  );
