import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { alice, bob, carol } from '../../../test/support/enforcement-twins.ts';
import { openWorld, target, type World, urlsIn } from '../../../test/support/enforcement-world.ts';
import { roleKey } from '../../connectors/postgres/keys.ts';
import { openPostgresWriter } from '../../connectors/postgres/write.ts';
import { execute, runEnforcer, type EnforcementBench, type Writers } from '../../enforcement/index.ts';
import {
  addSeconds,
  Fault,
  isEntryId,
  must,
  type Change,
  type EntryDraft,
  type EntryId,
  type Instant,
} from '../../model/index.ts';
import { newId } from '../../platform/clock.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { bringAboutEnds } from './bring-about.ts';
import { lateEnds } from './ending-shown.ts';
import { endingsOfProposal } from './ending-row.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const run = randomUUID().slice(0, 8);
const [a, b, group] = [`ea_${run}`, `eb_${run}`, `eg_${run}`];
let world: World;
let name: string;

beforeAll(async () => {
  const [row] = await database.db.query<{ name: string }>('select current_database() as name');
  name = row?.name ?? '';
  await database.db.query('create table public.pay (id int)');
  for (const role of [a, b, group]) await database.db.query(`create role ${role} nologin`);
  await database.db.query(`grant usage on schema public to ${a}`);
  world = openWorld({ urls: urlsIn(database) });
  await world.bootstrap();
});
afterAll(async () => {
  await world.close();
  await database.db.query('drop table public.pay');
  await database.db.query(`revoke usage on schema public from ${a}`);
  for (const role of [a, b, group]) await database.db.query(`drop role if exists ${role}`);
});
beforeEach(async () => {
  await database.db.query(`revoke all on public.pay from ${a}, ${b} cascade`);
  await database.db.query(`revoke ${group} from ${a}`);
  await database.db.query(`alter role ${b} nologin`);
  await database.db.query('update review.ending set settled = $1, settled_at = now(), superseded_by = null', [
    'not given',
  ]);
});
afterEach(() => {
  Object.assign(world.policy, { needed: 1, denies: false });
});

const now = (): Instant => world.review.clock.now();
const inAnHour = (): Instant => addSeconds(now(), 3600);
const grant = (until: Instant | null, role = a, grantable = false): Change => ({
  type: 'grant.add',
  source: target,
  subjectKey: roleKey(role),
  entitlementKey: `table/${name}.public.pay#SELECT`,
  grantable,
  until,
});
const revoke = (role = a): Change => ({
  type: 'grant.remove',
  source: target,
  subjectKey: roleKey(role),
  entitlementKey: `table/${name}.public.pay#SELECT`,
});
/** `SELECT` or `SELECT*` (may pass it on), or nothing, as the target's catalog has it. */
const held = async (role = a): Promise<string> => {
  const [row] = await database.db.query<{ held: string }>(
    `select coalesce(max('SELECT' || case when x.is_grantable then '*' else '' end), '') as held
       from pg_class, aclexplode(relacl) x join pg_roles r on r.oid = x.grantee
      where relname = 'pay' and r.rolname = $1`,
    [role],
  );
  return row?.held ?? '';
};
const value = <T>(result: { readonly ok: boolean; readonly value?: T }): T => {
  if (!result.ok || result.value === undefined) throw new Error(JSON.stringify(result));
  return result.value;
};
/** Has it signed and carried out; answers the execution. */
async function give(changes: readonly Change[], endsAt: Instant | null = null): Promise<EntryId> {
  const plan = await world.plan(changes, { requester: carol, endsAt });
  return value(await execute(world.enforcement, plan)).execution;
}
/** Sweeps, and has the enforcer answer each request as its worker does. */
async function sweepAndAnswer(bench: EnforcementBench = world.enforcement): Promise<readonly unknown[]> {
  const outcomes: unknown[] = [];
  for (const plan of await world.sweep()) {
    const end = await execute(bench, plan);
    outcomes.push(end.ok ? end.value.outcome : end.code);
  }
  return outcomes;
}
const endings = async (execution: EntryId) => {
  const [plan] = (await world.review.ledger.entry(execution))?.entry.causedBy ?? [];
  const leaf = await world.review.ledger.entry(must(isEntryId, plan ?? ''));
  return endingsOfProposal(world.review.database, String(leaf?.entry.body['proposal']));
};
const settled = async (execution: EntryId) => (await endings(execution)).map((row) => row.settled);
const expiriesOf = async (execution: EntryId) =>
  (await world.review.ledger.causedBy(execution, 'plan.created')).filter(
    ({ entry }) => entry.body['kind'] === 'expiry',
  );
/** Lets a sweep look again at everything, however long its pause is. */
const aDayLater = (): void => world.pass(86_400);

describe('what was given until a date', () => {
  it('is prolonged by a decision made before that date, without a gap, and is gone at the later one', async () => {
    const first = await give([grant(inAnHour())]);
    const second = await give([grant(addSeconds(now(), 7200))]);
    expect(await held()).toBe('SELECT');
    world.pass(3602);
    expect(await sweepAndAnswer()).toEqual(['superseded']);
    expect(await held()).toBe('SELECT');
    world.pass(3602);
    for (let round = 0; round < 4 && (await held()) !== ''; round++) {
      await sweepAndAnswer();
      aDayLater();
    }
    await world.sweep();
    expect(await held()).toBe('');
    expect([await settled(second), await settled(first)]).toEqual([['taken back'], ['taken back']]);
  });

  it('stays until that date, and is then taken back at the target without another signature', async () => {
    const end = inAnHour();
    const execution = await give([grant(end)]);
    expect(await held()).toBe('SELECT');
    expect(await world.sweep()).toEqual([]);
    world.pass(3599);
    expect(await world.sweep()).toEqual([]);
    expect(await expiriesOf(execution)).toEqual([]);
    world.pass(3);
    expect(await sweepAndAnswer()).toEqual(['done']);
    expect(await held()).toBe('');

    const [plan] = await expiriesOf(execution);
    expect(plan?.entry).toMatchObject({
      actor: { kind: 'process' },
      causedBy: expect.arrayContaining([execution]),
      policy: null,
      body: { expires: execution, step: 0, trigger: { kind: 'clock', entry: execution }, steps: 1 },
    });
    const [started] = await world.review.ledger.causedBy(
      must(isEntryId, plan?.entry.id ?? ''),
      'execution.started',
    );
    expect(started?.entry.actor).toMatchObject({ kind: 'process', via: [alice.id] });
    world.pass(60);
    expect(await world.sweep()).toEqual([]);
    expect(await settled(execution)).toEqual(['taken back']);
  });

  it('is taken back to exactly what was there before, which may be less than all', async () => {
    await database.db.query(`grant select on public.pay to ${a}`);
    await give([grant(inAnHour(), a, true)]);
    expect(await held()).toBe('SELECT*');
    world.pass(3603);
    expect(await sweepAndAnswer()).toEqual(['done']);
    expect(await held()).toBe('SELECT');
  });

  it('is taken back each for itself: memberships, and accounts that could sign in', async () => {
    const end = inAnHour();
    const join: Change = {
      type: 'membership.add',
      source: target,
      memberKey: roleKey(a),
      groupKey: roleKey(group),
      until: end,
    };
    await give([grant(end), join, { type: 'account.enable', source: target, accountKey: roleKey(b) }], end);
    const state = async () => {
      const [row] = await database.db.query(
        `select pg_has_role($1, $2, 'member') as member, (select rolcanlogin from pg_roles where rolname = $3) as login`,
        [a, group, b],
      );
      return row;
    };
    expect(await state()).toEqual({ member: true, login: true });
    world.pass(3603);
    expect(await sweepAndAnswer()).toEqual(['done', 'done', 'done']);
    expect([await held(), await state()]).toEqual(['', { member: false, login: false }]);
  });

  it('is taken back however late: when nothing ran, its statement expired and its signer left', async () => {
    await give([grant(inAnHour())]);
    world.pass(40 * 86_400);
    world.signers.revoke(bob, now());
    world.policy.denies = true;
    const lawless = {
      ...world.enforcement,
      policy: () => Promise.reject(new Fault('ledger_invalid', 'no law')),
    };
    expect(await sweepAndAnswer(lawless)).toEqual(['done']);
    expect(await held()).toBe('');
  });

  it('is taken back whoever rejects, withdraws or voids what was decided', async () => {
    const execution = await give([grant(inAnHour())]);
    const [plan] = (await world.review.ledger.entry(execution))?.entry.causedBy ?? [];
    const decided = (await world.review.ledger.entry(must(isEntryId, plan ?? '')))?.entry;
    const about = must(isEntryId, String(decided?.body['proposalEntry']));
    for (const type of ['proposal.withdrawn', 'plan.voided'] as const)
      await byServer(
        entryDraft({
          type,
          at: now(),
          actor: world.review.self,
          causedBy: [type === 'plan.voided' ? must(isEntryId, plan ?? '') : about],
          correlation: 'x',
          body: { plan },
        }),
      );
    world.pass(3603);
    expect(await sweepAndAnswer()).toEqual(['done']);
  });

  it('gets one plan from two servers that look at once, and one more look from one that died in between', async () => {
    const execution = await give([grant(inAnHour())]);
    world.pass(3603);
    await Promise.all([bringAboutEnds(world.review), bringAboutEnds(world.review)]);
    expect(await expiriesOf(execution)).toHaveLength(1);
    // as if it had ended after the plan was written and before it asked
    await database.db.query('delete from enforcement.request');
    world.pass(60);
    expect(await sweepAndAnswer()).toEqual(['done']);
    expect(await expiriesOf(execution)).toHaveLength(1);
  });
});

/** What a server that has been taken over could write: any entry of its own types, in its own inbox. */
async function byServer(entry: EntryDraft): Promise<EntryId> {
  const { database: own, recorder, ledger } = world.review;
  await own.transaction((tx) => recorder.record(tx, entry));
  await ledger.sequenced(entry.id, 20);
  return entry.id;
}

describe('nothing is taken back', () => {
  it('that a signer has put back before', async () => {
    const execution = await give([grant(inAnHour())]);
    value(await execute(world.enforcement, await world.restore(execution)));
    await database.db.query(`grant select on public.pay to ${a}`); // by hand: not ours to take
    world.pass(3603);
    expect(await sweepAndAnswer()).toEqual([]);
    expect(await settled(execution)).toEqual(['put back']);
    expect(await held()).toBe('SELECT');
  });

  it('that a later decision changed, until that one is put back', async () => {
    const first = await give([grant(inAnHour())]);
    const later = await give([grant(null, a, true)]);
    world.pass(3603);
    expect(await sweepAndAnswer()).toEqual(['superseded']);
    world.pass(60);
    expect(await sweepAndAnswer()).toEqual([]);
    expect(await settled(first)).toEqual(['superseded']);
    expect(await held()).toBe('SELECT*');

    value(await execute(world.enforcement, await world.restore(later)));
    expect(await held(), 'what was there before the later one').toBe('SELECT');
    expect(await sweepAndAnswer()).toEqual(['done']);
    expect(await held()).toBe('');
  });

  it('that a later decision changed, until that one ends', async () => {
    const first = await give([grant(inAnHour())]);
    await give([grant(addSeconds(now(), 7200), a, true)]);
    world.pass(3603);
    expect(await sweepAndAnswer()).toEqual(['superseded']);
    world.pass(60);
    await world.sweep();
    world.pass(3600);
    expect(await sweepAndAnswer()).toEqual(['done']);
    expect(await held()).toBe('SELECT');
    world.pass(60);
    expect(await sweepAndAnswer(), 'as the later one has ended, the first is open again').toEqual(['done']);
    expect(await held()).toBe('');
    world.pass(60);
    await world.sweep();
    expect(await settled(first)).toEqual(['taken back']);
  });

  it('that was never given', async () => {
    const plan = await world.plan([grant(inAnHour())], { requester: carol });
    world.pass(3603);
    expect(await world.sweep()).toEqual([]);
    expect(await execute(world.enforcement, plan)).toMatchObject({ ok: false, code: 'end_invalid' });
    aDayLater();
    expect(await world.sweep()).toEqual([]);
    expect(await database.db.query('select settled from review.ending where plan = $1', [plan])).toEqual([
      { settled: 'not given' },
    ]);
  });

  it('that is gone already, and that is recorded', async () => {
    const execution = await give([grant(inAnHour())]);
    await database.db.query(`revoke select on public.pay from ${a}`);
    world.pass(3603);
    expect(await sweepAndAnswer()).toEqual(['done']);
    world.pass(60);
    await world.sweep();
    expect(await settled(execution)).toEqual(['taken back']);
  });

  it('where less is there than before it was given: nothing is given back', async () => {
    await database.db.query(`grant select on public.pay to ${a}`);
    await give([grant(inAnHour(), a, true)]);
    await database.db.query(`revoke select on public.pay from ${a}`);
    world.pass(3603);
    expect(await sweepAndAnswer()).toEqual(['done']);
    expect(await held()).toBe('');
  });
});

describe('a target that is not as it was left', () => {
  it('is narrowed all the same where more is there than was given', async () => {
    await give([grant(inAnHour())]);
    await database.db.query(`grant select on public.pay to ${a} with grant option`);
    world.pass(3603);
    expect(await sweepAndAnswer()).toEqual(['done']);
    expect(await held()).toBe('');
  });

  it('or refuses the change, is tried again by another plan, until it worked', async () => {
    const execution = await give([grant(inAnHour())]);
    await database.db.query(`grant select on public.pay to ${a} with grant option`);
    await database.db.query(`set role ${a}; grant select on public.pay to ${b}; reset role`);
    world.pass(3603);
    expect(await sweepAndAnswer()).toEqual(['failed']);
    expect(await world.sweep(), 'not at once').toEqual([]);
    world.pass(10);
    expect(await sweepAndAnswer()).toEqual(['failed']);
    await database.db.query(`set role ${a}; revoke select on public.pay from ${b}; reset role`);
    aDayLater();
    expect(await sweepAndAnswer()).toEqual(['done']);
    expect((await expiriesOf(execution)).map(({ entry }) => entry.body['step'])).toEqual([0, 0, 0]);
    expect(await held()).toBe('');
  });

  it('or cannot be reached, is asked for again with growing pauses, one question at a time', async () => {
    const end = inAnHour();
    const execution = await give([grant(end), grant(end, b)]);
    world.pass(3603);
    expect(await world.sweep()).toHaveLength(2);
    await answeredWithoutTarget(10);
    expect((await endings(execution)).map(({ answer }) => answer?.code)).toEqual([
      'source_unreachable',
      'source_unreachable',
    ]);
    const pauses: number[] = [];
    for (let round = 0; round < 6; round++) {
      const before = now();
      while ((await world.sweep()).length === 0) world.pass(1);
      pauses.push((Date.parse(now()) - Date.parse(before)) / 1000);
      await unreachable();
    }
    expect(pauses.at(-1)).toBeGreaterThan(Number(pauses[0]));
    expect(await expiriesOf(execution)).toHaveLength(2);
    expect((await lateEnds(world.review)).first).toMatchObject([
      { is: 'late', change: 1, because: expect.stringContaining('did not let the writer in') },
      { is: 'late', change: 2, because: 'away' },
    ]);
    aDayLater();
    expect(await sweepAndAnswer(), 'one tells enough').toEqual(['done']);
    world.pass(3600);
    await sweepAndAnswer(); // sees that the target is back
    await sweepAndAnswer();
    expect([await held(), await held(b)]).toEqual(['', '']);
  });

  /** The enforcer's own worker, with a target where nobody listens, until it was put off so many times. */
  async function answeredWithoutTarget(times: number): Promise<void> {
    const stop = new AbortController();
    let waited = 0;
    const writers: Writers = {
      open: (_source, by) =>
        Promise.resolve(openPostgresWriter({ url: 'postgres://nobody@127.0.0.1:1/gone', execution: by })),
    };
    await runEnforcer(
      { ...world.enforcement, writers, stop: stop.signal },
      {
        pollMs: 20,
        tell: ({ is }) => {
          if (is === 'waiting' && ++waited === times) stop.abort();
        },
      },
    );
  }
  /** What that worker answers in the end. */
  const unreachable = () =>
    world.enforcement.database.query(
      'update enforcement.request set outcome = $1::jsonb, finished_at = now() where finished_at is null',
      [JSON.stringify({ ok: false, code: 'source_unreachable', message: 'away' })],
    );
});

describe('a server that was taken over', () => {
  const forgedFrom = async (
    execution: EntryId,
    body: Readonly<Record<string, unknown>> = {},
  ): Promise<EntryId> => {
    const [cause] = (await world.review.ledger.entry(execution))?.entry.causedBy ?? [];
    const decided = (await world.review.ledger.entry(must(isEntryId, cause ?? '')))?.entry;
    if (decided === undefined) throw new Error('no plan');
    return byServer({
      ...decided,
      id: must(isEntryId, newId('ent')),
      at: now(),
      causedBy: [...decided.causedBy, execution],
      body: {
        kind: 'expiry',
        proposal: decided.body['proposal'],
        proposalEntry: decided.body['proposalEntry'],
        decisions: decided.body['decisions'],
        expires: execution,
        step: 0,
        trigger: { kind: 'clock', entry: execution },
        steps: 1,
        ...body,
      },
    });
  };
  const refusedFor = async (plan: EntryId) => {
    const answer = await execute(world.enforcement, plan);
    const last = entryDraft({
      type: 'enforcer.started',
      at: now(),
      actor: world.enforcement.self,
      correlation: 'x',
    });
    await world.enforcement.database.transaction((tx) => world.enforcement.recorder.record(tx, last));
    await world.review.ledger.sequenced(last.id, 20);
    const [recorded] = await world.review.ledger.causedBy(plan, 'execution.refused');
    return [answer.ok ? answer.value.outcome : answer.code, recorded?.entry.body['code']];
  };

  it('has nothing taken back before its end, and that it tried is in the ledger', async () => {
    const execution = await give([grant(inAnHour())]);
    const early = await forgedFrom(execution);
    expect(await refusedFor(early)).toEqual(['ledger_invalid', 'ledger_invalid']);
    expect(await held()).toBe('SELECT');
    world.pass(3603);
    expect(await refusedFor(early), 'nor later by that plan').toEqual(['ledger_invalid', 'ledger_invalid']);
    expect(await sweepAndAnswer(), 'and the end comes all the same').toEqual(['done']);
  });

  it('has nothing taken back by an enforcer whose own clock says that it is early', async () => {
    const execution = await give([grant(inAnHour())]);
    const early = now();
    world.pass(3603);
    const plan = await forgedFrom(execution);
    const slow = { ...world.enforcement, clock: { now: () => early } };
    expect(await execute(slow, plan)).toMatchObject({
      ok: false,
      code: 'policy_denied',
      message: 'The end that was signed has not come.',
    });
    expect(await held()).toBe('SELECT');
    expect(value(await execute(world.enforcement, plan)).outcome).toBe('done');
    expect(await refusedFor(await forgedFrom(execution)), 'nor a second time').toEqual([
      'already_done',
      'already_done',
    ]);
  });

  it('has nothing taken back that has no end, of another execution, or under other decisions', async () => {
    const endless = await give([grant(null)]);
    const other = await give([grant(inAnHour(), b)]);
    const [cause] = (await world.review.ledger.entry(other))?.entry.causedBy ?? [];
    const decided = (await world.review.ledger.entry(must(isEntryId, cause ?? '')))?.entry;
    world.pass(3603);
    expect(await refusedFor(await forgedFrom(endless))).toEqual(['policy_denied', 'policy_denied']);
    expect(await refusedFor(await forgedFrom(other, { trigger: { kind: 'clock', entry: endless } }))).toEqual(
      ['ledger_invalid', 'ledger_invalid'],
    );
    expect(await refusedFor(await forgedFrom(endless, { expires: other }))).toEqual([
      'ledger_invalid',
      'ledger_invalid',
    ]);
    expect(await refusedFor(await forgedFrom(other, { step: 1 }))).toEqual([
      'ledger_invalid',
      'ledger_invalid',
    ]);
    expect(decided?.body['kind']).toBe('decision');
    expect([await held(), await held(b)]).toEqual(['SELECT', 'SELECT']);
  });

  it('has no early removal carried out as an end: what ends has to narrow', async () => {
    await database.db.query(`grant select on public.pay to ${a}`);
    const removed = value(await execute(world.enforcement, await world.plan([revoke()]))).execution;
    world.pass(3603);
    expect(await refusedFor(await forgedFrom(removed))).toEqual(['policy_denied', 'policy_denied']);
    expect(await held()).toBe('');
  });
});
