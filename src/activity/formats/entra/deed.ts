import { list, text } from '../../fields.ts';
import type { AccountActivity, Deed, EntityActivity, Party, Target } from '../../told.ts';

const accounts: readonly (readonly [RegExp, AccountActivity])[] = [
  [/^add user|^add service principal$|^invite external user/i, 'create'],
  [/^(hard )?delete user|^remove service principal$/i, 'delete'],
  [/^enable account|^restore user/i, 'enable'],
  [/^disable account/i, 'disable'],
  [/^change (user )?password/i, 'password change'],
  [/^reset (user )?password|^set force change/i, 'password reset'],
  [/^user registered security info|^enable strong authentication/i, 'enable mfa'],
  [/^user deleted security info|^disable strong authentication|^admin deleted security info/i, 'disable mfa'],
  [/^update user|service principal credentials|certificates and secrets management/i, 'other'],
];

/** The class of an Entra event: a sign-in, or by the words of its operation. */
export function deedOf(
  detail: unknown,
  action: string,
  signIn: boolean,
  actor: Party | undefined,
  targets: readonly Target[],
): Deed {
  if (signIn) return { class: 'authentication', activity: 'logon', user: actor };
  const party =
    targets.find(({ type }) => type === 'User' || type === 'ServicePrincipal' || type === 'scope') ??
    targets[0];
  const user: Party | undefined =
    party === undefined
      ? undefined
      : {
          uid: party.uid,
          name: party.name,
          kind: party.type === 'ServicePrincipal' ? 'service' : 'user',
          type: party.type,
        };
  const group = targets.find(({ type }) => type === 'Group') ?? groupNamed(detail);
  if (/^add (member|owner) to group/i.test(action)) return { class: 'group', activity: 'add', group, user };
  if (/^remove (member|owner) from group/i.test(action))
    return { class: 'group', activity: 'remove', group, user };
  if (/^add group$/i.test(action)) return { class: 'group', activity: 'create', group };
  if (/^(hard )?delete group$/i.test(action)) return { class: 'group', activity: 'delete', group };
  if (
    /(add|remove) (eligible )?(scoped )?member (to|from) role|role assignment|app role assignment|delegated permission grant|consent to application/i.test(
      action,
    )
  )
    return {
      class: 'access',
      activity: /^(remove|delete)/i.test(action) ? 'revoke' : 'assign',
      user,
      privileges: rolesOf(detail, targets),
    };
  for (const [pattern, activity] of accounts)
    if (pattern.test(action)) return { class: 'account', activity, user };
  if (
    /policy|application|domain|federation|partner|setting|named location/i.test(action) &&
    targets[0] !== undefined
  )
    return { class: 'entity', activity: verbOf(action), entity: targets[0] };
  const verb = verbOf(action);
  return { class: 'api', activity: verb === 'enable' || verb === 'disable' ? 'update' : verb };
}

const verbOf = (action: string): EntityActivity =>
  /^(add|create|register)/i.test(action)
    ? 'create'
    : /^(hard )?(delete|remove)/i.test(action)
      ? 'delete'
      : /^enable/i.test(action)
        ? 'enable'
        : /^disable/i.test(action)
          ? 'disable'
          : /^(update|set|change|reset|restore)/i.test(action) || /update|change/i.test(action)
            ? 'update'
            : 'other';

/** Names of roles are new values of modified properties, written as JSON texts. */
function rolesOf(detail: unknown, targets: readonly Target[]): readonly string[] {
  const changed = list(detail, 'targetResources').flatMap((target) =>
    list(target, 'modifiedProperties').flatMap((property): readonly string[] => {
      const name = text(property, 'displayName') ?? '';
      const value = text(property, 'newValue') ?? text(property, 'oldValue');
      return /^(Role\.DisplayName|AppRole\.Value|DelegatedPermissionGrant\.Scope|Role\.WellKnownObjectName)$/.test(
        name,
      ) && value !== undefined
        ? [value.replaceAll('"', '')]
        : [];
    }),
  );
  if (changed.length > 0) return changed;
  const named = list(detail, 'additionalDetails').find((item) => text(item, 'key') === 'RoleName');
  const name = text(named, 'value') ?? targets.find(({ type }) => type === 'Role')?.name;
  return name === undefined ? [] : [name];
}

function groupNamed(detail: unknown): Target | undefined {
  for (const target of list(detail, 'targetResources'))
    for (const property of list(target, 'modifiedProperties'))
      if (text(property, 'displayName') === 'Group.DisplayName') {
        const name = text(property, 'newValue') ?? text(property, 'oldValue');
        if (name !== undefined) return { name: name.replaceAll('"', ''), type: 'Group' };
      }
  return undefined;
}
