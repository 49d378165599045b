// Trying a plan out, the rate of a target, and the rule that stops an origin whose executions are not proven.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { openWorld, target, type World, urlsIn } from '../../test/support/enforcement-world.ts';
import { openPostgresWriter } from '../connectors/postgres/write.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import type { Change, Result } from '../model/index.ts';
import { execute, type EnforcementBench } from './index.ts';
import { rehearse } from './rehearse.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const run = randomUUID().slice(0, 8);
const [a, weak] = [`dry_a_${run}`, `dry_weak_${run}`];
let world: World;
let name: string;
beforeAll(async () => {
  const [row] = await database.db.query<{ name: string }>('select current_database() as name');
  name = row?.name ?? '';
  await database.db.query('create table public.pay (id int)');
  await database.db.query(`create role ${a} login`);
  await database.db.query(`create role ${weak} login password 'weak'`);
  world = openWorld({ urls: urlsIn(database) });
  await world.bootstrap();
});
beforeEach(async () => {
  await database.db.query(`grant select on public.pay to ${a}`);
});
afterAll(async () => {
  await world.close();
  await database.db.query('drop table public.pay');
  for (const role of [a, weak]) await database.db.query(`drop role ${role}`);
});

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};
const revoke = (): Change => ({
  type: 'grant.remove',
  source: target,
  subjectKey: roleKey(a),
  entitlementKey: `table/${name}.public.pay#SELECT`,
});
const disable = (): Change => ({ type: 'account.disable', source: target, accountKey: roleKey(a) });
const state = async () => {
  const [row] = await database.db.query<object>(
    `select has_table_privilege($1, 'public.pay', 'select') as held, rolcanlogin as login from pg_roles where rolname = $1`,
    [a],
  );
  return row;
};

describe('a plan that is tried out', () => {
  it('says that each step would be made, and makes none', async () => {
    const plan = await world.plan([revoke(), disable()]);
    const tried = value(await rehearse(world.enforcement, plan));
    expect(tried).toEqual({
      plan,
      steps: [
        { step: 0, source: target, change: 'grant.remove', found: 'to do', differences: [], allowed: 'yes' },
        {
          step: 1,
          source: target,
          change: 'account.disable',
          found: 'to do',
          differences: [],
          allowed: 'yes',
        },
      ],
    });
    expect(await state()).toEqual({ held: true, login: true });
    expect(await database.db.query('select 1 from enforcement.execution where plan = $1', [plan])).toEqual(
      [],
    );
    expect(value(await execute(world.enforcement, plan)).outcome, 'and can be carried out all the same').toBe(
      'done',
    );
    expect(await state()).toEqual({ held: false, login: false });
    await database.db.query(`alter role ${a} login`);
  });

  it('says what the target would not let the writer do, and what somebody changed since', async () => {
    const plan = await world.plan([revoke()]);
    const url = urlsIn(database).target.replace(/\/\/[^@]*@/, `//${weak}@`);
    const writers = {
      open: () => Promise.resolve(openPostgresWriter({ url, password: 'weak', execution: plan })),
    };
    const tried = value(await rehearse({ ...world.enforcement, writers }, plan));
    expect(tried.steps).toMatchObject([
      { found: 'to do', allowed: 'no', because: expect.stringMatching(/./) },
    ]);
    await database.db.query(`revoke select on public.pay from ${a}`);
    expect(value(await rehearse(world.enforcement, plan)).steps).toMatchObject([
      { found: 'done', differences: ['held was true, is false'], allowed: 'unknown' },
    ]);
  });

  it('says what signatures and policy would refuse, and tries nothing then', async () => {
    const plan = await world.plan([revoke()]);
    world.policy.denies = true;
    const tried: string[] = [];
    const writers: EnforcementBench['writers'] = {
      async open(source, execution) {
        const writer = await world.enforcement.writers.open(source, execution);
        return writer && { ...writer, rehearse: async ({ type }) => void tried.push(type) };
      },
    };
    const told = value(await rehearse({ ...world.enforcement, writers }, plan));
    world.policy.denies = false;
    expect(told).toMatchObject({
      refusedNow: { code: 'policy_denied' },
      steps: [{ found: 'to do', allowed: 'unknown' }],
    });
    expect(tried).toEqual([]);
    value(await rehearse({ ...world.enforcement, writers }, plan));
    expect(tried).toEqual(['grant.remove']);
  });
});

describe('executions of one origin', () => {
  it('stop when more than the set number are not proven, until they are; putting back goes on', async () => {
    const first = value(await execute(world.enforcement, await world.plan([revoke()]))).execution;
    await database.db.query(`update enforcement.execution set outcome = 'diverged' where entry = $1`, [
      first,
    ]);
    await database.db.query(`grant select on public.pay to ${a}`);
    const plan = await world.plan([revoke()]);
    const strict = { ...world.enforcement, mostUnproven: 0 };
    expect(await execute(strict, plan)).toMatchObject({
      ok: false,
      code: 'rate_limited',
      message: expect.stringContaining('rule/test'),
    });
    expect(await state()).toMatchObject({ held: true });
    const done = value(await execute(world.enforcement, plan)).execution;
    await database.db.query(`grant select on public.pay to ${a}`);
    const next = await world.plan([revoke()]);
    expect(value(await execute(strict, next)).outcome, 'the same thing was proven since').toBe('done');
    expect(done).not.toBe(first);
  });
});

describe('a target', () => {
  it('is changed as often as its turns come', async () => {
    const turns: string[] = [];
    const pace = {
      turnOf: (source: string) => {
        turns.push(source);
        return Promise.resolve();
      },
    };
    const plan = await world.plan([revoke(), disable()]);
    value(await execute({ ...world.enforcement, pace }, plan));
    await database.db.query(`alter role ${a} login`);
    expect(turns).toEqual([target, target]);
  });
});
