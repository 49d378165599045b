import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { carol } from '../../test/support/enforcement-twins.ts';
import { openWorld, target, type World, urlsIn } from '../../test/support/enforcement-world.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import { addSeconds, type Change, type EntryId } from '../model/index.ts';
import { execute, recover, runEnforcer, type EnforcementBench } from './index.ts';
import { killPoints, type KillPoint } from './steps.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const run = randomUUID().slice(0, 8);
const [a, b] = [`ra_${run}`, `rb_${run}`];
let world: World;
let name: string;

beforeAll(async () => {
  const [row] = await database.db.query<{ name: string }>('select current_database() as name');
  name = row?.name ?? '';
  await database.db.query('create table public.pay (id int)');
  for (const role of [a, b]) await database.db.query(`create role ${role} nologin`);
  world = openWorld({ urls: urlsIn(database) });
  await world.bootstrap();
});
afterAll(async () => {
  await world.close();
  await database.db.query('drop table public.pay');
  for (const role of [a, b]) await database.db.query(`drop role ${role}`);
});
beforeEach(async () => {
  world.policy.denies = false;
  await database.db.query(`revoke all on public.pay from ${a}, ${b}`);
  await database.db.query(`grant select on public.pay to ${a}, ${b}`);
});

const revoke = (role: string): Change => ({
  type: 'grant.remove',
  source: target,
  subjectKey: roleKey(role),
  entitlementKey: `table/${name}.public.pay#SELECT`,
});
const holders = async (): Promise<readonly string[]> => {
  const rows = await database.db.query<{ who: string }>(
    `select r.rolname as who from pg_class, aclexplode(relacl) x join pg_roles r on r.oid = x.grantee
     where relname = 'pay' and x.privilege_type = 'SELECT' and r.rolname <> 'postgres' order by 1`,
  );
  return rows.map((row) => row.who);
};

class Ended extends Error {}
/** The bench of a process that ends at this point, as far as one process can play that: nothing after it runs. */
const endingAt = (point: KillPoint): EnforcementBench => ({
  ...world.enforcement,
  checkpoints: {
    at: (boundary, step) =>
      boundary === point.boundary && step === point.step ? Promise.reject(new Ended()) : Promise.resolve(),
  },
});
async function endAt(point: KillPoint, changes: readonly Change[]): Promise<EntryId> {
  const plan = await world.plan(changes);
  await expect(execute(endingAt(point), plan)).rejects.toBeInstanceOf(Ended);
  return plan;
}
const recovered = async () => {
  const ends: unknown[] = [];
  for await (const { end } of recover(world.enforcement)) ends.push(end);
  return ends;
};

describe('after a crash at any boundary', () => {
  it.each(killPoints({ steps: 2 }))('$boundary $step, the plan ends as done', async (point) => {
    const plan = await endAt(point, [revoke(a), revoke(b)]);
    const begun = await database.db.query('select 1 from enforcement.execution where plan = $1', [plan]);
    await recovered();
    if (begun.length === 0) await execute(world.enforcement, plan);
    expect(await holders()).toEqual([]);
    expect(
      await database.db.query('select outcome, kind from enforcement.execution where plan = $1', [plan]),
    ).toEqual([{ outcome: 'done', kind: 'decision' }]);
    expect(await recovered()).toEqual([]);
  });

  it.each(killPoints({ steps: 2, failsAt: 1 }))(
    '$boundary $step of a plan that fails, it ends undone',
    async (point) => {
      await database.db.query(`grant select (id) on public.pay to ${b}`);
      const plan = await endAt(point, [revoke(a), revoke(b)]);
      const begun = await database.db.query('select 1 from enforcement.execution where plan = $1', [plan]);
      await recovered();
      if (begun.length === 0) await execute(world.enforcement, plan);
      expect(await holders()).toEqual([a, b]);
      expect(
        await database.db.query('select outcome from enforcement.execution where plan = $1', [plan]),
      ).toEqual([{ outcome: 'undone' }]);
    },
  );
});

describe('taking back what ended, after a crash at any boundary', () => {
  /** A right given for an hour over the one that was there before, and the plan that takes it back. */
  async function ended(): Promise<EntryId> {
    const { clock } = world.review;
    const given = await world.plan(
      [
        {
          type: 'grant.add',
          source: target,
          subjectKey: roleKey(a),
          entitlementKey: `table/${name}.public.pay#SELECT`,
          grantable: true,
          until: addSeconds(clock.now(), 3600),
        },
      ],
      { requester: carol },
    );
    expect(await execute(world.enforcement, given)).toMatchObject({ ok: true });
    world.pass(3603);
    const [plan] = await world.sweep();
    if (plan === undefined) throw new Error('nothing was asked for');
    return plan;
  }
  const passedOn = async (): Promise<boolean> => {
    const [row] = await database.db.query<{ may: boolean }>(
      `select has_table_privilege($1, 'public.pay', 'select with grant option') as may`,
      [a],
    );
    return row?.may ?? false;
  };

  it.each(killPoints({ steps: 1 }))('$boundary $step, it is taken back', async (point) => {
    const plan = await ended();
    await expect(execute(endingAt(point), plan)).rejects.toBeInstanceOf(Ended);
    const begun = await database.db.query('select 1 from enforcement.execution where plan = $1', [plan]);
    world.policy.denies = true; // no policy in force has a say
    await recovered();
    if (begun.length === 0) await execute(world.enforcement, plan);
    expect([await passedOn(), await holders()]).toEqual([false, [a, b]]);
    expect(
      await database.db.query('select outcome, kind from enforcement.execution where plan = $1', [plan]),
    ).toEqual([{ outcome: 'done', kind: 'expiry' }]);
    expect(await recovered()).toEqual([]);
  });

  it.each(['intent.sequenced', 'target.committed'] as const)(
    '%s, and by hand to less than was there before: nothing is given back',
    async (boundary) => {
      const plan = await ended();
      await expect(execute(endingAt({ boundary, step: 0 }), plan)).rejects.toBeInstanceOf(Ended);
      await database.db.query(`revoke all on public.pay from ${a}`);
      expect(await recovered()).toMatchObject([{ ok: true, value: { outcome: 'done' } }]);
      expect(await holders()).toEqual([b]);
    },
  );
});

describe('recovery', () => {
  it('does not make what is no longer permitted: it undoes', async () => {
    await endAt({ boundary: 'intent.sequenced', step: 1 }, [revoke(a), revoke(b)]);
    world.policy.denies = true;
    expect(await recovered()).toMatchObject([{ ok: true, value: { outcome: 'undone' } }]);
    expect(await holders()).toEqual([a, b]);
  });

  it.each(['undo.committed', 'undo.re-read'] as const)(
    'goes on undoing what it had begun to undo, killed at %s, even if it would be permitted again',
    async (boundary) => {
      const plan = await world.plan([revoke(a), revoke(b)]);
      const bench: EnforcementBench = {
        ...world.enforcement,
        checkpoints: {
          at(now, step) {
            if (now === 'applied.durable' && step === 0) world.policy.denies = true;
            return now === boundary ? Promise.reject(new Ended()) : Promise.resolve();
          },
        },
      };
      await expect(execute(bench, plan)).rejects.toBeInstanceOf(Ended);
      world.policy.denies = false;
      expect(await recovered()).toMatchObject([{ ok: true, value: { outcome: 'undone' } }]);
      expect(await holders()).toEqual([a, b]);
    },
  );

  it('never guesses: a third state at the target is diverged, and left alone', async () => {
    await endAt({ boundary: 'intent.sequenced', step: 0 }, [revoke(a)]);
    await database.db.query(`grant select on public.pay to ${a} with grant option`);
    expect(await recovered()).toMatchObject([
      {
        ok: true,
        value: { outcome: 'diverged', because: expect.stringContaining('grantable was false, is true') },
      },
    ]);
    expect(await holders()).toEqual([a, b]);
  });

  it('keeps an execution open while its target cannot be reached, and finishes it later', async () => {
    await endAt({ boundary: 'target.committed', step: 0 }, [revoke(a)]);
    const { writers } = world.enforcement;
    const away: EnforcementBench = {
      ...world.enforcement,
      writers: { open: () => Promise.resolve(undefined) },
    };
    for await (const { end } of recover(away)) expect(end).toMatchObject({ code: 'secret_unavailable' });
    expect(writers).toBeDefined();
    expect(await recovered()).toMatchObject([{ ok: true, value: { outcome: 'done' } }]);
  });

  it('is left to the other enforcer while that one works on the plan', async () => {
    const plan = await world.plan([revoke(a)]);
    let second: unknown;
    await execute(
      {
        ...world.enforcement,
        checkpoints: {
          async at(boundary) {
            if (boundary === 'intent.durable') second = await execute(world.enforcement, plan);
          },
        },
      },
      plan,
    );
    expect(second).toMatchObject({ ok: false, code: 'already_done' });
    expect(await holders()).toEqual([b]);
  });
});

describe('the worker', () => {
  it('finishes what a crash left, answers requests, and stops between steps when told', async () => {
    await endAt({ boundary: 'target.committed', step: 0 }, [revoke(a)]);
    const plan = await world.plan([revoke(b)]);
    const unknown = 'ent_00000000000000000000000000';
    for (const asked of [plan, unknown])
      await world.review.database.query('insert into enforcement.request (plan) values ($1)', [asked]);
    const stop = new AbortController();
    const ends: unknown[] = [];
    await runEnforcer(
      { ...world.enforcement, stop: stop.signal },
      {
        pollMs: 50,
        tell: (event) => {
          if (event.is === 'ended') ends.push(event.end.ok ? event.end.value.outcome : event.end.code);
          if (ends.length === 3) stop.abort();
        },
      },
    );
    expect(ends).toEqual(['done', 'done', 'not_found']);
    expect(await holders()).toEqual([]);
    expect(
      await database.db.query(
        "select plan, outcome->>'ok' as ok from enforcement.request where plan = any ($1) order by id",
        [[plan, unknown]],
      ),
    ).toEqual([
      { plan, ok: 'true' },
      { plan: unknown, ok: 'false' },
    ]);
  });

  it('told to stop begins no further step; the next start ends the execution', async () => {
    const plan = await world.plan([revoke(a), revoke(b)]);
    const stop = new AbortController();
    await expect(
      execute(
        {
          ...world.enforcement,
          stop: stop.signal,
          checkpoints: {
            at: (boundary) => Promise.resolve(boundary === 'applied.durable' ? stop.abort() : undefined),
          },
        },
        plan,
      ),
    ).rejects.toMatchObject({ code: 'interrupted' });
    expect(await holders()).toEqual([b]);
    expect(await recovered()).toMatchObject([{ ok: true, value: { outcome: 'done' } }]);
  });
});
