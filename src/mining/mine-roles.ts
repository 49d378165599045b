import { edgesOf, uncovered, type Block } from './block.ts';
import { draws } from './draws.ts';
import { fewerEdges } from './fewer-edges.ts';
import { grecond } from './grecond.ts';
import { greedyBiclique } from './greedy-biclique.ts';
import { matrixOf, type Alike, type Matrix, type Pair } from './matrix.ts';
import { reduce, type Kernel } from './reduce.ts';
import { Work } from './work.ts';
import type { Bits } from './bits.ts';

/** Everybody in it holds everything in it. */
export interface MinedRole {
  readonly users: readonly string[];
  readonly permissions: readonly string[];
}

/** Roles that together give exactly the pairs they were mined from: nothing more and nothing less. */
export interface MinedRoles {
  readonly users: number;
  readonly permissions: number;
  /** Different ones. */
  readonly pairs: number;
  /** The ones that give the most pairs first. */
  readonly roles: readonly MinedRole[];
  /** Assignments of users to roles, and of permissions to roles. */
  readonly edges: number;
  /** Whether it is proven that no roles fewer than these give exactly these pairs. */
  readonly isFewest: boolean;
}

/** How much each step may compare, in words of 32 bits: about ten seconds altogether. Beyond it the next step goes on with what there is. */
const mostWords = { reduce: 4e9, concepts: 4e8, edges: 6e8 } as const;
/** How often each is tried, with other draws; the lattice step only while half of its work is left. */
const tries = { greedy: 5, lattice: 3 } as const;

/** The fewest roles that were found for these pairs, and of such the fewest assignments that were found. */
export function mineRoles(pairs: Iterable<Pair>): MinedRoles {
  const matrix = matrixOf(pairs);
  const kernel = reduce(matrix, new Work(mostWords.reduce));
  const blocks = kernel.complete(coverOf(matrix, kernel));
  const roles = withFewerEdges(matrix, blocks);
  if (uncovered(matrix, roles).some((row) => !row.isEmpty))
    throw new Error('role mining lost a pair that somebody holds');
  return {
    users: total(matrix.users),
    permissions: total(matrix.permissions),
    pairs: pairsIn(matrix),
    roles: roles.map((block) => named(matrix, block)).toSorted(byPairs),
    edges: edgesOf(matrix, roles),
    isFewest: kernel.rest.every((row) => row.isEmpty) && roles.length === kernel.certain,
  };
}

function withFewerEdges(matrix: Matrix, blocks: readonly Block[]): readonly Block[] {
  const work = new Work(mostWords.edges);
  let best = fewerEdges(matrix, blocks, draws(1), work);
  for (let seed = 2; seed <= tries.lattice && work.shareLeft > 0.5; seed++) {
    const other = fewerEdges(matrix, blocks, draws(seed), work);
    if (isBetter(matrix, other, best)) best = other;
  }
  return best;
}

const isBetter = (matrix: Matrix, a: readonly Block[], b: readonly Block[]): boolean =>
  a.length < b.length || (a.length === b.length && edgesOf(matrix, a) < edgesOf(matrix, b));

/** What the certain roles leave, by the better of two ways: fewer roles, then fewer assignments. */
function coverOf(matrix: Matrix, { rest }: Kernel): readonly Block[] {
  if (rest.every((row) => row.isEmpty)) return [];
  const covers = Array.from({ length: tries.greedy }, (_, seed) => greedyBiclique(matrix, rest, draws(seed)));
  const concepts = grecond(matrix, rest, new Work(mostWords.concepts));
  if (concepts !== undefined) covers.push(concepts);
  return covers.reduce((best, each) => (isBetter(matrix, each, best) ? each : best));
}

const named = (matrix: Matrix, { users, permissions }: Block): MinedRole => ({
  users: namesOf(matrix.users, users),
  permissions: namesOf(matrix.permissions, permissions),
});

const namesOf = (of: readonly Alike[], members: Bits): readonly string[] =>
  members.members().flatMap((each) => of[each]?.names ?? []);

const total = (of: readonly Alike[]): number => of.reduce((sum, { names }) => sum + names.length, 0);

const pairsIn = (matrix: Matrix): number =>
  matrix.users.reduce(
    (sum, { names, holds }) =>
      sum +
      names.length *
        holds.members().reduce((held, each) => held + (matrix.permissions[each]?.names.length ?? 0), 0),
    0,
  );

const byPairs = (a: MinedRole, b: MinedRole): number =>
  b.users.length * b.permissions.length - a.users.length * a.permissions.length ||
  b.users.length - a.users.length ||
  ((a.users[0] ?? '') < (b.users[0] ?? '') ? -1 : 1);
