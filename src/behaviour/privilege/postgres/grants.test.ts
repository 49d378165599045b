import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GrantHeld, Need } from '../dialect.ts';
import { grantsFor, privilegesAllow } from './grants.ts';
import { postgresDialect } from './index.ts';

const grant = (action: string, on: string): GrantHeld => ({ entitlement: null, action, on });
const needsOf = (action: string, target: string): readonly Need[] => {
  const said = postgresDialect.translate({ name: '', action, target, count: 1, first: null, last: null });
  return said.is === 'needs' ? said.needs : [];
};

describe('the privileges that would have sufficed', () => {
  it('are written as a role in place of a wider one, and what to take from the account itself', () => {
    const grants = [
      grant('CONNECT', 'database/orders'),
      grant('USAGE', 'schema/orders.billing'),
      ...['SELECT', 'INSERT', 'UPDATE'].map((action) => grant(action, 'table/orders.billing.orders')),
      grant('DELETE', 'table/orders.billing.payments'),
    ];
    const { policy } = grantsFor('orders_api', {
      grants,
      needs: [...needsOf('SELECT', 'table/orders.billing.orders'), ...needsOf('INSERT', 'billing.orders')],
      kept: [],
      unused: grants.slice(5),
    });
    expect(policy.text).toBe(`create role "orders_api_least" nologin;
-- in the database orders
grant connect on database "orders" to "orders_api_least";
grant usage on schema "billing" to "orders_api_least";
grant insert, select on table "billing"."orders" to "orders_api_least";
grant "orders_api_least" to "orders_api";
-- in the database orders
revoke delete on table "billing"."payments" from "orders_api";
`);
    expect(policy.leftOut).toEqual([]);
  });

  it('say what cannot be granted', () => {
    const { policy } = grantsFor('a', {
      grants: [grant('OWNER', 'table/d.s.t'), grant('*', '*')],
      needs: [...needsOf('DROP TABLE', 'table/d.s.t'), ...needsOf('SELECT', 's.t')],
      kept: [],
      unused: [],
    });
    expect(policy.leftOut).toEqual([
      'table/d.s.t: only its owner may change it, and owning cannot be granted',
      'SELECT on s.t: the log does not name it as rights do',
    ]);
  });

  it('do not let a name end its quotes or a comment', () => {
    const evil = 'x"; drop table t; --\n';
    const { policy } = grantsFor(evil, {
      grants: [grant('SELECT', `table/${evil}.s.${evil}`)],
      needs: needsOf('SELECT', `table/${evil}.s.${evil}`),
      kept: [],
      unused: [],
    });
    // as PostgreSQL takes a script apart: identifiers in quotes, and comments to the end of their line
    const rest = policy.text.replaceAll(/"(?:[^"]|"")*"|--[^\n]*/g, (part) =>
      part.startsWith('-') ? '' : 'x',
    );
    expect(rest).toBe('create role x nologin;\n\ngrant select on table x.x to x;\ngrant x to x;\n');
  });

  it('allow everything that was seen and granted, and nothing that is not granted', () => {
    const tables = ['table/d.s.a', 'table/d.s.b', 'table/d.t.a'] as const;
    const actions = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
    const one = fc.record({ action: fc.constantFrom(...actions), on: fc.constantFrom(...tables) });
    const held = fc.record({
      action: fc.constantFrom(...actions, 'OWNER', 'USAGE', 'CONNECT'),
      on: fc.constantFrom(...tables, 'table/*', 'column/d.s.a.x', 'schema/d.s', 'database/d', '*'),
    });
    fc.assert(
      fc.property(fc.array(held, { maxLength: 8 }), fc.array(one, { maxLength: 6 }), (given, seen) => {
        const grants = given.map(({ action, on }) => grant(action, on));
        const needs = seen.flatMap(({ action, on }) => needsOf(action, on));
        const isGranted = (need: Need): boolean =>
          grants.some((each) => postgresDialect.fits(each, need) !== 'no');
        const { privileges } = grantsFor('a', { grants, needs, kept: [], unused: [] });
        for (const need of needs) expect(privilegesAllow(privileges, need)).toBe(isGranted(need));
        for (const { action, on } of privileges)
          expect(isGranted({ action, on, named: null, reads: false })).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
