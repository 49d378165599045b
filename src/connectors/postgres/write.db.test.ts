import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { must, isSourceId } from '../../model/ids.ts';
import { instantOf } from '../../model/time.ts';
import type { Change, TargetState } from '../../model/change.ts';
import { useDatabase } from '../../../test/support/database.ts';
import type { TargetWriter } from '../kit/connector.ts';
import { entitlementKey, roleKey, type PostgresPrivilege } from './keys.ts';
import { openPostgresWriter } from './write.ts';

const database = useDatabase();
const source = must(isSourceId, 'target');
const execution = 'ent_0000000000000000000000write';
/** Roles are the cluster's, not the database's: each run has its own. */
const run = randomUUID().slice(0, 8);
const hostile = [
  `plain_${run}`,
  `"; drop role postgres; --${run}`,
  `__proto__${run}`,
  `\u202egnp.exe${run}`,
  `a.b/c#d%${run}`,
  `'quoted' $1 %I ${run}`,
];
const [alice, bob, carol] = [hostile[0] ?? '', hostile[1] ?? '', hostile[4] ?? ''];
const schema = `pay "roll" %I ${run}`;
const table = `sal.ary'; --`;
const sequence = 'se#q';

let writer: TargetWriter;
let name: string;
const admin = async (template: string, ...names: string[]): Promise<void> => {
  const [made] = await database.db.query<{ sql: string }>('select format($1, variadic $2::text[]) as sql', [
    template,
    names,
  ]);
  await database.db.query(made?.sql ?? '');
};

beforeAll(async () => {
  const [row] = await database.db.query<{ name: string }>('select current_database() as name');
  name = row?.name ?? '';
  for (const role of hostile) await admin('create role %I nologin', role);
  await admin('create schema %I', schema);
  await admin('create table %I.%I (id int, amount int)', schema, table);
  await admin('create sequence %I.%I', schema, sequence);
  writer = openPostgresWriter({ url: database.urlAs('superuser'), execution });
});
afterAll(async () => {
  await writer.close();
  await admin('drop schema %I cascade', schema);
  for (const role of hostile) {
    await admin('drop owned by %I', role);
    await admin('drop role if exists %I', role);
  }
});

const things = () =>
  [
    [{ kind: 'table', database: name, schema, name: table }, ['SELECT', 'INSERT', 'TRUNCATE']],
    [{ kind: 'sequence', database: name, schema, name: sequence }, ['USAGE', 'SELECT']],
    [{ kind: 'schema', database: name, schema }, ['USAGE', 'CREATE']],
    [{ kind: 'database', database: name }, ['CONNECT', 'CREATE', 'TEMPORARY']],
  ] as const;
const grantOf = (role: string, entitlement: string, grantable = false): Change => ({
  type: 'grant.add',
  source,
  subjectKey: roleKey(role),
  entitlementKey: entitlement,
  grantable,
  until: null,
});
const revokeOf = (role: string, entitlement: string): Change => ({
  type: 'grant.remove',
  source,
  subjectKey: roleKey(role),
  entitlementKey: entitlement,
});
const select = (): string => entitlementKey({ kind: 'table', database: name, schema, name: table }, 'SELECT');

/** Every access list, membership and role attribute of this test's things: what "exactly restored" is judged on. */
async function everything(): Promise<readonly object[]> {
  return database.db.query(
    `select 'acl' as what, d.kind, a.grantor, a.grantee, a.privilege_type, a.is_grantable from (
       select 'table' as kind, relacl as acl from pg_class where relnamespace = $1::text::regnamespace
       union all select 'schema', nspacl from pg_namespace where oid = $1::text::regnamespace
       union all select 'database', datacl from pg_database where datname = current_database()) d
     cross join aclexplode(d.acl) a where a.grantee in (select oid from pg_roles where rolname like '%' || $2)
     union all select 'member', null, m.grantor, m.member, m.roleid::text, m.admin_option from pg_auth_members m
       join pg_roles r on r.oid = m.member where r.rolname like '%' || $2
     union all select 'role', r.rolname, null, r.oid, r.rolvaliduntil::text, r.rolcanlogin from pg_roles r where rolname like '%' || $2
     order by 1, 2, 3, 4, 5`,
    [`"${schema.replaceAll('"', '""')}"`, run],
  );
}

describe('a grant', () => {
  it('is given, seen and put back on each kind of object, whatever the names hold', async () => {
    for (const role of hostile)
      for (const [on, privileges] of things())
        for (const privilege of privileges) {
          const change = grantOf(role, entitlementKey(on, privilege satisfies PostgresPrivilege));
          expect(await writer.observe(change)).toEqual({ held: false, grantable: false });
          const before = await everything();
          await writer.apply(change);
          await writer.apply(change);
          expect(await writer.observe(change)).toEqual({ held: true, grantable: false });
          await writer.restore(change, { held: false, grantable: false });
          await writer.restore(change, { held: false, grantable: false });
          expect(await everything()).toEqual(before);
        }
  });

  it('comes back to its pre-image from any state by any change', async () => {
    const states = fc.constantFrom<TargetState>(
      { held: false, grantable: false },
      { held: true, grantable: false },
      { held: true, grantable: true },
    );
    const where = fc.constantFrom(
      ...things().flatMap(([on, list]) => list.map((p) => entitlementKey(on, p))),
    );
    const changes = fc.constantFrom('add', 'add grantable', 'remove');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...hostile),
        where,
        states,
        changes,
        async (role, key, state, kind) => {
          const change = kind === 'remove' ? revokeOf(role, key) : grantOf(role, key, kind !== 'add');
          await writer.restore(change, state);
          const before = await everything();
          expect(await writer.observe(change)).toEqual(state);
          await writer.apply(change);
          const after = await writer.observe(change);
          expect(after['held']).toBe(kind !== 'remove');
          await writer.restore(change, state);
          expect(await writer.observe(change)).toEqual(state);
          expect(await everything()).toEqual(before);
        },
      ),
      { numRuns: 60, seed: 7 },
    );
    for (const role of hostile)
      for (const [on, list] of things())
        for (const p of list)
          await writer.restore(revokeOf(role, entitlementKey(on, p)), { held: false, grantable: false });
  });

  it('to PUBLIC is told apart from one to a role', async () => {
    await admin('grant select on %I.%I to public', schema, table);
    expect(await writer.observe(revokeOf(alice, select()))).toEqual({ held: false, grantable: false });
    const change = revokeOf('public', select());
    expect(await writer.observe(change)).toEqual({ held: true, grantable: false });
    await writer.apply(change);
    expect(await writer.observe(change)).toEqual({ held: false, grantable: false });
  });

  it('passed on to others is not taken back by cascade: the others are named and nothing changes', async () => {
    await admin('grant usage on schema %I to %I', schema, alice);
    await admin('grant select on %I.%I to %I with grant option', schema, table, alice);
    await admin('set role %I', alice).catch(() => undefined);
    await database.db.query('reset role');
    await database.db.transaction(async (tx) => {
      const quoted = async (template: string, ...names: string[]): Promise<void> => {
        const [made] = await tx.query<{ sql: string }>('select format($1, variadic $2::text[]) as sql', [
          template,
          names,
        ]);
        await tx.query(made?.sql ?? '');
      };
      await quoted('set local role %I', alice);
      await quoted('grant select on %I.%I to %I', schema, table, bob);
    });
    const before = await everything();
    await expect(writer.apply(revokeOf(alice, select()))).rejects.toMatchObject({
      code: 'target_failed',
      message: expect.stringContaining(bob),
    });
    expect(await everything()).toEqual(before);
    // and the one that alice gave is not ours to take: the re-read names her and nothing is half-done
    await expect(writer.apply(revokeOf(bob, select()))).rejects.toMatchObject({
      code: 'target_failed',
      message: expect.stringContaining(alice),
    });
    expect(await everything()).toEqual(before);
    await admin('revoke all on %I.%I from %I cascade', schema, table, alice);
    await admin('revoke all on schema %I from %I', schema, alice);
  });

  it('that hides column privileges is refused, since a revoke would take them along', async () => {
    await admin('grant select on %I.%I to %I', schema, table, carol);
    await admin('grant select (amount) on %I.%I to %I', schema, table, carol);
    await expect(writer.apply(revokeOf(carol, select()))).rejects.toMatchObject({ code: 'not_reversible' });
    expect(await writer.observe(revokeOf(carol, select()))).toEqual({ held: true, grantable: false });
    await admin('revoke all on %I.%I from %I', schema, table, carol);
  });

  it('on what is not there, or cannot be changed here, is said so', async () => {
    const gone = entitlementKey({ kind: 'table', database: name, schema, name: 'gone' }, 'SELECT');
    expect(await writer.observe(grantOf(alice, gone))).toEqual({ held: false, grantable: false });
    await expect(writer.apply(grantOf(alice, gone))).rejects.toMatchObject({ code: 'target_failed' });
    await expect(writer.apply(grantOf(`nobody_${run}`, select()))).rejects.toMatchObject({
      code: 'target_failed',
    });
    await expect(writer.apply(grantOf(alice, `table/${name}.a.b#OWNER`))).rejects.toMatchObject({
      code: 'input_invalid',
    });
    await expect(writer.apply(grantOf(alice, 'role/x'))).rejects.toMatchObject({ code: 'input_invalid' });
  });
});

describe('a membership', () => {
  const change = (type: 'membership.add' | 'membership.remove', member: string, group: string): Change =>
    type === 'membership.add'
      ? { type, source, memberKey: roleKey(member), groupKey: roleKey(group), until: null }
      : { type, source, memberKey: roleKey(member), groupKey: roleKey(group) };

  it('comes back to its pre-image from any state by any change', async () => {
    const states = fc.constantFrom<TargetState>(
      { member: false, admin: false },
      { member: true, admin: false },
      { member: true, admin: true },
    );
    const type = fc.constantFrom('membership.add' as const, 'membership.remove' as const);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...hostile.slice(1)), states, type, async (member, state, kind) => {
        const it = change(kind, member, alice);
        await writer.restore(it, state);
        const before = await everything();
        await writer.apply(it);
        expect((await writer.observe(it))['member']).toBe(kind === 'membership.add');
        await writer.restore(it, state);
        expect(await writer.observe(it)).toEqual(state);
        expect(await everything()).toEqual(before);
      }),
      { numRuns: 40, seed: 7 },
    );
    for (const member of hostile.slice(1))
      await writer.restore(change('membership.remove', member, alice), { member: false, admin: false });
  });

  it('with options of its own is refused, since it could not be put back exactly', async () => {
    await admin('grant %I to %I with inherit false', alice, bob);
    await expect(writer.apply(change('membership.remove', bob, alice))).rejects.toMatchObject({
      code: 'not_reversible',
    });
    await admin('revoke %I from %I', alice, bob);
  });

  it('in a circle is the target’s refusal and changes nothing', async () => {
    await writer.apply(change('membership.add', bob, alice));
    await expect(writer.apply(change('membership.add', alice, bob))).rejects.toMatchObject({
      code: 'target_failed',
    });
    await writer.apply(change('membership.remove', bob, alice));
  });
});

describe('an account', () => {
  const on = (type: 'account.disable' | 'account.enable' | 'account.drop', role: string): Change => ({
    type,
    source,
    accountKey: roleKey(role),
  });
  const validUntil = instantOf(Date.UTC(2030, 0, 2, 3, 4, 5, 678));
  const createOf = (role: string): Change => ({
    type: 'account.create',
    source,
    accountKey: roleKey(role),
    validUntil,
  });
  const fresh = `new "role" %L ${run}`;
  afterEach(() => admin('drop role if exists %I', fresh));

  it('is disabled and enabled back, and its sessions end', async () => {
    await admin('alter role %I login', alice);
    const session = openPostgresWriter({
      url: database.urlAs('superuser').replace('postgres@', `${alice}@`),
      execution,
    });
    await admin('grant connect on database %I to %I', name, alice);
    expect(await session.observe(on('account.disable', alice))).toEqual({ exists: true, enabled: true });
    await writer.apply(on('account.disable', alice));
    expect(await writer.observe(on('account.disable', alice))).toEqual({ exists: true, enabled: false });
    const sessions = await database.db.query('select pid from pg_stat_activity where usename = $1', [alice]);
    expect(sessions).toEqual([]);
    await expect(session.observe(on('account.disable', alice))).rejects.toMatchObject({
      code: 'source_unreachable',
    });
    await session.close();
    await writer.restore(on('account.disable', alice), { exists: true, enabled: true });
    expect(await writer.observe(on('account.disable', alice))).toEqual({ exists: true, enabled: true });
    await writer.apply(on('account.disable', alice));
    await writer.apply(on('account.enable', alice));
    await writer.restore(on('account.enable', alice), { exists: true, enabled: false });
    expect(await writer.observe(on('account.enable', alice))).toEqual({ exists: true, enabled: false });
    await admin('revoke connect on database %I from %I', name, alice);
  });

  it('is never the one that the writer itself uses', async () => {
    await expect(writer.apply(on('account.disable', 'postgres'))).rejects.toMatchObject({
      code: 'target_failed',
    });
    expect(await writer.observe(on('account.disable', 'postgres'))).toEqual({ exists: true, enabled: true });
  });

  it('is created with an end, no password and no powers, labelled, and dropped again', async () => {
    const change = createOf(fresh);
    expect(await writer.observe(change)).toEqual({ exists: false, enabled: false, validUntil: null });
    await writer.apply(change);
    await writer.apply(change);
    expect(await writer.observe(change)).toEqual({ exists: true, enabled: true, validUntil });
    expect(
      await database.db.query(
        `select rolpassword, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
           shobj_description(oid, 'pg_authid') as label from pg_authid where rolname = $1`,
        [fresh],
      ),
    ).toEqual([
      {
        rolpassword: null,
        rolsuper: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
        rolbypassrls: false,
        label: `Created by Countersign in execution ${execution}`,
      },
    ]);
    await writer.restore(change, { exists: false, enabled: false, validUntil: null });
    expect(await writer.observe(change)).toEqual({ exists: false, enabled: false, validUntil: null });
    const drop = on('account.drop', fresh);
    await writer.apply(change);
    await writer.apply(drop);
    await writer.apply(drop);
    await writer.restore(drop, { exists: true, enabled: true, validUntil });
    expect(await writer.observe(drop)).toEqual({ exists: true, enabled: true, validUntil });
  });

  it('made by somebody else is not adopted by a create', async () => {
    await admin('create role %I login valid until %L', fresh, validUntil);
    await expect(writer.apply(createOf(fresh))).rejects.toMatchObject({ code: 'target_failed' });
  });

  it.each([
    ['a password', "alter role %I password 'x'"],
    ['a power', 'alter role %I createdb'],
    ['a limit', 'alter role %I connection limit 3'],
    ['a setting', "alter role %I set search_path = 'x'"],
    ['a membership', `grant %I to "plain_${run}"`],
    ['a comment', "comment on role %I is 'mine'"],
  ])('made by somebody else with %s is not dropped', async (_, alteration) => {
    await admin('create role %I login', fresh);
    await admin(alteration, fresh);
    await expect(writer.apply(on('account.drop', fresh))).rejects.toMatchObject({ code: 'not_reversible' });
    expect((await writer.observe(on('account.drop', fresh)))['exists']).toBe(true);
  });

  it('made by somebody else and bare is dropped, and comes back the same', async () => {
    await admin('create role %I nologin', fresh);
    const drop = on('account.drop', fresh);
    const before = await writer.observe(drop);
    await writer.apply(drop);
    await writer.restore(drop, before);
    expect(await writer.observe(drop)).toEqual(before);
  });

  it('that something depends on is not dropped, and what depends is named', async () => {
    await writer.apply(createOf(fresh));
    await admin('grant select on %I.%I to %I', schema, table, fresh);
    await expect(writer.apply(on('account.drop', fresh))).rejects.toMatchObject({
      code: 'target_failed',
      message: expect.stringContaining('privileges'),
    });
    await admin('revoke select on %I.%I from %I', schema, table, fresh);
  });
});

describe('the credential of docs/connectors/postgres-write.md, without superuser', () => {
  const own = `writer_${run}`;
  const owner = `owner_${run}`;
  const group = `group_${run}`;
  let least: TargetWriter;
  beforeAll(async () => {
    await admin('create role %I login createrole nosuperuser', own);
    await admin('create role %I nologin', owner);
    await admin('create role %I nologin', group);
    await admin('grant connect on database %I to %I', name, own);
    await admin('grant %I to %I', owner, own);
    await admin('grant %I to %I with admin option', group, own);
    await admin('grant %I to %I with admin option', bob, own);
    await admin('grant pg_signal_backend to %I', own);
    await admin('create table %I.mine (id int)', schema);
    await admin('grant usage, create on schema %I to %I', schema, owner);
    await admin('alter table %I.mine owner to %I', schema, owner);
    least = openPostgresWriter({
      url: database.urlAs('superuser').replace('postgres@', `${own}@`),
      execution,
    });
  });
  afterAll(async () => {
    await least.close();
    for (const role of [own, owner, group]) {
      await admin('drop owned by %I cascade', role);
      await admin('drop role %I', role);
    }
  });

  it('makes and undoes every kind of change that it lists', async () => {
    const table = entitlementKey({ kind: 'table', database: name, schema, name: 'mine' }, 'SELECT');
    const fresh: Change = {
      type: 'account.create',
      source,
      accountKey: roleKey(`fresh_${run}`),
      validUntil: instantOf(Date.UTC(2031, 0, 1)),
    };
    const changes: readonly Change[] = [
      grantOf(alice, table),
      { type: 'membership.add', source, memberKey: roleKey(bob), groupKey: roleKey(group), until: null },
      { type: 'account.enable', source, accountKey: roleKey(bob) },
      fresh,
    ];
    for (const change of changes) {
      const before = await least.observe(change);
      await least.apply(change);
      expect(await least.observe(change)).not.toEqual(before);
      await least.restore(change, before);
      expect(await least.observe(change)).toEqual(before);
    }
  });

  it('cannot reach what it was not given, and says so', async () => {
    await expect(least.apply(grantOf(alice, select()))).rejects.toMatchObject({ code: 'target_failed' });
    await expect(
      least.apply({ type: 'account.disable', source, accountKey: roleKey('postgres') }),
    ).rejects.toMatchObject({ code: 'target_failed' });
    await expect(
      least.apply({ type: 'account.enable', source, accountKey: roleKey(carol) }),
    ).rejects.toMatchObject({ code: 'target_failed', message: expect.stringContaining('may not') });
  });
});
