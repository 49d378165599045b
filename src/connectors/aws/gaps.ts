import type { Observation } from '../../model/index.ts';
import type { OrganizationRead } from './organization/read-organization.ts';

/** What is not read when the organisation is not; the evaluation in `estate/access` knows both by these keys. */
const ofOrganization = [
  ['scp', 'service control policies (SCPs) of the organisation: they may take away what is listed'],
  ['rcp', 'resource control policies (RCPs) of the organisation'],
] as const;

/** What is never read. Said on every answer that could depend on it. */
export const unread = [
  [
    'resource-policies',
    'policies on resources that are not listed themselves (buckets, keys, queues …): they may give access',
  ],
  ['session-policies', 'policies passed when a role is assumed, and sessions already open'],
  ['identity-center', 'IAM Identity Center: which people sign in to AWSReservedSSO roles'],
  ['service-linked', 'what a service does for itself with its service-linked roles'],
  ['other-credentials', 'service-specific credentials, SSH keys, and which access key id is in which slot'],
] as const;

/** What a connector says of itself before it reads anything. */
export const doesNotRead: readonly string[] = [
  ...ofOrganization.map(([, what]) => `unless its answers are there too: ${what}`),
  ...unread.map(([, what]) => what),
];

/**
 * Of these, what could deny a right that is listed. A session policy narrows only the session that it was passed for, and
 * who assumes the role chooses it.
 */
const mayDeny: ReadonlySet<string> = new Set(['scp', 'rcp', 'resource-policies']);

const reads = {
  UserDetailList: 'users',
  GroupDetailList: 'groups',
  RoleDetailList: 'roles',
  Policies: 'managed policies',
} as const;
export type DetailList = keyof typeof reads;

export interface Missing {
  /** Why there are no details, and no report; undefined: they were read. */
  readonly details: string | undefined;
  readonly report: string | undefined;
  /** Which access key id is in which slot was told. */
  readonly keyIds: boolean;
  readonly emptyLists: readonly DetailList[];
  readonly usersWithoutReport: number;
  readonly usersOnlyReported: number;
  readonly organization: OrganizationRead;
}

/** `why` what is never read is not: the export does not hold it, or it is not asked. */
export function observeGaps(
  { keyIds, organization, ...missing }: Missing,
  why: string,
): readonly Observation[] {
  const gap = (key: string, what: string, why: string, hides?: 'some' | 'all'): Observation => ({
    type: 'gap',
    key,
    what,
    why,
    ...(mayDeny.has(key) ? { mayDeny: true } : {}),
    ...(hides === undefined ? {} : { hides }),
  });
  return [
    ...(organization.is === 'unread'
      ? ofOrganization.map(([key, what]) => gap(key, what, organization.why, 'all'))
      : []),
    ...unread.map(([key, what]) =>
      gap(
        key,
        key === 'other-credentials' && keyIds ? 'service-specific credentials and SSH keys' : what,
        why,
      ),
    ),
    ...(missing.details !== undefined
      ? [gap('details', 'groups, roles, policies and every grant', missing.details)]
      : missing.emptyLists.map((list) =>
          gap(
            `list/${list}`,
            `${reads[list]} of the account`,
            `the export has an empty or no ${list}: was it filtered?`,
            'all',
          ),
        )),
    ...(missing.report !== undefined
      ? [gap('report', 'credentials: passwords, access keys, MFA, their age and use', missing.report)]
      : []),
    ...(missing.report === undefined && missing.usersWithoutReport > 0
      ? [
          gap(
            'unreported',
            `credentials of ${missing.usersWithoutReport} users`,
            'the credential report does not know them',
            'some',
          ),
        ]
      : []),
    ...(missing.details === undefined && missing.usersOnlyReported > 0
      ? [
          gap(
            'undetailed',
            `groups and policies of ${missing.usersOnlyReported} users`,
            'only the credential report knows them: the two exports are of different times or accounts',
            'some',
          ),
        ]
      : []),
  ];
}
