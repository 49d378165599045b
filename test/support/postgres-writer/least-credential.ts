import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TargetWriter } from '../../../src/connectors/kit/connector.ts';
import { entitlementKey, roleKey } from '../../../src/connectors/postgres/keys.ts';
import type { Change } from '../../../src/model/change.ts';
import { instantOf } from '../../../src/model/time.ts';
import { source, type WriterScene } from './scene.ts';

export function describeLeastCredential(scene: WriterScene): void {
  const { alice, bob, carol, run, schema, admin, grantOf, revokeOf, select } = scene;
  describe('the credential of docs/connectors/postgres-write.md, without superuser', () => {
    const own = `writer_${run}`;
    const owner = `owner_${run}`;
    const group = `group_${run}`;
    let least: TargetWriter;
    beforeAll(async () => {
      await admin('create role %I login createrole nosuperuser', own);
      await admin('create role %I nologin', owner);
      await admin('create role %I nologin', group);
      await admin('grant connect on database %I to %I', scene.name, own);
      await admin('grant %I to %I', owner, own);
      await admin('grant %I to %I with admin option', group, own);
      await admin('grant %I to %I with admin option', bob, own);
      await admin('grant pg_signal_backend to %I', own);
      await admin('create table %I.mine (id int)', schema);
      await admin('grant usage, create on schema %I to %I', schema, owner);
      await admin('alter table %I.mine owner to %I', schema, owner);
      least = scene.writerAs(own);
    });
    afterAll(async () => {
      await least.close();
      for (const role of [own, owner, group]) {
        await admin('drop owned by %I cascade', role);
        await admin('drop role %I', role);
      }
    });

    const fresh: Change = {
      type: 'account.create',
      source,
      accountKey: roleKey(`fresh_${run}`),
      validUntil: instantOf(Date.UTC(2031, 0, 1)),
    };
    const onBob = (type: 'account.enable' | 'account.disable'): Change => ({
      type,
      source,
      accountKey: roleKey(bob),
    });
    const member = (type: 'membership.add' | 'membership.remove'): Change =>
      type === 'membership.add'
        ? { type, source, memberKey: roleKey(alice), groupKey: roleKey(group), until: null }
        : { type, source, memberKey: roleKey(alice), groupKey: roleKey(group) };
    /** Makes a change and undoes it; whether each could be seen. */
    const thereAndBack = async (change: Change): Promise<boolean> => {
      const before = await least.observe(change);
      await least.apply(change);
      const after = await least.observe(change);
      await least.restore(change, before);
      return !isDeepStrictEqual(after, before) && isDeepStrictEqual(await least.observe(change), before);
    };

    it('makes and undoes every kind of change that it lists', async () => {
      const table = entitlementKey({ kind: 'table', database: scene.name, schema, name: 'mine' }, 'SELECT');
      for (const change of [grantOf(alice, table), member('membership.add'), onBob('account.enable'), fresh])
        expect(await thereAndBack(change)).toBe(true);
      await least.apply(grantOf(alice, table));
      await least.apply(member('membership.add'));
      await least.apply(onBob('account.enable'));
      await least.apply(fresh);
      for (const change of [
        revokeOf(alice, table),
        member('membership.remove'),
        onBob('account.disable'),
        { type: 'account.drop', source, accountKey: fresh.accountKey } satisfies Change,
      ]) {
        expect(await thereAndBack(change)).toBe(true);
        await least.apply(change);
      }
    });

    it('ends the sessions of a role that it disables', async () => {
      await least.apply(onBob('account.enable'));
      const session = scene.writerAs(bob);
      await admin('grant connect on database %I to %I', scene.name, bob);
      await session.observe(onBob('account.enable'));
      await least.apply(onBob('account.disable'));
      expect(await scene.db.query('select pid from pg_stat_activity where usename = $1', [bob])).toEqual([]);
      await session.close();
      await admin('revoke connect on database %I from %I', scene.name, bob);
    });

    it.runIf(scene.major >= 16)(
      'creates and drops where PostgreSQL grants a creator the role it made',
      async () => {
        await admin(`alter role %I set createrole_self_grant = 'set, inherit'`, own);
        const granting = scene.writerAs(own);
        await granting.apply(fresh);
        await granting.apply({ type: 'account.drop', source, accountKey: fresh.accountKey });
        expect((await granting.observe(fresh))['exists']).toBe(false);
        await granting.close();
        await admin('alter role %I reset createrole_self_grant', own);
      },
    );

    it.runIf(scene.major < 16)('takes back a membership that somebody else gave', async () => {
      await admin('grant %I to %I', group, alice); // by the superuser
      await least.apply(member('membership.remove'));
      expect(await least.observe(member('membership.remove'))).toEqual({ member: false, admin: false });
    });

    it.runIf(scene.major >= 16)(
      'leaves a membership that somebody else gave, or gave too, and says who did',
      async () => {
        const remove = member('membership.remove');
        const refused = { code: 'target_failed', message: expect.stringContaining('granted by `postgres`') };
        await admin('grant %I to %I', group, alice); // by the superuser
        await expect(least.apply(remove)).rejects.toMatchObject(refused);
        await admin('grant %I to %I granted by %I', group, alice, own);
        await expect(least.apply(remove)).rejects.toMatchObject(refused);
        const both = await scene.db.query(
          'select from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = $1',
          [alice],
        );
        expect(both).toHaveLength(2); // its own was not taken either
        await admin('revoke %I from %I', group, alice);
        await least.apply(remove);
        expect(await least.observe(remove)).toEqual({ member: false, admin: false });
      },
    );

    it('cannot reach what it was not given, and says so', async () => {
      await expect(least.apply(grantOf(alice, select()))).rejects.toMatchObject({ code: 'target_failed' });
      await expect(
        least.apply({ type: 'account.disable', source, accountKey: roleKey('postgres') }),
      ).rejects.toMatchObject({ code: 'target_failed' });
    });

    const other: Change = { type: 'account.enable', source, accountKey: roleKey(carol) };
    it.runIf(scene.major >= 16)('cannot reach an account that it has no ADMIN OPTION on', async () => {
      await expect(least.apply(other)).rejects.toMatchObject({
        code: 'target_failed',
        message: expect.stringContaining('may not'),
      });
    });

    it.runIf(scene.major < 16)('reaches every account that is no superuser by CREATEROLE', async () => {
      expect(await thereAndBack(other)).toBe(true);
    });
  });
}
