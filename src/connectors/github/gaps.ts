import type { Observation } from '../../model/index.ts';
import type { Unread } from '../kit/rest/asking.ts';
import { unreadGaps } from '../kit/rest/unread-gaps.ts';
import type { CustomRoles } from './repositories.ts';

/** What GitHub's REST answers never hold. Said on every answer that could depend on it. */
export const neverRead = [
  [
    'classic-tokens',
    'classic tokens of members where there is no SAML single sign-on: GitHub tells an organisation of none',
  ],
  ['enterprise', 'what an enterprise’s owners and policies allow or forbid'],
  ['rulesets', 'protected branches and rulesets: who may push to which branch'],
  ['machine-users', 'which users are machines: GitHub calls them users like everybody'],
  ['organization-roles', 'organisation roles given to users and teams beside owner and member'],
  ['forks', 'copies of repositories elsewhere, and what integrations outside GitHub keep'],
] as const;

export function observeGaps(
  org: string,
  unread: ReadonlyMap<string, Unread>,
  customRoles: CustomRoles,
): readonly Observation[] {
  const gap = (key: string, what: string, why: string): Observation => ({
    type: 'gap',
    key: `${org}/${key}`,
    what: what.slice(0, 4000),
    why: why.slice(0, 4000),
  });
  return [
    ...neverRead.map(([key, what]) => gap(key, what, 'GitHub’s answers do not hold it')),
    ...unreadGaps(unread, { before: `${org}/`, scope: org }),
    ...[...customRoles]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([role, times]) =>
        gap(
          `custom-role/${role.slice(0, 200)}`,
          `what the custom role ${role.slice(0, 200)} adds to the role that it includes (held ${times} times)`,
          'only its base role was read',
        ),
      ),
  ];
}
