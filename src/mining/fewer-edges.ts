import { Assignments, type Side } from './assignments.ts';
import { heldByAll, holdersOf, type Block } from './block.ts';
import type { Matrix } from './matrix.ts';
import type { Work } from './work.ts';

/** By how many assignments a step may cost more, to come out of a corner; it falls to nothing. Chosen on `hc`. */
const warmest = 4;
const mostRounds = 10_000;
/** Rounds for each role and each of its possible members: a small matrix is settled long before the most. */
const roundsEach = 20;
const draw32 = 2 ** 32;

/**
 * The same roles, or fewer, with fewer assignments: the lattice step. One role is grown, to all that its users have in
 * common or to all who could have it, or to as much of that as another role has; whomever and whatever it then serves is
 * given the fewest roles anew, and what became needless is dropped. Ends by rounds and work, not by a clock: the same input
 * gives the same roles.
 */
export function fewerEdges(
  matrix: Matrix,
  blocks: readonly Block[],
  draw: (below: number) => number,
  work: Work,
): readonly Block[] {
  const state = new Assignments(matrix, blocks, work);
  const order = blocks.map((_, role) => role);
  settleAll(matrix, state, order);
  const begun = work.shareLeft;
  const rounds = Math.min(
    mostRounds,
    roundsEach * blocks.length * (matrix.users.length + matrix.permissions.length),
  );
  let best = state.cost;
  let kept = copied(state.roles);
  for (let round = 0; round < rounds && !work.isSpent && blocks.length > 1; round++) {
    const before = state.cost;
    const temperature = warmest * Math.min(1 - round / rounds, work.shareLeft / begun);
    shuffle(order, draw);
    step(matrix, state, order, draw);
    const isTaken =
      state.cost <= before || draw(draw32) < Math.exp((before - state.cost) / temperature) * draw32;
    if (isTaken) state.keep();
    else state.back();
    if (state.cost < best) {
      best = state.cost;
      kept = copied(state.roles);
    }
  }
  return kept.filter(({ users, permissions }) => !users.isEmpty && !permissions.isEmpty);
}

function settleAll(matrix: Matrix, state: Assignments, order: readonly number[]): void {
  for (const side of ['users', 'permissions', 'users'] as const)
    for (const member of matrix[side].keys()) state.settle(side, member, order);
  state.keep();
}

function step(
  matrix: Matrix,
  state: Assignments,
  order: readonly number[],
  draw: (below: number) => number,
): void {
  const role = draw(order.length);
  const block = state.roles[role];
  if (block === undefined || block.users.isEmpty) return;
  const side: Side = draw(2) === 0 ? 'users' : 'permissions';
  const wider = side === 'users' ? holdersOf(matrix, block.permissions) : heldByAll(matrix, block.users);
  const other = state.roles[draw(order.length)];
  if (draw(3) > 0 && other !== undefined) wider.and(other[side]);
  for (const member of wider.members()) state.set(side, role, member, true);
  const users = block.users.members();
  const permissions = block.permissions.members();
  const settle = (of: Side): void => {
    for (const member of of === 'users' ? users : permissions) state.settle(of, member, order);
  };
  settle(side === 'users' ? 'permissions' : 'users');
  settle(side);
}

const copied = (blocks: readonly Block[]): readonly Block[] =>
  blocks.map(({ users, permissions }) => ({ users: users.copy(), permissions: permissions.copy() }));

function shuffle(order: number[], draw: (below: number) => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = draw(at + 1);
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
}
