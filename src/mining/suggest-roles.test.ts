import { describe, expect, it } from 'vitest';
import { suggestRoles, type Member } from './suggest-roles.ts';

const clerk = (user: string, more: Partial<Member> = {}): Member => ({
  user,
  department: 'Warehouse',
  title: 'Clerk',
  groups: ['warehouse'],
  ...more,
});
const clerks = ['ada', 'ben', 'cat', 'dan', 'eve', 'fay'].map((user) => clerk(user));
const cook = { user: 'gil', department: 'Kitchen', title: 'Cook', groups: [] };
const pairs = [
  ...clerks.flatMap(({ user }) => ['stock:read', 'stock:write'].map((permission) => ({ user, permission }))),
  ...clerks.filter(({ user }) => user !== 'fay').map(({ user }) => ({ user, permission: 'doors' })),
  { user: 'ada', permission: 'payroll' },
  { user: 'gil', permission: 'ovens' },
  { user: 'gil', permission: 'doors' },
];

describe('suggested roles', () => {
  const told = suggestRoles([...clerks, cook], pairs);

  it('give exactly what is held, and are named by what their users share', () => {
    const given = told.roles.flatMap(({ users, permissions }) =>
      users.flatMap((user) => permissions.map((permission) => `${user} ${permission}`)),
    );
    expect(new Set(given)).toEqual(new Set(pairs.map(({ user, permission }) => `${user} ${permission}`)));
    const stock = told.roles.find(({ permissions }) => permissions.includes('stock:read'));
    // all but Fay, who lacks the doors
    expect(stock).toMatchObject({ name: 'Clerk', users: clerks.slice(0, -1).map(({ user }) => user) });
    expect(stock?.shares.map(({ by, value, within, all }) => `${by} ${value} ${within}/${all}`)).toEqual([
      'title Clerk 5/6',
      'department Warehouse 5/6',
      'group warehouse 5/6',
    ]);
  });

  it('tell who alone holds what no peer holds, and who lacks what all peers hold', () => {
    expect(told.outliers).toEqual([
      {
        is: 'alone',
        user: 'ada',
        permission: 'payroll',
        peers: { by: 'department', value: 'Warehouse' },
        others: 5,
      },
      {
        is: 'lacks',
        user: 'fay',
        permission: 'doors',
        peers: { by: 'department', value: 'Warehouse' },
        others: 5,
      },
    ]);
  });

  it('say nothing of peers where there are too few to stand out among', () => {
    expect(
      suggestRoles(
        clerks.slice(0, 4),
        pairs.filter(({ user }) => user < 'e'),
      ).outliers,
    ).toEqual([]);
  });

  it('tell how many of them give how much of what is held, up to all of it', () => {
    expect(told.coverage.at(-1)).toEqual({ share: 1, roles: told.roles.length });
    expect(told.coverage.map(({ share }) => share)).toEqual([0.5, 0.8, 0.9, 1]);
  });

  it('name the nearest roles that are part of another', () => {
    const nested = suggestRoles(
      [],
      [
        ...['a', 'b', 'c'].map((user) => ({ user, permission: 'one' })),
        ...['a', 'b'].map((user) => ({ user, permission: 'two' })),
      ],
    );
    for (const [number, role] of nested.roles.entries())
      for (const other of role.includes)
        expect(
          nested.roles[other]?.permissions.every((each) => nested.roles[number]?.permissions.includes(each)),
        ).toBe(true);
  });
});
