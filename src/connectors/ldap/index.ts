/**
 * A directory, live or from LDIF files: comes in a location; goes out who can sign in, the people behind, groups in groups, being in
 * a group as a right, what Windows' own groups hold over a domain, the age of passwords, keys and certificates, and who
 * answers for what. It never keeps a password or its hash, never
 * follows a referral, never fetches a URL, and never writes (that is `write.ts`, loaded by the enforcer alone).
 */
import type { Connector } from '../kit/connector.ts';
import { unread } from './gaps.ts';
import { ldapConfig, locateLdap, type LdapConfig } from './location.ts';
import { readLdap } from './read.ts';

export const ldap: Connector<LdapConfig> = {
  id: 'ldap',
  title: 'LDAP directory',
  config: ldapConfig,
  capabilities: {
    reads: [
      'person',
      'account',
      'group',
      'membership',
      'credential',
      'resource',
      'entitlement',
      'grant',
      'ownership',
    ],
    doesNotRead: unread.map(([, what]) => what),
    writes: ['membership.add', 'membership.remove', 'account.disable', 'account.enable'],
    permissions: {
      read: [
        'read permission on the LDIF files, or live:',
        'an account that may read and search everything below the base, operational attributes included; userPassword is never asked for',
        'no size or time limit for that account (its answers come in pages of 500)',
      ],
      write: [
        'read and search of groups, accounts and password policies below the base',
        'write on member, uniqueMember, memberUid and roleOccupant of exactly the groups in scope, for memberships',
        'write on pwdAccountLockedTime (OpenLDAP), nsAccountLock (389 Directory Server) or userAccountControl (Active Directory) of exactly the accounts in scope, to disable and enable',
      ],
    },
  },
  locate: locateLdap,
  read: readLdap,
};
