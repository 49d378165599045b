import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { instantOf, isSourceId, must, type Observation, type SourceId } from '../../model/index.ts';
import { openDatabase, type Database } from '../../platform/store/index.ts';
import { importRead } from '../import/import-read.ts';
import { addSource } from '../sources.ts';
import { openAccess, type WhoCan } from './engine.ts';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const test = useDatabase();
let db: Database;
let serial = 0;

beforeAll(() => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  return () => db.close();
});

async function newSource(name: string): Promise<SourceId> {
  const id = must(isSourceId, `${name}${++serial}`);
  await addSource(db, { id, connector: 'csv', config: {}, at });
  return id;
}

async function load(source: SourceId, observations: readonly Observation[], startedAt = at): Promise<number> {
  async function* pages() {
    yield { observations, complete: true };
  }
  const read = await importRead({ database: db, source, pages: pages(), startedAt, now: () => startedAt });
  if (!read.ok) throw new Error(read.message);
  return read.value.number;
}

const account = (key: string, more: object = {}): Observation => ({
  type: 'account',
  key,
  name: `name-${key}`,
  kind: 'unknown',
  state: 'active',
  ...more,
});
const group = (key: string): Observation => ({ type: 'group', key, name: key, kind: 'group' });
const member = (memberKey: string, groupKey: string, more: object = {}): Observation => ({
  type: 'membership',
  key: `${memberKey}>${groupKey}`,
  memberKey,
  groupKey,
  via: 'member',
  ...more,
});
const right = (key: string, action: string, resourcePattern: string, more: object = {}): Observation => ({
  type: 'entitlement',
  key,
  action,
  resourcePattern,
  ...more,
});
const grant = (subjectKey: string, entitlementKey: string, more: object = {}): Observation => ({
  type: 'grant',
  key: `${subjectKey}=${entitlementKey}`,
  subjectKey,
  entitlementKey,
  effect: 'allow',
  ...more,
});

const told = (answer: WhoCan, source: string) =>
  answer.holders
    .filter((holder) => holder.account.source === source)
    .map((holder) => [
      holder.account.key,
      holder.verdict,
      holder.path.map((edge) => edge.because.key).join(' '),
      ...(holder.verdict === 'depends' ? holder.dependsOn : []),
    ]);

describe('who can', () => {
  it('depends on what was not read and could deny, in that source alone', async () => {
    const rows = (name: string): readonly Observation[] => [
      account(name),
      right('r', 'read', `doubt/${name}`),
      grant(name, 'r'),
    ];
    const doubted = await newSource('doubted');
    const sure = await newSource('sure');
    const scp: Observation = {
      type: 'gap',
      key: 'scp',
      what: 'policies above',
      why: 'not exported',
      mayDeny: true,
    };
    const harmless: Observation = { type: 'gap', key: 'x', what: 'sessions', why: 'not exported' };
    await load(doubted, [...rows('a'), scp, harmless]);
    await load(sure, [...rows('b'), harmless]);
    const access = openAccess(db);
    expect(told(await access.whoCan({ action: 'read', resource: 'doubt/a' }), doubted)).toEqual([
      ['a', 'depends', 'a=r', 'not read: policies above'],
    ]);
    expect(told(await access.whoCan({ action: 'read', resource: 'doubt/b' }), sure)).toEqual([
      ['b', 'yes', 'b=r'],
    ]);
    const what = await access.whatCan({ identity: { entity: 'account', source: doubted, key: 'a' } });
    expect(what).toMatchObject({
      ok: true,
      value: { rights: [{ verdict: 'depends', dependsOn: ['not read: policies above'] }] },
    });
  });

  it('answers AWS wildcards over groups and assumed roles, with the path and what it depends on', async () => {
    const aws = await newSource('aws');
    await load(aws, [
      account('arn:aws:iam::1:user/dana'),
      account('arn:aws:iam::1:role/deploy', { canBeAssumed: true, kind: 'workload' }),
      account('arn:aws:iam::1:user/eve'),
      account('arn:aws:iam::1:user/off', { state: 'disabled' }),
      account('arn:aws:iam::1:root', { powers: ['root'] }),
      group('readers'),
      member('arn:aws:iam::1:user/dana', 'readers'),
      member('arn:aws:iam::1:user/eve', 'arn:aws:iam::1:role/deploy', {
        via: 'assume',
        conditions: ['aws:SourceIp'],
      }),
      right('get', 's3:Get*', 'arn:aws:s3:::bucket/*'),
      right('list', 's3:ListBucket', 'arn:aws:s3:::bucket'),
      right('no', 's3:*', '*'),
      grant('readers', 'get'),
      grant('readers', 'list'),
      grant('arn:aws:iam::1:role/deploy', 'get'),
      grant('arn:aws:iam::1:user/off', 'get'),
      grant('arn:aws:iam::1:user/dana', 'no', { effect: 'deny', conditions: ['not MFA'] }),
    ]);
    const access = openAccess(db);
    const answer = await access.whoCan({ action: 'S3:getobject', resource: 'arn:aws:s3:::bucket/a.txt' });
    expect(told(answer, aws)).toEqual([
      ['arn:aws:iam::1:role/deploy', 'yes', 'arn:aws:iam::1:role/deploy=get'],
      ['arn:aws:iam::1:root', 'yes', 'arn:aws:iam::1:root'],
      [
        'arn:aws:iam::1:user/dana',
        'depends',
        'arn:aws:iam::1:user/dana>readers readers=get',
        'Deny `arn:aws:iam::1:user/dana=no` of s3:* on * could apply (not MFA)',
      ],
      [
        'arn:aws:iam::1:user/eve',
        'depends',
        'arn:aws:iam::1:user/eve>arn:aws:iam::1:role/deploy arn:aws:iam::1:role/deploy=get',
        'membership `arn:aws:iam::1:user/eve>arn:aws:iam::1:role/deploy`: aws:SourceIp',
      ],
      [
        'arn:aws:iam::1:user/off',
        'depends',
        'arn:aws:iam::1:user/off=get',
        'the account is disabled, locked or expired and would have to be put back in use',
      ],
    ]);
    expect(answer.version.reads.map(({ source }) => source)).toContain(aws);
    const mirror = await access.whatCan({
      identity: { entity: 'account', source: aws, key: 'arn:aws:iam::1:user/dana' },
    });
    expect(mirror).toMatchObject({
      ok: true,
      value: { total: 2, truncated: false, identity: { name: 'name-arn:aws:iam::1:user/dana' } },
    });
    const rights = mirror.ok ? mirror.value.rights : [];
    expect(new Map(rights.map(({ entitlement, verdict }) => [entitlement?.key, verdict]))).toEqual(
      new Map([
        ['get', 'depends'],
        ['list', 'depends'],
      ]),
    );
  });

  it("answers PostgreSQL names, ownership and superusers, and gives no table to another system's administrator", async () => {
    const pg = await newSource('pg');
    const cloud = await newSource('cloud');
    await load(cloud, [account('boss'), right('all', '*', '*'), grant('boss', 'all')]);
    await load(pg, [
      account('role/app'),
      account('role/owner'),
      account('role/postgres', { powers: ['superuser'] }),
      account('role/other'),
      account('role/dba'),
      member('role/dba', 'role/postgres', { via: 'set_role' }),
      { type: 'resource', key: 'table/app.public.customers', name: 'customers', kind: 'table' },
      right('s', 'SELECT', 'table/app.public.customers', { resourceKey: 'table/app.public.customers' }),
      right('o', 'OWNER', 'table/app.public.customers', { resourceKey: 'table/app.public.customers' }),
      right('i', 'INSERT', 'table/app.public.customers', { resourceKey: 'table/app.public.customers' }),
      grant('role/app', 's'),
      grant('role/owner', 'o'),
      grant('role/other', 'i'),
    ]);
    const access = openAccess(db);
    for (const resource of [
      'table/app.public.customers',
      'public.customers',
      'app.public.customers',
      'public.cust*',
    ]) {
      const answer = await access.whoCan({ action: 'select', resource });
      const keys = answer.holders.map(({ account }) => account.key);
      expect([resource, ...keys]).toEqual([resource, 'role/app', 'role/dba', 'role/owner', 'role/postgres']);
    }
  });

  it('takes any resource for those of sources that know the action: no owner of a table makes networks', async () => {
    const pg = await newSource('tables');
    const cloud = await newSource('networks');
    await load(cloud, [
      account('maker'),
      account('boss'),
      right('make', 'net:Create', 'net/*'),
      right('all', '*', '*'),
      grant('maker', 'make'),
      grant('boss', 'all'),
    ]);
    await load(pg, [
      account('role/owner'),
      account('role/postgres', { powers: ['superuser'] }),
      { type: 'resource', key: 'table/t', name: 't', kind: 'table' },
      right('o', 'OWNER', 'table/t', { resourceKey: 'table/t' }),
      right('s', 'SELECT', 'table/t', { resourceKey: 'table/t' }),
      grant('role/owner', 'o'),
    ]);
    const access = openAccess(db);
    const who = async (action: string): Promise<readonly string[]> =>
      (await access.whoCan({ action, resource: '*' })).holders
        .filter(({ account: { source } }) => source === pg || source === cloud)
        .map(({ account: { key } }) => key);
    expect(await who('net:Create')).toEqual(['boss', 'maker']);
    expect(await who('select')).toEqual(['role/owner', 'role/postgres']);
    expect(await who('*')).toEqual(['boss', 'maker', 'role/owner', 'role/postgres']);
  });

  it('says that nobody is shown because no source knows the resource', async () => {
    const answer = await openAccess(db).whoCan({ action: 'SELECT', resource: 'nowhere.at_all' });
    expect(answer).toMatchObject({ holders: [], total: 0 });
    expect(answer.notRead).toContainEqual(expect.objectContaining({ what: 'nowhere.at_all' }));
  });

  it('says of one account what it says of all, why not, and refuses what nobody knows', async () => {
    const source = await newSource('one');
    await load(source, [
      account('ann'),
      account('ben'),
      account('off', { state: 'disabled' }),
      group('readers'),
      member('ann', 'readers'),
      member('off', 'readers'),
      right('r', 'read', 'one/thing'),
      grant('readers', 'r'),
    ]);
    const access = openAccess(db);
    const ask = (key: string, resource = 'one/thing', entity: 'account' | 'group' = 'account') =>
      access.can({ identity: { entity, source, key }, action: 'read', resource });
    expect(await ask('ann')).toMatchObject({
      ok: true,
      value: {
        identity: { key: 'ann' },
        answer: { verdict: 'yes', path: [{ how: 'membership' }, { how: 'grant' }] },
      },
    });
    expect(await ask('readers', 'one/thing', 'group')).toMatchObject({
      value: { answer: { verdict: 'yes' } },
    });
    expect(await ask('off')).toMatchObject({ value: { answer: { verdict: 'depends' } } });
    expect(await ask('ben')).toMatchObject({
      value: { answer: { verdict: 'no', because: 'nothing that was read gives it' } },
    });
    expect(await ask('ann', 'nowhere.at_all')).toMatchObject({ ok: false, code: 'not_found' });
    expect(await ask('nobody')).toMatchObject({ ok: false, code: 'not_found' });
    expect(await ask('__proto__')).toMatchObject({ ok: false, code: 'not_found' });
    const other = await newSource('other');
    await load(other, [right('o', 'read', 'elsewhere/thing')]);
    expect(await ask('ann', 'elsewhere/thing')).toMatchObject({
      value: { answer: { verdict: 'no', because: 'its source knows no resource of this name' } },
    });
  });

  it('answers as of an earlier read, says when it cut, and ends in a cycle', async () => {
    const source = await newSource('time');
    const later = instantOf(Date.parse('2026-03-02T00:00:00Z'));
    const people = Array.from({ length: 30 }, (_, n) => account(`u${n}`));
    const cycle = [group('g1'), group('g2'), member('g1', 'g2'), member('g2', 'g1')];
    const base = [...people, ...cycle, right('e', 'act', 'thing/time'), grant('g2', 'e')];
    const first = await load(source, [...base, ...people.map(({ key }) => member(key, 'g1'))]);
    await load(source, [...base, ...people.slice(0, 16).map(({ key }) => member(key, 'g1'))], later);
    const access = openAccess(db);
    const question = { action: 'act', resource: 'thing/time' };
    expect((await access.whoCan(question)).total).toBe(16);
    expect((await access.whoCan({ ...question, at: { is: 'read', read: first } })).total).toBe(30);
    expect((await access.whoCan({ ...question, at: { is: 'time', at } })).total).toBe(30);
    const cut = await access.whoCan({ ...question, limit: 5 });
    expect([cut.holders.length, cut.total, cut.truncated]).toEqual([5, 16, true]);
    expect(cut.holders).toEqual((await access.whoCan({ ...question, limit: 5 })).holders);
  });
});

describe('what was not read', () => {
  const unread = (what: string): Observation => ({
    type: 'gap',
    key: what,
    what,
    why: 'it was refused',
    mayDeny: true,
  });
  const later = instantOf(Date.parse('2026-03-02T00:00:00Z'));

  it('is told as it was at the read that is asked about, and counts for that alone', async () => {
    const source = await newSource('gaps');
    const base = [account('uma'), right('e', 'act', 'thing/gaps'), grant('uma', 'e')];
    const first = await load(source, [...base, unread('limits then')]);
    await load(source, base, later);
    const access = openAccess(db);
    const asked = { action: 'act', resource: 'thing/gaps' };
    const then = await access.whoCan({ ...asked, at: { is: 'read', read: first } });
    expect(then.holders).toMatchObject([{ verdict: 'depends', dependsOn: ['not read: limits then'] }]);
    expect(then.notRead.filter((gap) => gap.source === source).map(({ what }) => what)).toEqual([
      'limits then',
    ]);
    const now = await access.whoCan(asked);
    expect(now.holders).toMatchObject([{ verdict: 'yes' }]);
    expect(now.notRead.filter((gap) => gap.source === source)).toEqual([]);
  });

  it('comes first for the sources that know the resource, also when nobody is shown', async () => {
    const others = await newSource('a-first');
    await load(others, [account('x'), unread('of another')]);
    const source = await newSource('z-last');
    await load(source, [
      group('policy'),
      right('p', 'read', 'vault/x'),
      grant('policy', 'p'),
      unread('who signs in'),
    ]);
    const { total, notRead } = await openAccess(db).whoCan({ action: 'read', resource: 'vault/x' });
    expect([total, notRead[0]?.what]).toEqual([0, 'who signs in']);
  });
});

describe('the engine and an obvious slow oracle', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const groups = ['f', 'g', 'h'];
  const anyone = fc.constantFrom(...names, ...groups);
  const conditions = fc.constantFrom<{ conditions?: string[] }>({}, {}, { conditions: ['c'] });
  const estate = fc.record({
    members: fc.uniqueArray(fc.tuple(anyone, anyone, conditions), {
      maxLength: 14,
      selector: ([m, g]) => `${m}>${g}`,
    }),
    grants: fc.uniqueArray(
      fc.tuple(
        anyone,
        fc.constantFrom('get', 'all', 'put'),
        fc.constantFrom<'allow' | 'deny'>('allow', 'allow', 'deny'),
        conditions,
      ),
      { maxLength: 8, selector: ([s, e]) => `${s}=${e}` },
    ),
  });

  /** Everything above `start`, by trying all edges again and again until nothing is new. */
  function above(
    start: string,
    members: readonly (readonly [string, string, { conditions?: string[] }])[],
    sure: boolean,
  ): Set<string> {
    const found = new Set([start]);
    for (let before = -1; before !== found.size;) {
      before = found.size;
      for (const [m, g, c] of members)
        if (found.has(m) && (!sure || c.conditions === undefined)) found.add(g);
    }
    return found;
  }

  it('agree on who can, and on whether it depends', async () => {
    const source = await newSource('oracle');
    const access = openAccess(db);
    const rights = [right('get', 's:Get*', 'r:x*'), right('all', 's:*', '*'), right('put', 's:Put', 'r:x1')];
    await fc.assert(
      fc.asyncProperty(estate, async ({ members, grants }) => {
        await load(source, [
          ...names.map((name) => account(name)),
          ...groups.map(group),
          ...rights,
          ...members.map(([m, g, c]) => member(m, g, c)),
          ...grants.map(([s, e, effect, c]) => grant(s, e, { effect, ...c })),
        ]);
        const answer = await access.whoCan({ action: 's:GetIt', resource: 'r:x1' });
        const concerned = grants.filter(([, e]) => e !== 'put');
        const expected = names.flatMap((name) => {
          const held = (sure: boolean, effect: string) =>
            concerned.some(
              ([s, , f, c]) =>
                f === effect && above(name, members, sure).has(s) && (!sure || c.conditions === undefined),
            );
          if (!held(false, 'allow')) return [];
          return [[name, held(true, 'allow') && !held(false, 'deny') ? 'yes' : 'depends']];
        });
        expect(
          answer.holders.filter((h) => h.account.source === source).map((h) => [h.account.key, h.verdict]),
        ).toEqual(expected);
        for (const name of names) {
          const one = await access.can({
            identity: { entity: 'account', source, key: name },
            action: 's:GetIt',
            resource: 'r:x1',
          });
          expect([name, one.ok && one.value.answer.verdict]).toEqual([
            name,
            expected.find(([who]) => who === name)?.[1] ?? 'no',
          ]);
          const mirror = await access.whatCan({ identity: { entity: 'account', source, key: name } });
          const can = mirror.ok && mirror.value.rights.some(({ entitlement }) => entitlement?.key !== 'put');
          expect([name, can]).toEqual([name, expected.some(([who]) => who === name)]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
