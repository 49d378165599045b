import { entryLdif } from './ldif.ts';

/** A small company in OpenLDAP: people, a machine, nested groups of each kind, a policy that locks, a reader and a writer. */
export const suffix = 'dc=acme,dc=example';
export const readerDn = `cn=reader,ou=robots,${suffix}`;
export const writerDn = `cn=writer,ou=robots,${suffix}`;
export const [readerPassword, writerPassword, danaPassword] = [
  'canary-reader-secret',
  'canary-writer-secret',
  'canary-dana-secret',
];

const ou = (name: string): string =>
  entryLdif(`ou=${name},${suffix}`, { objectClass: 'organizationalUnit', ou: name });

export const personDn = (uid: string): string => `uid=${uid},ou=people,${suffix}`;
export const groupDn = (cn: string): string => `cn=${cn},ou=groups,${suffix}`;

export const person = (
  uid: string,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): string =>
  entryLdif(personDn(uid), {
    objectClass: ['inetOrgPerson'],
    uid,
    cn: `${uid} of Acme`,
    sn: uid,
    givenName: uid,
    mail: `${uid}@acme.example`,
    ...more,
  });

export const sceneLdif = [
  entryLdif(suffix, { objectClass: ['dcObject', 'organization'], dc: 'acme', o: 'Acme' }),
  ...['people', 'groups', 'robots', 'policies'].map(ou),
  entryLdif(`cn=default,ou=policies,${suffix}`, {
    objectClass: ['pwdPolicy', 'device'],
    cn: 'default',
    pwdAttribute: 'userPassword',
    pwdLockout: 'TRUE',
  }),
  entryLdif(readerDn, {
    objectClass: ['applicationProcess', 'simpleSecurityObject'],
    cn: 'reader',
    userPassword: readerPassword,
  }),
  entryLdif(writerDn, {
    objectClass: ['applicationProcess', 'simpleSecurityObject'],
    cn: 'writer',
    userPassword: writerPassword,
  }),
  person('dana', { userPassword: danaPassword, employeeNumber: 'E1', pwdChangedTime: '20260101000000Z' }),
  person('ann', { pwdAccountLockedTime: '000001010000Z' }),
  person('lee', { manager: personDn('dana') }),
  person('max', {
    objectClass: ['inetOrgPerson', 'posixAccount'],
    uidNumber: '1001',
    gidNumber: '500',
    homeDirectory: '/home/max',
    loginShell: '/bin/sh',
  }),
  entryLdif(groupDn('admins'), {
    objectClass: 'groupOfNames',
    cn: 'admins',
    member: [groupDn('ops'), personDn('dana')],
    owner: personDn('dana'),
  }),
  entryLdif(groupDn('ops'), {
    objectClass: 'groupOfUniqueNames',
    cn: 'ops',
    uniqueMember: [personDn('lee'), groupDn('admins')],
  }),
  entryLdif(groupDn('staff'), {
    objectClass: 'posixGroup',
    cn: 'staff',
    gidNumber: '500',
    memberUid: ['lee'],
  }),
  entryLdif(groupDn('alone'), { objectClass: 'groupOfNames', cn: 'alone', member: personDn('lee') }),
].join('\n');

/** What the reader may see and the writer may change, no more: docs/connectors/ldap.md and ldap-write.md say the same. */
export const sceneAccess = `
access to dn.subtree="${suffix}" attrs=userPassword
  by anonymous auth
  by * none
access to dn.subtree="ou=groups,${suffix}" attrs=member,uniqueMember,memberUid
  by dn.exact="${writerDn}" write
  by dn.exact="${readerDn}" read
access to dn.subtree="ou=people,${suffix}" attrs=pwdAccountLockedTime
  by dn.exact="${writerDn}" write
  by dn.exact="${readerDn}" read
access to dn.subtree="${suffix}"
  by dn.exact="${writerDn}" read
  by dn.exact="${readerDn}" read
  by anonymous auth
`;
