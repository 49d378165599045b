import type { Observation, Tier } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import { cut, ownersOf, type Pass } from './accounts.ts';
import { sidOf } from './directory.ts';
import { domainOf, namesOf } from './dn.ts';
import { classesOf, numberOf, textOf, type DirectoryEntry } from './entry.ts';
import { isDistribution } from './kind.ts';
import { everyone, membersOf, membershipsOf } from './memberships.ts';

/**
 * What Windows' own groups may do to the whole domain, by the end of their identifier (MS-DTYP, 2.4.2.4; Appendix B of
 * Microsoft's "Best practices for securing Active Directory"): each of them leads to all of it.
 */
const powerful: ReadonlyMap<string, string> = new Map([
  ['S-1-5-32-544', 'administer'],
  ['512', 'administer'],
  ['519', 'administer'],
  ['516', 'replicate secrets'],
  ['518', 'change the schema'],
  ['520', 'create group policies'],
  ['526', 'change key credentials'],
  ['527', 'change key credentials'],
  ['S-1-5-32-548', 'administer accounts'],
  ['S-1-5-32-549', 'administer servers'],
  ['S-1-5-32-550', 'administer printers'],
  ['S-1-5-32-551', 'back up and restore'],
]);

/** A group: its members and owners, being in it as a right that can be asked for, and what Windows gives it over the domain. */
export function observeGroup(entry: DirectoryEntry, key: string, pass: Pass): readonly Observation[] {
  const sid = sidOf(entry);
  const isForeign = classesOf(entry).has('foreignsecurityprincipal');
  const power = sid === undefined ? undefined : powerOf(sid);
  const name = cut(
    (isForeign ? foreign.get(sid ?? '') : undefined) ?? textOf(entry, 'samaccountname', 'cn') ?? entry.dn,
  );
  const description = textOf(entry, 'description');
  const tier: { readonly tier?: Tier } = power === undefined ? {} : { tier: 'high' };
  return [
    {
      type: 'group',
      key,
      name,
      kind: classesOf(entry).has('organizationalrole') ? 'role' : 'group',
      attributes: {
        dn: cut(entry.dn),
        ...(description === undefined ? {} : { description: cut(description) }),
        ...(sid === undefined ? {} : { objectSid: sid }),
        ...(isDistribution(entry) ? { distributionOnly: 'true' } : {}),
        ...((numberOf(entry, 'admincount') ?? 0) > 0 ? { adminCount: '1' } : {}),
        ...(isForeign ? { principal: 'not of this domain' } : {}),
        ...(sid !== undefined && everyone.includes(sid) ? { standsFor: 'everyone' } : {}),
      },
    },
    { type: 'resource', key, name, kind: 'group', ...tier },
    { type: 'entitlement', key: memberRight(key), resourceKey: key, action: 'member', resourcePattern: key },
    {
      type: 'grant',
      key: joinKeys(key, memberRight(key)),
      subjectKey: key,
      entitlementKey: memberRight(key),
      effect: 'allow',
    },
    ...(power === undefined ? [] : overDomain(key, power, domainKeyOf(entry))),
    ...membersOf(entry, key, pass),
    ...membershipsOf(entry, key, pass),
    ...ownersOf(entry, key, pass, ['owner', 'managedby']),
  ];
}

const foreign: ReadonlyMap<string, string> = new Map([
  ['S-1-1-0', 'Everyone'],
  ['S-1-5-7', 'Anonymous'],
  ['S-1-5-9', 'Enterprise Domain Controllers'],
  ['S-1-5-11', 'Authenticated Users'],
]);

const memberRight = (groupKey: string): string => joinKeys(groupKey, 'member');

function powerOf(sid: string): string | undefined {
  const ofDomain = /^S-1-5-21-\d+-\d+-\d+-(\d+)$/.exec(sid)?.[1];
  return powerful.get(ofDomain ?? sid);
}

export const domainKeyOf = (entry: DirectoryEntry): string => `domain/${domainOf(namesOf(entry.dn) ?? [])}`;

function overDomain(groupKey: string, action: string, domainKey: string): readonly Observation[] {
  const entitlementKey = joinKeys(domainKey, action);
  return [
    {
      type: 'resource',
      key: domainKey,
      name: domainKey.slice('domain/'.length),
      kind: 'domain',
      tier: 'high',
    },
    {
      type: 'entitlement',
      key: entitlementKey,
      resourceKey: domainKey,
      action,
      resourcePattern: domainKey,
      privileged: true,
    },
    {
      type: 'grant',
      key: joinKeys(groupKey, entitlementKey),
      subjectKey: groupKey,
      entitlementKey,
      effect: 'allow',
    },
  ];
}
