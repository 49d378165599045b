// What a lifecycle gives under a mandate that people signed: it is given, ends when it says, and never lasts longer than they signed.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { alice, bob } from '../../test/support/enforcement-twins.ts';
import { target, type World } from '../../test/support/enforcement-world.ts';
import { openPayWorld, type PayWorld } from '../../test/support/pay-world.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import {
  addSeconds,
  isEntryId,
  must,
  type Change,
  type EntryDraft,
  type EntryId,
  type Instant,
  type MandateId,
  type Result,
} from '../model/index.ts';
import {
  fileItem,
  itemColumns,
  loadMandate,
  openMandate,
  proposeMandate,
  takeMandate,
  writeExpiry,
  writeMandated,
  type MandateItemRow,
} from '../review/index.ts';
import { execute } from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const roles = [1, 2, 3, 4].map((n) => `br${n}_${randomUUID().slice(0, 8)}`);
let world: World;
let name: string;
let close: PayWorld['close'];
let mandate: MandateId;

const value = <T>(answer: Result<T>): T => {
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
  return answer.value;
};
const now = (): Instant => world.review.clock.now();
const until = (): Instant => addSeconds(now(), 10 * 86_400);

beforeAll(async () => {
  ({ world, name, close } = await openPayWorld(database, roles));
  const terms = {
    kind: 'lifecycle',
    title: 'What everybody has',
    reason: 'Everybody reads what is paid.',
    does: [{ type: 'grant.add', source: target, entitlementKey: `table/${name}.public.pay#SELECT` }],
    when: [{ fact: 'person.standing', is: 'one of', values: ['here'] }],
    scope: { sources: [target], about: null },
    triggers: ['clock'],
    perDay: 20,
    inAll: 20,
    from: now(),
    until: until(),
    noticeHours: 0,
    watchDays: 0,
  } as const;
  ({ mandate } = value(await proposeMandate(world.review, terms, 'test')));
  for (const by of [alice, bob]) {
    const { statement } = value(await openMandate(world.review, { mandate, keyFingerprint: by.fingerprint }));
    const { entry } = value(await takeMandate(world.review, statement, by.sign(statement)));
    await world.review.ledger.sequenced(entry, 20);
  }
});
afterAll(() => close());

const grant = (role: number, end: Instant | null): Change => ({
  type: 'grant.add',
  source: target,
  subjectKey: roleKey(roles[role] ?? ''),
  entitlementKey: `table/${name}.public.pay#SELECT`,
  grantable: false,
  until: end,
});
const holds = async (role: number): Promise<boolean> => {
  const [row] = await database.db.query<{ so: boolean }>(
    `select has_table_privilege('${roles[role] ?? ''}', 'public.pay', 'select') as so`,
  );
  return row?.so === true;
};

/** Plans it as the server does, or as one that was taken over would: `bent` changes the plan's body. */
async function planned(change: Change, bent: Readonly<Record<string, unknown>> = {}): Promise<EntryId> {
  const { review } = world;
  const stored = value(await loadMandate(review.database, mandate));
  const [first] = stored.signatures;
  if (first === undefined) throw new Error('nobody signed');
  const filed = value(
    await fileItem(review, stored, {
      changes: [change],
      trigger: { kind: 'clock', entry: first.entry },
      origin: 'lifecycle',
      because: 'here',
    }),
  );
  const [item] = await review.database.query<MandateItemRow>(`${itemColumns} where i.proposal = $1`, [
    filed.proposal,
  ]);
  if (item === undefined) throw new Error('no item');
  const recorder = {
    ...review.recorder,
    record: (tx: Parameters<typeof review.recorder.record>[0], entry: EntryDraft) =>
      review.recorder.record(tx, { ...entry, body: { ...entry.body, ...bent } }),
  };
  const plan = await review.database.transaction((tx) =>
    writeMandated({ self: review.self, recorder }, tx, stored, item, now()),
  );
  if (plan === undefined) throw new Error('not planned');
  await review.ledger.sequenced(plan, 20);
  return plan;
}
const run = (plan: EntryId) =>
  execute(
    {
      ...world.enforcement,
      facts: { factsOf: () => Promise.resolve({ 'person.standing': 'here', tier: 'low' }) },
    },
    plan,
  );

describe('what a lifecycle gives', () => {
  it('is there until its end, and then taken back by the clock under the same signatures', async () => {
    const end = addSeconds(now(), 3600);
    const plan = await planned(grant(0, end));
    expect(value(await run(plan)).outcome).toBe('done');
    expect(await holds(0)).toBe(true);
    expect(await world.sweep()).toEqual([]);
    // whoever signed may have left
    world.signers.revoke(bob, addSeconds(now(), 60));
    world.pass(3603);
    const [expiry] = await world.sweep();
    expect(value(await run(must(isEntryId, expiry ?? ''))).outcome).toBe('done');
    expect(await holds(0)).toBe(false);
    world.signers.revoke(bob, addSeconds(now(), 1e9));
  });

  it.each([
    ['lasts longer than its signers signed', () => addSeconds(until(), 60)],
    ['has no end', () => null],
  ])('is refused where it %s', async (_what, end) => {
    const refused = await run(await planned(grant(1, end())));
    expect(refused).toMatchObject({ ok: false, code: 'end_invalid' });
    expect(await holds(1)).toBe(false);
  });

  it('is refused where the plan says another end than was filed', async () => {
    const plan = await planned(grant(2, addSeconds(now(), 7200)), { endsAt: addSeconds(now(), 3600) });
    expect(await run(plan)).toMatchObject({ ok: false, code: 'ledger_invalid' });
    expect(await holds(2)).toBe(false);
  });
});

describe('a server that was taken over', () => {
  it('takes back nothing before its end, and nothing under signatures that did not give it', async () => {
    const plan = await planned(grant(3, addSeconds(now(), 3600)));
    const { execution } = value(await run(plan));
    const { review } = world;
    const original = await review.ledger.entry(plan);
    if (original === undefined) throw new Error('no plan');
    const write = async (bent: Readonly<Record<string, unknown>>, attempt: number): Promise<EntryId> => {
      const recorder = {
        ...review.recorder,
        record: (tx: Parameters<typeof review.recorder.record>[0], entry: EntryDraft) =>
          review.recorder.record(tx, { ...entry, body: { ...entry.body, ...bent } }),
      };
      const id = await review.database.transaction((tx) =>
        writeExpiry({ self: review.self, recorder }, tx, original, { execution, step: 0, attempt }, now()),
      );
      await review.ledger.sequenced(id, 20);
      return id;
    };
    expect(await run(await write({}, 0))).toMatchObject({ ok: false, code: 'ledger_invalid' });
    world.pass(3603);
    const [first] = value(await loadMandate(review.database, mandate)).signatures;
    for (const [attempt, bent] of [{ mandates: [first?.entry] }, { decisions: [first?.entry] }].entries())
      expect(await run(await write(bent, attempt + 1))).toMatchObject({ ok: false });
    expect(await holds(3)).toBe(true);
  });
});
