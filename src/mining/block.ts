import { Bits } from './bits.ts';
import { weightOf, type Alike, type Matrix } from './matrix.ts';

/** A role in a matrix: each of these users holds each of these permissions. */
export interface Block {
  readonly users: Bits;
  readonly permissions: Bits;
}

/** What all of these have in common; of nobody, everything. */
export function commonOf(of: readonly Alike[], members: Bits, size: number): Bits {
  const common = Bits.all(size);
  for (const each of members.members()) {
    const holds = of[each]?.holds;
    if (holds !== undefined) common.and(holds);
  }
  return common;
}

/** Those who hold all of these. */
export const holdersOf = (matrix: Matrix, permissions: Bits): Bits =>
  commonOf(matrix.permissions, permissions, matrix.users.length);

/** What all of these users hold. */
export const heldByAll = (matrix: Matrix, users: Bits): Bits =>
  commonOf(matrix.users, users, matrix.permissions.length);

/** Assignments that these roles take: of users to roles, and of permissions to roles. */
export const edgesOf = (matrix: Matrix, blocks: readonly Block[]): number =>
  blocks.reduce(
    (sum, { users, permissions }) =>
      sum + weightOf(matrix.users, users) + weightOf(matrix.permissions, permissions),
    0,
  );

/** What each user holds that no role gives yet. */
export const uncovered = (matrix: Matrix, blocks: readonly Block[]): readonly Bits[] => {
  const rest = matrix.users.map(({ holds }) => holds.copy());
  for (const { users, permissions } of blocks)
    for (const user of users.members()) rest[user]?.minus(permissions);
  return rest;
};
