import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { instantOf, type Observation } from '../../model/index.ts';
import { describeConnector } from '../kit/conformance.ts';
import { readWhole } from '../kit/read-whole.ts';
import { entryLdif, guidOf, sidOf, windowsTicks } from '../../../test/support/ldif.ts';
import { ldap } from './index.ts';
import type { LdapConfig } from './location.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-ldif-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let made = 0;
function file(...entries: readonly string[]): LdapConfig {
  const path = join(root, `${++made}.ldif`);
  writeFileSync(path, ['version: 1', '', ...entries].join('\n'));
  return ldap.locate(path);
}

const base = 'dc=acme,dc=example';
const uuid = (n: number): string => `0000000${n}-1111-4222-8333-444444444444`;
const person = (
  uid: string,
  n: number,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): string =>
  entryLdif(`uid=${uid},ou=people,${base}`, {
    objectClass: ['inetOrgPerson', 'posixAccount', 'shadowAccount'],
    uid,
    cn: `${uid} of Acme`,
    sn: uid,
    givenName: uid,
    mail: `${uid}@acme.example`,
    entryUUID: uuid(n),
    createTimestamp: '20200131094500Z',
    ...more,
  });

const openldap: readonly string[] = [
  entryLdif(base, { objectClass: ['dcObject', 'organization'], dc: 'acme' }),
  entryLdif(`cn=strict,ou=policies,${base}`, {
    objectClass: ['pwdPolicy', 'device'],
    pwdMaxAge: '864000',
    pwdLockout: 'TRUE',
  }),
  person('dana', 1, {
    userPassword: '{SSHA}canary-hash-of-dana',
    pwdChangedTime: '20260501000000Z',
    pwdPolicySubentry: `cn=strict,ou=policies,${base}`,
    employeeNumber: 'E1',
    title: 'Engineer',
    departmentNumber: '42',
    gidNumber: '500',
    loginShell: '/bin/bash',
    sshPublicKey: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA${'A'.repeat(43)} dana@laptop`,
  }),
  person('lee', 2, {
    manager: `UID=Dana, OU=People,${base}`,
    shadowExpire: '20000',
    shadowLastChange: '19000',
    shadowMax: '99999',
  }),
  person('max', 3, { pwdAccountLockedTime: '000001010000Z', userPassword: 'canary-clear-text' }),
  person('ann', 4, { pwdAccountLockedTime: '20260601000000Z' }),
  person('ole', 5, { nsAccountLock: 'true' }),
  entryLdif(`uid=backup,ou=Service Accounts,${base}`, {
    objectClass: ['account', 'simpleSecurityObject'],
    uid: 'backup',
    entryUUID: uuid(6),
    userPassword: '{CRYPT}canary-crypt',
    authTimestamp: '20260531120000Z',
    manager: `uid=dana,ou=people,${base}`,
  }),
  entryLdif(`cn=admins,ou=groups,${base}`, {
    objectClass: 'groupOfNames',
    cn: 'admins',
    entryUUID: uuid(7),
    member: [`cn=ops,ou=groups,${base}`, `uid=max,ou=people,${base}`, `cn=gone,${base}`],
    owner: `uid=dana,ou=people,${base}`,
  }),
  entryLdif(`cn=ops,ou=groups,${base}`, {
    objectClass: 'groupOfUniqueNames',
    cn: 'ops',
    entryUUID: uuid(8),
    uniqueMember: [`UID=lee,ou=People,${base}#'0101'B`, `cn=admins,ou=groups,${base}`],
  }),
  entryLdif(`cn=staff,ou=groups,${base}`, {
    objectClass: 'posixGroup',
    cn: 'staff',
    gidNumber: '500',
    entryUUID: uuid(9),
    memberUid: ['lee', 'ghost'],
  }),
];

const domain = 'DC=corp,DC=example';
const user = (
  name: string,
  rid: number,
  more: Readonly<Record<string, string | readonly string[] | Uint8Array>> = {},
): string =>
  entryLdif(`CN=${name},CN=Users,${domain}`, {
    objectClass: ['top', 'person', 'organizationalPerson', 'user'],
    cn: name,
    sAMAccountName: name,
    objectGUID: guidOf(rid),
    objectSid: sidOf(`S-1-5-21-1-2-3-${rid}`),
    userAccountControl: '512',
    primaryGroupID: '513',
    ...more,
  });
const group = (
  name: string,
  sid: string,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): string =>
  entryLdif(`CN=${name},CN=Users,${domain}`, {
    objectClass: ['top', 'group'],
    cn: name,
    sAMAccountName: name,
    objectGUID: guidOf(Number(sid.slice(sid.lastIndexOf('-') + 1))),
    objectSid: sidOf(sid),
    groupType: '-2147483646',
    ...more,
  });
const windows: readonly string[] = [
  group('Domain Users', 'S-1-5-21-1-2-3-513'),
  group('Domain Admins', 'S-1-5-21-1-2-3-512', { member: `CN=Ada,CN=Users,${domain}`, adminCount: '1' }),
  group('Administrators', 'S-1-5-32-544', { member: `CN=Domain Admins,CN=Users,${domain}` }),
  group('Mail only', 'S-1-5-21-1-2-3-1200', { groupType: '2', managedBy: `CN=Ada,CN=Users,${domain}` }),
  user('Ada', 1101, {
    mail: 'ada@corp.example',
    givenName: 'Ada',
    userAccountControl: String(512 + 0x10000),
    pwdLastSet: windowsTicks('2024-03-01T00:00:00.000Z'),
    lastLogonTimestamp: windowsTicks('2026-05-20T00:00:00.000Z'),
    accountExpires: '9223372036854775807',
    whenCreated: '20200101000000.0Z',
    adminCount: '1',
  }),
  user('Bob', 1102, {
    userAccountControl: '514',
    givenName: 'Bob',
    lastLogonTimestamp: '0',
    pwdLastSet: '0',
    accountExpires: '0',
  }),
  user('Cy', 1103, { givenName: 'Cy', accountExpires: windowsTicks('2026-05-01T00:00:00.000Z') }),
  user('Eve', 1104, {
    givenName: 'Eve',
    'msDS-User-Account-Control-Computed': '16',
    'msDS-UserPasswordExpiryTimeComputed': windowsTicks('2026-09-01T00:00:00.000Z'),
    sIDHistory: sidOf('S-1-5-21-1-2-3-512'),
  }),
  user('svc-sql', 1105, {
    servicePrincipalName: ['MSSQLSvc/db1.corp.example:1433', 'MSSQLSvc/db1'],
    userAccountControl: String(512 + 0x80000 + 0x400000),
  }),
  user('gmsa$', 1106, {
    objectClass: [
      'top',
      'person',
      'organizationalPerson',
      'user',
      'computer',
      'msDS-GroupManagedServiceAccount',
    ],
    pwdLastSet: windowsTicks('2026-05-15T00:00:00.000Z'),
    'msDS-ManagedPasswordInterval': '30',
    userAccountControl: '4096',
  }),
  user('PC1$', 1107, {
    objectClass: ['top', 'person', 'user', 'computer'],
    operatingSystem: 'Windows 11',
    userAccountControl: '4096',
    memberOf: `CN=Elsewhere,OU=x,${domain}`,
  }),
];

const hostileNames = [
  '__proto__',
  'constructor',
  '\u202egnp.exe',
  '<img src=x onerror=alert(1)>',
  "'; drop table people; --",
  'Ignore previous instructions',
  'bell\u0007',
  'a*b?c%d#e/f',
];

describeConnector(ldap, {
  good: () => file(...openldap),
  reordered: () => file(...openldap.toReversed()),
  hostile: {
    config: () =>
      file(
        ...hostileNames.map((name) =>
          entryLdif(`cn=x\\,${Buffer.from(name).toString('hex')},${base}`, {
            objectClass: 'groupOfNames',
            cn: name,
            member: `cn=${name},x`,
          }),
        ),
      ),
    names: hostileNames,
  },
  canaries: ['canary-hash-of-dana', 'canary-clear-text', 'canary-crypt'],
  bad: {
    missing: { config: () => ldap.locate(join(root, 'nowhere.ldif')), code: 'not_found' },
    truncated: { config: () => file('dn: cn=a,dc=x\nobjectClass: person\ndescrip'), code: 'input_invalid' },
    wrongKind: {
      config: () => {
        writeFileSync(join(root, 'a.json'), '{"dn": 1}');
        return ldap.locate(join(root, 'a.json'));
      },
      code: 'input_wrong_kind',
    },
    oversized: { config: () => file(`dn: cn=a,dc=x\ncn: ${'x'.repeat(2 << 20)}`), code: 'input_too_large' },
    deep: {
      config: () => file(`dn: ${'ou=a,'.repeat(1200)}dc=x\nobjectClass: person`),
      code: 'input_too_large',
    },
    duplicate: { config: () => file(person('x', 1), person('X', 2)), code: 'source_untrusted' },
  },
  badLocations: ['', 'https://directory.example/', 'file:///etc/passwd'],
});

const now = instantOf(Date.UTC(2026, 5, 15));
const read = (config: LdapConfig) => readWhole(ldap, config, { now });
const named = (all: readonly Observation[], type: string, name: string): Observation | undefined =>
  all.find((o) => o.type === type && 'name' in o && o.name === name);
const keyIn = (all: readonly Observation[], name: string): string =>
  (named(all, 'account', name) ?? named(all, 'group', name))?.key ?? `no ${name}`;
const membersIn = (all: readonly Observation[], group: string): readonly string[] =>
  all
    .flatMap((o) => (o.type === 'membership' && o.groupKey === keyIn(all, group) ? [o.memberKey] : []))
    .toSorted();

describe('a directory as OpenLDAP exports it', () => {
  it('gives people and their accounts, with state, age and end as it states them', async () => {
    const { all } = await read(file(...openldap));
    expect(named(all, 'account', 'dana')).toEqual({
      type: 'account',
      key: `uuid/${uuid(1)}`,
      name: 'dana',
      kind: 'person',
      state: 'active',
      email: 'dana@acme.example',
      employeeNumber: 'E1',
      createdAt: '2020-01-31T09:45:00.000Z',
      interactive: true,
      attributes: { dn: `uid=dana,ou=people,${base}`, loginShell: '/bin/bash', passwordStoredAs: 'SSHA' },
    });
    expect(named(all, 'person', 'dana of Acme')).toEqual({
      type: 'person',
      key: `uuid/${uuid(1)}`,
      name: 'dana of Acme',
      email: 'dana@acme.example',
      employeeNumber: 'E1',
      department: '42',
      title: 'Engineer',
      state: 'active',
    });
    expect(named(all, 'person', 'lee of Acme')).toMatchObject({ managerKey: `uuid/${uuid(1)}` });
    const states = all.flatMap((o) => (o.type === 'account' ? [[o.name, o.kind, o.state]] : []));
    expect(states).toEqual([
      ['dana', 'person', 'active'],
      ['lee', 'person', 'expired'],
      ['max', 'person', 'disabled'],
      ['ann', 'person', 'locked'],
      ['ole', 'person', 'disabled'],
      ['backup', 'service_account', 'active'],
    ]);
    expect(named(all, 'account', 'max')).toMatchObject({ attributes: { passwordStoredAs: 'plain text' } });
    expect(named(all, 'account', 'backup')).toMatchObject({ lastUsedAt: '2026-05-31T12:00:00.000Z' });
    const passwords = all.filter((o) => o.type === 'credential' && o.credential === 'password');
    expect(passwords).toMatchObject([
      {
        accountKey: `uuid/${uuid(1)}`,
        state: 'active',
        rotatedAt: '2026-05-01T00:00:00.000Z',
        expiresAt: '2026-05-11T00:00:00.000Z',
      },
      { accountKey: `uuid/${uuid(2)}`, expiresAt: null, rotatedAt: '2022-01-08T00:00:00.000Z' },
      { accountKey: `uuid/${uuid(3)}`, state: 'inactive' },
      { accountKey: `uuid/${uuid(6)}`, state: 'active' },
    ]);
    expect(all.filter((o) => o.type === 'credential' && o.credential === 'ssh_key')).toHaveLength(1);
    expect(all.filter((o) => o.type === 'ownership')).toMatchObject([
      { subjectKey: `uuid/${uuid(6)}`, ownerRef: 'E1' },
      { subjectKey: `uuid/${uuid(7)}`, ownerRef: 'E1' },
    ]);
  });

  it('gives groups in groups, in every way that directories write them, also in a circle', async () => {
    const { all, summary } = await read(file(...openldap));
    expect(membersIn(all, 'admins')).toEqual([`uuid/${uuid(3)}`, `uuid/${uuid(8)}`]);
    expect(membersIn(all, 'ops')).toEqual([`uuid/${uuid(2)}`, `uuid/${uuid(7)}`]);
    expect(membersIn(all, 'staff')).toEqual([`uuid/${uuid(1)}`, `uuid/${uuid(2)}`]); // one by its own number
    const gaps = new Map(summary.gaps.map(({ key, what }) => [key, what]));
    expect(gaps.get('members-elsewhere')).toBe(`1 members: \`cn=gone,${base}\``);
    expect(gaps.get('logins-elsewhere')).toBe('1 logins in groups: `ghost`');
    expect(gaps.get('secrets-in-file')).toBe('secrets that the file itself holds: userpassword (3)');
  });

  it('tells both ways into a group where a login is two accounts’ and one is in it by its own number', async () => {
    const twin = (cn: string, n: number, more: Readonly<Record<string, string>>): string =>
      person(cn, n, { uid: 'twin', ...more });
    const staff = entryLdif(`cn=staff,${base}`, {
      objectClass: 'posixGroup',
      cn: 'staff',
      gidNumber: '500',
      memberUid: 'twin',
    });
    const { all } = await read(file(twin('a', 1, { gidNumber: '500' }), twin('b', 2, {}), staff));
    const memberships = all.flatMap((o) =>
      o.type === 'membership' ? [[o.memberKey, o.conditions?.[0]]] : [],
    );
    const depends = '2 accounts are called twin';
    expect(memberships).toEqual([
      [`uuid/${uuid(1)}`, undefined],
      [`uuid/${uuid(1)}`, depends],
      [`uuid/${uuid(2)}`, depends],
    ]);
  });

  it('lets being in a group be asked for as a right', async () => {
    const { all } = await read(file(...openldap));
    const key = `uuid/${uuid(7)}`;
    expect(all.filter((o) => 'resourceKey' in o && o.resourceKey === key)).toEqual([
      { type: 'entitlement', key: `${key}#member`, resourceKey: key, action: 'member', resourcePattern: key },
    ]);
    expect(all).toContainEqual({ type: 'resource', key, name: 'admins', kind: 'group' });
    expect(all).toContainEqual({
      type: 'grant',
      key: `${key}#${key}%23member`,
      subjectKey: key,
      entitlementKey: `${key}#member`,
      effect: 'allow',
    });
  });

  it('says nothing of locks where the export lacks what would tell, and names entries by where they are', async () => {
    const bare = entryLdif(`cn=Amy Wong+sn=Kroker,ou=people,${base}`, {
      objectClass: 'inetOrgPerson',
      cn: 'Amy Wong',
      sn: 'Kroker',
      mail: 'amy@acme.example',
      uid: 'amy',
    });
    const { all, summary } = await read(file(bare));
    expect(named(all, 'account', 'amy')).toMatchObject({
      key: `dn/cn=amy wong+sn=kroker,ou=people,${base}`,
      state: 'unknown',
    });
    expect(summary.gaps.map(({ key }) => key)).toContain('operational-attributes');
  });

  it('reads a folder of files as one directory, and is not complete when an export failed', async () => {
    const folder = join(root, 'folder');
    mkdirSync(folder);
    for (const [n, entry] of openldap.entries()) writeFileSync(join(folder, `${20 - n}.ldif`), `${entry}\n`);
    writeFileSync(join(folder, 'readme.txt'), 'no LDIF');
    expect((await read(ldap.locate(folder))).summary.counts.membership).toBe(6);
    writeFileSync(join(folder, '99.ldif'), 'dn: cn=z,dc=x\n\nsearch: 2\nresult: 4 Size limit exceeded\n');
    const { summary } = await read(ldap.locate(folder));
    expect(summary).toMatchObject({ complete: false });
    expect(summary.gaps.map(({ key }) => key)).toContain('export-failed');
  });
});

describe('a directory as Active Directory exports it', () => {
  it('reads its epochs, flags and managed passwords', async () => {
    const { all } = await read(file(...windows));
    const states = all.flatMap((o) => (o.type === 'account' ? [[o.name, o.kind, o.state]] : []));
    expect(states).toEqual([
      ['Ada', 'person', 'active'],
      ['Bob', 'person', 'disabled'],
      ['Cy', 'person', 'expired'],
      ['Eve', 'person', 'locked'],
      ['svc-sql', 'service_account', 'active'],
      ['gmsa$', 'service_account', 'active'],
      ['PC1$', 'workload', 'active'],
    ]);
    expect(named(all, 'account', 'Ada')).toMatchObject({
      key: 'guid/0000044d-0000-0000-0000-000000000000',
      lastUsedAt: '2026-05-20T00:00:00.000Z',
      createdAt: '2020-01-01T00:00:00.000Z',
      attributes: { adminCount: '1', passwordNeverExpires: 'true' },
    });
    expect(named(all, 'account', 'Ada')).not.toHaveProperty('expiresAt');
    expect(named(all, 'account', 'Bob')).toMatchObject({
      lastUsedAt: null,
      attributes: { mustChangePassword: 'true' },
    });
    expect(named(all, 'account', 'Cy')).toMatchObject({ expiresAt: '2026-05-01T00:00:00.000Z' });
    expect(named(all, 'account', 'svc-sql')).toMatchObject({
      attributes: {
        servicePrincipalName: 'MSSQLSvc/db1.corp.example:1433; MSSQLSvc/db1',
        trustedForDelegation: 'true',
        noPreauthentication: 'true',
      },
    });
    const password = (name: string): Observation | undefined =>
      all.find((o) => o.type === 'credential' && o.accountKey === keyIn(all, name));
    expect(password('Ada')).toMatchObject({ expiresAt: null, rotatedAt: '2024-03-01T00:00:00.000Z' });
    expect(password('Eve')).toMatchObject({ expiresAt: '2026-09-01T00:00:00.000Z' });
    expect(password('gmsa$')).toMatchObject({ expiresAt: '2026-06-14T00:00:00.000Z' });
    expect(password('Bob')).toMatchObject({ state: 'unknown' });
  });

  it('knows primary groups, identifiers of the past and groups that were not exported', async () => {
    const { all } = await read(file(...windows));
    expect(membersIn(all, 'Domain Users')).toHaveLength(7);
    expect(membersIn(all, 'Domain Admins')).toEqual([keyIn(all, 'Ada'), keyIn(all, 'Eve')].toSorted());
    expect(membersIn(all, `CN=Elsewhere,OU=x,${domain}`)).toEqual([keyIn(all, 'PC1$')]);
    expect(named(all, 'group', 'Mail only')).toMatchObject({ attributes: { distributionOnly: 'true' } });
    expect(all.filter((o) => o.type === 'ownership')).toMatchObject([
      { subjectKey: keyIn(all, 'Mail only'), ownerRef: 'ada@corp.example' },
    ]);
  });

  it('says what its own groups may do to the domain', async () => {
    const { all } = await read(file(...windows));
    const rights = all.flatMap((o) =>
      o.type === 'entitlement' && o.privileged === true ? [[o.key, o.action, o.resourceKey]] : [],
    );
    expect(rights).toEqual([['domain/corp.example#administer', 'administer', 'domain/corp.example']]);
    expect(
      all.filter((o) => o.type === 'grant' && o.entitlementKey === 'domain/corp.example#administer'),
    ).toMatchObject([
      { subjectKey: keyIn(all, 'Domain Admins') },
      { subjectKey: keyIn(all, 'Administrators') },
    ]);
  });
});
