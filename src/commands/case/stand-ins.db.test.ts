import { expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { addSource, importRead, managerOf, subjectOf } from '../../estate/index.ts';
import {
  addSeconds,
  instantOf,
  isSourceId,
  must,
  waitingTimes,
  type AccountView,
  type Change,
  type ChangeFacts,
  type Observation,
  type Role,
  type SignerBook,
  type SubjectId,
} from '../../model/index.ts';
import { holdersFor, replacingFor } from './people.ts';

const test = useDatabase();
const now = instantOf(Date.UTC(2026, 2, 29)); // the night in which clocks go forward in Europe
const hr = must(isSourceId, 'hr');

type Person = readonly [key: string, manager: string | null, state?: 'active' | 'left', email?: string];
/** ann ← bob ← cy ← dee; loops of one, of two and above; leavers; somebody who is not there; two who share an address. */
const chart: readonly Person[] = [
  ['ann', null],
  ['bob', 'ann'],
  ['cy', 'bob'],
  ['dee', 'cy'],
  ['self', 'self'],
  ['l1', 'l2'],
  ['l2', 'l1'],
  ['below', 'l1'],
  ['gone', 'ann', 'left'],
  ['orphan', 'gone'],
  ['top', null, 'left'],
  ['stray', 'top'],
  ['lost', 'nobody'],
  ['by-mail', 'cy@acme.example'],
  ['twin1', 'ann', 'active', 'twins@acme.example'],
  ['twin2', 'ann', 'active', 'twins@acme.example'],
  ['unsure', 'twins@acme.example'],
];

async function readChart(): Promise<void> {
  await addSource(test.db, { id: hr, connector: 'csv', config: {}, at: now });
  const observations = chart.map(
    ([key, manager, state = 'active', email = `${key}@acme.example`]): Observation => ({
      type: 'person',
      key,
      name: key,
      email,
      state,
      ...(manager === null ? {} : { managerKey: manager }),
    }),
  );
  const read = await importRead({
    database: test.db,
    source: hr,
    pages: (async function* () {
      yield { observations, complete: true };
    })(),
    startedAt: now,
    now: () => now,
  });
  expect(read.ok).toBe(true);
}

const signersWith = (people: readonly (readonly [SubjectId, readonly Role[]])[]): SignerBook => ({
  standing: () => Promise.resolve(undefined),
  inForce: () =>
    Promise.resolve(
      people.map(([person, roles]) => ({
        person,
        roles,
        assurance: 'passkey',
        keyFingerprint: `SHA256:${person}`,
        from: now,
        until: null,
        enrolledBy: [],
        dependsOn: [],
      })),
    ),
});
const grant: Change = {
  type: 'grant.add',
  source: must(isSourceId, 'target'),
  subjectKey: 'role/x',
  entitlementKey: 'table/d.s.t#SELECT',
  grantable: false,
  until: null,
};
const accountOf = (key: string): AccountView => ({
  ref: { entity: 'account', source: 'target', key: `role/${key}`, name: key },
  kind: 'person',
  state: 'active',
  powers: [],
  attributes: {},
  person: { ref: { entity: 'person', source: 'hr', key, name: key }, state: 'active', because: 'test' },
  owners: [],
  credentials: [],
  privileges: [],
  directGrants: 0,
  observedAt: now,
});

it('tells who somebody reports to by the source of people, and nobody where the line is broken', async () => {
  await readChart();
  const told: Record<string, string> = {};
  for (const [key] of chart) {
    const found = await managerOf(test.db, { source: 'hr', key });
    told[key] = found.is === 'found' ? found.person.ref.key : found.is;
  }
  expect(told).toEqual({
    ann: 'none stated',
    bob: 'ann',
    cy: 'bob',
    dee: 'cy',
    self: 'unknown',
    l1: 'unknown',
    l2: 'unknown',
    below: 'l1',
    gone: 'ann',
    orphan: 'ann',
    top: 'none stated',
    stray: 'unknown',
    lost: 'unknown',
    'by-mail': 'cy',
    twin1: 'ann',
    twin2: 'ann',
    unsure: 'unknown',
  });
  const subject = (key: string) => subjectOf(test.db, { entity: 'person', source: hr, key });
  const [ann, bob, cy, dee, security, manager] = await Promise.all(
    ['ann', 'bob', 'cy', 'dee', 'self', 'l1'].map(subject),
  );
  if (!ann || !bob || !cy || !dee || !security || !manager) throw new Error('a person is missing');

  // by the source of people, not by a role that somebody was once enrolled with
  const everyone = signersWith([
    [ann, ['requester']],
    [bob, ['requester']],
    [cy, ['requester']],
    [security, ['security']],
    [manager, ['manager']],
  ]);
  const managers = async (key: string) =>
    (await holdersFor(test.db, everyone, grant, accountOf(key), now)).manager;
  expect(await managers('dee')).toEqual([cy]);
  expect(await managers('orphan')).toEqual([ann]);
  expect(await managers('l1')).toEqual([]);
  expect(await managers('lost')).toEqual([]);
  expect(await managers('ann'), 'nobody above: whoever is enrolled as manager').toEqual([manager]);

  // who is silent is replaced by their manager after the time of the tier, to the second and whatever clocks do
  const replaced = async (
    filedAgo: number,
    signers = everyone,
    interest?: NonNullable<ChangeFacts['interest']>,
  ) => {
    const holders = await holdersFor(test.db, signers, grant, accountOf('dee'), now);
    const filedAt = addSeconds(now, -filedAgo);
    return (await replacingFor(test.db, signers, holders, { tier: 'medium', filedAt, now, interest }))
      .manager;
  };
  expect(await replaced(waitingTimes.medium.replace - 1)).toBeUndefined();
  expect(await replaced(waitingTimes.medium.replace)).toEqual([bob]);
  // who left, or whose key ended, is replaced at once; where nobody stands above who can sign, by security
  const withoutCy = signersWith([
    [bob, ['requester']],
    [security, ['security']],
  ]);
  expect(await replaced(0, withoutCy)).toEqual([bob]);
  expect(await replaced(0, signersWith([[security, ['security']]]))).toEqual([security]);
  // who asks, gains or answers for the machine that gains does not answer, nor does their manager who has the same interest
  const interest = { requester: [], beneficiary: [], steward: [cy] };
  expect(await replaced(0, everyone, interest)).toEqual([bob]);
  expect(await replaced(0, everyone, { ...interest, requester: [bob] })).toEqual([security]);
  expect(await replaced(0, everyone, { ...interest, steward: [dee] })).toBeUndefined();
});
