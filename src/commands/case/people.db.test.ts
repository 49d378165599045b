import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { addSource, importRead, subjectOf } from '../../estate/index.ts';
import {
  instantOf,
  isSourceId,
  isSubjectId,
  must,
  type AccountView,
  type Change,
  type Observation,
  type SignerBook,
  type SourceId,
  type SubjectId,
} from '../../model/index.ts';
import { holdersFor, interestIn } from './people.ts';

const test = useDatabase();
const now = instantOf(Date.UTC(2026, 0, 1));
const hr = must(isSourceId, 'hr');
const target = must(isSourceId, 'target');
const unlinked = must(isSubjectId, 'psn_00000000000000000000000000');

const everyoneInForce = (people: readonly SubjectId[]): SignerBook => ({
  standing: () => Promise.resolve(undefined),
  inForce: () =>
    Promise.resolve(
      people.map((person) => ({
        person,
        roles: ['security', 'resource_owner'],
        assurance: 'passkey',
        keyFingerprint: `SHA256:${person}`,
        from: now,
        until: null,
        enrolledBy: [],
        dependsOn: [],
      })),
    ),
});

const accountOf = (name: string, more: Partial<AccountView>): AccountView => ({
  ref: { entity: 'account', source: 'target', key: `role/${name}`, name },
  kind: 'person',
  state: 'active',
  powers: [],
  attributes: {},
  owners: [],
  credentials: [],
  privileges: [],
  directGrants: 0,
  observedAt: now,
  ...more,
});
const joins = (name: string): Change => ({
  type: 'membership.add',
  source: target,
  memberKey: `role/${name}`,
  groupKey: 'role/admins',
  until: null,
});

it('lets a signer who is linked to nobody of the estate approve what takes away, and nothing that widens', async () => {
  const linked = await subjectOf(test.db, { entity: 'person', source: hr, key: 'E1' });
  const signers = everyoneInForce([linked, unlinked]);
  const grant = { source: target, subjectKey: 'role/a', entitlementKey: 'table/d.s.t#SELECT' } as const;
  const widening: Change = { type: 'grant.add', ...grant, grantable: false, until: null };
  const reducing: Change = { type: 'grant.remove', ...grant };
  expect(await holdersFor(test.db, signers, widening, undefined, now)).toMatchObject({
    security: [linked],
    resource_owner: [linked],
  });
  expect(await holdersFor(test.db, signers, reducing, undefined, now)).toMatchObject({
    security: [linked, unlinked],
    resource_owner: [linked, unlinked],
  });
});

it('lets nobody approve for themselves under the name that another source has for them', async () => {
  const ref = (source: string, key: string) => ({ entity: 'person', source, key, name: 'Lee' }) as const;
  const [inHr, inDirectory] = [
    await subjectOf(test.db, { entity: 'person', source: hr, key: 'E2' }),
    await subjectOf(test.db, { entity: 'person', source: must(isSourceId, 'directory'), key: 'uuid/2' }),
  ];
  const account = accountOf('lee', {
    kind: 'person',
    person: {
      ref: ref('hr', 'E2'),
      state: 'active',
      because: 'e-mail',
      alsoKnownAs: [ref('directory', 'uuid/2')],
    },
  });
  const join = joins('lee');
  const interest = await interestIn(test.db, join, unlinked, account, []);
  expect(interest?.beneficiary).toEqual([inHr, inDirectory].toSorted());
});

it('takes whoever asks for one person under the names that other sources have for them', async () => {
  const directory = must(isSourceId, 'directory');
  const lee = { type: 'person', name: 'Lee', state: 'active' } as const;
  const read = async (id: SourceId, people: readonly Observation[]) => {
    await addSource(test.db, { id, connector: 'csv', config: {}, at: now });
    const result = await importRead({
      database: test.db,
      source: id,
      pages: (async function* () {
        yield { observations: people, complete: true };
      })(),
      startedAt: now,
      now: () => now,
    });
    expect(result.ok).toBe(true);
  };
  await read(hr, [{ ...lee, key: 'E4', email: 'Lee@acme.example', employeeNumber: '4' }]);
  await read(directory, [
    { ...lee, key: 'uuid/4', email: 'lee@acme.example' },
    { ...lee, key: 'uuid/5', email: 'another@acme.example' },
  ]);
  const named = (source: SourceId, key: string) => subjectOf(test.db, { entity: 'person', source, key });
  const [inHr, inDirectory] = [await named(hr, 'E4'), await named(directory, 'uuid/4')];
  await named(directory, 'uuid/5');
  await read(must(isSourceId, 'badges'), [
    { ...lee, key: 'badge/4', email: 'old@acme.example', employeeNumber: '4' },
  ]);
  const byBadge = await named(must(isSourceId, 'badges'), 'badge/4');
  const dropped: Change = { type: 'account.drop', source: target, accountKey: 'role/lee' };
  for (const [asking, names] of [
    [inHr, [inHr, inDirectory, byBadge]],
    [inDirectory, [inDirectory, inHr]],
    [byBadge, [byBadge, inHr]],
  ] as const)
    expect((await interestIn(test.db, dropped, asking, undefined, []))?.requester.toSorted()).toEqual(
      names.toSorted(),
    );
});

describe('an owner whom several sources know', () => {
  const names = async () => [
    await subjectOf(test.db, { entity: 'person', source: hr, key: 'E3' }),
    await subjectOf(test.db, { entity: 'person', source: must(isSourceId, 'directory'), key: 'uuid/3' }),
  ];
  const machine = accountOf('batch', {
    kind: 'service_account',
    owners: [
      {
        role: 'owner',
        stated: 'dana@acme.example',
        person: {
          ref: { entity: 'person', source: 'hr', key: 'E3', name: 'Dana' },
          state: 'active',
          because: 'e-mail',
          alsoKnownAs: [{ entity: 'person', source: 'directory', key: 'uuid/3', name: 'Dana' }],
        },
      },
    ],
  });
  const join = joins('batch');
  const ownersAmong = async (signers: readonly SubjectId[]) =>
    (await holdersFor(test.db, everyoneInForce(signers), join, machine, now)).nhi_owner;

  it('answers for the account under the one name that they sign as', async () => {
    const [inHr, inDirectory] = await names();
    if (inHr === undefined || inDirectory === undefined) throw new Error('no subjects');
    expect(await ownersAmong([inHr])).toEqual([inHr]);
    expect(await ownersAmong([inDirectory])).toEqual([inDirectory]);
  });

  it('is nobody once two signers are said to be that one human: neither takes the other’s place', async () => {
    const [inHr, inDirectory] = await names();
    if (inHr === undefined || inDirectory === undefined) throw new Error('no subjects');
    expect(await ownersAmong([inHr, inDirectory])).toEqual([]);
  });
});
