import type { Observation } from '../../model/index.ts';
import type { Directory } from './directory.ts';
import type { LdifEnd } from './ldif.ts';
import type { Unplaced } from './unplaced.ts';

/** What this connector never looks at. Said on every answer that could depend on it. */
export const unread = [
  [
    'access-control',
    'access control of the directory itself: who may read and change which entries (olcAccess, ACIs, security descriptors)',
  ],
  [
    'systems',
    'what a group opens elsewhere: systems that ask the directory decide for themselves what its groups may do',
  ],
  [
    'root-accounts',
    'accounts that are no entries: the rootdn of OpenLDAP, Directory Manager of 389 Directory Server',
  ],
  [
    'policies-in-force',
    'password policies that apply without being named in an entry: the default one, fine-grained ones of Windows',
  ],
  ['rules', 'sudo rules, host-based access, group policies, dynamic groups'],
  ['trusts', 'trusts to other domains and forests, and what their members hold here'],
  [
    'last-sign-in',
    'the exact last sign-in: Windows copies lastLogonTimestamp between controllers up to 14 days late',
  ],
] as const;

export interface Met {
  readonly directory: Directory;
  readonly unplaced: Unplaced;
  /** What the file itself was, when it was one. */
  readonly files: readonly LdifEnd[];
  readonly referrals: number;
}

export function observeGaps({ directory, unplaced, files, referrals }: Met): readonly Observation[] {
  const gap = (key: string, what: string, why: string): Observation => ({
    type: 'gap',
    key,
    what: what.slice(0, 4000),
    why,
  });
  const some = (count: number, made: () => Observation): readonly Observation[] =>
    count === 0 ? [] : [made()];
  const sum = (of: (file: LdifEnd) => number): number => files.reduce((total, file) => total + of(file), 0);
  const secrets = new Map<string, number>();
  for (const file of files)
    for (const [name, count] of file.secrets) secrets.set(name, (secrets.get(name) ?? 0) + count);
  const failed = files.flatMap((file) => file.failed ?? []);
  const referred = referrals + sum((file) => file.referrals);
  const byUrl = sum((file) => file.byUrl);
  return [
    ...unread.map(([key, what]) => gap(key, what, 'this version of the connector does not read them')),
    ...some(directory.counts.account > 0 && !directory.hasOperational ? 1 : 0, () =>
      gap(
        'operational-attributes',
        'whether accounts are locked, and stable identifiers',
        "the file came without operational attributes: export '*' and '+'",
      ),
    ),
    ...some(unplaced.members.count, () =>
      gap(
        'members-elsewhere',
        unplaced.members.said('members'),
        'no account or group of this name was read: it is of another directory, a contact, or gone',
      ),
    ),
    ...some(unplaced.groups.count, () =>
      gap(
        'groups-elsewhere',
        unplaced.groups.said('memberships in groups that were not read'),
        'an account names the group; what it holds and who else is in it is not known',
      ),
    ),
    ...some(unplaced.logins.count, () =>
      gap(
        'logins-elsewhere',
        unplaced.logins.said('logins in groups'),
        'no account that was read has this login',
      ),
    ),
    ...some(unplaced.partial.count, () =>
      gap(
        'partial-lists',
        unplaced.partial.said('groups with members that were not given'),
        'the source gave a range of the list only',
      ),
    ),
    ...some(unplaced.dynamic.count, () =>
      gap(
        'dynamic-groups',
        unplaced.dynamic.said('groups whose members a search makes up'),
        'the search is not run',
      ),
    ),
    ...some(unplaced.certificates.count, () =>
      gap('certificates', unplaced.certificates.said('certificates'), 'they cannot be read as X.509'),
    ),
    ...some(referred, () =>
      gap(
        'referrals',
        `${referred} parts of the tree`,
        'another server has them, and referrals are not followed',
      ),
    ),
    ...some(byUrl, () =>
      gap('values-by-url', `${byUrl} values`, 'the file names them by URL, and none is fetched'),
    ),
    ...some(failed.length, () =>
      gap('export-failed', 'the rest of the directory', `the export ended with: ${failed.join('; ')}`),
    ),
    ...some(secrets.size, () =>
      gap(
        'secrets-in-file',
        `secrets that the file itself holds: ${[...secrets]
          .map(([name, count]) => `${name} (${count})`)
          .sort()
          .join(', ')}`,
        'they are passed over; whoever can read the file can read them: export without them',
      ),
    ),
  ];
}
