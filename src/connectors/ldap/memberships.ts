import type { Observation } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import type { Pass } from './accounts.ts';
import { sidOf } from './directory.ts';
import { bytesOf, numberOf, textsOf, type DirectoryEntry } from './entry.ts';
import { dnKey, sidText } from './keys.ts';
import { normaliseDn } from './dn.ts';
import { whatIs } from './kind.ts';

/** Everyone who signed in, and everyone at all: what these two are in, each account of a Windows domain has. */
export const everyone: readonly string[] = ['S-1-5-11', 'S-1-1-0'];

export const membership = (
  memberKey: string,
  groupKey: string,
  conditions: readonly string[] = [],
): Observation => ({
  type: 'membership',
  // a way with a condition is another than the one without: both may be told
  key: conditions.length === 0 ? joinKeys(memberKey, groupKey) : joinKeys(memberKey, groupKey, 'depends'),
  memberKey,
  groupKey,
  via: 'member',
  ...(conditions.length === 0 ? {} : { conditions }),
});

/** The members that a group lists itself, each once, accounts and groups alike. */
export function membersOf(entry: DirectoryEntry, key: string, pass: Pass): readonly Observation[] {
  const members = new Map<string, Observation>();
  const add = (memberKey: string, conditions: readonly string[] = []): void => {
    if (!members.has(memberKey)) members.set(memberKey, membership(memberKey, key, conditions));
  };
  const named = ['member', 'uniquemember', 'roleoccupant'].flatMap((name) => textsOf(entry, name));
  for (const dn of named) {
    // uniqueMember may end in a bit string that tells reused names apart (RFC 4517, 3.3.21)
    const known = pass.directory.byDn(dn.replace(/#'[01]*'B$/, ''));
    if (known !== undefined && known.is !== 'other') add(known.key);
    else if (dn.trim() !== '') pass.unplaced.members.add(dn);
  }
  for (const uid of textsOf(entry, 'memberuid')) {
    const keys = pass.directory.byUid(uid);
    if (keys.length === 0) pass.unplaced.logins.add(uid);
    const conditions = keys.length < 2 ? [] : [`${keys.length} accounts are called ${uid.slice(0, 100)}`];
    for (const each of keys) add(each, conditions);
  }
  if (entry.partial.has('member') || entry.partial.has('uniquemember')) pass.unplaced.partial.add(entry.dn);
  if (textsOf(entry, 'memberurl').length > 0) pass.unplaced.dynamic.add(entry.dn);
  return [...members.values()];
}

/**
 * What an entry itself says it is in, beyond what the groups list: primary groups, history of its identifier, roles, and
 * groups that were not read (`memberOf`).
 */
export function membershipsOf(entry: DirectoryEntry, key: string, pass: Pass): readonly Observation[] {
  const { directory, unplaced } = pass;
  const found = new Map<string, readonly Observation[]>();
  const join = (groupKey: string, made: readonly Observation[] = []): void => {
    if (groupKey !== key && !found.has(groupKey)) found.set(groupKey, [...made, membership(key, groupKey)]);
  };
  const sid = sidOf(entry);
  const primary = numberOf(entry, 'primarygroupid');
  const domain = sid?.replace(/-\d+$/, '');
  const history = bytesOf(entry, 'sidhistory').flatMap((bytes) => sidText(bytes) ?? []);
  const sids = [
    ...(domain === undefined || primary === undefined ? [] : [`${domain}-${primary}`]),
    ...history,
    ...(sid !== undefined && whatIs(entry) === 'account' ? everyone : []),
  ];
  for (const each of sids) {
    const known = directory.bySid(each);
    if (known?.is === 'group') join(known.key);
  }
  const number = numberOf(entry, 'gidnumber');
  if (number !== undefined) for (const groupKey of directory.byNumber(number)) join(groupKey);
  for (const dn of textsOf(entry, 'nsroledn')) {
    const known = directory.byDn(dn);
    if (known?.is === 'group') join(known.key);
  }
  for (const dn of textsOf(entry, 'memberof')) {
    if (directory.byDn(dn) !== undefined) continue; // the group lists its members itself
    const normal = normaliseDn(dn);
    if (normal === undefined || normal === '') continue;
    unplaced.groups.add(dn);
    const groupKey = dnKey(normal);
    join(groupKey, [notRead(groupKey, dn)]);
  }
  return [...found.values()].flat();
}

const notRead = (key: string, dn: string): Observation => ({
  type: 'group',
  key,
  name: dn.slice(0, 1000),
  kind: 'group',
  attributes: { notInSource: 'true' },
});
