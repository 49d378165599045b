// Saved views by HTTP on a real PostgreSQL, judged by the real policies. Only who asks is said by a header of the test.
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useDatabase } from '../../../test/support/database.ts';
import { openSigningWorld, type SigningWorld } from '../../../test/support/signing-world.ts';
import { createApplication } from '../../commands/application.ts';
import { newSoftwareKeyFile, readSoftwareKeyFile } from '../../ledger/index.ts';
import { addSource, removeSource } from '../../estate/index.ts';
import {
  done,
  isSourceId,
  isSubjectId,
  must as mustBe,
  type Result,
  type Role,
  type SubjectId,
} from '../../model/index.ts';
import { newId } from '../../platform/clock.ts';
import { openDatabase } from '../../platform/store/index.ts';
import { createKeptAnswers, type KeptAnswers } from '../../platform/kept-answers/index.ts';
import type { Caller } from '../caller.ts';
import { socketDoor } from '../door.ts';
import { createTcpApi } from '../tcp/create-tcp-api.ts';
import { tcpDoor } from '../tcp/tcp-door.ts';
import { routes } from './index.ts';

const database = useDatabase();
let world: SigningWorld;
let kept: KeptAnswers;
let api: FastifyInstance;
let socket: FastifyInstance;

const personOf = (roles: readonly Role[], id = mustBe(isSubjectId, newId('psn'))): Caller => ({
  kind: 'person',
  who: { kind: 'person', person: { kind: 'person', id, state: 'active', roles } },
  session: { id: 'ses_x', csrf: '', how: 'link' },
});
const idOf = (who: string): SubjectId => {
  const caller = callers.get(who);
  if (caller?.kind !== 'person') throw new Error(`${who} is no person`);
  return caller.who.person.id;
};
const callers = new Map<string, Caller>([
  ['dana', personOf(['reviewer'])],
  ['sam', personOf(['reviewer'])],
  ['mia', personOf(['reviewer'])],
  ['ada', personOf(['administrator'])],
  ['olga', personOf(['auditor'])],
  ['rex', personOf(['requester'])],
]);
function tokenOf(owner: string, scopes: readonly ('view' | 'operate')[]): Caller {
  const caller = callers.get(owner);
  if (caller?.kind !== 'person') throw new Error(`${owner} is no person`);
  const { person } = caller.who;
  return {
    kind: 'token',
    who: {
      kind: 'token',
      token: { kind: 'machine', id: mustBe(isSubjectId, newId('prc')), state: 'active', owner: person.id },
      scopes,
      owner: person,
    },
  };
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

beforeAll(async () => {
  world = openSigningWorld(database.urlAs);
  const application = createApplication(world.system);
  const key = readSoftwareKeyFile(newSoftwareKeyFile('first'));
  const asked = { publicKey: key.publicKey.line, roles: ['administrator'] };
  const opened = must(await application.signers.openBootstrap(asked));
  must(await application.signers.bootstrap({ ...asked, ...opened, signature: key.sign(opened.statement) }));
  kept = createKeptAnswers(world.system.database, world.system.clock);
  const real = tcpDoor(application, false);
  const options = {
    routes,
    application,
    hostNames: new Set(['localhost']),
    checkAnswers: true,
    kept,
    onBug: (error: unknown) => {
      throw error;
    },
  };
  api = createTcpApi({
    ...options,
    door: {
      ...real,
      authenticate: (request) =>
        Promise.resolve(done(callers.get(String(request.headers['x-who'])) ?? { kind: 'anonymous' })),
    },
  });
  socket = createTcpApi({ ...options, door: socketDoor });
  callers.set('dana-views', tokenOf('dana', ['view']));
  callers.set('dana-operates', tokenOf('dana', ['view', 'operate']));
  for (const id of ['crm', 'old'])
    must(
      await world.system.database.transaction((tx) =>
        addSource(tx, {
          id: mustBe(isSourceId, id),
          connector: 'csv',
          config: {},
          at: world.system.clock.now(),
        }),
      ),
    );
});
afterAll(async () => {
  await api.close();
  await socket.close();
  kept.close();
  await world.close();
});

const viewIn = z.looseObject({ view: z.looseObject({ id: z.string(), version: z.int() }) });
const itemsIn = z.looseObject({
  items: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  next: z.string().nullable(),
});

/** Says something to the API as somebody; what it answers is looked at as an outsider reads it. */
async function say(
  who: string,
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  payload?: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  const answer = await api.inject({
    method,
    url,
    headers: {
      'x-who': who,
      host: 'localhost',
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload === undefined
      ? {}
      : { payload: typeof payload === 'string' ? payload : JSON.stringify(payload) }),
  });
  const body: unknown = answer.body === '' ? null : answer.json();
  return { status: answer.statusCode, body, etag: String(answer.headers['etag']) };
}

const asks = { list: 'findings', search: { severity: ['critical'], source: ['crm'] } } as const;
async function keep(who: string, name: string, more: object = {}): Promise<string> {
  const kept = await say(who, 'POST', '/v1/views', { name, asks, ...more });
  expect(kept).toMatchObject({ status: 200 });
  return viewIn.parse(kept.body).view.id;
}
const namesSeenBy = async (who: string, query = ''): Promise<readonly string[]> =>
  itemsIn.parse((await say(who, 'GET', `/v1/views${query}`)).body).items.map(({ name }) => name);
const rows = () => database.db.query<{ row: string }>('select t::text as row from saved.view t order by id');

describe('a view', () => {
  it('is kept, read, renamed, saved over, shared and deleted by the person whose it is', async () => {
    const id = await keep('dana', '  Critical  in CRM ');
    const read = await say('dana', 'GET', `/v1/views/${id}`);
    expect(read.body).toEqual({
      view: {
        id,
        name: 'Critical in CRM',
        owner: idOf('dana'),
        mine: true,
        shared: false,
        asks,
        gone: [],
        version: 1,
        createdAt: world.system.clock.now(),
        changedAt: world.system.clock.now(),
      },
    });
    expect(
      await say('dana', 'GET', `/v1/views/${id}`, undefined, { 'if-none-match': read.etag }),
    ).toMatchObject({ status: 304, body: null });
    world.pass(60);
    const over = { list: 'findings', search: { q: 'priya', by: 'rule' } };
    expect(
      await say('dana', 'POST', `/v1/views/${id}`, { version: 1, name: 'Priya', asks: over, shared: true }),
    ).toMatchObject({ status: 200, body: { view: { name: 'Priya', asks: over, shared: true, version: 2 } } });
    expect(await say('dana', 'DELETE', `/v1/views/${id}`)).toMatchObject({ body: { removed: id } });
    expect(await say('dana', 'GET', `/v1/views/${id}`)).toMatchObject({ status: 404 });
  });

  it('is its owner’s alone until it is shared; then others read it and change nothing', async () => {
    const id = await keep('dana', 'Mine');
    const denials = async (who: string) =>
      Promise.all([
        say(who, 'GET', `/v1/views/${id}`),
        say(who, 'POST', `/v1/views/${id}`, { version: 1, name: 'Theirs' }),
        say(who, 'DELETE', `/v1/views/${id}`),
      ]);
    const nowhere = await say('sam', 'GET', `/v1/views/viw_${'0'.repeat(26)}`);
    for (const who of ['sam', 'olga', 'ada'])
      for (const denied of await denials(who)) expect(denied).toEqual({ ...nowhere, etag: denied.etag });
    expect(await say('ada', 'DELETE', `/v1/administration/views/${id}`)).toMatchObject({ status: 404 });
    expect(await namesSeenBy('sam')).toEqual([]);

    expect(await say('dana', 'POST', `/v1/views/${id}`, { version: 1, shared: true })).toMatchObject({
      status: 200,
    });
    const before = await rows();
    for (const who of ['sam', 'olga', 'ada']) {
      const [read, changed, removed] = await denials(who);
      expect(read).toMatchObject({ status: 200, body: { view: { name: 'Mine', mine: false } } });
      expect([changed?.status, removed?.status]).toEqual([404, 404]);
    }
    expect(await namesSeenBy('sam', '?whose=others')).toEqual(['Mine']);
    expect(await namesSeenBy('sam', '?whose=mine')).toEqual([]);
    expect(await rows()).toEqual(before);

    expect(await say('sam', 'DELETE', `/v1/administration/views/${id}`)).toMatchObject({ status: 403 });
    expect(await say('ada', 'DELETE', `/v1/administration/views/${id}`)).toMatchObject({ status: 200 });
    expect(await namesSeenBy('dana')).toEqual([]);
  });

  it('of a stranger’s goes nowhere: whoever may not see the lists neither reads nor keeps views', async () => {
    const id = await keep('dana', 'Shared', { shared: true });
    for (const who of ['nobody', 'rex']) {
      const status = who === 'rex' ? 403 : 401;
      expect(await say(who, 'GET', '/v1/views')).toMatchObject({ status });
      expect(await say(who, 'GET', `/v1/views/${id}`)).toMatchObject({ status });
      expect(await say(who, 'POST', '/v1/views', { name: 'x', asks })).toMatchObject({ status });
    }
    await say('dana', 'DELETE', `/v1/views/${id}`);
  });

  it('of an auditor’s own is kept and stays theirs: sharing takes somebody who works here', async () => {
    expect(await say('olga', 'POST', '/v1/views', { name: 'x', asks, shared: true })).toMatchObject({
      status: 403,
      body: { code: 'not_permitted' },
    });
    const id = await keep('olga', 'What I follow');
    expect(await say('olga', 'POST', `/v1/views/${id}`, { version: 1, shared: true })).toMatchObject({
      status: 403,
    });
    expect(await say('olga', 'POST', `/v1/views/${id}`, { version: 1, name: 'Followed' })).toMatchObject({
      status: 200,
    });
    expect(await namesSeenBy('olga')).toEqual(['Followed']);
    expect(await say('olga', 'DELETE', `/v1/views/${id}`)).toMatchObject({ status: 200 });
  });

  it('is read with a token by whoever owns that, and changed with none; the socket reads what is shared', async () => {
    const [own, shared] = [await keep('dana', 'Own'), await keep('sam', 'Of Sam’s', { shared: true })];
    expect(await namesSeenBy('dana-views')).toEqual(['Of Sam’s', 'Own']);
    for (const who of ['dana-views', 'dana-operates']) {
      expect(await say(who, 'POST', '/v1/views', { name: 'x', asks })).toMatchObject({ status: 403 });
      expect(await say(who, 'POST', `/v1/views/${own}`, { version: 1, name: 'x' })).toMatchObject({
        status: 403,
      });
      expect(await say(who, 'DELETE', `/v1/views/${own}`)).toMatchObject({ status: 403 });
    }
    const by = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
      socket.inject({
        method,
        url,
        headers: { host: 'localhost' },
        ...(payload === undefined ? {} : { payload }),
      });
    expect(itemsIn.parse((await by('GET', '/v1/views')).json()).items).toMatchObject([
      { id: shared, mine: false },
    ]);
    expect((await by('POST', '/v1/views', { name: 'x', asks })).json()).toMatchObject({ code: 'usage' });
    expect((await by('DELETE', `/v1/views/${own}`)).json()).toMatchObject({ code: 'usage' });
    await say('dana', 'DELETE', `/v1/views/${own}`);
    await say('sam', 'DELETE', `/v1/views/${shared}`);
  });
});

describe('what is said about a view', () => {
  it('is refused when it is no question of that list, and leaves every row as it was', async () => {
    const id = await keep('mia', 'Kept');
    const before = await rows();
    const bad: readonly unknown[] = [
      { name: 'x', asks: { list: 'findings', search: { lane: 'workloads' } } },
      { name: 'x', asks: { list: 'identities', search: { limit: 5 } } },
      { name: 'x', asks: { list: 'ledger', search: {} } },
      { name: 'x', asks: { list: 'findings', search: [] } },
      {
        name: 'x',
        asks: { list: 'findings', search: { rule: Array.from({ length: 50 }, () => 'r'.repeat(99)) } },
      },
      { name: 'x', asks: { list: 'findings', search: { q: 'ü'.repeat(201) } } },
      { name: 'x', asks, owner: idOf('sam') },
      { name: 'x', asks, id: 'viw_00000000000000000000000000' },
      '{"name":"x","asks":{"list":"findings","search":{"__proto__":{"q":"x"}}}}',
      '{"name":"x","asks":{"list":"findings","search":{}},"constructor":{"prototype":{"shared":true}}}',
      '{"name":"x","asks":{"list":"__proto__","search":{}}}',
    ];
    for (const payload of bad)
      expect([JSON.stringify(payload), await say('mia', 'POST', '/v1/views', payload)]).toMatchObject([
        expect.anything(),
        { status: 400 },
      ]);
    expect(
      await say('mia', 'POST', `/v1/views/${id}`, { version: 1, asks: { list: 'identities', search: {} } }),
    ).toMatchObject({ status: 400 });
    for (const guess of ['x', "viw_0' or '1'='1", '..%2Ftokens', 'viw_'])
      expect((await say('mia', 'GET', `/v1/views/${encodeURIComponent(guess)}`)).status).toBe(400);
    expect(await rows()).toEqual(before);
    expect(Object.hasOwn(Object.prototype, 'q')).toBe(false);
    await say('mia', 'DELETE', `/v1/views/${id}`);
  });

  it.each([
    ['nothing', ''],
    ['only spaces', '   '],
    ['only what cannot be seen', '\u2800\u3164\u200b'],
    ['a line that is turned round', 'safe\u202Egpj'],
    ['a second line', 'one\ntwo'],
    ['a terminal’s escape', 'a\u001b[2J'],
    ['a tower of marks', `a${'\u0301'.repeat(40)}`],
    ['81 characters', 'x'.repeat(81)],
    ['10,000 characters', 'x'.repeat(10_000)],
    ['half a character', 'a\ud800'],
  ])('refuses a name that is %s', async (_what, name) => {
    expect(await say('mia', 'POST', '/v1/views', { name, asks })).toMatchObject({ status: 400 });
  });

  it.each([
    '__proto__',
    'constructor',
    '<img src=x onerror=alert(1)>',
    '重要な検出',
    '🚨 now 🚨',
    'x'.repeat(80),
  ])('takes %s as the name that it is', async (name) => {
    const id = await keep('mia', name);
    expect(await say('mia', 'GET', `/v1/views/${id}`)).toMatchObject({ body: { view: { name } } });
    await say('mia', 'DELETE', `/v1/views/${id}`);
  });
});

describe('two who write at once', () => {
  it('do not undo each other unseen: the second is told that the view is another now', async () => {
    const id = await keep('dana', 'Both');
    const save = (q: string) =>
      say('dana', 'POST', `/v1/views/${id}`, { version: 1, asks: { list: 'findings', search: { q } } });
    const both = await Promise.all([save('one'), save('two')]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'precondition_changed' });
    await say('dana', 'DELETE', `/v1/views/${id}`);
  });

  it('keep one view of a name, and one view of a key however often it is sent', async () => {
    const both = await Promise.all(
      [0, 1].map(() => say('dana', 'POST', '/v1/views', { name: 'Twice', asks })),
    );
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
    const keyed = () =>
      say('dana', 'POST', '/v1/views', { name: 'Keyed', asks }, { 'idempotency-key': 'one' });
    expect((await keyed()).body).toEqual((await keyed()).body);
    const seen = itemsIn.parse((await say('dana', 'GET', '/v1/views')).body).items;
    expect(seen.map(({ name }) => name)).toEqual(['Keyed', 'Twice']);
    for (const { id } of seen) await say('dana', 'DELETE', `/v1/views/${id}`);
  });

  it('keep fifty views each and no more, however many ask at once', async () => {
    await database.db.query(
      `insert into saved.view (id, owner, list, name, search, shared, created_at, changed_at)
         select 'viw_' || lpad(n::text, 26, '0'), $1, 'findings', 'View ' || n, '{}', false, now(), now()
           from generate_series(1, 49) n`,
      [idOf('sam')],
    );
    const more = await Promise.all(
      [1, 2, 3].map((n) => say('sam', 'POST', '/v1/views', { name: `More ${n}`, asks })),
    );
    expect(more.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 429, 429]);
    await keep('dana', 'Dana is not full');

    const names: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page = itemsIn.parse(
        (await say('sam', 'GET', `/v1/views?limit=20${next === '' ? '' : `&cursor=${next}`}`)).body,
      );
      names.push(...page.items.map(({ name }) => name));
      ({ next } = page);
    }
    expect(names).toHaveLength(50);
    expect(new Set(names).size).toBe(50);
    await database.db.query('delete from saved.view');
  });
});

describe('a view that names what is gone', () => {
  it('opens, and says what', async () => {
    const search = { source: ['crm', 'old'], rule: ['no-such-rule'], account: 'u1' };
    const id = await keep('dana', 'Old', { asks: { list: 'findings', search } });
    must(
      await removeSource(world.system.database, {
        id: mustBe(isSourceId, 'old'),
        at: world.system.clock.now(),
      }),
    );
    expect(await say('dana', 'GET', `/v1/views/${id}`)).toMatchObject({
      body: {
        view: {
          asks: { search },
          gone: [
            { in: 'source', value: 'old' },
            { in: 'rule', value: 'no-such-rule' },
          ],
        },
      },
    });
    const one = await keep('dana', 'One', {
      asks: { list: 'findings', search: { source: ['crm'], account: 'u1' } },
    });
    expect(await say('dana', 'GET', `/v1/views/${one}`)).toMatchObject({
      body: { view: { gone: [{ in: 'account', value: 'u1' }] } },
    });
  });

  it('opens also when an earlier version kept what this one does not know', async () => {
    const id = await keep('dana', 'Earlier');
    await database.db.query(
      `update saved.view set search = '{"severity": ["critical"], "colour": "red", "by": "planet"}' where id = $1`,
      [id],
    );
    expect(await say('dana', 'GET', `/v1/views/${id}`)).toMatchObject({
      status: 200,
      body: {
        view: {
          asks: { list: 'findings', search: { severity: ['critical'] } },
          gone: expect.arrayContaining([
            { in: 'colour', value: '"red"' },
            { in: 'by', value: '"planet"' },
          ]) as unknown,
        },
      },
    });
  });
});

describe('the database', () => {
  it('lets nobody but the server near them, and the server give no view to somebody else', async () => {
    for (const role of ['enforcer', 'sequencer'] as const) {
      const other = openDatabase({ url: database.urlAs(role), applicationName: 'test-views' });
      await expect(other.query('select 1 from saved.view')).rejects.toThrow(/permission denied/);
      await other.close();
    }
    await expect(
      world.system.database.query('update saved.view set owner = $1', [idOf('sam')]),
    ).rejects.toThrow(/permission denied/);
  });
});
