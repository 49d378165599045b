/**
 * An Okta organisation: comes in what Okta's management API answers about it, kept in files or asked for; goes out people,
 * groups, apps, OAuth clients with their scopes and credentials, admin roles and what they reach, and API tokens. What was not
 * answered is said. No value of a secret is ever kept.
 */
import type { Connector } from '../kit/connector.ts';
import { scopes } from './endpoints.ts';
import { neverRead } from './gaps.ts';
import { locateOkta, oktaConfig, type OktaConfig } from './location.ts';
import { readOkta } from './read.ts';

export const okta: Connector<OktaConfig> = {
  id: 'okta',
  title: 'Okta organisation',
  config: oktaConfig,
  capabilities: {
    reads: ['account', 'group', 'membership', 'credential', 'resource', 'entitlement', 'grant', 'ownership'],
    doesNotRead: neverRead.map(([, what]) => what),
    writes: [],
    permissions: { read: scopes, write: [] },
  },
  locate: locateOkta,
  read: readOkta,
};
