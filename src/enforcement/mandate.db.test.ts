import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { alice, bob, carol, type TestPerson } from '../../test/support/enforcement-twins.ts';
import { openWorld, target, urlsIn, type World } from '../../test/support/enforcement-world.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import {
  addSeconds,
  isEntryId,
  isSourceId,
  must,
  type Change,
  type EntryDraft,
  type EntryId,
  type MandateFacts,
  type MandateId,
  type MandateTerms,
} from '../model/index.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import {
  fileItem,
  itemColumns,
  loadMandate,
  openMandate,
  proposeMandate,
  takeMandate,
  writeMandated,
  writeReturn,
  type MandateItemRow,
} from '../review/index.ts';
import { followItem } from '../commands/mandates/follow-item.ts';
import { objectTo } from '../commands/mandates/object.ts';
import { execute, type EnforcementBench } from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const run = randomUUID().slice(0, 8);
let world: World;
let facts: MandateFacts;
let made = 0;

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
beforeAll(async () => {
  world = openWorld({ urls: urlsIn(database) });
  await world.bootstrap();
});
afterAll(async () => {
  await world.close();
  for (let n = 0; n < made; n++) await database.db.query(`drop role if exists ${quoted(`m${n} ${run}`)}`);
});
beforeEach(() => {
  facts = { unused_days: 200, owner: 'somebody', shared: 'no', tier: 'low' };
  Object.assign(world.policy, { needed: 1, denies: false });
});

async function account(): Promise<Change> {
  const name = `m${made++} ${run}`;
  await database.db.query(`create role ${quoted(name)} login`);
  return { type: 'account.disable', source: target, accountKey: roleKey(name) };
}
async function mayLogIn(change: Change): Promise<boolean> {
  const name = 'accountKey' in change ? change.accountKey : '';
  const rows = await database.db.query<{ in: boolean; name: string }>(
    'select rolcanlogin as in, rolname as name from pg_roles',
  );
  return rows.find((row) => roleKey(row.name) === name)?.in ?? false;
}

const termsNow = (): MandateTerms => ({
  kind: 'standing_order',
  title: 'Accounts that nobody uses',
  reason: 'An account that was not used for half a year is not needed.',
  does: [{ type: 'account.disable' }],
  when: [{ fact: 'unused_days', is: 'at least', number: 180 }],
  scope: { sources: [target], about: null },
  triggers: ['clock'],
  perDay: 3,
  inAll: 100,
  from: world.review.clock.now(),
  until: addSeconds(world.review.clock.now(), 30 * 86_400),
  noticeHours: 0,
  watchDays: 7,
});

async function signed(
  terms: MandateTerms = termsNow(),
  people: readonly TestPerson[] = [alice, bob],
): Promise<MandateId> {
  const proposed = await proposeMandate(world.review, terms, 'test');
  if (!proposed.ok) throw new Error(proposed.message);
  const { mandate } = proposed.value;
  let last: EntryId | undefined;
  for (const person of people) {
    const opened = await openMandate(world.review, { mandate, keyFingerprint: person.fingerprint });
    if (!opened.ok) throw new Error(opened.message);
    const taken = await takeMandate(
      world.review,
      opened.value.statement,
      person.sign(opened.value.statement),
    );
    if (!taken.ok) throw new Error(taken.message);
    last = taken.value.entry;
  }
  // entries are numbered in their order: whatever was recorded before has its number then
  if (last !== undefined) await world.review.ledger.sequenced(last, 20);
  return mandate;
}

const mandateOf = async (id: MandateId) => {
  const loaded = await loadMandate(world.review.database, id);
  if (!loaded.ok) throw new Error(loaded.message);
  return loaded.value;
};
const entriesOf = async (id: MandateId): Promise<readonly EntryId[]> =>
  (await mandateOf(id)).signatures.map(({ entry }) => entry);

async function announced(id: MandateId, change: Change): Promise<MandateItemRow> {
  const mandate = await mandateOf(id);
  const [first] = mandate.signatures;
  if (first === undefined) throw new Error('nobody signed');
  const filed = await fileItem(world.review, mandate, {
    changes: [change],
    trigger: { kind: 'clock', entry: first.entry },
    origin: 'rule',
    because: 'unused',
  });
  if (!filed.ok) throw new Error(filed.message);
  return itemOf(filed.value.proposal);
}
async function itemOf(proposal: string): Promise<MandateItemRow> {
  const [row] = await world.review.database.query<MandateItemRow>(`${itemColumns} where i.proposal = $1`, [
    proposal,
  ]);
  if (row === undefined) throw new Error('no item');
  return row;
}

/** Plans an item as the server does, or as one that was taken over would: `bent` changes the plan's body. */
async function planned(item: MandateItemRow, bent: Readonly<Record<string, unknown>> = {}): Promise<EntryId> {
  const { review } = world;
  const mandate = await mandateOf(item.mandate);
  const bending = {
    self: review.self,
    recorder: {
      ...review.recorder,
      record: (tx: Parameters<typeof review.recorder.record>[0], entry: EntryDraft) => {
        const body = { ...entry.body, ...bent };
        const named = [bent['mandates'] ?? [], bent['trigger'] ?? {}].flatMap((each) =>
          Array.isArray(each) ? each : Object.values(each ?? {}),
        );
        return review.recorder.record(tx, {
          ...entry,
          body,
          causedBy: [...new Set([...entry.causedBy, ...named.map(String).filter(isEntryId)])],
        });
      },
    },
  };
  const plan = await review.database.transaction((tx) =>
    writeMandated(bending, tx, mandate, item, review.clock.now()),
  );
  if (plan === undefined) throw new Error('not planned');
  await review.ledger.sequenced(plan, 20);
  return plan;
}

const bench = (bent: Partial<EnforcementBench> = {}): EnforcementBench => ({
  ...world.enforcement,
  facts: { factsOf: () => Promise.resolve(facts) },
  ...bent,
});
const done = async (change: Change, id: MandateId) => {
  const item = await announced(id, change);
  return execute(bench(), await planned(item));
};

async function note(item: MandateItemRow, body: Readonly<Record<string, unknown>>): Promise<EntryId> {
  const { review } = world;
  const entry = entryDraft({
    type: 'proposal.noted',
    at: review.clock.now(),
    actor: { kind: 'person', id: carol.id, via: [] },
    causedBy: [item.proposalEntry],
    correlation: item.proposal,
    body,
  });
  await review.database.transaction((tx) => review.recorder.record(tx, entry));
  await review.ledger.sequenced(entry.id, 20);
  return entry.id;
}

async function returned(item: MandateItemRow, execution: EntryId, noteEntry: EntryId): Promise<EntryId> {
  const { review } = world;
  const original = await review.ledger.entry(must(isEntryId, item.plan ?? ''));
  if (original === undefined) throw new Error('no plan');
  const plan = await review.database.transaction((tx) =>
    writeReturn(review, tx, original, { ...item, execution, noteEntry }, 'person', review.clock.now()),
  );
  await review.ledger.sequenced(plan, 20);
  return plan;
}

describe('a standing order that two people signed', () => {
  it('is carried out for what its conditions select, re-read and answered for by a signer', async () => {
    const change = await account();
    const answer = await done(change, await signed());
    expect(answer).toMatchObject({ ok: true, value: { outcome: 'done' } });
    expect(await mayLogIn(change)).toBe(false);
  });

  it('does as much in a day as was signed, and goes on the day after', async () => {
    const id = await signed({ ...termsNow(), perDay: 1, inAll: 2 });
    expect(await done(await account(), id)).toMatchObject({ ok: true });
    const second = await announced(id, await account());
    const plan = await planned(second);
    expect(await execute(bench(), plan)).toMatchObject({ details: { deciding: ['hard.mandate-under-cap'] } });
    world.pass(86_401);
    expect(await execute(bench(), plan)).toMatchObject({ ok: true });
    world.pass(86_401);
    expect(await done(await account(), id)).toMatchObject({
      details: { deciding: ['hard.mandate-under-cap'] },
    });
  });

  it('counts its caps for the mandate as a whole, whichever of its signatures a plan names', async () => {
    const id = await signed({ ...termsNow(), perDay: 1 }, [alice, bob, carol]);
    const { signatures } = await mandateOf(id);
    const [a, b, c] = [alice, bob, carol].map(
      (person) => signatures.find(({ signer }) => signer === person.id)?.entry,
    );
    const one = await announced(id, await account());
    const two = await announced(id, await account());
    expect(
      await execute(bench(), await planned(one, { mandates: [a, b], trigger: { kind: 'clock', entry: a } })),
    ).toMatchObject({ ok: true });
    expect(
      await execute(bench(), await planned(two, { mandates: [c, b], trigger: { kind: 'clock', entry: c } })),
    ).toMatchObject({ details: { deciding: ['hard.mandate-under-cap'] } });
  });

  it('is put back where somebody objected after the server had looked it up as under way', async () => {
    const item = await announced(await signed(), await account());
    const plan = await planned(item);
    const lookedUp = await itemOf(item.proposal);
    const why = { proposal: item.proposal, by: carol.id, reason: 'the year-end job needs it' };
    expect(await execute(bench(), plan)).toMatchObject({ ok: true, value: { outcome: 'done' } });
    expect(await objectTo(world.review, why)).toMatchObject({ ok: true, value: { is: 'held' } });
    await followItem(world.review, lookedUp, world.review.clock.now());
    expect((await itemOf(item.proposal)).state).toBe('returning');
  });

  it('is put back by the word of who answers for it alone, and never of who would have it', async () => {
    const item = await announced(await signed(), await account());
    const plan = await planned(item);
    expect(await execute(bench(), plan)).toMatchObject({ ok: true, value: { outcome: 'done' } });
    await followItem(world.review, await itemOf(item.proposal), world.review.clock.now());
    expect((await itemOf(item.proposal)).state).toBe('done');
    const object = () =>
      objectTo(world.review, { proposal: item.proposal, by: carol.id, reason: 'I want it back' });
    expect(await object()).toMatchObject({ ok: false, code: 'not_permitted' });
    world.facts.holders = { nhi_owner: [carol.id] };
    world.facts.beneficiary = [carol.id];
    expect(await object()).toMatchObject({ ok: false, code: 'not_permitted' });
    world.facts.beneficiary = [];
    expect(await object()).toMatchObject({ ok: true, value: { is: 'returning' } });
    delete world.facts.holders;
  });

  it('puts back what was before when somebody objects while it is watched, whoever has left since', async () => {
    const change = await account();
    const id = await signed();
    const item = await announced(id, change);
    const first = await execute(bench(), await planned(item));
    if (!first.ok) throw new Error(first.message);
    world.signers.revoke(bob, addSeconds(world.review.clock.now(), 60));
    world.pass(3600);
    const objection = await note(item, { kind: 'objection' });
    const plan = await returned(await itemOf(item.proposal), first.value.execution, objection);
    expect(await execute(bench(), plan)).toMatchObject({ ok: true, value: { outcome: 'done' } });
    expect(await mayLogIn(change)).toBe(true);
    expect(await execute(bench(), plan)).toMatchObject({ ok: false, code: 'already_done' });
    world.signers.revoke(bob, addSeconds(world.review.clock.now(), 1e9));
  });
});

describe('a server that was taken over gets nothing out of a mandate', () => {
  type Attack = (id: MandateId) => Promise<Awaited<ReturnType<typeof execute>>>;
  const refusedBy = (rule: string) => ({ ok: false, details: { deciding: [rule] } });
  const attacks: Readonly<
    Record<
      string,
      {
        readonly terms?: Partial<MandateTerms>;
        readonly people?: readonly TestPerson[];
        readonly attack: Attack;
        readonly is: object;
      }
    >
  > = {
    'that one person signed': {
      people: [bob],
      attack: async (id) => done(await account(), id),
      is: refusedBy('hard.mandate-signed'),
    },
    'that nobody signed who answers for standing decisions': {
      people: [alice, carol],
      attack: async (id) => done(await account(), id),
      is: refusedBy('hard.mandate-signed'),
    },
    'of which it leaves a signature out': {
      attack: async (id) => {
        const [first] = await entriesOf(id);
        return execute(bench(), await planned(await announced(id, await account()), { mandates: [first] }));
      },
      is: refusedBy('hard.mandate-signed'),
    },
    'to which it adds the signature of another': {
      people: [bob],
      attack: async (id) => {
        const other = await signed({ ...termsNow(), scope: { sources: [target], about: 'x' } }, [alice]);
        const mandates = [...(await entriesOf(id)), ...(await entriesOf(other))];
        return execute(bench(), await planned(await announced(id, await account()), { mandates }));
      },
      is: { ok: false, code: 'signature_invalid' },
    },
    'for another kind of change': {
      terms: { does: [{ type: 'grant.remove' }] },
      attack: async (id) => done(await account(), id),
      is: refusedBy('hard.mandate-as-signed'),
    },
    'out of its scope': {
      terms: { scope: { sources: [must(isSourceId, 'elsewhere')], about: null } },
      attack: async (id) => done(await account(), id),
      is: refusedBy('hard.mandate-as-signed'),
    },
    'about another thing than was signed': {
      attack: async (id) =>
        execute(
          bench(),
          await planned(await announced(id, await account()), { about: { of: 'cmp_1', item: '1' } }),
        ),
      is: refusedBy('hard.mandate-as-signed'),
    },
    'whose conditions do not hold when the enforcer looks': {
      attack: async (id) => {
        facts = { ...facts, unused_days: 179 };
        return done(await account(), id);
      },
      is: refusedBy('hard.mandate-as-signed'),
    },
    'whose conditions nobody can tell': {
      attack: async (id) => {
        facts = { ...facts, unused_days: undefined };
        return done(await account(), id);
      },
      is: refusedBy('hard.mandate-as-signed'),
    },
    'on what nobody owns': {
      attack: async (id) => {
        facts = { ...facts, owner: 'nobody' };
        return done(await account(), id);
      },
      is: refusedBy('hard.standing-order-owned'),
    },
    'on what several share': {
      attack: async (id) => {
        facts = { ...facts, shared: 'yes' };
        return done(await account(), id);
      },
      is: refusedBy('hard.standing-order-owned'),
    },
    'set off by another entry than the mandate': {
      attack: async (id) => {
        const item = await announced(id, await account());
        return execute(
          bench(),
          await planned(item, { trigger: { kind: 'clock', entry: item.proposalEntry } }),
        );
      },
      is: refusedBy('hard.mandate-trigger'),
    },
    'set off by a person who did nothing of the kind': {
      terms: { triggers: ['person'] },
      attack: async (id) => {
        const { review } = world;
        const entry = entryDraft({
          type: 'campaign.launched',
          at: review.clock.now(),
          actor: { kind: 'person', id: alice.id, via: [] },
          correlation: 'cmp_000000000001',
          body: { campaign: 'cmp_000000000001', statement: '{}', signature: 'none' },
        });
        await review.database.transaction((tx) => review.recorder.record(tx, entry));
        await review.ledger.sequenced(entry.id, 20);
        const item = await announced(id, await account());
        return execute(bench(), await planned(item, { trigger: { kind: 'person', entry: entry.id } }));
      },
      is: refusedBy('hard.mandate-trigger'),
    },
    'set off by a signature of theirs that is about something else': {
      terms: { triggers: ['person'] },
      attack: async (id) => {
        const [first] = await entriesOf(id);
        const item = await announced(id, await account());
        return execute(bench(), await planned(item, { trigger: { kind: 'person', entry: first } }));
      },
      is: refusedBy('hard.mandate-trigger'),
    },
    'set off by what the mandate does not name': {
      terms: { triggers: ['source'] },
      attack: async (id) => done(await account(), id),
      is: refusedBy('hard.mandate-trigger'),
    },
    'before its notice is over': {
      terms: { noticeHours: 24 },
      attack: async (id) => done(await account(), id),
      is: refusedBy('hard.mandate-announced'),
    },
    'over an objection': {
      attack: async (id) => {
        const item = await announced(id, await account());
        await note(item, { kind: 'objection' });
        return execute(bench(), await planned(item));
      },
      is: refusedBy('hard.mandate-announced'),
    },
    'that is over': {
      attack: async (id) => {
        const item = await announced(id, await account());
        world.pass(30 * 86_400);
        return execute(bench(), await planned(item));
      },
      is: refusedBy('hard.mandate-in-force'),
    },
    'that policy denies': {
      attack: async (id) => {
        const item = await announced(id, await account());
        world.policy.denies = true;
        return execute(bench(), await planned(item));
      },
      is: { ok: false, code: 'policy_denied' },
    },
    'whose signers are not those that the row asks for': {
      attack: async (id) => {
        world.policy.needed = 3;
        return done(await account(), id);
      },
      is: { ok: false, code: 'policy_denied', details: { missing: ['approval.any.3'] } },
    },
    'whose signer would gain': {
      attack: async (id) => {
        world.facts.beneficiary = [bob.id];
        const answer = await done(await account(), id);
        world.facts.beneficiary = [];
        return answer;
      },
      is: refusedBy('hard.mandate-signed'),
    },
  };
  it.each(Object.entries(attacks))('%s', async (_name, { terms, people, attack, is }) => {
    const id = await signed({ ...termsNow(), ...terms }, people);
    expect(await attack(id)).toMatchObject(is);
  });

  it('that was ended, from that entry on', async () => {
    const id = await signed();
    const item = await announced(id, await account());
    const entry = entryDraft({
      type: 'mandate.ended',
      at: world.review.clock.now(),
      actor: world.review.self,
      causedBy: await entriesOf(id),
      correlation: id,
      body: { mandate: id, because: 'suspended' },
    });
    await world.review.database.transaction((tx) => world.review.recorder.record(tx, entry));
    await world.review.ledger.sequenced(entry.id, 20);
    expect(await execute(bench(), await planned(item))).toMatchObject(refusedBy('hard.mandate-in-force'));
  });

  it('to put back what is no longer watched, or was noted about something else', async () => {
    const change = await account();
    const id = await signed();
    const item = await announced(id, change);
    const first = await execute(bench(), await planned(item));
    if (!first.ok) throw new Error(first.message);
    const { execution } = first.value;
    const other = await note(await announced(id, await account()), { kind: 'objection' });
    const wrong = await returned(await itemOf(item.proposal), execution, other);
    expect(await execute(bench(), wrong)).toMatchObject({ code: 'ledger_invalid' });
    expect(await mayLogIn(change)).toBe(false);
  });

  it('too late', async () => {
    const change = await account();
    const item = await announced(await signed(), change);
    const first = await execute(bench(), await planned(item));
    if (!first.ok) throw new Error(first.message);
    world.pass(7 * 86_400 + 1);
    const objection = await note(item, { kind: 'objection' });
    const plan = await returned(await itemOf(item.proposal), first.value.execution, objection);
    expect(await execute(bench(), plan)).toMatchObject(refusedBy('hard.return-watched'));
  });
});
