import { list, text } from '../../fields.ts';
import type { AccountActivity, Deed, Party } from '../../told.ts';
import { partyOf, targetOf } from './parties.ts';

/** A map, not an object: an event may say `__proto__`. */
const accounts: ReadonlyMap<string, AccountActivity> = new Map<string, AccountActivity>(
  Object.entries({
    'user.lifecycle.create': 'create',
    'user.lifecycle.activate': 'enable',
    'user.lifecycle.reactivate': 'enable',
    'user.lifecycle.unsuspend': 'enable',
    'user.lifecycle.deactivate': 'disable',
    'user.lifecycle.suspend': 'disable',
    'user.lifecycle.delete.initiated': 'delete',
    'user.lifecycle.delete.completed': 'delete',
    'user.account.update_password': 'password change',
    'user.account.reset_password': 'password reset',
    'user.account.expire_password': 'password reset',
    'user.account.lock': 'lock',
    'user.account.unlock': 'unlock',
    'user.account.unlock_by_admin': 'unlock',
    'user.mfa.factor.activate': 'enable mfa',
    'user.mfa.factor.deactivate': 'disable mfa',
    'user.mfa.factor.reset_all': 'disable mfa',
    'user.mfa.factor.update': 'other',
    'user.account.update_profile': 'other',
  }),
);

/** The class of an Okta event, by its type’s own hierarchy. */
export function deedOf(
  event: Readonly<Record<string, unknown>>,
  action: string,
  actor: Party | undefined,
): Deed {
  const of = (...types: readonly string[]): unknown =>
    list(event, 'target').find((target) => types.includes(text(target, 'type') ?? ''));
  const user = partyOf(of('User', 'AppUser'));
  const [group] = targetOf(of('UserGroup', 'Group'));
  const account = accounts.get(action);
  if (account !== undefined) return { class: 'account', activity: account, user: user ?? actor };
  if (/^user\.session\.(start|access_admin_app|impersonation\.initiate)$/.test(action))
    return { class: 'authentication', activity: 'logon', user: actor ?? user };
  if (/^user\.(authentication|mfa)\.(auth|sso|verify|okta_verify|attempt)/.test(action))
    return {
      class: 'authentication',
      activity: action.startsWith('user.authentication.sso') ? 'service ticket' : 'logon',
      user: actor ?? user,
    };
  if (action === 'policy.evaluate_sign_on')
    return { class: 'authentication', activity: 'preauth', user: actor ?? user };
  if (/^user\.session\.(end|expire|clear)/.test(action))
    return { class: 'authentication', activity: 'logoff', user: user ?? actor };
  if (/^app\.oauth2\..*token\.grant/.test(action))
    return { class: 'authentication', activity: 'ticket', user: user ?? actor };
  if (action === 'group.user_membership.add') return { class: 'group', activity: 'add', group, user };
  if (action === 'group.user_membership.remove') return { class: 'group', activity: 'remove', group, user };
  if (action === 'group.lifecycle.create') return { class: 'group', activity: 'create', group };
  if (action === 'group.lifecycle.delete') return { class: 'group', activity: 'delete', group };
  if (action === 'group.privilege.grant' || action === 'group.privilege.revoke')
    return {
      class: 'group',
      activity: action.endsWith('grant') ? 'assign' : 'revoke',
      group,
      privileges: privilegesOf(event),
    };
  if (/^user\.account\.privilege\.(grant|revoke)$/.test(action))
    return {
      class: 'access',
      activity: action.endsWith('grant') ? 'assign' : 'revoke',
      user,
      privileges: privilegesOf(event),
    };
  if (/^application\.user_membership\.(add|remove)/.test(action)) {
    const [app] = targetOf(of('AppInstance'));
    return {
      class: 'access',
      activity: action.includes('.add') ? 'assign' : 'revoke',
      user,
      privileges: app?.name === undefined ? [] : [app.name],
    };
  }
  const policy =
    /^(policy|zone|system\.api_token|system\.idp|application)\..*(create|update|delete|activate|deactivate|enable|disable|revoke)/.exec(
      action,
    );
  const [entity] = list(event, 'target').flatMap((target) => targetOf(target));
  if (policy !== null) return { class: 'entity', activity: entityVerb(policy[2] ?? ''), entity };
  return {
    class: 'api',
    activity: /create|add|grant/.test(action)
      ? 'create'
      : /delete|remove|revoke/.test(action)
        ? 'delete'
        : /update|reset|change/.test(action)
          ? 'update'
          : 'other',
  };
}

const privilegesOf = (event: Readonly<Record<string, unknown>>): readonly string[] => {
  const privilege =
    text(event, 'debugContext', 'debugData', 'privilegeGranted') ??
    text(event, 'debugContext', 'debugData', 'privilegeRevoked');
  return privilege === undefined ? [] : privilege.split(',').map((name) => name.trim());
};

const entityVerb = (word: string) =>
  word === 'create' || word === 'update' || word === 'delete'
    ? word
    : word === 'activate' || word === 'enable'
      ? 'enable'
      : word === 'revoke'
        ? 'delete'
        : 'disable';
