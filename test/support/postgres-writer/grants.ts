import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entitlementKey } from '../../../src/connectors/postgres/keys.ts';
import type { TargetState } from '../../../src/model/change.ts';
import type { WriterScene } from './scene.ts';

export function describeGrants(scene: WriterScene): void {
  const {
    hostile,
    alice,
    bob,
    carol,
    run,
    schema,
    table,
    admin,
    things,
    grantOf,
    revokeOf,
    select,
    everything,
  } = scene;
  describe('a grant', () => {
    it('is given, seen and put back on each kind of object, whatever the names hold', async () => {
      for (const role of hostile)
        for (const [on, privileges] of things())
          for (const privilege of privileges.slice(0, scene.thorough ? undefined : 1)) {
            const change = grantOf(role, entitlementKey(on, privilege));
            expect(await scene.writer.observe(change)).toEqual({ held: false, grantable: false });
            const before = await everything();
            await scene.writer.apply(change);
            await scene.writer.apply(change);
            expect(await scene.writer.observe(change)).toEqual({ held: true, grantable: false });
            await scene.writer.restore(change, { held: false, grantable: false });
            await scene.writer.restore(change, { held: false, grantable: false });
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
            await scene.writer.restore(change, state);
            const before = await everything();
            expect(await scene.writer.observe(change)).toEqual(state);
            await scene.writer.apply(change);
            const after = await scene.writer.observe(change);
            expect(after['held']).toBe(kind !== 'remove');
            await scene.writer.restore(change, state);
            expect(await scene.writer.observe(change)).toEqual(state);
            expect(await everything()).toEqual(before);
          },
        ),
        { numRuns: scene.thorough ? 60 : 20, seed: 7 },
      );
      for (const role of hostile)
        for (const [on, list] of things())
          for (const p of list)
            await scene.writer.restore(revokeOf(role, entitlementKey(on, p)), {
              held: false,
              grantable: false,
            });
    });

    it('to PUBLIC is told apart from one to a role', async () => {
      await admin('grant select on %I.%I to public', schema, table);
      expect(await scene.writer.observe(revokeOf(alice, select()))).toEqual({
        held: false,
        grantable: false,
      });
      const change = revokeOf('public', select());
      expect(await scene.writer.observe(change)).toEqual({ held: true, grantable: false });
      await scene.writer.apply(change);
      expect(await scene.writer.observe(change)).toEqual({ held: false, grantable: false });
    });

    it('passed on to others is not taken back by cascade: the others are named and nothing changes', async () => {
      await admin('grant usage on schema %I to %I', schema, alice);
      await admin('grant select on %I.%I to %I with grant option', schema, table, alice);
      await admin('set role %I', alice).catch(() => undefined);
      await scene.db.query('reset role');
      await scene.db.transaction(async (tx) => {
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
      await expect(scene.writer.apply(revokeOf(alice, select()))).rejects.toMatchObject({
        code: 'target_failed',
        message: expect.stringContaining(bob),
      });
      expect(await everything()).toEqual(before);
      // and the one that alice gave is not ours to take: the re-read names her and nothing is half-done
      await expect(scene.writer.apply(revokeOf(bob, select()))).rejects.toMatchObject({
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
      await expect(scene.writer.apply(revokeOf(carol, select()))).rejects.toMatchObject({
        code: 'not_reversible',
      });
      expect(await scene.writer.observe(revokeOf(carol, select()))).toEqual({ held: true, grantable: false });
      await admin('revoke all on %I.%I from %I', schema, table, carol);
    });

    it('on what is not there, or cannot be changed here, is said so', async () => {
      const gone = entitlementKey({ kind: 'table', database: scene.name, schema, name: 'gone' }, 'SELECT');
      expect(await scene.writer.observe(grantOf(alice, gone))).toEqual({ held: false, grantable: false });
      await expect(scene.writer.apply(grantOf(alice, gone))).rejects.toMatchObject({ code: 'target_failed' });
      await expect(scene.writer.apply(grantOf(`nobody_${run}`, select()))).rejects.toMatchObject({
        code: 'target_failed',
      });
      await expect(scene.writer.apply(grantOf(alice, `table/${scene.name}.a.b#OWNER`))).rejects.toMatchObject(
        {
          code: 'input_invalid',
        },
      );
      await expect(scene.writer.apply(grantOf(alice, 'role/x'))).rejects.toMatchObject({
        code: 'input_invalid',
      });
    });
  });
}
