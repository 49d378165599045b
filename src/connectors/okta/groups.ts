import type { Observation } from '../../model/index.ts';
import { memberOf } from '../kit/links.ts';
import type { Asking } from '../kit/rest/asking.ts';
import type { AdminRoles } from './admin-roles.ts';
import { endpoints } from './endpoints.ts';
import { groupKey, userKey } from './keys.ts';
import type { Met } from './met.ts';

const kinds: ReadonlyMap<string, string> = new Map([
  ['APP_GROUP', 'of a directory or app that is connected'],
  ['BUILT_IN', 'kept by Okta itself'],
  ['OKTA_GROUP', 'kept in Okta'],
]);

/** Groups, who is in them, which rules put people there, and the admin roles that their members receive. */
export async function* readGroups(
  asking: Asking,
  { roles, met }: { readonly roles: AdminRoles; readonly met: Met },
): AsyncIterable<Observation> {
  const rules = await rulesByGroup(asking);
  const ids: string[] = [];
  for await (const { id, type, profile } of (await asking.list(endpoints.groups, {})) ?? []) {
    const key = groupKey(id);
    met.list(key);
    ids.push(id);
    const filledBy = (rules.get(id) ?? []).toSorted().join('; ').slice(0, 4000);
    yield {
      type: 'group',
      key,
      name: profile.name,
      kind: 'group',
      attributes: {
        ...(type === undefined ? {} : { what: kinds.get(type) ?? type }),
        ...(filledBy === '' ? {} : { filledBy }),
      },
    };
  }
  for (const group of ids) {
    for await (const { id } of (await asking.list(endpoints.groupUsers, { group })) ?? [])
      yield memberOf(met.name(userKey(id), 'account'), groupKey(group));
    yield* roles.heldBy('group', group, groupKey(group));
  }
}

/** What is said of each group: `rule "engineers" (active): user.department == "Engineering"`. */
async function rulesByGroup(asking: Asking): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for await (const rule of (await asking.list(endpoints.groupRules, {})) ?? []) {
    const expression = (rule.conditions?.expression?.value ?? 'who is not told').slice(0, 500);
    const said = `rule "${rule.name}" (${rule.status.toLowerCase()}): ${expression}`;
    for (const id of rule.actions.assignUserToGroups?.groupIds ?? [])
      found.set(id, [...(found.get(id) ?? []), said]);
  }
  return found;
}
