import { request, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Application } from '../commands/application.ts';
import { done, Fault, isSubjectId, must, refuse } from '../model/index.ts';
import type { KeptAnswers } from '../platform/kept-answers/index.ts';
import { callerKey, type Caller } from './caller.ts';
import type { Door } from './door.ts';
import { listenOnLoopback } from './listen.ts';
import { route, streamRoute, type Route } from './route.ts';
import { createTcpApi } from './tcp/create-tcp-api.ts';

const stopped = Promise.withResolvers<unknown>();
const head = { tag: 'test', summary: 'A test.', permission: 'view' } as const;
const testRoutes: readonly Route[] = [
  route({
    ...head,
    name: 'test.open',
    method: 'GET',
    path: '/v1/open',
    permission: 'public',
    output: z.strictObject({ kind: z.string() }),
    run: ({ caller }) => Promise.resolve(done({ kind: caller.kind })),
  }),
  route({
    ...head,
    name: 'test.read',
    method: 'GET',
    path: '/v1/things/:id',
    params: z.strictObject({ id: z.string().max(10) }),
    query: z.strictObject({
      limit: z.int().min(1).max(10).default(5),
      deep: z.boolean().default(false),
      kind: z.array(z.string().max(5)).max(3).default([]),
    }),
    output: z.strictObject({
      id: z.string(),
      limit: z.int(),
      deep: z.boolean(),
      kind: z.array(z.string()),
      caller: z.string(),
    }),
    run: ({ caller }, input) => Promise.resolve(done({ ...input, caller: caller.kind })),
  }),
  route({
    ...head,
    name: 'test.write',
    method: 'POST',
    path: '/v1/things',
    body: z.strictObject({ name: z.string().max(10) }),
    output: z.strictObject({}),
    run: (_context, { name }) => {
      if (name === 'refused')
        return Promise.resolve(refuse('signature_stale', 'It is stale.', 'Again.', { a: 1 }));
      if (name === 'fault') return Promise.reject(new Fault('database_unreachable', 'No database.'));
      if (name === 'bug') return Promise.reject(new TypeError('secret things'));
      return Promise.resolve(done({}));
    },
  }),
  route({
    ...head,
    name: 'test.lie',
    method: 'GET',
    path: '/v1/lie',
    output: z.strictObject({ shown: z.string() }),
    run: () => Promise.resolve(done({ shown: 'a', secret: 'b' })),
  }),
  route({
    ...head,
    name: 'test.dear',
    method: 'GET',
    path: '/v1/dear',
    isDear: true,
    output: z.strictObject({}),
    run: () => Promise.resolve(done({})),
  }),
  route({
    ...head,
    name: 'test.work',
    method: 'POST',
    path: '/v1/work',
    isWork: true,
    body: z.strictObject({ waits: z.boolean() }),
    output: z.strictObject({ made: z.int() }),
    run: async ({ report, signal }, { waits }) => {
      report({ what: 'steps', count: 1 });
      report({ what: 'steps', count: 2, total: 2 });
      if (!waits) return done({ made: 2 });
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      stopped.resolve(signal.reason);
      return refuse('interrupted', 'Nobody waits.');
    },
  }),
  streamRoute({
    ...head,
    name: 'test.follow',
    path: '/v1/follow',
    query: z.strictObject({ after: z.int().default(0), most: z.int().default(3), bytes: z.int().default(0) }),
    output: z.strictObject({ n: z.int(), text: z.string() }),
    run: (context, { after, most, bytes }) =>
      Promise.resolve(
        after < 0
          ? refuse('usage', 'Not so early.')
          : done(numbers(context.signal, after, most, 'x'.repeat(bytes))),
      ),
  }),
];

/** How far each stream was read, and how many are under way. */
const made = { last: 0, open: 0 };

async function* numbers(signal: AbortSignal, after: number, most: number, text: string) {
  made.open++;
  try {
    for (let n = after + 1; n <= most; n++) {
      made.last = n;
      yield { event: 'number', id: String(n), data: { n, text } };
    }
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    made.open--;
  }
}

const personCalled = (name: string): Caller => ({
  kind: 'person',
  who: {
    kind: 'person',
    person: {
      kind: 'person',
      id: must(isSubjectId, `psn_0000000${name}`),
      state: 'active',
      roles: ['auditor'],
    },
  },
  session: { id: 'ses_1', csrf: '', how: 'key' },
});

/** Callers whose session ends while they listen. */
const signedOut = new Set<string>();

/** Lets in whoever says so: what stands here for sessions and tokens. */
const testDoor: Door = {
  authenticate: async (request) =>
    request.headers.authorization === 'somebody'
      ? done({ kind: 'socket' })
      : request.headers.authorization?.startsWith('person ') === true
        ? done(personCalled(request.headers.authorization.slice('person '.length)))
        : done({ kind: 'anonymous' }),
  authorise: async (caller, { permission }) =>
    caller.kind !== 'anonymous' || permission === 'public'
      ? done(caller)
      : refuse('unauthenticated', 'Nobody knows you.'),
  stillIn: async (caller) =>
    signedOut.has(callerKey(caller)) ? refuse('unauthenticated', 'You were signed out.') : done(caller),
};

/** No request here is keyed; `once.db.test.ts` has those that are. */
const noKeys: KeptAnswers = {
  claim: () => Promise.reject(new TypeError('nothing here has a key')),
  keep: () => Promise.resolve(),
  release: () => Promise.resolve(),
  leaveUnknown: () => Promise.resolve(),
  sweep: () => Promise.resolve(),
  close: () => undefined,
};

const bugs: unknown[] = [];
const api = createTcpApi({
  routes: testRoutes,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these routes call no use case
  application: {} as Application,
  door: testDoor,
  hostNames: new Set(['localhost']),
  checkAnswers: true,
  askAgainMs: 20,
  kept: noKeys,
  onBug: (error) => bugs.push(error),
});
let port = 0;
beforeAll(async () => {
  port = await listenOnLoopback(api, 0);
});
afterAll(() => api.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly type: string;
  readonly text: string;
}
const ask = (
  method: string,
  path: string,
  { headers = {}, body }: { readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      {
        port,
        method,
        path,
        headers: { host: `localhost:${port}`, authorization: 'somebody', ...headers },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            headers: response.headers,
            type: response.headers['content-type'] ?? '',
            text,
          }),
        );
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
const json = { 'content-type': 'application/json' };
const problem = (status: number, code: string): object => ({
  status,
  type: expect.stringContaining('application/problem+json') as string,
  text: expect.stringContaining(`"code":"${code}"`) as string,
});

describe('a request', () => {
  test('is answered by JSON, its texts read as the schema speaks of them', async () => {
    const { status, type, text } = await ask('GET', '/v1/things/a%20b?limit=3&deep=true&kind=x&kind=y');
    expect({ status, type }).toEqual({ status: 200, type: 'application/json; charset=utf-8' });
    expect(JSON.parse(text)).toEqual({ id: 'a b', limit: 3, deep: true, kind: ['x', 'y'], caller: 'socket' });
  });

  test.each([
    'limit=1e1',
    'limit=0x5',
    'limit=+5',
    'limit=',
    'limit=11',
    'deep=1',
    'more=1',
    'limit=1&limit=2',
  ])('is refused when its query says %s, naming the member', async (query) => {
    const { text, ...answer } = await ask('GET', `/v1/things/a?${query}`);
    expect({ ...answer, text }).toMatchObject(problem(400, 'input_invalid'));
    expect(JSON.parse(text)).toMatchObject({ details: { issues: [{ in: 'query' }] } });
  });

  test('that a handler refuses is a problem with its code, status, next step and details', async () => {
    const { status, text } = await ask('POST', '/v1/things', { headers: json, body: '{"name":"refused"}' });
    expect(status).toBe(409);
    expect(JSON.parse(text)).toEqual({
      type: '/api#signature_stale',
      title: 'Signature stale',
      status: 409,
      detail: 'It is stale.',
      code: 'signature_stale',
      next: 'Again.',
      details: { a: 1 },
    });
  });

  test('that meets a fault or a bug learns no more than it should', async () => {
    const write = (name: string) =>
      ask('POST', '/v1/things', { headers: json, body: JSON.stringify({ name }) });
    expect(await write('fault')).toMatchObject(problem(503, 'database_unreachable'));
    const bug = await write('bug');
    expect(bug).toMatchObject(problem(500, 'internal'));
    expect(bug.text).not.toMatch(/secret|TypeError|\.ts/);
    expect(bugs.at(-1)).toBeInstanceOf(TypeError);
  });

  test('whose answer is not what its schema says is a bug where answers are checked', async () => {
    expect(await ask('GET', '/v1/lie')).toMatchObject(problem(500, 'internal'));
  });

  test.each([
    ['no JSON', json, '{"name":', 400, 'input_invalid'],
    ['a prototype', json, '{"__proto__":{"name":"x"},"name":"y"}', 400, 'input_invalid'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'name=x', 415, 'input_wrong_kind'],
    ['plain text', { 'content-type': 'text/plain' }, '{"name":"x"}', 415, 'input_wrong_kind'],
    ['too much', json, JSON.stringify({ name: 'x'.repeat(5 << 20) }), 413, 'input_too_large'],
    ['a member that is not known', json, '{"name":"x","more":1}', 400, 'input_invalid'],
    ['a NUL', json, '{"name":"\\u0000"}', 400, 'input_invalid'],
    ['half a character', json, '{"name":"\\ud800"}', 400, 'input_invalid'],
    ['depth', json, `{"name":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 400, 'input_invalid'],
  ])('with %s as its body is a problem', async (_what, headers, body, status, code) => {
    expect(await ask('POST', '/v1/things', { headers, body })).toMatchObject(problem(status, code));
  });

  test('to nowhere, or by another method, is a problem too', async () => {
    expect(await ask('GET', '/v1/nothing')).toMatchObject(problem(404, 'not_found'));
    expect(await ask('DELETE', '/v1/things/a')).toMatchObject(problem(404, 'not_found'));
    expect(await ask('GET', '/v1/things/%E0%A4%A')).toMatchObject(problem(400, 'input_invalid'));
  });
});

describe('an answer', () => {
  const tagOf = async (path: string, headers: Record<string, string> = {}) => {
    const { status, headers: got, text } = await ask('GET', path, { headers });
    return { status, etag: got['etag'], text };
  };

  test('that was read has a strong ETag of its bytes, and is not sent again to who has it', async () => {
    const first = await tagOf('/v1/things/a');
    expect(first).toMatchObject({ status: 200, etag: expect.stringMatching(/^"[\w-]{43}"$/) as string });
    expect(await tagOf('/v1/things/a')).toEqual(first);
    expect((await tagOf('/v1/things/b')).etag).not.toBe(first.etag);
    for (const held of [first.etag, `"other", ${first.etag ?? ''}`, `W/${first.etag ?? ''}`, '*'])
      expect(await tagOf('/v1/things/a', { 'if-none-match': String(held) })).toEqual({
        status: 304,
        etag: first.etag,
        text: '',
      });
    expect(await tagOf('/v1/things/a', { 'if-none-match': '"other"' })).toEqual(first);
  });

  test('to a write has none', async () => {
    const { headers } = await ask('POST', '/v1/things', { headers: json, body: '{"name":"x"}' });
    expect(headers['etag']).toBeUndefined();
    expect(headers['cache-control']).toBe('no-store');
  });
});

describe('long work', () => {
  const events = { ...json, accept: 'text/event-stream' };
  test('answers JSON, or its progress and then its result as events', async () => {
    const body = '{"waits":false}';
    expect(await ask('POST', '/v1/work', { headers: json, body })).toMatchObject({ text: '{"made":2}' });
    const { type, text } = await ask('POST', '/v1/work', { headers: events, body });
    expect(type).toContain('text/event-stream');
    expect(text.split('\n\n').filter((block) => block.startsWith('event:'))).toEqual([
      'event: progress\ndata: {"what":"steps","count":1}',
      'event: progress\ndata: {"what":"steps","count":2,"total":2}',
      'event: result\ndata: {"made":2}',
    ]);
  });

  test('says as an event what it refuses', async () => {
    const { text } = await ask('POST', '/v1/work', { headers: events, body: '{"waits":1}' });
    expect(text).toContain('event: problem\ndata: {"type":"/api#input_invalid"');
  });

  test('is told when its caller goes away', async () => {
    const sent = request({
      port,
      method: 'POST',
      path: '/v1/work',
      headers: { host: `localhost:${port}`, authorization: 'somebody', ...events },
    });
    sent.once('response', (response) => response.once('data', () => sent.destroy()));
    sent.on('error', () => undefined);
    sent.end('{"waits":true}');
    expect(await stopped.promise).toMatchObject({ code: 'interrupted' });
  });
});

describe('a stream of events', () => {
  /** Reads until it was told so many events, or the stream ended. */
  const follow = (
    query: string,
    {
      headers = {},
      events = Infinity,
    }: { readonly headers?: Record<string, string>; readonly events?: number } = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request(
        {
          port,
          path: `/v1/follow?${query}`,
          headers: { host: `localhost:${port}`, authorization: 'somebody', ...headers },
        },
        (response) => {
          let text = '';
          const end = (): void =>
            resolve({
              status: response.statusCode,
              headers: response.headers,
              type: response.headers['content-type'] ?? '',
              text,
            });
          response.on('data', (chunk: Buffer) => {
            text += chunk.toString();
            if (text.split('\nevent:').length <= events && !text.startsWith('event:')) return;
            end();
            sent.destroy();
          });
          response.on('end', end);
          response.on('error', () => undefined);
        },
      );
      sent.once('error', reject);
      sent.end();
    });
  const idle = async (): Promise<void> => {
    for (let n = 0; made.open > 0; n++) {
      if (n > 500) throw new Error('a stream goes on without anybody');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  test('has ids, resumes after the last one that a client names, and ends with its caller', async () => {
    expect((await follow('', { events: 3 })).text.split('\n\n').slice(1, 4)).toEqual(
      [1, 2, 3].map((n) => `id: ${n}\nevent: number\ndata: {"n":${n},"text":""}`),
    );
    const again = await follow('', { headers: { 'last-event-id': '2' }, events: 1 });
    expect(again.text).toContain('id: 3\nevent: number');
    expect(again.text).not.toContain('id: 2\n');
    await idle();
  });

  test('is refused like any request', async () => {
    expect(await follow('after=-1')).toMatchObject(problem(400, 'usage'));
    expect(await follow('after=x')).toMatchObject(problem(400, 'input_invalid'));
    await idle();
  });

  test('does not run ahead of a reader who does not read', async () => {
    const sent = request({
      port,
      path: '/v1/follow?most=5000&bytes=20000',
      headers: { host: `localhost:${port}`, authorization: 'somebody' },
    });
    sent.on('error', () => undefined);
    made.last = 0;
    await new Promise<void>((resolve) => {
      sent.once('response', (response) => {
        response.pause();
        resolve();
      });
      sent.end();
    });
    let before = -1;
    while (before !== made.last) {
      before = made.last;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(made.last).toBeLessThan(1000);
    sent.destroy();
    await idle();
  });

  test('ends for whoever is signed out meanwhile, and says so', async () => {
    const listening = follow('', { headers: { authorization: 'person c' } });
    while (made.open === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    signedOut.add('person:psn_0000000c');
    const { text } = await listening;
    expect(text).toContain('event: problem\ndata: {"type":"/api#unauthenticated"');
    await idle();
  });

  test('is one of eight that a caller may have at a time', async () => {
    const open = Array.from({ length: 8 }, () => {
      const sent = request({
        port,
        path: '/v1/follow',
        headers: { host: `localhost:${port}`, authorization: 'person d' },
      });
      sent.on('error', () => undefined);
      const begun = new Promise((resolve) =>
        sent.once('response', (response) => response.once('data', resolve)),
      );
      sent.end();
      return { sent, begun };
    });
    await Promise.all(open.map(({ begun }) => begun));
    const ninth = { headers: { authorization: 'person d' } };
    expect(await follow('', ninth)).toMatchObject(problem(429, 'rate_limited'));
    open[0]?.sent.destroy();
    while (made.open > 7) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await follow('', { ...ninth, events: 1 })).status).toBe(200);
    for (const { sent } of open) sent.destroy();
    await idle();
  });
});

describe('the TCP listener', () => {
  test('lets nobody in whom its door does not know, and reads no body of theirs', async () => {
    const headers = { authorization: '' };
    expect(await ask('GET', '/v1/things/a', { headers })).toMatchObject(problem(401, 'unauthenticated'));
    expect(
      await ask('POST', '/v1/things', { headers: { ...headers, ...json }, body: '{"name":' }),
    ).toMatchObject(problem(401, 'unauthenticated'));
    expect(await ask('GET', '/v1/open', { headers })).toMatchObject({ text: '{"kind":"anonymous"}' });
  });

  test('answers under no other name, whatever the path', async () => {
    for (const path of ['/v1/open', '/v1/things/a', '/api', '/nothing'])
      expect(await ask('GET', path, { headers: { host: `evil.example:${port}` } })).toMatchObject(
        problem(403, 'not_permitted'),
      );
  });

  test('serves the reference and its document to everybody', async () => {
    const headers = { authorization: '' };
    expect(await ask('GET', '/api', { headers })).toMatchObject({
      status: 200,
      type: 'text/html; charset=utf-8',
    });
    expect(await ask('GET', '/api/reference.css', { headers })).toMatchObject({ status: 200 });
    const { text } = await ask('GET', '/v1/openapi.json', { headers });
    expect(JSON.parse(text)).toMatchObject({ openapi: '3.1.1', paths: { '/v1/things/{id}': {} } });
  });

  test('takes another port when its own is taken', async () => {
    const second = createTcpApi({
      routes: testRoutes,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
      application: {} as Application,
      door: testDoor,
      hostNames: new Set(['localhost']),
      checkAnswers: true,
      kept: noKeys,
      onBug: () => undefined,
    });
    try {
      expect(await listenOnLoopback(second, port)).not.toBe(port);
    } finally {
      await second.close();
    }
  });
});

describe('whoever asks too much', () => {
  const toMany = async (status: number, send: () => Promise<Answer>): Promise<Answer> => {
    for (let n = 0; n < 300; n++) {
      const answer = await send();
      if (answer.status === 429) return answer;
      expect(answer.status).toBe(status);
    }
    throw new Error('nobody was slowed down');
  };

  test('is told to wait, and others are not', async () => {
    const write = (who: string) =>
      ask('POST', '/v1/things', { headers: { ...json, authorization: who }, body: '{"name":"x"}' });
    const slowed = await toMany(200, () => write('person a'));
    expect(slowed).toMatchObject(problem(429, 'rate_limited'));
    expect(slowed.headers).toMatchObject({
      'ratelimit-limit': '60',
      'ratelimit-remaining': '0',
      'retry-after': '1',
    });
    expect((await write('person b')).status).toBe(200);
  });

  test('is slowed down sooner with questions that go over the whole estate, and may still ask others', async () => {
    const from = { headers: { authorization: 'person c' } };
    const slowed = await toMany(200, () => ask('GET', '/v1/dear', from));
    expect(slowed).toMatchObject(problem(429, 'rate_limited'));
    expect(slowed.headers).toMatchObject({ 'ratelimit-limit': '40' });
    expect((await ask('GET', '/v1/things/a', from)).status).toBe(200);
  });

  test('trying keys of others is slowed down before they are heard', async () => {
    const slowed = await toMany(401, () =>
      ask('GET', '/v1/things/a', { headers: { authorization: 'guess' } }),
    );
    expect(slowed).toMatchObject(problem(429, 'rate_limited'));
    expect((await ask('GET', '/v1/things/a')).status).toBe(200);
  });

  test('uses up nobody else’s tries: a page of another site in one’s browser, or programs, keep nobody from the console', async () => {
    const guess = (more: Record<string, string>) =>
      ask('GET', '/v1/things/a', { headers: { authorization: 'guess', ...more } });
    expect((await toMany(401, () => guess({ 'sec-fetch-site': 'cross-site' }))).status).toBe(429);
    expect((await guess({ 'sec-fetch-site': 'cross-site' })).status).toBe(429);
    expect((await guess({ 'sec-fetch-site': 'same-origin' })).status).toBe(401);
  });
});
