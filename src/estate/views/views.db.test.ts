import { beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import {
  instantOf,
  isSourceId,
  must,
  type AccountView,
  type Instant,
  type Observation,
} from '../../model/index.ts';
import { openDatabase, type Database } from '../../platform/store/index.ts';
import { openAccess, type AccessEngine } from '../access/engine.ts';
import { gapsOf } from '../gaps.ts';
import { importRead } from '../import/import-read.ts';
import { addSource } from '../sources.ts';
import { refOfSubject, subjectOf } from '../subjects.ts';
import { accountViews, unresolvedAccounts, type ViewFilter } from './account-views.ts';
import { personViews } from './person-views.ts';
import { resourceOf } from './resource-of.ts';

const day = (n: number): Instant => instantOf(Date.parse(`2026-03-0${n}T00:00:00Z`));
const hr = must(isSourceId, 'hr');
const aws = must(isSourceId, 'aws');
const test = useDatabase();
let db: Database;
let access: AccessEngine;

const people: Observation[] = [
  {
    type: 'person',
    key: 'p1',
    name: 'Dana',
    email: 'dana@acme.example',
    employeeNumber: '17',
    state: 'active',
  },
  { type: 'person', key: 'p2', name: 'Lee', email: 'lee@acme.example', state: 'left', leftAt: day(1) },
  { type: 'person', key: 'p3', name: 'Lee B', email: 'lee@sub.acme.example', state: 'active' },
];
const cloud: Observation[] = [
  {
    type: 'account',
    key: 'u/dana',
    name: 'dana',
    kind: 'person',
    state: 'active',
    email: 'Dana@acme.example',
    createdAt: day(1),
    lastUsedAt: null,
    mfa: false,
    interactive: true,
    attributes: { team: 'a', __proto__x: 'b' },
  },
  { type: 'account', key: 'u/lee', name: 'lee', kind: 'person', state: 'active' },
  {
    type: 'account',
    key: 'u/bot',
    name: 'bot',
    kind: 'service_account',
    state: 'active',
    powers: ['createdb'],
  },
  {
    type: 'credential',
    key: 'k1',
    accountKey: 'u/bot',
    credential: 'access_key',
    state: 'active',
    expiresAt: null,
    lastUsedAt: day(1),
    fingerprint: 'f'.repeat(64),
  },
  { type: 'ownership', key: 'o1', subjectKey: 'u/bot', role: 'owner', ownerRef: '17' },
  { type: 'ownership', key: 'o2', subjectKey: 'u/bot', role: 'sponsor', ownerRef: 'nobody@acme.example' },
  { type: 'group', key: 'g/admins', name: 'admins', kind: 'group' },
  { type: 'group', key: 'p/admin', name: 'AdministratorAccess', kind: 'policy' },
  { type: 'membership', key: 'm1', memberKey: 'u/dana', groupKey: 'g/admins', via: 'member' },
  { type: 'membership', key: 'm2', memberKey: 'g/admins', groupKey: 'p/admin', via: 'attached' },
  {
    type: 'resource',
    key: 'r/all',
    name: 'account',
    kind: 'account',
    tier: 'high',
    environment: 'production',
  },
  {
    type: 'resource',
    key: 'r/bucket',
    name: 'bucket',
    kind: 'bucket',
    parentKey: 'r/all',
    environment: 'staging',
  },
  { type: 'entitlement', key: 'e/all', action: '*', resourcePattern: '*' },
  {
    type: 'entitlement',
    key: 'e/get',
    action: 's3:Get*',
    resourcePattern: 'bucket',
    resourceKey: 'r/bucket',
  },
  { type: 'grant', key: 'gr1', subjectKey: 'p/admin', entitlementKey: 'e/all', effect: 'allow' },
  { type: 'grant', key: 'gr2', subjectKey: 'u/bot', entitlementKey: 'e/get', effect: 'allow' },
  { type: 'gap', key: 'scp', what: 'service control policies', why: 'not part of this export' },
];

async function load(
  source: typeof hr,
  observations: readonly Observation[],
  startedAt: Instant,
): Promise<number> {
  async function* pages() {
    yield { observations, complete: true };
  }
  const read = await importRead({ database: db, source, pages: pages(), startedAt, now: () => startedAt });
  if (!read.ok) throw new Error(read.message);
  return read.value.number;
}

async function views(filter: ViewFilter = { is: 'all' }): Promise<Map<string, AccountView>> {
  const all = new Map<string, AccountView>();
  for await (const batch of accountViews(db, access, filter))
    for (const view of batch) all.set(view.ref.key, view);
  return all;
}

beforeAll(async () => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  access = openAccess(db);
  await addSource(db, { id: hr, connector: 'csv', config: {}, at: day(1) });
  await addSource(db, { id: aws, connector: 'aws', config: {}, at: day(1) });
  await load(hr, people, day(2));
  await load(aws, cloud, day(3));
  return () => db.close();
});

it('joins an account with its person, credentials, owners and privileges, and leaves unsaid things out', async () => {
  const all = await views();
  const ref = (entity: 'account' | 'group' | 'entitlement', key: string, name: string) => ({
    entity,
    source: 'aws',
    key,
    name,
  });
  expect(all.get('u/dana')).toEqual({
    ref: ref('account', 'u/dana', 'dana'),
    kind: 'person',
    state: 'active',
    createdAt: day(1),
    lastUsedAt: null,
    interactive: true,
    mfa: false,
    powers: [],
    attributes: { team: 'a', __proto__x: 'b' },
    person: {
      ref: { entity: 'person', source: 'hr', key: 'p1', name: 'Dana' },
      state: 'active',
      because: 'e-mail equals Dana@acme.example',
    },
    owners: [],
    credentials: [],
    privileges: [
      {
        what: '* on *',
        conditional: false,
        path: [
          ref('account', 'u/dana', 'dana'),
          ref('group', 'g/admins', 'admins'),
          ref('group', 'p/admin', 'AdministratorAccess'),
          ref('entitlement', 'e/all', '* on *'),
        ],
      },
    ],
    directGrants: 0,
    observedAt: day(3),
  });
  expect(all.get('u/bot')).toEqual({
    ref: ref('account', 'u/bot', 'bot'),
    kind: 'service_account',
    state: 'active',
    powers: ['createdb'],
    attributes: {},
    owners: [
      {
        role: 'owner',
        stated: '17',
        person: {
          ref: { entity: 'person', source: 'hr', key: 'p1', name: 'Dana' },
          state: 'active',
          because: 'employee number equals 17',
        },
      },
      { role: 'sponsor', stated: 'nobody@acme.example' },
    ],
    credentials: [
      {
        ref: { entity: 'credential', source: 'aws', key: 'k1', name: 'k1' },
        credential: 'access_key',
        state: 'active',
        lastUsedAt: day(1),
        expiresAt: null,
        fingerprint: 'f'.repeat(64),
        exposures: [],
        sameAs: [],
      },
    ],
    privileges: [],
    directGrants: 1,
    observedAt: day(3),
  });
});

it('leaves an account that fits two people without one, and tells the candidates', async () => {
  expect((await views()).get('u/lee')?.person).toBeUndefined();
  const open = [];
  for await (const each of unresolvedAccounts(db)) open.push(each);
  expect(open).toEqual([
    expect.objectContaining({
      account: expect.objectContaining({ key: 'u/lee' }),
      correlation: expect.objectContaining({ rule: 'login' }),
    }),
  ]);
});

it('lets an owner assigned by decision win over the source, and only the enforcer assigns', async () => {
  const insert = `insert into estate.assertion values ('aws', 'u/bot', 'owner', 'hr', 'p2')`;
  await expect(db.query(insert)).rejects.toThrow(/permission denied/);
  const enforcer = openDatabase({ url: test.urlAs('enforcer'), applicationName: 'test-enforcer' });
  await enforcer.query(insert);
  await expect(enforcer.query(`update estate.accounts set name = 'x'`)).rejects.toThrow(/permission denied/);
  const owners = (await views({ is: 'refs', refs: [{ source: 'aws', key: 'u/bot' }] })).get('u/bot')?.owners;
  expect(owners).toEqual([
    {
      role: 'owner',
      stated: 'hr/p2',
      person: {
        ref: { entity: 'person', source: 'hr', key: 'p2', name: 'Lee' },
        state: 'left',
        leftAt: day(1),
        because: 'assigned by a signed decision',
      },
    },
    { role: 'sponsor', stated: 'nobody@acme.example' },
  ]);
  await enforcer.query('delete from estate.assertion');
  await enforcer.close();
});

it('finds every account whose view may have changed since a read, also through groups and people', async () => {
  const before = await load(aws, cloud, day(4));
  expect([...(await views({ is: 'changedSince', read: before })).keys()]).toEqual([]);
  const second = await load(
    aws,
    cloud.filter(({ key }) => key !== 'gr1'),
    day(5),
  );
  const changed = await views({ is: 'changedSince', read: before });
  expect([...changed.keys()]).toEqual(['u/dana']);
  expect(changed.get('u/dana')).toMatchObject({ privileges: [], observedAt: day(5) });
  await load(
    hr,
    people.map((p) => (p.key === 'p1' ? { ...p, name: 'Dana D' } : p)),
    day(6),
  );
  expect([...(await views({ is: 'changedSince', read: second })).keys()].sort()).toEqual(['u/bot', 'u/dana']);
});

it('tells where environment, data class and tier come from, and leaves an unknown one absent', async () => {
  const refOf = (key: string, name: string) => ({ entity: 'resource', source: 'aws', key, name });
  expect(await resourceOf(db, { source: 'aws', key: 'e/get' })).toEqual({
    ref: refOf('r/bucket', 'bucket'),
    kind: 'bucket',
    environment: { value: 'staging', from: refOf('r/bucket', 'bucket') },
    tier: { value: 'high', from: refOf('r/all', 'account') },
  });
  expect(await resourceOf(db, { source: 'aws', key: 'e/all' })).toBeUndefined();
});

it('tells people, gaps and ledger subjects', async () => {
  const everyone = [];
  for await (const batch of personViews(db)) everyone.push(...batch.map(({ ref }) => ref.key));
  expect(everyone).toEqual(['p1', 'p2', 'p3']);
  expect(await gapsOf(db, { source: aws })).toContainEqual({
    source: 'aws',
    what: 'service control policies',
    why: 'not part of this export',
  });
  const ref = { entity: 'person', source: hr, key: 'p1' } as const;
  const [id, again] = await Promise.all([subjectOf(db, ref), subjectOf(db, ref)]);
  expect(again).toBe(id);
  expect(id).toMatch(/^psn_/);
  expect(await refOfSubject(db, id)).toEqual(ref);
});
