import fc from 'fast-check';
import type { Facts } from './case-shape.ts';

const some = <T>(...of: readonly T[]) => fc.constantFrom(...of);

/** Every text that the patterns below can stand for, as far as they can be told apart by one. */
export const texts = ['t/a', 't/b', 't/cc', 'p/x', 'p/y', 'q'];
export const resources = ['t/a', 't/b', 'p/x', 'p/*', 'q'];
export const askedResources = [...resources, 't/cc', 'unheard/of'];
export const actions = ['get', 'put', 'give'];

export const accounts = ['a', 'b', 'c', 'd'];
export const groups = ['f', 'g', 'h', 'i'];
const anyone = some(...accounts, ...groups);
const conditions = some<{ conditions?: string[] }>({}, {}, { conditions: ['it rains'] });
/** Worlds of one source, in which everything that the relation model knows comes together by chance. */
export const worlds: fc.Arbitrary<Facts> = fc
  .record({
    states: fc.tuple(...accounts.map(() => some('active' as const, 'active' as const, 'disabled' as const))),
    superuser: some('none', 'none', ...accounts),
    members: fc.array(
      fc.tuple(
        anyone,
        anyone,
        some('member' as const, 'set_role' as const, 'assume' as const, 'inherit' as const),
        conditions,
      ),
      {
        maxLength: 14,
      },
    ),
    rights: fc.array(
      fc.tuple(
        some('get', 'put', 'g*', '*', 'OWNER', 'G?T'),
        some('t/a', 't/b', 't/*', 't/?', 'p/x', 'p/*', 'q', '*', 'r'),
        some(undefined, undefined, ...resources),
      ),
      { minLength: 1, maxLength: 5 },
    ),
    grants: fc.array(
      fc.tuple(anyone, fc.nat(4), some('allow' as const, 'allow' as const, 'deny' as const), conditions),
      {
        maxLength: 8,
      },
    ),
  })
  .map(({ states, superuser, members, rights, grants }): Facts => ({
    accounts: accounts.map((key, n) => ({
      key,
      state: states[n] ?? 'active',
      powers: key === superuser ? ['superuser'] : ['createdb'],
    })),
    groups,
    resources,
    memberships: members.map(([member, of, via, more]) => ({ member, of, via, ...more })),
    rights: Object.fromEntries(
      rights.map(([action, on, resource], n) => [
        `r${n}`,
        { action, on, ...(resource === undefined ? {} : { resource }) },
      ]),
    ),
    grants: grants.map(([to, n, effect, more]) => ({
      to,
      right: `r${n % rights.length}`,
      effect,
      ...more,
    })),
  }));
