// One plan over a database and a secret store: in order, and when the second refuses, the first is put back.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { bob, carol } from '../../test/support/enforcement-twins.ts';
import { openWorld, target, type World, urlsIn } from '../../test/support/enforcement-world.ts';
import { startFakeVault, type FakeVault } from '../../test/support/fake-vault.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import { openLeases } from '../connectors/vault/lease.ts';
import { addSeconds, isSourceId, millisecondsOf, must, type Cases, type Change } from '../model/index.ts';
import { execute, leaseWriter, type EnforcementBench, type LeaseTerms } from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const store = must(isSourceId, 'vault');
const run = randomUUID().slice(0, 8);
const [member, group] = [`two_member_${run}`, `two_group_${run}`];
let world: World;
let vault: FakeVault;
let terms: LeaseTerms = { mostSeconds: 28_800 };

beforeAll(async () => {
  for (const role of [member, group]) await database.db.query(`create role ${role}`);
  world = openWorld({ urls: urlsIn(database) });
  await world.bootstrap();
  vault = await startFakeVault(millisecondsOf(world.enforcement.clock.now()));
  const { review } = world;
  Object.assign(review, { cases: over(review.cases) });
});
afterAll(async () => {
  await vault.close();
  await world.close();
  for (const role of [member, group]) await database.db.query(`drop role ${role}`);
});

/** What the twin looks up at PostgreSQL, and of the store that nobody has it. */
const over = <On>(cases: Cases<On>): Cases<On> => ({
  async lookUp(on, subject, now) {
    const here = subject.changes.filter((change) => change.source !== store);
    const looked = await cases.lookUp(on, { ...subject, changes: here }, now);
    const [first] = looked.ok ? looked.value.changes : [];
    if (!looked.ok || first === undefined) return looked;
    const leased = subject.changes.length - here.length;
    return {
      ok: true,
      value: {
        ...looked.value,
        changes: [...looked.value.changes, ...Array.from({ length: leased }, () => first)],
        states: [
          ...looked.value.states,
          ...Array.from({ length: leased }, () => ({ held: false, grantable: false })),
        ],
      },
    };
  },
});
function bench(): EnforcementBench {
  const { enforcement } = world;
  const broker = openLeases({ url: vault.url, password: vault.token, signal: enforcement.stop });
  return {
    ...enforcement,
    cases: over(enforcement.cases),
    writers: {
      open: (source, execution) =>
        source === store
          ? Promise.resolve(leaseWriter({ bench: enforcement, broker, terms }, execution))
          : enforcement.writers.open(source, execution),
    },
  };
}
const plan = () => {
  const until = addSeconds(world.enforcement.clock.now(), 7200);
  const changes: readonly Change[] = [
    { type: 'membership.add', source: target, memberKey: roleKey(member), groupKey: roleKey(group), until },
    {
      type: 'grant.add',
      source: store,
      subjectKey: 'entity/carol',
      entitlementKey: 'database/creds/ro#read',
      grantable: false,
      until,
    },
  ];
  return world.plan(changes, { requester: carol, signers: [bob] });
};
const isIn = async (): Promise<boolean> =>
  (
    await database.db.query(
      'select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = $1',
      [member],
    )
  ).length > 0;

describe('a plan over two targets', () => {
  it('puts back what was done at the first when the second does not let it, and says why', async () => {
    terms = { mostSeconds: 28_800, ticket: 'CHG-' };
    expect(await execute(bench(), await plan())).toMatchObject({
      ok: true,
      value: { outcome: 'undone', because: expect.stringMatching(/^Step 2: .*names no ticket/) },
    });
    expect(await isIn()).toBe(false);
  });

  it('stays as it is while nobody knows what the second did, and is finished by whoever looks next', async () => {
    terms = { mostSeconds: 28_800 };
    const id = await plan();
    const on = bench();
    const dying: EnforcementBench = {
      ...on,
      checkpoints: {
        at: (boundary, step) => {
          if (boundary === 'intent.sequenced' && step === 1) vault.fail(502, 'late');
          return Promise.resolve();
        },
      },
    };
    await expect(execute(dying, id)).rejects.toMatchObject({ code: 'source_unreachable' });
    expect(await isIn()).toBe(true);
    expect(await execute(on, id)).toMatchObject({ ok: true, value: { outcome: 'done' } });
    expect(await isIn()).toBe(true);
    // both end together, each by itself
    world.pass(7203);
    vault.pass(7203);
    const ends = await world.sweep();
    expect(ends.length).toBe(2);
    for (const end of ends)
      expect(await execute(on, end)).toMatchObject({ ok: true, value: { outcome: 'done' } });
    expect(await isIn()).toBe(false);
  });
});
