import { createHash, X509Certificate } from 'node:crypto';
import { instantOf, type AccountObserved, type Instant, type Observation } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import type { Directory } from './directory.ts';
import { bytesOf, numberOf, textOf, textsOf, type DirectoryEntry } from './entry.ts';
import { kindOf } from './kind.ts';
import { membershipsOf } from './memberships.ts';
import { fileTime, generalizedTime, type Moment } from './moments.ts';
import { observePassword } from './passwords.ts';
import { control, standingOf } from './standing.ts';
import type { Unplaced } from './unplaced.ts';

/** What a second pass works with. */
export interface Pass {
  readonly directory: Directory;
  readonly unplaced: Unplaced;
  readonly now: Instant;
}

/** An account: what it is, the person it says it is, what it signs in with, what it is in, and who answers for it. */
export function observeAccount(entry: DirectoryEntry, key: string, pass: Pass): readonly Observation[] {
  const kind = kindOf(entry);
  const standing = standingOf(entry, pass.now);
  const email = textOf(entry, 'mail');
  const employeeNumber = textOf(entry, 'employeenumber', 'employeeid');
  const createdAt = generalizedTime(textOf(entry, 'createtimestamp', 'whencreated'));
  const lastUsedAt = lastUseOf(entry);
  const account: AccountObserved = {
    type: 'account',
    key,
    name: cut(textOf(entry, 'samaccountname', 'uid', 'cn') ?? entry.dn),
    kind,
    ...standing,
    ...(email === undefined ? {} : { email: cut(email) }),
    ...(employeeNumber === undefined ? {} : { employeeNumber: cut(employeeNumber) }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt: lastUsedAt === 'never' ? null : lastUsedAt }),
    ...(kind === 'service_account' || kind === 'workload' ? {} : interactiveOf(entry)),
    attributes: attributesOf(entry),
  };
  return [
    account,
    ...(kind === 'person' ? [observePerson(entry, key, standing.state, pass)] : []),
    ...observePassword(entry, { key, state: standing.state, directory: pass.directory }),
    ...observeSshKeys(entry, key),
    ...observeCertificates(entry, key, pass),
    ...membershipsOf(entry, key, pass),
    ...ownersOf(entry, key, pass, kind === 'person' ? ['owner'] : ['owner', 'managedby', 'manager']),
  ];
}

function observePerson(
  entry: DirectoryEntry,
  key: string,
  state: AccountObserved['state'],
  { directory }: Pass,
): Observation {
  const field = (name: string, ...from: readonly string[]): Readonly<Record<string, string>> => {
    const value = textOf(entry, ...from);
    return value === undefined ? {} : { [name]: cut(value) };
  };
  const manager = textOf(entry, 'manager');
  const boss = manager === undefined ? undefined : directory.byDn(manager);
  return {
    type: 'person',
    key,
    name: cut(textOf(entry, 'displayname', 'cn') ?? entry.dn),
    ...field('email', 'mail'),
    ...field('employeeNumber', 'employeenumber', 'employeeid'),
    ...field('department', 'department', 'departmentnumber', 'ou'),
    ...field('title', 'title'),
    ...(boss?.is === 'account' ? { managerKey: boss.key } : {}),
    // a directory knows accounts: that one was switched off does not say that its person left
    state: state === 'active' || state === 'locked' ? 'active' : 'unknown',
  };
}

/** Who answers for an account or group, by those attributes that say it. */
export function ownersOf(
  entry: DirectoryEntry,
  subjectKey: string,
  { directory }: Pass,
  attributes: readonly string[],
): readonly Observation[] {
  const named = attributes.flatMap((name) => textsOf(entry, name));
  const references = named.flatMap((dn) => directory.byDn(dn)?.reference ?? []);
  return [...new Set(references)].map((ownerRef) => ({
    type: 'ownership',
    key: joinKeys(subjectKey, 'owner', ownerRef),
    subjectKey,
    role: 'owner',
    ownerRef: cut(ownerRef),
  }));
}

function lastUseOf(entry: DirectoryEntry): Moment {
  const windows = fileTime(textOf(entry, 'lastlogontimestamp'));
  return (
    windows ??
    generalizedTime(textOf(entry, 'authtimestamp')) ??
    generalizedTime(textOf(entry, 'pwdlastsuccess')) ??
    generalizedTime(textOf(entry, 'krblastsuccessfulauth'))
  );
}

function interactiveOf(entry: DirectoryEntry): { readonly interactive?: boolean } {
  const shell = textOf(entry, 'loginshell');
  return shell === undefined ? {} : { interactive: !/\/(?:nologin|false|sync)$/.test(shell) };
}

const flagNames = [
  ['passwordNotRequired', control.passwordNotRequired],
  ['reversiblePassword', control.reversiblePassword],
  ['passwordNeverExpires', control.neverExpires],
  ['smartcardRequired', control.smartcardRequired],
  ['trustedForDelegation', control.trustedForDelegation],
  ['noPreauthentication', control.noPreauthentication],
  ['trustedToImpersonate', control.trustedToImpersonate],
] as const;

function attributesOf(entry: DirectoryEntry): Readonly<Record<string, string>> {
  const flags = numberOf(entry, 'useraccountcontrol') ?? 0;
  const spns = textsOf(entry, 'serviceprincipalname');
  const kept = new Map<string, string>([['dn', cut(entry.dn)]]);
  for (const name of [
    'userprincipalname',
    'description',
    'employeetype',
    'loginshell',
    'dnshostname',
    'operatingsystem',
  ]) {
    const value = textOf(entry, name);
    if (value !== undefined) kept.set(shown[name] ?? name, cut(value));
  }
  if (spns.length > 0) kept.set('servicePrincipalName', listed(spns));
  for (const [name, bit] of flagNames) if ((flags & bit) !== 0) kept.set(name, 'true');
  if ((numberOf(entry, 'admincount') ?? 0) > 0) kept.set('adminCount', textOf(entry, 'admincount') ?? '');
  const scheme = textOf(entry, 'userpassword');
  if (scheme !== undefined) kept.set('passwordStoredAs', scheme);
  if (textOf(entry, 'pwdlastset') === '0') kept.set('mustChangePassword', 'true');
  return Object.fromEntries(kept);
}

const shown: Readonly<Record<string, string>> = {
  userprincipalname: 'userPrincipalName',
  employeetype: 'employeeType',
  loginshell: 'loginShell',
  dnshostname: 'dNSHostName',
  operatingsystem: 'operatingSystem',
};

const mostListed = 20;
function listed(values: readonly string[]): string {
  const told = values.slice(0, mostListed).map((value) => value.slice(0, 150));
  const more = values.length - told.length;
  return `${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** Within the bound of a field; the end says what was left out. */
export const cut = (text: string): string =>
  text.length <= 4000 ? text : `${text.slice(0, 3900)}… (${text.length - 3900} characters more)`;

function observeSshKeys(entry: DirectoryEntry, key: string): readonly Observation[] {
  const prints = textsOf(entry, 'sshpublickey').flatMap((line) => {
    const [blob] = /AAAA[A-Za-z0-9+/]{16,}={0,2}/.exec(line) ?? [];
    return blob === undefined
      ? []
      : [createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64url')];
  });
  return [...new Set(prints)].map((print) => ({
    type: 'credential',
    key: joinKeys(key, 'ssh_key', print),
    accountKey: key,
    credential: 'ssh_key',
    state: 'active',
    expiresAt: null,
  }));
}

function observeCertificates(entry: DirectoryEntry, key: string, pass: Pass): readonly Observation[] {
  const found = new Map<string, Observation>();
  for (const bytes of bytesOf(entry, 'usercertificate')) {
    const certificate = parsed(bytes);
    if (certificate === undefined) {
      pass.unplaced.certificates.add(entry.dn);
      continue;
    }
    const print = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
    const expiresAt = momentIn(certificate.validTo);
    const createdAt = momentIn(certificate.validFrom);
    found.set(print, {
      type: 'credential',
      key: joinKeys(key, 'certificate', print),
      accountKey: key,
      credential: 'certificate',
      state: expiresAt !== undefined && expiresAt <= pass.now ? 'inactive' : 'active',
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
  }
  return [...found.values()];
}

function parsed(bytes: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

function momentIn(text: string): Instant | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : instantOf(at);
}
