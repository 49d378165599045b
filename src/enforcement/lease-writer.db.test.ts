// A right of a secret store for two hours: asked for, checked, wrapped, handed over once, and gone at its end.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { bob, carol } from '../../test/support/enforcement-twins.ts';
import { openWorld, target, type World, urlsIn } from '../../test/support/enforcement-world.ts';
import { startFakeVault, type FakeVault } from '../../test/support/fake-vault.ts';
import { openLeases } from '../connectors/vault/lease.ts';
import {
  addSeconds,
  isEntryId,
  millisecondsOf,
  must,
  type Change,
  type EntryId,
  type GrantAdd,
} from '../model/index.ts';
import { execute, leaseWriter, type EnforcementBench, type LeaseTerms } from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
let world: World;
let vault: FakeVault;
let terms: LeaseTerms;
let number = 0;

beforeAll(async () => {
  world = openWorld({ urls: urlsIn(database) });
  await world.bootstrap();
  vault = await startFakeVault(millisecondsOf(world.enforcement.clock.now()));
});
afterAll(async () => {
  await vault.close();
  await world.close();
});
beforeEach(() => {
  terms = { mostSeconds: 8 * 3600 };
  number++;
});

const pass = (seconds: number): void => {
  world.pass(seconds);
  vault.pass(seconds);
};
const bench = (): EnforcementBench => {
  const { enforcement } = world;
  const broker = openLeases({ url: vault.url, password: vault.token, signal: enforcement.stop });
  return {
    ...enforcement,
    writers: {
      open: (_source, execution) =>
        Promise.resolve(leaseWriter({ bench: enforcement, broker, terms }, execution)),
    },
  };
};
/** Somebody asks for a database role for so long; the state before is that nobody has it. */
async function asked(seconds = 7200, right = 'database/creds/ro#read'): Promise<EntryId> {
  const change: GrantAdd = {
    type: 'grant.add',
    source: target,
    subjectKey: `entity/carol-${number}`,
    entitlementKey: right,
    grantable: false,
    until: addSeconds(world.enforcement.clock.now(), seconds),
  };
  return leased([change]);
}
async function leased(changes: readonly Change[]): Promise<EntryId> {
  const { review } = world;
  Object.assign(review, { cases: notHeld(review.cases) });
  return world.plan(changes, { requester: carol, signers: [bob] });
}
/** What the estate says of a lease that nobody has: the twin's own observer speaks of PostgreSQL only. */
const notHeld = (cases: World['review']['cases']): World['review']['cases'] => ({
  async lookUp(on, subject, now) {
    const asFar = await cases.lookUp(on, { ...subject, changes: [] }, now);
    if (!asFar.ok) return asFar;
    const interest = { requester: [carol.id], beneficiary: [carol.id], steward: [] };
    return {
      ok: true,
      value: {
        ...asFar.value,
        states: subject.changes.map(() => ({ held: false, grantable: false })),
        changes: subject.changes.map(() => ({
          act: 'access.grant',
          subject: 'person',
          tier: 'low',
          reversible: true,
          reduces: false,
          basis: 'decision',
          interest,
          holders: {},
        })),
      },
    };
  },
});
const run = async (plan: EntryId) => {
  const on = bench();
  return execute({ ...on, cases: notHeld(on.cases) }, plan);
};
interface Kept {
  readonly intent: string;
  readonly wrap: string | null;
  readonly accessor: string;
}
async function kept(plan: EntryId): Promise<Kept | undefined> {
  const [row] = await database.db.query<Kept>(
    `select l.intent, l.wrap, l.accessor from enforcement.lease l join enforcement.execution e on e.entry = l.execution
      where e.plan = $1`,
    [plan],
  );
  return row;
}

describe('a right that a secret store leases', () => {
  it('is checked before anything leaves, made wrapped, and taken once', async () => {
    const before = vault.asked.length;
    const plan = await asked();
    expect(await run(plan)).toMatchObject({ ok: true, value: { outcome: 'done' } });
    const made = vault.asked.slice(before).filter(({ path }) => path.endsWith('/create/countersign'));
    expect(made).toEqual([{ path: '/v1/auth/token/create/countersign', wrapTtl: '900s' }]);
    const lease = await kept(plan);
    const { ledger } = world.review;
    const intent = must(isEntryId, lease?.intent ?? '');
    const [checked] = await ledger.causedBy(intent, 'lease.checked');
    expect(checked?.entry.body['checks']).toEqual(
      Object.entries({
        purpose: 'met',
        ticket: 'not asked',
        assurance: 'met',
        hours: 'not asked',
        length: 'met',
        device: 'not known',
        task: 'not known',
      }).map(([check, is]) => ({ check, is })),
    );
    const [recorded] = await ledger.causedBy(checked?.entry.id ?? intent, 'lease.made');
    expect(recorded?.entry.body).toMatchObject({
      wrapped: true,
      accessor: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    // the server hands it over, and only once
    const take = async () => {
      const [row] = await world.review.database.query<{ wrap: string | null }>(
        'select enforcement.take_lease($1, $2) as wrap',
        [lease?.intent, carol.id],
      );
      return row?.wrap ?? undefined;
    };
    const wrap = await take();
    expect(await take()).toBeUndefined();
    const token = vault.unwrap(wrap ?? '');
    expect(vault.unwrap(wrap ?? '')).toBeUndefined();
    expect(vault.readCreds(token ?? '', 'database/creds/admin')).toBeUndefined();
    const creds = vault.readCreds(token ?? '', 'database/creds/ro');
    expect(vault.leases()).toEqual([creds?.lease_id]);
    // what is kept and recorded holds neither
    const all = JSON.stringify(await database.db.query('select * from enforcement.lease'));
    expect(all).not.toContain(wrap);
    expect(all).not.toContain(token);

    pass(7203);
    expect(vault.leases()).toEqual([]);
    const ends = await world.sweep();
    expect(ends.length).toBe(1);
    for (const end of ends) expect(await run(end)).toMatchObject({ ok: true, value: { outcome: 'done' } });
    expect(vault.readCreds(token ?? '', 'database/creds/ro')).toBeUndefined();
  });

  it('is ended at its time by the store alone, and before it when it is put back', async () => {
    const plan = await asked();
    const done = await run(plan);
    if (!done.ok) throw new Error(done.message);
    const token = vault.unwrap((await kept(plan))?.wrap ?? '') ?? '';
    expect(vault.readCreds(token, 'database/creds/ro')).toBeDefined();
    const restore = await world.restore(done.value.execution, bob);
    expect(await run(restore)).toMatchObject({ ok: true, value: { outcome: 'done' } });
    expect(vault.leases()).toEqual([]);
    expect(vault.readCreds(token, 'database/creds/ro')).toBeUndefined();
  });

  it('is not asked for where its context does not let it, and what was missing is recorded', async () => {
    terms = { mostSeconds: 28_800, ticket: 'CHG-' };
    const before = vault.asked.filter(({ path }) => path.includes('create')).length;
    const plan = await asked();
    expect(await run(plan)).toMatchObject({
      ok: true,
      value: { outcome: 'failed', because: expect.stringMatching(/names no ticket `CHG-…`/) },
    });
    expect(vault.asked.filter(({ path }) => path.includes('create')).length).toBe(before);
    expect(await kept(plan)).toBeUndefined();
  });

  it('is asked for again when nobody knows whether it was made; what was made is known to nobody', async () => {
    const plan = await asked();
    vault.fail(502, 'late');
    // the observation before the change fails first, then the change is made by whoever looks next
    await expect(run(plan)).rejects.toMatchObject({ code: 'source_unreachable' });
    expect(await run(plan)).toMatchObject({ ok: true, value: { outcome: 'done' } });
    expect(await kept(plan)).toMatchObject({ wrap: expect.stringMatching(/^hvs\.wrap/) });
  });
});

describe('a server that was taken over', () => {
  it('reads no wrap in a list, writes no lease, and has none ended that was not made', async () => {
    const plan = await asked();
    const done = await run(plan);
    if (!done.ok) throw new Error(done.message);
    for (const sql of [
      'select wrap from enforcement.lease',
      'select accessor from enforcement.lease',
      "update enforcement.lease set accessor = 'x'",
      'delete from enforcement.lease',
    ])
      await expect(world.review.database.query(sql)).rejects.toThrow(/permission denied/);
    // even a row that names another lease ends nothing
    number++;
    const other = await asked();
    await run(other);
    await database.db.query('update enforcement.lease set accessor = $2 where intent = $1', [
      (await kept(plan))?.intent,
      (await kept(other))?.accessor,
    ]);
    const restore = await world.restore(done.value.execution, bob);
    expect(await run(restore)).toMatchObject({ ok: true, value: { outcome: 'failed' } });
    const token = vault.unwrap((await kept(other))?.wrap ?? '') ?? '';
    expect(vault.readCreds(token, 'database/creds/ro')).toBeDefined();
  });
});
