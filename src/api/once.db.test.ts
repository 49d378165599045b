import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { useDatabase } from '../../test/support/database.ts';
import type { Application } from '../commands/application.ts';
import { done, Fault, refuse, type Result } from '../model/index.ts';
import { systemClock } from '../platform/clock.ts';
import { createKeptAnswers, type KeptAnswers } from '../platform/kept-answers/index.ts';
import { openDatabase, type Database } from '../platform/store/index.ts';
import type { Door } from './door.ts';
import { listenOnLoopback } from './listen.ts';
import { route, type Route } from './route.ts';
import { createTcpApi } from './tcp/create-tcp-api.ts';

/** How often each thing happened: what an idempotency key is about. */
const happened: Record<string, number> = {};
const slow = Promise.withResolvers<undefined>();
const began = Promise.withResolvers<undefined>();

async function act(name: string): Promise<Result<{ readonly number: number }>> {
  happened[name] = (happened[name] ?? 0) + 1;
  const number = happened[name];
  if (name === 'refused') return refuse('source_paused', 'Not now.');
  if (name === 'lost') throw new Fault('timed_out', 'Nobody knows.');
  if (name === 'down') throw new Fault('source_unreachable', 'It is down.');
  if (name === 'slow') {
    began.resolve(undefined);
    await slow.promise;
  }
  return done({ number });
}
const head = { method: 'POST', tag: 'test', summary: 'A test.', permission: 'operate' } as const;
const shape = {
  params: z.strictObject({ name: z.string() }),
  body: z.strictObject({ text: z.string().max(9).default('') }),
  output: z.strictObject({ number: z.int() }),
};
const testRoutes: readonly Route[] = [
  route({
    ...head,
    ...shape,
    name: 'test.act',
    path: '/v1/act/:name',
    run: (_context, input) => act(input.name),
  }),
  route({
    ...head,
    ...shape,
    name: 'test.work',
    path: '/v1/work/:name',
    isWork: true,
    run: (_context, input) => act(input.name),
  }),
  route({
    ...head,
    ...shape,
    name: 'test.secret',
    path: '/v1/secret/:name',
    tellsOnce: true,
    run: (_context, input) => act(input.name),
  }),
  route({
    ...head,
    ...shape,
    name: 'test.ask',
    path: '/v1/ask/:name',
    changesNothing: true,
    run: (_context, input) => act(input.name),
  }),
];
const testDoor: Door = {
  authenticate: () => Promise.resolve(done({ kind: 'socket' })),
  authorise: (caller) => Promise.resolve(done(caller)),
  stillIn: (caller) => Promise.resolve(done(caller)),
};

const own = useDatabase();
let database: Database;
let kept: KeptAnswers;
let api: ReturnType<typeof createTcpApi>;
let url = '';
beforeAll(async () => {
  database = openDatabase({ url: own.urlAs('server'), applicationName: 'test' });
  kept = createKeptAnswers(database, systemClock);
  api = createTcpApi({
    routes: testRoutes,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these routes call no use case
    application: {} as Application,
    door: testDoor,
    hostNames: new Set(['127.0.0.1']),
    checkAnswers: true,
    kept,
    onBug: () => undefined,
  });
  url = `http://127.0.0.1:${await listenOnLoopback(api, 0)}`;
});
afterAll(async () => {
  await api.close();
  kept.close();
  await database.close();
});

async function call(
  path: string,
  key: string,
  more: { readonly text?: string; readonly accept?: string } = {},
) {
  const { text = '', accept = 'application/json' } = more;
  const response = await fetch(`${url}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key, accept },
    body: JSON.stringify({ text }),
  });
  const body = await response.text();
  return {
    status: response.status,
    replayed: response.headers.get('idempotency-replayed') === 'true',
    body: accept === 'application/json' ? (JSON.parse(body) as unknown) : body,
  };
}
const problem = (code: string): object => ({ body: expect.objectContaining({ code }) as object });

describe('a write with an idempotency key', () => {
  test('happens once, and is answered the same again', async () => {
    const first = await call('act/a', 'key-1');
    expect(first).toEqual({ status: 200, replayed: false, body: { number: 1 } });
    expect(await call('act/a', 'key-1')).toEqual({ ...first, replayed: true });
    expect(await call('act/a', 'key-2')).toMatchObject({ body: { number: 2 } });
  });

  test('is refused when the key stood for another input, and that happens not at all', async () => {
    await call('act/b', 'key-1b');
    expect(await call('act/c', 'key-1b')).toMatchObject({ status: 422, ...problem('key_reused') });
    expect(await call('act/b', 'key-1b', { text: 'x' })).toMatchObject({
      status: 422,
      ...problem('key_reused'),
    });
    expect(happened).toMatchObject({ b: 1 });
    expect(happened).not.toHaveProperty('c');
  });

  test('is told to wait while the first is under way', async () => {
    const first = call('act/slow', 'key-3');
    await began.promise;
    expect(await call('act/slow', 'key-3')).toMatchObject({ status: 409, ...problem('in_progress') });
    slow.resolve(undefined);
    expect(await first).toMatchObject({ status: 200 });
    expect(await call('act/slow', 'key-3')).toMatchObject({ replayed: true, body: { number: 1 } });
  });

  test('that was refused, or failed without an effect, may be made again under its key', async () => {
    for (const name of ['refused', 'down']) for (let n = 0; n < 2; n++) await call(`act/${name}`, 'key-4');
    expect(happened).toMatchObject({ refused: 2, down: 1 + 1 });
  });

  test('that may have taken effect is not made again by itself', async () => {
    expect(await call('act/lost', 'key-5')).toMatchObject({ status: 504, ...problem('timed_out') });
    expect(await call('act/lost', 'key-5')).toMatchObject({ status: 409, ...problem('outcome_unknown') });
    expect(happened).toMatchObject({ lost: 1 });
  });

  test('whose answer is told once does not hear it again, and it is kept nowhere', async () => {
    expect(await call('secret/s', 'key-6')).toMatchObject({ body: { number: 1 } });
    expect(await call('secret/s', 'key-6')).toMatchObject({ status: 409, ...problem('already_done') });
    expect(happened).toMatchObject({ s: 1 });
    const rows = await own.db.query(`select answer from api.kept_answer where key = 'key-6'`);
    expect(rows).toEqual([{ answer: null }]);
  });

  test('may be long work, and tells its result as an event again', async () => {
    const accept = 'text/event-stream';
    expect(await call('work/w', 'key-7', { accept })).toMatchObject({
      body: expect.stringContaining('event: result\ndata: {"number":1}') as string,
    });
    expect(await call('work/w', 'key-7', { accept })).toMatchObject({
      body: expect.stringContaining('event: result\ndata: {"number":1}') as string,
    });
    expect(happened).toMatchObject({ w: 1 });
  });

  test('that changes nothing needs no key, and none is kept', async () => {
    for (let n = 0; n < 2; n++) await call('ask/q', 'key-8');
    expect(happened).toMatchObject({ q: 2 });
  });

  test('is refused with a key that is none', async () => {
    for (const key of ['', 'a b', 'x'.repeat(201)])
      expect(await call('act/z', key)).toMatchObject({ status: 400, ...problem('input_invalid') });
    expect(happened).not.toHaveProperty('z');
  });
});
