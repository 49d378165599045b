import { Bits } from './bits.ts';
import { commonOf, heldByAll, holdersOf, type Block } from './block.ts';
import type { Matrix } from './matrix.ts';

/**
 * Covers what is left by taking, again and again, the user or permission with the fewest pairs left: all of them become one
 * role, with everybody who can have it. `draw` breaks ties, a number below its argument.
 */
export function greedyBiclique(
  matrix: Matrix,
  rest: readonly Bits[],
  draw: (below: number) => number,
): readonly Block[] {
  const rows = rest.map((row) => row.copy());
  const columns = columnsOf(rows, matrix.permissions.length);
  const blocks: Block[] = [];
  for (;;) {
    const least = leastOf(rows, columns, draw);
    if (least === undefined) return blocks;
    const block = least.of === 'user' ? aroundUser(matrix, least.left) : aroundPermission(matrix, least.left);
    blocks.push(block);
    for (const user of block.users.members()) rows[user]?.minus(block.permissions);
    for (const permission of block.permissions.members()) columns[permission]?.minus(block.users);
  }
}

function aroundUser(matrix: Matrix, permissions: Bits): Block {
  const users = holdersOf(matrix, permissions);
  return { users, permissions: heldByAll(matrix, users) };
}

function aroundPermission(matrix: Matrix, users: Bits): Block {
  const permissions = heldByAll(matrix, users);
  return { users: commonOf(matrix.permissions, permissions, matrix.users.length), permissions };
}

function columnsOf(rows: readonly Bits[], width: number): readonly Bits[] {
  const columns = Array.from({ length: width }, () => new Bits(rows.length));
  for (const [user, row] of rows.entries()) for (const each of row.members()) columns[each]?.add(user);
  return columns;
}

function leastOf(
  rows: readonly Bits[],
  columns: readonly Bits[],
  draw: (below: number) => number,
): { readonly of: 'user' | 'permission'; readonly left: Bits } | undefined {
  let fewest = Infinity;
  let equal: { readonly of: 'user' | 'permission'; readonly left: Bits }[] = [];
  const look = (of: 'user' | 'permission', all: readonly Bits[]): void => {
    for (const left of all) {
      const count = left.count();
      if (count === 0 || count > fewest) continue;
      if (count < fewest) equal = [];
      fewest = count;
      equal.push({ of, left });
    }
  };
  look('user', rows);
  look('permission', columns);
  return equal.length === 0 ? undefined : equal[draw(equal.length)];
}
