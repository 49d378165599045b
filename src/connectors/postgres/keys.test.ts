import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  entitlementKey,
  grantKey,
  membershipKey,
  parseEntitlementKey,
  parseRoleKey,
  parseThingKey,
  privilegesOn,
  roleKey,
  thingKey,
  type PostgresObject,
} from './keys.ts';

const name = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 63 }),
  fc.string({
    unit: fc.constantFrom('%', '/', '.', '#', '*', '?', '2', 'F', 'E', '3', '5', 'a'),
    minLength: 1,
  }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'public',
    '"; drop role x; --',
    '\u202egnp.exe',
    '%2F',
    'a.b/c#d%',
  ),
);
const object: fc.Arbitrary<PostgresObject> = fc.oneof(
  fc.record({ kind: fc.constant('database' as const), database: name }),
  fc.record({ kind: fc.constant('schema' as const), database: name, schema: name }),
  fc.record({
    kind: fc.constantFrom('table' as const, 'sequence' as const),
    database: name,
    schema: name,
    name,
  }),
  fc.record({
    kind: fc.constant('column' as const),
    database: name,
    schema: name,
    table: name,
    column: name,
  }),
  fc.record({ kind: fc.constant('function' as const), database: name, schema: name, signature: name }),
  fc.record({ kind: fc.constant('functions' as const), database: name, schema: name, owner: name }),
  fc.record({ kind: fc.constant('defaults' as const), database: name, role: name, objects: name }),
  fc.record({
    kind: fc.constant('defaults' as const),
    database: name,
    schema: name,
    role: name,
    objects: name,
  }),
);

describe('keys of PostgreSQL things', () => {
  it('read as plain names where nothing needs encoding', () => {
    expect(roleKey('payroll_etl')).toBe('role/payroll_etl');
    expect(entitlementKey({ kind: 'table', database: 'hr', schema: 'pay', name: 'salary' }, 'SELECT')).toBe(
      'table/hr.pay.salary#SELECT',
    );
    expect(thingKey({ kind: 'schema', database: 'a.b', schema: 'c/d#e%' })).toBe('schema/a%2Eb.c%2Fd%23e%25');
    expect(grantKey(roleKey('a#b'), 'table/x.y.z#SELECT')).toBe('role/a%23b#table/x.y.z#SELECT');
    expect(membershipKey(roleKey('a'), roleKey('b'))).toBe('role/a#role/b');
  });

  it('come back as the same names, whatever the names hold', () => {
    fc.assert(
      fc.property(object, (thing) => {
        expect(parseThingKey(thingKey(thing))).toEqual(thing);
      }),
    );
    fc.assert(
      fc.property(name, (role) => {
        expect(parseRoleKey(roleKey(role))).toBe(role);
      }),
    );
  });

  it('have one spelling: what parses is written back exactly', () => {
    const soup = fc.string({
      unit: fc.constantFrom(
        'table/',
        'role/',
        'schema/',
        'a',
        '.',
        '#',
        '%2E',
        '%2e',
        '%',
        '/',
        '%41',
        'SELECT',
      ),
    });
    const oneSpelling = fc.property(soup, (key) => {
      const thing = parseThingKey(key);
      const entitlement = parseEntitlementKey(key);
      return (
        (thing === undefined || thingKey(thing) === key) &&
        (entitlement === undefined || entitlementKey(entitlement.on, entitlement.privilege) === key)
      );
    });
    expect(fc.check(oneSpelling, { numRuns: 2000 }).counterexample).toBeNull();
  });

  it('carry each privilege that the kind can have, and no other', () => {
    fc.assert(
      fc.property(object, fc.constantFrom(...Object.values(privilegesOn).flat()), (on, privilege) => {
        const known: readonly string[] = privilegesOn[on.kind];
        const expected = known.includes(privilege) ? { on, privilege } : undefined;
        expect(parseEntitlementKey(entitlementKey(on, privilege))).toEqual(expected);
      }),
    );
  });

  it.each([
    '',
    'role/',
    'role',
    'role/a.b',
    'table/a.b',
    'table/a..b',
    'view/a.b.c',
    'role/%2f',
    'role/%41',
    'role/a/b',
  ])('refuses %j', (key) => {
    expect(parseThingKey(key)).toBeUndefined();
  });

  it.each(['table/a.b.c', 'table/a.b.c#select', 'table/a.b.c#USAGE', 'role/a#SELECT', 'database/a#SELECT'])(
    'refuses %j as an entitlement',
    (key) => {
      expect(parseEntitlementKey(key)).toBeUndefined();
    },
  );
});
