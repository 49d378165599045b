import { text } from '../../fields.ts';
import type { ApiActivity, Deed, Party } from '../../told.ts';

/** The class of a GitHub action, by its name: `team.add_member`, `repo.create`. */
export function deedOf(event: Readonly<Record<string, unknown>>, action: string): Deed {
  const user = userOf(event);
  const org = text(event, 'org') ?? text(event, 'business');
  const team = text(event, 'team') ?? text(event, 'data', 'team');
  const [of = '', ...rest] = action.split('.');
  const what = rest.join('.');
  const group =
    of === 'team' && team !== undefined ? { uid: `team/${team}`, name: team, type: 'team' } : undefined;
  const organization = org === undefined ? undefined : { uid: `organization/${org}`, name: org, type: of };
  if (of === 'team' && what === 'create') return { class: 'group', activity: 'create', group };
  if (of === 'team' && what === 'destroy') return { class: 'group', activity: 'delete', group };
  if (of === 'team' && what === 'add_member') return { class: 'group', activity: 'add', group, user };
  if (of === 'team' && what === 'remove_member') return { class: 'group', activity: 'remove', group, user };
  if (of === 'team' && (what === 'add_repository' || what === 'remove_repository')) {
    const repository = text(event, 'repo');
    return {
      class: 'group',
      activity: what === 'add_repository' ? 'assign' : 'revoke',
      group,
      privileges: repository === undefined ? undefined : [`repository/${repository}`],
    };
  }
  if (/^(org|business)$/.test(of) && /^(add_member|add_admin|add_organization)$/.test(what))
    return { class: 'group', activity: 'add', group: organization, user };
  if (/^(org|business)$/.test(of) && /^(remove_member|remove_admin|remove_outside_collaborator)$/.test(what))
    return { class: 'group', activity: 'remove', group: organization, user };
  if (/(update_member|promote_maintainer|demote_maintainer|invite_admin|invite_member)$/.test(what))
    return {
      class: 'access',
      activity: what.startsWith('demote') ? 'revoke' : 'assign',
      user,
      privileges: [text(event, 'permission') ?? what],
    };
  if (/^repo$/.test(of) && /^(add|update|remove)_member$/.test(what)) {
    const permission = text(event, 'permission') ?? text(event, 'repo');
    return {
      class: 'access',
      activity: what === 'remove_member' ? 'revoke' : 'assign',
      user,
      privileges: permission === undefined ? [] : [permission],
    };
  }
  if (of === 'user' && /^(login|failed_login|logout)$/.test(what))
    return {
      class: 'authentication',
      activity: what === 'logout' ? 'logoff' : 'logon',
      user: user ?? actorOf(event),
    };
  return { class: 'api', activity: verbOf(action) };
}

function verbOf(action: string): ApiActivity {
  const last = action.split('.').at(-1) ?? action;
  if (/^(create|created|add|invite|upload|push|publish|fork|generate)/.test(last)) return 'create';
  if (/^(destroy|delete|remove|revoke|dismiss)/.test(last)) return 'delete';
  if (/^(clone|fetch|access|download|read|list|view)/.test(last)) return 'read';
  if (
    /(update|enable|disable|enabled|disabled|transfer|rename|override|change|modify|archive|set|policy|resolve)/.test(
      last,
    )
  )
    return 'update';
  return 'other';
}

const userOf = (event: Readonly<Record<string, unknown>>): Party | undefined => {
  const name = text(event, 'user') ?? text(event, 'invitee');
  return name === undefined ? undefined : { uid: name, name, kind: 'user', type: 'User' };
};
const actorOf = (event: Readonly<Record<string, unknown>>): Party | undefined => {
  const name = text(event, 'actor');
  return name === undefined ? undefined : { uid: name, name, kind: 'user', type: 'User' };
};
