import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pair } from './matrix.ts';
import { mineRoles, type MinedRoles } from './mine-roles.ts';

const nameOf = ({ user, permission }: Pair): string => `${user}\n${permission}`;

/** Shares no code with mining: what the roles give, pair by pair. */
const given = ({ roles }: MinedRoles): ReadonlySet<string> =>
  new Set(
    roles.flatMap(({ users, permissions }) =>
      users.flatMap((user) => permissions.map((permission) => nameOf({ user, permission }))),
    ),
  );

const pairs = (most: number): fc.Arbitrary<readonly Pair[]> =>
  fc.array(
    fc.record({
      user: fc.integer({ min: 0, max: most }).map((each) => `u${each}`),
      permission: fc.integer({ min: 0, max: most }).map((each) => `p${each}`),
    }),
    { maxLength: most * most },
  );

/** The fewest roles by trying all sets of concepts: only for matrices of a few permissions. */
function fewestByTrying(of: readonly Pair[]): number {
  const all = new Set(of.map(nameOf));
  const permissions = [...new Set(of.map(({ permission }) => permission))];
  const users = [...new Set(of.map(({ user }) => user))];
  const concepts: ReadonlySet<string>[] = [];
  for (let subset = 1; subset < 1 << permissions.length; subset++) {
    const held = permissions.filter((_, at) => (subset & (1 << at)) !== 0);
    const holders = users.filter((user) => held.every((permission) => all.has(nameOf({ user, permission }))));
    if (holders.length > 0)
      concepts.push(
        new Set(holders.flatMap((user) => held.map((permission) => nameOf({ user, permission })))),
      );
  }
  const search = (left: ReadonlySet<string>, depth: number): boolean => {
    const [next] = left;
    if (next === undefined) return true;
    if (depth === 0) return false;
    return concepts.some((concept) => concept.has(next) && search(left.difference(concept), depth - 1));
  };
  for (let depth = 0; ; depth++) if (search(all, depth)) return depth;
}

describe('mining roles', () => {
  it('gives exactly what everybody holds, nothing more and nothing less, and counts its assignments', () => {
    fc.assert(
      fc.property(pairs(9), (of) => {
        const mined = mineRoles(of);
        expect(given(mined)).toEqual(new Set(of.map(nameOf)));
        expect(mined.pairs).toBe(new Set(of.map(nameOf)).size);
        expect(mined.edges).toBe(
          mined.roles.reduce((sum, role) => sum + role.users.length + role.permissions.length, 0),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('says that no fewer roles are possible only where that is so', () => {
    let proven = 0;
    fc.assert(
      fc.property(pairs(4), (of) => {
        const mined = mineRoles(of);
        const fewest = fewestByTrying(of);
        expect(mined.roles.length).toBeGreaterThanOrEqual(fewest);
        if (!mined.isFewest) return;
        proven++;
        expect(mined.roles.length).toBe(fewest);
      }),
      { numRuns: 40 },
    );
    expect(proven).toBeGreaterThan(20);
  });

  it('covers what its reductions leave, where every choice is open', () => {
    // everybody holds all but one of six: nothing follows from anything else
    const crown = Array.from({ length: 36 }, (_, at) => ({ row: Math.floor(at / 6), column: at % 6 }))
      .filter(({ row, column }) => row !== column)
      .map(({ row, column }) => ({ user: `u${row}`, permission: `p${column}` }));
    const mined = mineRoles(crown);
    expect(given(mined)).toEqual(new Set(crown.map(nameOf)));
    expect(mined.isFewest).toBe(false);
    // Sperner: four roles are the fewest for six, and five is what one role short of a role each would be
    expect(mined.roles.length).toBeLessThanOrEqual(5);
  });

  it('gives the same roles for the same pairs', () => {
    const of = Array.from({ length: 300 }, (_, at) => ({
      user: `u${(at * 7) % 31}`,
      permission: `p${(at * at) % 23}`,
    }));
    expect(mineRoles(of)).toEqual(mineRoles(of));
  });

  it('keeps users apart whose names are those of object members', () => {
    const of = [
      { user: '__proto__', permission: 'constructor' },
      { user: 'toString', permission: '__proto__' },
    ];
    expect(given(mineRoles(of))).toEqual(new Set(of.map(nameOf)));
  });

  it('mines nothing from nothing', () => {
    expect(mineRoles([])).toEqual({
      users: 0,
      permissions: 0,
      pairs: 0,
      roles: [],
      edges: 0,
      isFewest: true,
    });
  });
});
