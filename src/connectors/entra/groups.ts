import type { Observation } from '../../model/index.ts';
import { memberOf } from '../kit/links.ts';
import type { Asking } from './answers.ts';
import { endpoints, within } from './endpoints.ts';
import { cut, gathered, Kept } from './kept.ts';
import { groupKey, keyByType } from './keys.ts';
import { byAddingThemself, observeOwners } from './owners.ts';
import type { People } from './people.ts';
import type { z } from 'zod';
import type { group } from './shapes.ts';

/** Assignments to applications reach direct members alone, and groups that may hold directory roles cannot be nested. */
const nested =
  'members of a group within the group receive no assignments to applications and no directory roles that it holds';

/** Groups, who is in them and who owns them. */
export class Groups {
  /** By id: whether its owner could add themself, and its name. */
  readonly #known = new Kept<{ readonly name: string; readonly isDynamic: boolean }>('groups');
  /** Groups whose members are hidden from whoever asked. */
  hidden = 0;

  has(id: string): boolean {
    return this.#known.has(id);
  }

  /** `mention` hears of every service principal that is a member. */
  async *read(asking: Asking, people: People, mention: (id: string) => void): AsyncIterable<Observation> {
    for await (const each of asking.each(endpoints.groups)) {
      const key = groupKey(each.id);
      const name = cut(each.displayName ?? each.id);
      const isDynamic = (each.groupTypes ?? []).includes('DynamicMembership');
      this.#known.set(each.id, { name, isDynamic });
      yield { type: 'group', key, name, kind: 'group', attributes: attributesOf(each, isDynamic) };
      let members = 0;
      for await (const member of asking.whole(within.members, each.id, {
        list: each.members,
        next: each['members@odata.nextLink'],
      })) {
        members++;
        const memberKey =
          keyByType(member.id, member['@odata.type']) ??
          (people.has(member.id) ? people.keyOf(member.id) : undefined);
        if (memberKey === undefined || memberKey === key) continue;
        if (memberKey.startsWith('serviceprincipal/')) mention(member.id);
        yield memberOf(memberKey, key, memberKey.startsWith('group/') ? { conditions: [nested] } : {});
      }
      if (members === 0 && each.visibility === 'HiddenMembership') this.hidden++;
    }
    for await (const each of asking.each(endpoints.groupOwners)) {
      const known = this.#known.get(each.id);
      if (known === undefined) continue;
      const owners = asking.whole(within.groupOwners, each.id, {
        list: each.owners,
        next: each['owners@odata.nextLink'],
      });
      yield* observeOwners(
        { key: groupKey(each.id), name: known.name, how: known.isDynamic ? undefined : byAddingThemself },
        await gathered(owners),
        people,
      );
    }
  }
}

function attributesOf(
  { groupTypes, isAssignableToRole, securityEnabled }: z.infer<typeof group>,
  isDynamic: boolean,
): Readonly<Record<string, string>> {
  const what = (groupTypes ?? []).includes('Unified')
    ? 'Microsoft 365 group'
    : securityEnabled === false
      ? 'distribution list'
      : 'security group';
  return {
    what,
    ...(isAssignableToRole === true ? { assignableToRoles: 'true' } : {}),
    ...(isDynamic ? { membership: 'by a rule over attributes' } : {}),
  };
}
