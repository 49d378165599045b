/**
 * A directory from LDIF files: comes in an export; goes out who can sign in, the people behind, groups in groups, being in
 * a group as a right, what Windows' own groups hold over a domain, the age of passwords, keys and certificates, and who
 * answers for what. It never keeps a password or its hash, never follows a referral and never fetches a URL.
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
    writes: [],
    permissions: {
      read: ['read permission on the LDIF files'],
      write: [],
    },
  },
  locate: locateLdap,
  read: readLdap,
};
