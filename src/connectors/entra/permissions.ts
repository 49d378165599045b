import type { Observation } from '../../model/index.ts';
import { grantOf, memberOf } from '../kit/links.ts';
import type { Asking } from './answers.ts';
import { endpoints, within } from './endpoints.ts';
import { cut } from './kept.ts';
import { apiKey, keyByType, principalKey } from './keys.ts';
import type { Roles } from './roles.ts';
import { everyApplication, type ServicePrincipals } from './service-principals.ts';
import { tierZeroPermissions, type LeadsTo } from './tier-zero.ts';

const noRole = '00000000-0000-0000-0000-000000000000';

/**
 * Who is assigned to which application: of another application these are its permissions, by the words that the resource
 * gives them (`Application.ReadWrite.All`); of people and groups, that they may use it, and in which role.
 */
export async function* readPermissions(
  asking: Asking,
  principals: ServicePrincipals,
  roles: Roles,
): AsyncIterable<Observation> {
  for await (const each of asking.each(endpoints.assigned)) {
    const assignments = asking.whole(within.assigned, each.id, {
      list: each.appRoleAssignedTo,
      next: each['appRoleAssignedTo@odata.nextLink'],
    });
    for await (const { appRoleId, principalId, principalType } of assignments) {
      const holder = keyByType(principalId ?? '', principalType);
      if (holder === undefined || typeof principalId !== 'string') continue;
      if (holder.startsWith('serviceprincipal/')) yield* principals.need(principalId);
      yield* principals.offer(each.id);
      const action =
        appRoleId === noRole ? 'access' : (principals.roleOf(each.id, appRoleId) ?? cut(appRoleId, 500));
      const right = `${apiKey(each.id)}#${action}`;
      const power = tierZeroPermissions.get(action);
      yield {
        type: 'entitlement',
        key: right,
        resourceKey: apiKey(each.id),
        action,
        resourcePattern: apiKey(each.id),
        ...(power === undefined ? {} : { privileged: true }),
      };
      yield grantOf(holder, right);
      if (power?.leadsTo !== undefined && holder === principalKey(principalId))
        yield* become(holder, { leadsTo: power.leadsTo, says: power.says }, roles);
    }
  }
}

/** What a right leads to, as a way on: to every application, or to the role that may do everything. */
export function* become(
  holder: string,
  { leadsTo, says }: { readonly leadsTo: LeadsTo; readonly says: string },
  roles: Roles,
): Iterable<Observation> {
  const to = leadsTo === 'applications' ? everyApplication : roles.administratorKey();
  if (holder !== to) yield memberOf(holder, to, { via: 'assume', conditions: [`it ${says}`] });
}
