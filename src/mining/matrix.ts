import { Bits } from './bits.ts';

/** Who holds what: a pair is one user holding one permission. */
export interface Pair {
  readonly user: string;
  readonly permission: string;
}

/** Users who hold the same, or permissions that the same users hold: one row or column stands for all of them. */
export interface Alike {
  readonly names: readonly string[];
  readonly holds: Bits;
}

/**
 * A matrix in which no two rows and no two columns are the same. Roles of it are roles of the pairs it was made of, one
 * for one: who holds the same can have the same roles.
 */
export interface Matrix {
  readonly users: readonly Alike[];
  readonly permissions: readonly Alike[];
}

/** The matrix of these pairs; pairs told twice count once. Rows and columns are in the order in which names first appear. */
export function matrixOf(pairs: Iterable<Pair>): Matrix {
  const userNames = new Map<string, number>();
  const permissionNames = new Map<string, number>();
  const held: Set<number>[] = [];
  for (const { user, permission } of pairs) {
    const row = place(userNames, user);
    const column = place(permissionNames, permission);
    const of = held[row];
    if (of === undefined) held[row] = new Set([column]);
    else of.add(column);
  }
  const rows = alike([...userNames.keys()], held);
  const columns = alike([...permissionNames.keys()], transposed(rows, permissionNames.size));
  const place2 = new Map(columns.flatMap(({ first }, at) => [[first, at] as const]));
  const users = rows.map(({ names, holds }) => ({
    names,
    holds: new Bits(
      columns.length,
      [...holds].flatMap((column) => place2.get(column) ?? []),
    ),
  }));
  return {
    users,
    permissions: columns.map(({ names, holds }) => ({ names, holds: new Bits(rows.length, holds) })),
  };
}

/** How many users hold it, and how many permissions a user holds, counted with all that are alike. */
export const weightOf = (of: readonly Alike[], members: Bits): number => {
  let weight = 0;
  for (const each of members.members()) weight += of[each]?.names.length ?? 0;
  return weight;
};

function place(names: Map<string, number>, name: string): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}

interface Group {
  readonly names: string[];
  /** The place of the first of them. */
  readonly first: number;
  readonly holds: readonly number[];
}

function alike(names: readonly string[], held: readonly ReadonlySet<number>[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const [at, name] of names.entries()) {
    const holds = [...(held[at] ?? [])].sort((a, b) => a - b);
    const same = holds.join(' ');
    const group = groups.get(same);
    if (group === undefined) groups.set(same, { names: [name], first: at, holds });
    else group.names.push(name);
  }
  return [...groups.values()];
}

function transposed(rows: readonly Group[], columns: number): readonly ReadonlySet<number>[] {
  const turned = Array.from({ length: columns }, () => new Set<number>());
  for (const [row, { holds }] of rows.entries()) for (const column of holds) turned[column]?.add(row);
  return turned;
}
