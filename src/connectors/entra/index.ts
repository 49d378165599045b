/**
 * A tenant of Microsoft Entra ID: comes in what Microsoft Graph answers about it, kept in files or asked for; goes out people,
 * guests, groups, applications, managed identities and agents, the secrets, certificates and outside identities that open
 * them, directory roles, permissions and consents, and who owns or sponsors what. What was not answered is said. No value of
 * a secret is ever asked for.
 */
import type { Connector } from '../kit/connector.ts';
import { endpoints } from './endpoints.ts';
import { neverRead } from './gaps.ts';
import { entraConfig, locateEntra, type EntraConfig } from './location.ts';
import { meanings } from './meanings.ts';
import { readEntra } from './read.ts';
import { spellings } from './spellings.ts';

export const entra: Connector<EntraConfig> = {
  id: 'entra',
  title: 'Microsoft Entra ID',
  config: entraConfig,
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
    doesNotRead: neverRead.map(([, what]) => what),
    writes: [],
    permissions: {
      read: [
        ...new Set(Object.values(endpoints).map(({ permission }) => permission)),
        'Member.Read.Hidden (for groups with hidden membership)',
      ],
      write: [],
    },
  },
  locate: locateEntra,
  spellings,
  meanings,
  read: readEntra,
};
