import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acme, description, lastEight } from '../../../test/support/github-openapi/acme.ts';
import { DescribedApi } from '../../../test/support/described-api.ts';
import { exportByPage, ghProgram, hasTools, withoutGaps } from '../../../test/support/page-commands.ts';
import { Fault, type Observation } from '../../model/index.ts';
import { readWhole } from '../kit/read-whole.ts';
import { memberOf } from '../kit/rest/requester.ts';
import { github } from './index.ts';
import { readAnswers } from './read.ts';
import { Etags } from './etags.ts';
import { askGithub } from './live.ts';
import { locateGithub, type LiveConfig } from './location.ts';

const api = new DescribedApi(description());

type Trouble = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
const token = ['ghp', 'canary0token0123456789abcdefghijklmn'].join('_');
let server: Server;
let port: number;
let answers = acme();
let trouble: Trouble = () => false;
let asked: { readonly url: string; readonly status: number }[] = [];

const send = (response: ServerResponse, status: number, body: unknown, headers: object = {}): true => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(status === 304 ? undefined : JSON.stringify(body));
  return true;
};

/** One item a page whatever was asked for, as GitHub pages, with a Link to the next and a tag on each. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', `http://127.0.0.1:${port}`);
  response.on('finish', () => asked.push({ url: request.url ?? '', status: response.statusCode }));
  if (trouble(request, response, url)) return;
  const template = api.checkRequest(request.method ?? '', url);
  if (request.headers['x-github-api-version'] === undefined) api.faults.push('a request names no version');
  if (request.headers.authorization !== `token ${token}`)
    return void send(response, 401, { message: 'Bad credentials', status: '401' });
  const number = Number(url.searchParams.get('page') ?? 1);
  const query = new URLSearchParams(
    [...url.searchParams].filter(([name]) => !['page', 'per_page'].includes(name)),
  );
  const found = answers.get(`${url.pathname}${query.size === 0 ? '' : `?${query.toString()}`}`);
  if (template === undefined || typeof found !== 'object' || found === null)
    return void send(response, 404, { message: 'Not Found', status: '404' });
  const [member] = Array.isArray(found)
    ? []
    : Object.entries(found).flatMap(([name, of]) =>
        Array.isArray(of) && 'total_count' in found ? [name] : [],
      );
  const list: unknown = member === undefined ? found : memberOf(found, member);
  const slice = Array.isArray(list) ? list.slice(number - 1, number) : undefined;
  const body = slice === undefined ? found : member === undefined ? slice : { ...found, [member]: slice };
  api.checkAnswer(template, body);
  const etag = `"${Buffer.from(JSON.stringify(body)).length}-${url.search}"`;
  if (request.headers['if-none-match'] === etag) return void send(response, 304, undefined, { etag });
  const more = Array.isArray(list) && list.length > number;
  url.searchParams.set('page', String(number + 1));
  send(response, 200, body, {
    etag,
    ...(more ? { link: `<${url.toString()}>; rel="next", <${url.origin}/x>; rel="last"` } : {}),
  });
}

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

let waited: number[] = [];
const etags = new Etags();
async function read(
  with_: { readonly token?: string; readonly etags?: Etags } = {},
): Promise<readonly Observation[]> {
  const config = locateGithub(`http://127.0.0.1:${port}/orgs/acme?passwordFrom=env:GITHUB_TOKEN`);
  if ('path' in config) throw new TypeError('a URL is live');
  return readWith(config, with_);
}
async function readWith(config: LiveConfig, with_: { readonly token?: string; readonly etags?: Etags }) {
  waited = [];
  asked = [];
  const signal = new AbortController().signal;
  const open = () =>
    askGithub(config, {
      token: with_.token ?? token,
      signal,
      etags: with_.etags ?? new Etags(),
      clock: () => Date.UTC(2026, 0, 1),
      pause: async (milliseconds) => {
        waited.push(milliseconds);
      },
    });
  const reader = { ...github, read: () => readAnswers(open) };
  return (await readWhole(reader, config, { signal, secret: async () => token })).all;
}
const faultOf = async (work: Promise<unknown>): Promise<Fault> => {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof Fault)) throw new TypeError(`no Fault: ${String(error)}`);
  expect(`${error.message} ${error.next}`).not.toContain('canary');
  return error;
};
const calm = (): void => {
  trouble = () => false;
  answers = acme();
};

describe('GitHub, asked itself', () => {
  it('asks and is answered as GitHub describes its API, page by page, and keeps no token', async () => {
    calm();
    const all = await read();
    expect(api.faults).toEqual([]);
    expect(asked.filter(({ url }) => url.includes('page=2')).length).toBeGreaterThan(3);
    expect(JSON.stringify(all)).not.toMatch(new RegExp(`canary|${lastEight}`));
    expect(all.filter(({ type }) => type === 'account').length).toBeGreaterThan(8);
    expect(new Set(asked.map(({ url }) => api.templateOf(new URL(url, 'http://x').pathname)))).toEqual(
      new Set(api.templates),
    );
  });

  it.skipIf(!hasTools)(
    'says the same as what the commands of its page export (needs jq)',
    async () => {
      calm();
      const live = await read();
      const path = await exportByPage('github', {
        values: {},
        env: { GH_SERVER: `http://127.0.0.1:${port}`, GH_TOKEN: token },
        programs: { gh: ghProgram },
      });
      expect(withoutGaps((await readWhole(github, { path })).all)).toEqual(withoutGaps(live));
      expect(api.faults).toEqual([]);
    },
    180_000,
  );

  it('has nothing sent again that did not change', async () => {
    calm();
    const first = await read({ etags });
    const again = await read({ etags });
    expect(again).toEqual(first);
    expect(asked.every(({ status }) => status === 304)).toBe(true);
    // of another token nothing is taken
    await faultOf(read({ etags, token: 'another' }));
  });

  it('says what GitHub refuses or hides, and reads the rest', async () => {
    calm();
    trouble = (_request, response, url) =>
      url.pathname.endsWith('/personal-access-tokens')
        ? send(response, 403, { message: 'Resource not accessible by personal access token', status: '403' })
        : url.pathname.endsWith('/web/keys') && send(response, 404, { message: 'Not Found', status: '404' });
    const all = await read();
    const gaps = new Map(all.flatMap((o) => (o.type === 'gap' ? [[o.key, o.why] as const] : [])));
    expect(gaps.get('acme/unread/personal-access-tokens')).toBe(
      'GitHub answered 403: Resource not accessible by personal access token',
    );
    expect(gaps.get('acme/unread/keys/some')).toBe('GitHub answered 404: Not Found');
    expect(all.some(({ key }) => key === 'user/mallory')).toBe(true);
  });

  it('waits for a rate limit, for as long as GitHub says, and goes on', async () => {
    calm();
    const limits = [
      [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Date.UTC(2026, 0, 1, 0, 5) / 1000) }],
      [429, { 'retry-after': '7' }],
      [502, {}],
    ] as const;
    let next = 0;
    trouble = (_request, response) => {
      const limit = limits[next++];
      return limit !== undefined && send(response, limit[0], { message: 'wait' }, limit[1]);
    };
    await read();
    expect(waited).toEqual([300_000, 7000, 4000]);
  });

  it.each<[string, Trouble, string, RegExp]>([
    [
      'a token that is refused',
      (_q, r) => send(r, 401, { message: 'Bad credentials' }),
      'source_unreachable',
      /token/,
    ],
    [
      'an organisation that it does not show',
      (_q, r) => send(r, 404, { message: 'Not Found' }),
      'source_unreachable',
      /acme/,
    ],
    ['a server that only fails', (_q, r) => send(r, 500, {}), 'source_unreachable', /500 4 times/],
    [
      'a limit beyond an hour',
      (_q, r) =>
        send(
          r,
          403,
          {},
          { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Date.UTC(2026, 0, 2) / 1000) },
        ),
      'source_unreachable',
      /hour/,
    ],
    [
      'a next page on another host, where the token would go along',
      (_q, r, url) =>
        url.pathname.endsWith('/members') &&
        send(r, 200, [], { link: '<http://127.0.0.2:1/members>; rel="next"' }),
      'source_untrusted',
      /another host/,
    ],
    [
      'pages that lead to each other',
      (_q, r, url) =>
        url.pathname.endsWith('/members') && send(r, 200, [], { link: `<${url.toString()}>; rel="next"` }),
      'source_untrusted',
      /twice/,
    ],
    [
      'an answer that is no list',
      (_q, r, url) => url.pathname.endsWith('/members') && send(r, 200, { a: 1 }),
      'source_untrusted',
      /no list/,
    ],
    [
      'a connection that is cut',
      (_q, r) => {
        r.destroy();
        return true;
      },
      'source_unreachable',
      /nothing 4 times/,
    ],
  ])('ends with %s, without repeating the token', async (_what, given, code, message) => {
    calm();
    trouble = given;
    const fault = await faultOf(read());
    expect(fault).toMatchObject({ code });
    expect(fault.message).toMatch(message);
  });

  it('follows no redirect', async () => {
    calm();
    trouble = (_request, response, url) =>
      url.pathname === '/repos/acme/web/keys' &&
      send(response, 301, { message: 'Moved' }, { location: `http://127.0.0.1:${port}/x` });
    const all = await read();
    expect(asked.some(({ url }) => url === '/x')).toBe(false);
    expect(all.find(({ key }) => key === 'acme/unread/keys/some')).toMatchObject({
      why: 'GitHub answered 301: it moved',
    });
  });

  it.each([
    'http://api.github.com/orgs/acme?passwordFrom=env:T',
    'https://x:y@api.github.com/orgs/acme?passwordFrom=env:T',
    `https://api.github.com/orgs/acme?passwordFrom=${token}`,
    'https://api.github.com/orgs/acme',
    'https://api.github.com/orgs/..?passwordFrom=env:T',
    'https://api.github.com/users/acme?passwordFrom=env:T',
    'https://api.github.com/orgs/acme?passwordFrom=env:T&x=1',
  ])('refuses the location %s and does not repeat it', async (location) => {
    const fault = await faultOf(Promise.resolve().then(() => locateGithub(location)));
    expect(fault.code).toBe('input_invalid');
    expect(fault.message).not.toContain('x:y');
  });
});
