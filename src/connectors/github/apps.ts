import type { Observation } from '../../model/index.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { endpoints } from './endpoints.ts';
import { keyOf } from '../kit/keys.ts';
import { everyRepository, organizationKey, roleKey, type Role } from './keys.ts';
import { grantOf, memberOf } from '../kit/links.ts';

/** Permissions of apps that are about the organisation itself; every other is about its repositories. */
const isOrganizational = (name: string): boolean => name === 'members' || name.startsWith('organization_');

/** With these an app can change who may do what in the whole organisation. */
const governs: ReadonlySet<string> = new Set(['organization_administration:write', 'members:write']);

/** What of GitHub's roles a permission amounts to: contents are the repository, its administration everything. */
const amountsTo: ReadonlyMap<string, Role> = new Map([
  ['contents:read', 'read'],
  ['contents:write', 'write'],
  ['administration:write', 'admin'],
]);

/** Apps: each installation is an identity that acts by itself, with the permissions that it was given. */
export async function* readApps(asking: Asking, org: string): AsyncIterable<Observation> {
  const told = new Set<string>();
  const organization = organizationKey(org);
  for await (const app of (await asking.list(endpoints.installations, { org })) ?? []) {
    const key = keyOf('app', org, app.app_slug, String(app.id));
    const conditions =
      app.repository_selection === 'all'
        ? {}
        : { conditions: ['only the repositories that were selected for it; which they are was not read'] };
    yield {
      type: 'account',
      key,
      name: app.app_slug,
      kind: 'integration',
      state: app.suspended_at === undefined || app.suspended_at === null ? 'active' : 'disabled',
      createdAt: app.created_at,
      interactive: false,
      attributes: {
        what: `app installed in ${org}`,
        appId: String(app.app_id),
        repositories: app.repository_selection,
      },
    };
    for (const [name, level] of Object.entries(app.permissions)) {
      const permission = `${name}:${level}`;
      const right = `${organization}#app:${permission}`;
      const own = isOrganizational(name);
      if (!told.has(right)) {
        told.add(right);
        yield {
          type: 'entitlement',
          key: right,
          ...(own ? { resourceKey: organization } : {}),
          action: permission,
          resourcePattern: own ? organization : everyRepository(org),
          ...(governs.has(permission) ? { privileged: true } : {}),
        };
      }
      yield grantOf(key, right, own ? [] : conditions.conditions);
      const role = amountsTo.get(permission);
      if (role !== undefined) yield memberOf(key, roleKey(organization, role), conditions);
    }
  }
}
