import type { Observation } from '../../model/index.ts';
import { hiddenBy, unreadKey } from '../kit/rest/unread-gaps.ts';
import type { Unread } from './answers.ts';

/** What Graph's answers never hold, or that is not asked for. Said on every answer that could depend on it. */
export const neverRead = [
  ['conditional-access', 'conditional access: under which circumstances a sign-in is allowed'],
  [
    'azure',
    'roles in Azure subscriptions and resources, and the federated credentials of managed identities',
  ],
  ['other-roles', 'roles within Exchange, Intune, Defender and other services, and entitlement management'],
  ['group-eligibility', 'who may activate membership of groups (Privileged Identity Management for groups)'],
  ['microsofts-own', 'service principals of Microsoft itself that hold nothing here, as accounts'],
  ['machine-users', 'which users are machines: Entra calls them users like everybody'],
  [
    'app-policies',
    'which applications may be given new secrets (app management policies, locks of applications)',
  ],
  ['devices', 'devices and contacts, also as members of groups'],
] as const;

export function* observeGaps(
  unread: ReadonlyMap<string, Unread>,
  counts: { readonly hiddenGroups: number; readonly unplacedRoles: number },
): Iterable<Observation> {
  const gap = (key: string, what: string, why: string, hides?: 'some' | 'all'): Observation => ({
    type: 'gap',
    key,
    what: what.slice(0, 4000),
    why: why.slice(0, 4000),
    ...(hides === undefined ? {} : { hides }),
  });
  for (const [key, what] of neverRead) yield gap(key, what, 'this connector does not ask for it');
  for (const [id, each] of unread)
    if (each.unread > 0)
      yield gap(
        unreadKey(id, each),
        each.asked === 1 ? each.what : `${each.what}: for ${each.unread} of ${each.asked}`,
        `${each.why}; it needs the application permission ${each.permission}`,
        hiddenBy(each),
      );
  if (counts.hiddenGroups > 0)
    yield gap(
      'hidden-members',
      `members of ${counts.hiddenGroups} groups with hidden membership`,
      'Graph shows none; it needs the application permission Member.Read.Hidden',
      'some',
    );
  if (counts.unplacedRoles > 0)
    yield gap(
      'unplaced-roles',
      `${counts.unplacedRoles} assignments of directory roles`,
      'they are to something that is no user, group or application of what was read',
    );
}
