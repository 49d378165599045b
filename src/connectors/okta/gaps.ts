import type { Observation } from '../../model/index.ts';
import type { Unread } from '../kit/rest/asking.ts';
import { unreadGaps } from '../kit/rest/unread-gaps.ts';

/** What is never asked for. Said on every answer that could depend on it. */
export const neverRead = [
  ['second-factors', 'second factors of users: Okta answers of one user at a time'],
  ['policies', 'sign-on policies: who has to prove what, and from where, before they may use an app'],
  ['app-rights', 'what somebody may do inside an app: Okta knows who may open it'],
  ['group-owners', 'owners of groups, and access that is requested and ends (Okta Identity Governance)'],
  [
    'authorization-servers',
    'authorisation servers of the organisation’s own and what their tokens are good for',
  ],
  ['pushed-groups', 'which groups are pushed to which apps, and what they mean there'],
  ['user-tokens', 'refresh tokens and grants that single users gave to apps'],
] as const;

export const observeGaps = (
  unread: ReadonlyMap<string, Unread>,
  unplaced: ReadonlyMap<string, number>,
): readonly Observation[] => [
  ...neverRead.map(([key, what]): Observation => ({ type: 'gap', key, what, why: 'it is not asked for' })),
  ...unreadGaps(unread, { scope: 'Okta' }),
  ...[...unplaced]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([set, count]): Observation => ({
      type: 'gap',
      key: `unplaced/${set.slice(0, 200)}`,
      what: `${count} entries of the resource set ${set.slice(0, 200)}`,
      why: 'they name a kind of thing that is not known here',
    })),
];
