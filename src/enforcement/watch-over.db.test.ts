import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { alice, bob } from '../../test/support/enforcement-twins.ts';
import { openWorld, target, type World, urlsIn } from '../../test/support/enforcement-world.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import { Fault, isEntryId, must, type Change, type EntryId, type Leaf } from '../model/index.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { execute, recover, type EnforcementBench } from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const role = `svc "%I" ${randomUUID().slice(0, 8)}`;
const quoted = `"${role.replaceAll('"', '""')}"`;
const day = 86_400;
let world: World;
/** What logs would show of its use. */
let uses: {
  used: string | undefined;
  seenUntil: ReturnType<World['enforcement']['clock']['now']> | undefined;
};
let bench: EnforcementBench;

beforeAll(async () => {
  await database.db.query('create table public.ledger_lines (id int)');
  world = openWorld({ urls: urlsIn(database) });
  await world.bootstrap();
});
afterAll(async () => {
  await world.close();
  await database.db.query('drop table public.ledger_lines');
});
beforeEach(async () => {
  await database.db.query(`create role ${quoted} login password 'kept'`);
  await database.db.query(`comment on role ${quoted} is 'somebody else made it'`);
  await database.db.query(`grant select on public.ledger_lines to ${quoted}`);
  uses = { used: undefined, seenUntil: undefined };
  bench = { ...world.enforcement, uses: { usedSince: () => Promise.resolve(uses) } };
});
afterEach(async () => {
  Object.assign(world.policy, { needed: 1, denies: false });
  if ((await state()) === 'gone') return;
  await database.db.query(`drop owned by ${quoted}`);
  await database.db.query(`drop role ${quoted}`);
});

const deletion = (days = 7): readonly Change[] => [
  { type: 'account.disable', source: target, accountKey: roleKey(role) },
  { type: 'account.drop', source: target, accountKey: roleKey(role), watchedSeconds: days * day },
];
async function state(): Promise<'may sign in' | 'suspended' | 'gone'> {
  const [row] = await database.db.query<{ login: boolean }>(
    'select rolcanlogin as login from pg_roles where rolname = $1',
    [role],
  );
  return row === undefined ? 'gone' : row.login ? 'may sign in' : 'suspended';
}
/** Begins the plan: what it deletes is suspended, and whoever asked is told that it is watched. */
async function suspended(plan: EntryId): Promise<void> {
  await expect(execute(bench, plan)).rejects.toMatchObject({ code: 'in_progress' });
  expect(await state()).toBe('suspended');
}
/** What the enforcer does each time it looks, and after a start: takes up what is due. */
async function look(on = bench): Promise<readonly string[]> {
  const ends: string[] = [];
  for await (const { end } of recover(on))
    ends.push(end instanceof Fault ? end.code : end.ok ? end.value.outcome : end.code);
  return ends;
}
async function objection(plan: EntryId): Promise<EntryId> {
  const { review } = world;
  const proposal = String((await review.ledger.entry(plan))?.entry.body['proposalEntry']);
  const entry = entryDraft({
    type: 'proposal.noted',
    at: review.clock.now(),
    actor: { kind: 'person', id: bob.id, via: [] },
    causedBy: [must(isEntryId, proposal)],
    correlation: plan,
    body: { kind: 'objection' },
  });
  await review.database.transaction((tx) => review.recorder.record(tx, entry));
  await review.ledger.sequenced(entry.id, 20);
  return entry.id;
}
async function told(plan: EntryId): Promise<readonly Leaf[]> {
  const { ledger } = world.review;
  const [started] = await ledger.causedBy(plan, 'execution.started');
  const opened = await ledger.causedBy(started?.entry.id ?? plan, 'window.opened');
  const [window] = opened;
  return [...opened, ...(window === undefined ? [] : await ledger.causedBy(window.entry.id))];
}

describe('what is to be deleted', () => {
  it('is suspended, watched for as long as was signed, and deleted then, with what it had', async () => {
    const plan = await world.plan(deletion());
    await suspended(plan);
    expect(await look()).toEqual([]);
    world.pass(6 * day);
    expect(await look()).toEqual(['in_progress']);
    expect(await state()).toBe('suspended');
    world.pass(day);
    expect(await look()).toEqual(['done']);
    expect(await state()).toBe('gone');
    const [opened, closed] = await told(plan);
    expect(opened?.entry.body).toMatchObject({ step: 1 });
    expect(closed?.entry.body).toMatchObject({ how: 'nothing broke', seenUntil: null });
  });

  it('is not held up by the week that a signature lasts, and not done without a signer who left', async () => {
    const plan = await world.plan(deletion(14));
    await suspended(plan);
    world.pass(14 * day);
    expect(await look()).toEqual(['done']);
    await database.db.query(`create role ${quoted} login`);
    world.policy.needed = 2;
    const other = await world.plan(deletion(), { signers: [alice, bob] });
    await suspended(other);
    world.pass(7 * day);
    world.signers.revoke(bob, world.enforcement.clock.now());
    expect(await look()).toEqual(['undone']);
    expect(await state()).toBe('may sign in');
  });

  it('comes back by itself when its use is seen, exactly as it was, and says why', async () => {
    const plan = await world.plan(deletion());
    await suspended(plan);
    world.pass(2 * day);
    uses = { used: 'a log shows that it was refused.', seenUntil: bench.clock.now() };
    expect(await look()).toEqual(['undone']);
    expect(await state()).toBe('may sign in');
    const [, closed] = await told(plan);
    expect(closed?.entry.body).toMatchObject({ how: 'used' });
    const [row] = await database.db.query<{ because: string; held: boolean }>(
      `select e.because, has_table_privilege($2, 'public.ledger_lines', 'select') as held
         from enforcement.execution e where plan = $1`,
      [plan, role],
    );
    expect(row).toEqual({
      because: 'It was put back while it was watched: a log shows that it was refused.',
      held: true,
    });
    world.pass(30 * day);
    expect(await look()).toEqual([]);
    expect(await execute(bench, plan)).toMatchObject({ ok: false, code: 'already_done' });
  });

  it('comes back at once by the word of a person, who is named', async () => {
    const plan = await world.plan(deletion());
    await suspended(plan);
    const note = await objection(plan);
    // asked for again, it is looked at now and not in a minute
    expect(await execute(bench, plan)).toMatchObject({ ok: true, value: { outcome: 'undone' } });
    expect(await state()).toBe('may sign in');
    const [, closed] = await told(plan);
    expect(closed?.entry).toMatchObject({
      body: { how: 'objected' },
      causedBy: expect.arrayContaining([note]),
    });
  });

  it('comes back at once when it was called off, and not only at the end of its watch', async () => {
    const plan = await world.plan(deletion());
    await suspended(plan);
    const { review } = world;
    const off = entryDraft({
      type: 'plan.voided',
      at: review.clock.now(),
      actor: review.self,
      causedBy: [plan],
      correlation: plan,
      body: { plan },
    });
    await review.database.transaction((tx) => review.recorder.record(tx, off));
    await review.ledger.sequenced(off.id, 20);
    world.pass(60);
    expect(await look()).toEqual(['undone']);
    expect(await state()).toBe('may sign in');
    const [, closed] = await told(plan);
    expect(closed?.entry.body).toMatchObject({ how: 'taken back' });
  });

  it('is watched to the end and deleted once, wherever the process ends meanwhile', async () => {
    const plan = await world.plan(deletion());
    /** The same enforcer, which dies the first time that it passes this boundary. */
    const dyingAt = (boundary: string): EnforcementBench => ({
      ...bench,
      checkpoints: {
        at: (passed) => (passed === boundary ? Promise.reject(new Error('killed')) : Promise.resolve()),
      },
    });
    await expect(execute(dyingAt('applied.durable'), plan)).rejects.toThrow('killed');
    await expect(look(dyingAt('window.opened'))).rejects.toThrow('killed');
    expect(await look()).toEqual(['in_progress']);
    world.pass(7 * day);
    await expect(look(dyingAt('window.closed'))).rejects.toThrow('killed');
    expect(await state()).toBe('suspended');
    await expect(look(dyingAt('intent.sequenced'))).rejects.toThrow('killed');
    expect(await state()).toBe('suspended');
    await expect(look(dyingAt('target.committed'))).rejects.toThrow('killed');
    expect(await state()).toBe('gone');
    expect(await look()).toEqual(['done']);
    expect((await told(plan)).map(({ entry }) => entry.type)).toEqual(['window.opened', 'window.closed']);
  });

  it('is left to whoever changed it by hand meanwhile', async () => {
    const plan = await world.plan(deletion());
    await suspended(plan);
    await database.db.query(`alter role ${quoted} login`);
    world.pass(60);
    expect(await look()).toEqual(['undone']);
    expect(await state()).toBe('may sign in');
  });

  it('is not deleted while what would show its use was not read, and comes back when nobody reads it', async () => {
    const plan = await world.plan(deletion());
    uses = { used: undefined, seenUntil: bench.clock.now() };
    world.pass(1);
    await suspended(plan);
    world.pass(7 * day);
    expect(await look()).toEqual(['in_progress']);
    world.pass(7 * day);
    expect(await look()).toEqual(['undone']);
    expect((await told(plan)).at(-1)?.entry.body).toMatchObject({ how: 'not watched' });
  });

  it('is not deleted either where that was read for the beginning of the watch alone; and is once it was read on', async () => {
    const plan = await world.plan(deletion());
    await suspended(plan);
    world.pass(day);
    uses = { used: undefined, seenUntil: bench.clock.now() };
    world.pass(6 * day);
    expect(await look()).toEqual(['in_progress']);
    expect(await state()).toBe('suspended');
    world.pass(day);
    uses = { used: undefined, seenUntil: bench.clock.now() };
    expect(await look()).toEqual(['done']);
    expect(await state()).toBe('gone');
  });

  it('is not even suspended where the target would not delete it', async () => {
    await database.db.query(`grant create on schema public to ${quoted}`);
    await database.db.query(`create table public.its_own (id int)`);
    await database.db.query(`alter table public.its_own owner to ${quoted}`);
    const plan = await world.plan(deletion());
    expect(await execute(bench, plan)).toMatchObject({
      ok: false,
      code: 'not_reversible',
      message: expect.stringMatching(/owns 1 things/),
    });
    expect(await state()).toBe('may sign in');
    await database.db.query('drop table public.its_own');
  });

  it('is no reason to stop others of its origin while it is only watched', async () => {
    const plan = await world.plan(deletion());
    await suspended(plan);
    const strict = { ...bench, mostUnproven: 0 };
    await database.db.query(`create role "other of ${role.length}" login`);
    const key = roleKey(`other of ${role.length}`);
    const next = await world.plan([{ type: 'account.disable', source: target, accountKey: key }]);
    expect(await execute(strict, next)).toMatchObject({ ok: true });
    await database.db.query(`drop role "other of ${role.length}"`);
    await objection(plan);
    await execute(bench, plan);
  });
});

describe('a server that was taken over', () => {
  it('cannot shorten the watch: neither its own tables nor the enforcer’s are its to write, and the length was signed', async () => {
    const plan = await world.plan(deletion());
    await suspended(plan);
    const { database: server } = world.review;
    for (const sql of [
      "update enforcement.watch_window set until = now() - interval '1 year'",
      'delete from enforcement.watch_window',
      "update enforcement.execution set look_at = now() - interval '1 year'",
      "insert into enforcement.watch_window (execution, step, thing, opened_entry, since, until) values ('x', 1, 'x', 'x', now(), now() + interval '1 second')",
    ])
      await expect(server.query(sql)).rejects.toThrow(/permission denied/);
    // even a row that says otherwise is not what decides
    await database.db.query(
      `update enforcement.watch_window set since = since - interval '1 year', until = until - interval '1 year'`,
    );
    await database.db.query('update enforcement.execution set look_at = null');
    expect(await look()).toEqual(['in_progress']);
    expect(await state()).toBe('suspended');
    await objection(plan);
    expect(await look()).toEqual([]);
    world.pass(60);
    expect(await look()).toEqual(['undone']);
  });

  it('can claim use, and gets back no more than was there', async () => {
    await database.db.query(`alter role ${quoted} nologin`);
    // what was suspended already is not suspended by this plan
    await expect(world.plan(deletion())).rejects.toThrow(/already disabled/);
    await database.db.query(`alter role ${quoted} login`);
    const plan = await world.plan(deletion());
    await suspended(plan);
    await database.db.query(`revoke select on public.ledger_lines from ${quoted}`);
    uses = { used: 'so it says.', seenUntil: bench.clock.now() };
    world.pass(60);
    expect(await look()).toEqual(['undone']);
    const [row] = await database.db.query<{ held: boolean }>(
      `select has_table_privilege($1, 'public.ledger_lines', 'select') as held`,
      [role],
    );
    expect(row?.held).toBe(false);
    await database.db.query(`grant select on public.ledger_lines to ${quoted}`);
  });

  it('cannot end a watch by a note of its own', async () => {
    const plan = await world.plan(deletion());
    await suspended(plan);
    const { review } = world;
    const proposal = must(isEntryId, String((await review.ledger.entry(plan))?.entry.body['proposalEntry']));
    const note = entryDraft({
      type: 'proposal.noted',
      at: review.clock.now(),
      actor: review.self,
      causedBy: [proposal],
      correlation: plan,
      body: { kind: 'objection' },
    });
    await review.database.transaction((tx) => review.recorder.record(tx, note));
    await review.ledger.sequenced(note.id, 20);
    world.pass(60);
    expect(await look()).toEqual(['in_progress']);
    await objection(plan);
    world.pass(60);
    expect(await look()).toEqual(['undone']);
  });

  it.each([
    ['without its suspension', [deletion()[1]]],
    [
      'of another account than was suspended',
      [{ ...deletion()[0], accountKey: roleKey('postgres') }, deletion()[1]],
    ],
    ['before its suspension', [deletion()[1], deletion()[0]]],
  ])('has no plan for a deletion that is watched %s', async (_name, changes) => {
    await expect(
      world.plan(changes.filter((change): change is Change => change !== undefined)),
    ).rejects.toThrow(/right after/);
  });
});
