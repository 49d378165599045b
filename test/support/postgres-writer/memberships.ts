import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roleKey } from '../../../src/connectors/postgres/keys.ts';
import type { Change, TargetState } from '../../../src/model/change.ts';
import { source, type WriterScene } from './scene.ts';

export function describeMemberships(scene: WriterScene): void {
  const { hostile, alice, bob, admin, everything } = scene;
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
          await scene.writer.restore(it, state);
          const before = await everything();
          await scene.writer.apply(it);
          expect((await scene.writer.observe(it))['member']).toBe(kind === 'membership.add');
          await scene.writer.restore(it, state);
          expect(await scene.writer.observe(it)).toEqual(state);
          expect(await everything()).toEqual(before);
        }),
        { numRuns: scene.thorough ? 40 : 15, seed: 7 },
      );
      for (const member of hostile.slice(1))
        await scene.writer.restore(change('membership.remove', member, alice), {
          member: false,
          admin: false,
        });
    });

    it.runIf(scene.major >= 16)(
      'with options of its own is refused, since it could not be put back exactly',
      async () => {
        await admin('grant %I to %I with inherit false', alice, bob);
        await expect(scene.writer.apply(change('membership.remove', bob, alice))).rejects.toMatchObject({
          code: 'not_reversible',
        });
        await admin('revoke %I from %I', alice, bob);
      },
    );

    it('in a circle is the target’s refusal and changes nothing', async () => {
      await scene.writer.apply(change('membership.add', bob, alice));
      await expect(scene.writer.apply(change('membership.add', alice, bob))).rejects.toMatchObject({
        code: 'target_failed',
      });
      await scene.writer.apply(change('membership.remove', bob, alice));
    });
  });
}
