import { afterEach, describe, expect, it } from 'vitest';
import { roleKey } from '../../../src/connectors/postgres/keys.ts';
import type { Change } from '../../../src/model/change.ts';
import { instantOf } from '../../../src/model/time.ts';
import { execution, source, type WriterScene } from './scene.ts';

export function describeAccounts(scene: WriterScene): void {
  const { alice, run, schema, table, admin } = scene;
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
      const session = scene.writerAs(alice);
      await admin('grant connect on database %I to %I', scene.name, alice);
      expect(await session.observe(on('account.disable', alice))).toEqual({ exists: true, enabled: true });
      await scene.writer.apply(on('account.disable', alice));
      expect(await scene.writer.observe(on('account.disable', alice))).toEqual({
        exists: true,
        enabled: false,
      });
      const sessions = await scene.db.query('select pid from pg_stat_activity where usename = $1', [alice]);
      expect(sessions).toEqual([]);
      await expect(session.observe(on('account.disable', alice))).rejects.toMatchObject({
        code: 'source_unreachable',
      });
      await session.close();
      await scene.writer.restore(on('account.disable', alice), { exists: true, enabled: true });
      expect(await scene.writer.observe(on('account.disable', alice))).toEqual({
        exists: true,
        enabled: true,
      });
      await scene.writer.apply(on('account.disable', alice));
      await scene.writer.apply(on('account.enable', alice));
      await scene.writer.restore(on('account.enable', alice), { exists: true, enabled: false });
      expect(await scene.writer.observe(on('account.enable', alice))).toEqual({
        exists: true,
        enabled: false,
      });
      await admin('revoke connect on database %I from %I', scene.name, alice);
    });

    it('is never the one that the writer itself uses', async () => {
      await expect(scene.writer.apply(on('account.disable', 'postgres'))).rejects.toMatchObject({
        code: 'target_failed',
      });
      expect(await scene.writer.observe(on('account.disable', 'postgres'))).toEqual({
        exists: true,
        enabled: true,
      });
    });

    it('is created with an end, no password and no powers, labelled, and dropped again', async () => {
      const change = createOf(fresh);
      expect(await scene.writer.observe(change)).toEqual({ exists: false, enabled: false, validUntil: null });
      await scene.writer.apply(change);
      await scene.writer.apply(change);
      expect(await scene.writer.observe(change)).toEqual({ exists: true, enabled: true, validUntil });
      expect(
        await scene.db.query(
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
      await scene.writer.restore(change, { exists: false, enabled: false, validUntil: null });
      expect(await scene.writer.observe(change)).toEqual({ exists: false, enabled: false, validUntil: null });
      const drop = on('account.drop', fresh);
      await scene.writer.apply(change);
      await scene.writer.apply(drop);
      await scene.writer.apply(drop);
      await scene.writer.restore(drop, { exists: true, enabled: true, validUntil });
      expect(await scene.writer.observe(drop)).toEqual({ exists: true, enabled: true, validUntil });
    });

    it('made by somebody else is not adopted by a create', async () => {
      await admin('create role %I login valid until %L', fresh, validUntil);
      await expect(scene.writer.apply(createOf(fresh))).rejects.toMatchObject({ code: 'target_failed' });
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
      await expect(scene.writer.apply(on('account.drop', fresh))).rejects.toMatchObject({
        code: 'not_reversible',
      });
      expect((await scene.writer.observe(on('account.drop', fresh)))['exists']).toBe(true);
    });

    it('made by somebody else and bare is dropped, and comes back the same', async () => {
      await admin('create role %I nologin', fresh);
      const drop = on('account.drop', fresh);
      const before = await scene.writer.observe(drop);
      await scene.writer.apply(drop);
      await scene.writer.restore(drop, before);
      expect(await scene.writer.observe(drop)).toEqual(before);
    });

    it('that something depends on is not dropped, and what depends is named', async () => {
      await scene.writer.apply(createOf(fresh));
      await admin('grant select on %I.%I to %I', schema, table, fresh);
      await expect(scene.writer.apply(on('account.drop', fresh))).rejects.toMatchObject({
        code: 'target_failed',
        message: expect.stringContaining('privileges'),
      });
      await admin('revoke select on %I.%I from %I', schema, table, fresh);
    });
  });
}
