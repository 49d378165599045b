import { expect, test } from 'vitest';
import { profileWith } from '../../../test/support/profile-with.ts';
import { instantOf, type AccountView, type BehaviourSeen, type EstateRef } from '../../model/index.ts';
import { consumersOf } from './consumers-of.ts';

const now = instantOf(Date.parse('2026-03-01T12:00:00.000Z'));
const ref = (source: string, key: string, entity: EstateRef['entity'] = 'account'): EstateRef => ({
  entity,
  source,
  key,
  name: key,
});
const account: AccountView = {
  ref: ref('pg', 'role/orders'),
  kind: 'service_account',
  state: 'active',
  powers: [],
  attributes: {},
  owners: [],
  privileges: [],
  directGrants: 1,
  observedAt: now,
  credentials: [
    {
      ref: ref('pg', 'password/orders', 'credential'),
      credential: 'password',
      state: 'active',
      fingerprint: 'f',
      exposures: [
        {
          ref: ref('scans', 'place/1', 'exposure'),
          where: 'acme/shop deploy/prod.env:12',
          foundBy: 'gitleaks',
          by: 'secret',
          state: 'active',
          commit: 'abc',
        },
      ],
      sameAs: [
        {
          ref: ref('laptops', 'credential/x', 'credential'),
          account: ref('laptops', 'agent/home#cursor'),
          by: 'secret',
          kind: 'agent',
          powers: [],
          privileges: [],
        },
      ],
    },
  ],
};
const day = { first: now, last: now };
const seen: BehaviourSeen = {
  account: account.ref,
  actors: ['orders'],
  whole: profileWith({
    clients: { 'orders-api': { count: 9, ...day }, psql: { count: 1, ...day } },
    credentialNetworks: { 'password\t10.0.0.1': { count: 10, ...day } },
    networks: { '10.0.0.1': { count: 10, ...day } },
    provenances: { 'repository github.com/acme/shop': { count: 2, ...day } },
  }),
  recent: profileWith({}),
  before: profileWith({}),
  recentDays: 7,
  from: now,
  until: now,
  logs: [{ name: 'pg-log', format: 'csvlog', from: now, until: now }],
};
const lines = (known: Parameters<typeof consumersOf>[0]) =>
  consumersOf(known).consumers.map(({ by, what, name }) => `${by} ${what} ${name}`);

test('names whoever logs show at work, who holds the secret, where it lies and who may become it', () => {
  const known = {
    account,
    seen,
    mayBecome: [{ ref: ref('pg', 'role/jobs'), via: 'set_role' }],
    isMore: false,
    sources: [],
  };
  expect(lines(known)).toEqual([
    'seen workload repository github.com/acme/shop',
    'seen client orders-api',
    'seen client psql',
    'seen network 10.0.0.1',
    'holds agent agent/home#cursor',
    'lies place acme/shop deploy/prod.env:12',
    'may account role/jobs',
  ]);
  expect(consumersOf(known).consumers[3]).toMatchObject({
    credential: 'password',
    evidence: '10 events in pg-log',
  });
});

test('says what could name others and does not, and never that there are none', () => {
  const [password] = account.credentials;
  if (password === undefined) throw new Error('no credential');
  const { fingerprint: _, ...unread } = password;
  const { consumers, unknown } = consumersOf({
    account: { ...account, credentials: [{ ...unread, exposures: [], sameAs: [] }] },
    seen: null,
    mayBecome: [],
    isMore: true,
    sources: [{ id: 'gh', connector: 'github' }],
  });
  expect(consumers).toEqual([]);
  expect(unknown).toEqual([
    'No log that would show who uses it is read for `pg`.',
    'pg does not show the secret of it, so copies that others hold cannot be told.',
    'No scanner’s findings are read: where copies lie in code and images is not known.',
    'No MCP configurations are read: which agents hold it is not known.',
    'GitHub names the secrets of workflows and does not show them: which workflow holds it is not known.',
    'No secret store is read: who gets it there is not known.',
    'More accounts may become it than are listed.',
  ]);
});
