import type { Observation } from '../../model/index.ts';
import { organizationKey } from './keys.ts';

/** Kinds of places that rights are on, by the second word of the permission: `okta.users.manage` is about users. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['users', 'user/*'],
  ['groups', 'group/*'],
  ['apps', 'app/*'],
  ['appGrants', 'app/*'],
]);

/** Where a permission or scope is held when nothing limits it. */
export const everywhereOf = (permission: string): string =>
  kinds.get(permission.split('.')[1] ?? '') ?? organizationKey;

/** What a permission includes beside itself, as Okta documents it. */
const includes: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'okta.users.manage',
    [
      'okta.users.read',
      'okta.users.create',
      'okta.users.credentials.manage',
      'okta.users.lifecycle.manage',
      'okta.users.userprofile.manage',
      'okta.users.groupMembership.manage',
    ],
  ],
  ['okta.groups.manage', ['okta.groups.read', 'okta.groups.create', 'okta.groups.members.manage']],
  ['okta.apps.manage', ['okta.apps.read', 'okta.apps.assignment.manage', 'okta.apps.clientCredentials.read']],
]);
export const includedIn = (permission: string): readonly string[] =>
  includes.get(permission) ??
  (permission.endsWith('.manage') ? [permission.replace(/\.manage$/, '.read')] : []);

/**
 * Permissions and scopes with which everything else can be had: who is administrator, who is in which group, whose password
 * or second factor it is, what an app may ask for, who is believed at the door.
 */
const governs: ReadonlySet<string> = new Set(
  [
    'okta.roles.manage',
    'okta.users.manage',
    'okta.users.credentials.manage',
    'okta.users.lifecycle.manage',
    'okta.groups.manage',
    'okta.groups.members.manage',
    'okta.apps.manage',
    'okta.apps.clientCredentials.read',
    'okta.appGrants.manage',
    'okta.apiTokens.manage',
    'okta.policies.manage',
    'okta.authenticators.manage',
    'okta.authorizationServers.manage',
    'okta.idps.manage',
    'okta.identitySources.manage',
    'okta.orgs.manage',
  ].map((scope) => scope.toLowerCase()),
);

/** Each right is told once, whoever holds it. */
export class Rights {
  readonly #told = new Set<string>();

  /** The entitlement of an action on a place; gives its key, and tells it when it was not told before. */
  *tell(action: string, place: string): Generator<Observation, string> {
    const key = `${place}#${action}`;
    if (this.#told.has(key)) return key;
    this.#told.add(key);
    const whole = place === everywhereOf(action);
    yield {
      type: 'entitlement',
      key,
      ...(place === organizationKey ? { resourceKey: organizationKey } : {}),
      action,
      resourcePattern: place,
      ...(whole && governs.has(action.toLowerCase()) ? { privileged: true } : {}),
    };
    return key;
  }
}
