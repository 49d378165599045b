import { execFileSync } from 'node:child_process';
import { createPublicKey, verify, constants, createHash, X509Certificate } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acme, ids } from '../../../test/support/graph-metadata/acme.ts';
import { hasOpenssl } from '../../../test/support/tls-postgres.ts';
import { GraphDescription } from '../../../test/support/graph-metadata/description.ts';
import { exportByPage, hasTools, withoutGaps } from '../../../test/support/page-commands.ts';
import { Fault, instantOf, type Observation } from '../../model/index.ts';
import { readWhole } from '../kit/read-whole.ts';
import { within, type Endpoint } from './endpoints.ts';
import { entra } from './index.ts';
import { askGraph } from './live/graph-api.ts';
import { locateEntra } from './location.ts';
import { readAnswers } from './read.ts';
import { everyEndpoint, listWithin, shortened } from './testing.ts';

const secret = ['canary', '8Q~secret'].join('');
const clientId = '11111111-2222-3333-4444-555555555555';
const described = { 'v1.0': new GraphDescription('v1.0'), beta: new GraphDescription('beta') } as const;
const faults = (): readonly string[] => [...described['v1.0'].faults, ...described.beta.faults];

type Trouble = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
let server: Server;
let port: number;
let trouble: Trouble = () => false;
let asked: string[] = [];
let tokens = 0;
let lastForm = new URLSearchParams();
const calm = (): void => {
  trouble = () => false;
  asked = [];
  tokens = 0;
};

const send = (response: ServerResponse, status: number, body: unknown, headers: object = {}): true => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
  return true;
};
const error = (code: string, message = code): object => ({ error: { code, message } });

/** Which of the connector's questions a request is, by its path and all of its query. */
const endpointOf = (version: string, path: string, query: URLSearchParams): Endpoint<unknown> | undefined =>
  everyEndpoint.find(
    (each) =>
      (each.version ?? 'v1.0') === version &&
      each.path === path &&
      new URLSearchParams(each.query).toString() === query.toString(),
  );

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', `http://127.0.0.1:${port}`);
  if (trouble(request, response, url)) return;
  if (url.pathname.endsWith('/oauth2/v2.0/token')) return giveToken(request, response);
  asked.push(`${request.method} ${url.pathname}${url.search}`);
  if (request.headers.authorization !== `Bearer token-${tokens}`)
    return void send(response, 401, error('InvalidAuthenticationToken'));
  const [, version = '', ...rest] = url.pathname.split('/');
  const path = rest.join('/');
  const description = version === 'beta' ? described.beta : described['v1.0'];
  const type = description.checkRequest(path, url.searchParams);
  const query = new URLSearchParams([...url.searchParams].filter(([name]) => name !== '$skiptoken'));
  const endpoint = endpointOf(version, path, query);
  const items = acme();
  const list = endpoint === undefined ? listWithin(items, path) : shortened(items.get(endpoint.id) ?? []);
  if (type === undefined || list === undefined || request.method !== 'GET')
    return void send(response, 404, error('Request_ResourceNotFound'));
  for (const each of list) description.checkObject(each, type);
  const size = Math.max(1, Math.ceil(list.length / 2));
  const at = Number(url.searchParams.get('$skiptoken') ?? 0);
  url.searchParams.set('$skiptoken', String(at + size));
  send(response, 200, {
    '@odata.context': `${url.origin}/${version}/$metadata#${path}`,
    ...(at + size < list.length ? { '@odata.nextLink': url.href } : {}),
    value: list.slice(at, at + size),
  });
}

async function giveToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  lastForm = new URLSearchParams(body);
  if (lastForm.has('client_secret') && lastForm.get('client_secret') !== secret)
    return void send(response, 401, {
      error: 'invalid_client',
      error_description: `AADSTS7000215: Invalid client secret provided: ${String(lastForm.get('client_secret'))}`,
    });
  tokens++;
  send(response, 200, { token_type: 'Bearer', expires_in: 3599, access_token: `token-${tokens}` });
}

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

let waited: number[] = [];
const now = Date.UTC(2026, 5, 1);
async function read(given = secret): Promise<readonly Observation[]> {
  waited = [];
  const config = locateEntra(
    `http://127.0.0.1:${port}/acme.onmicrosoft.com?clientId=${clientId}&passwordFrom=env:ENTRA`,
  );
  if ('path' in config) throw new TypeError('a URL is live');
  const signal = new AbortController().signal;
  const pause = async (milliseconds: number): Promise<void> => void waited.push(milliseconds);
  const open = () => askGraph(config, { secret: given, signal, pause, clock: () => now });
  const reader = { ...entra, read: () => readAnswers(open, instantOf(now)) };
  return (await readWhole(reader, config, { signal })).all;
}
const faultOf = async (work: Promise<unknown>): Promise<Fault> => {
  const caught: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(caught instanceof Fault)) throw new TypeError(`no Fault: ${String(caught)}`);
  expect(`${caught.message} ${caught.next}`).not.toContain('canary');
  expect(caught.next).toMatch(/\S+ \S+/);
  return caught;
};

function selfSigned(): { readonly privateKey: string; readonly certificate: string } {
  const made = execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=reader',
      '-days',
      '2',
      '-keyout',
      '-',
      '-out',
      '-',
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const at = made.indexOf('-----BEGIN CERTIFICATE-----');
  return { privateKey: made.slice(0, at), certificate: made.slice(at) };
}

describe('Microsoft Graph, asked itself', () => {
  it('asks and is answered as Microsoft describes Graph, page by page, and keeps no secret', async () => {
    calm();
    const all = await read();
    expect(faults()).toEqual([]);
    expect(asked.every((each) => each.startsWith('GET '))).toBe(true);
    expect(asked.filter((each) => each.includes('skiptoken')).length).toBeGreaterThan(10);
    expect(JSON.stringify(all)).not.toMatch(/canary|token-1/);
    expect(lastForm.get('scope')).toBe('https://graph.microsoft.com/.default');
    // every question was asked, and those about one object where a list goes on
    const paths = new Set(
      asked.map((each) => new URL(each.slice(4), 'http://x').pathname.split('/').slice(2).join('/')),
    );
    for (const { path } of everyEndpoint) expect(paths).toContain(path);
    expect(paths).toContain(within.members.path.replace('{id}', ids.everyone));
    expect(paths).toContain(within.assigned.path.replace('{id}', ids.mailer));
    expect(paths).not.toContain(within.members.path.replace('{id}', ids.admins));
    expect(all.filter((o) => o.type === 'membership' && o.groupKey === `group/${ids.everyone}`)).toHaveLength(
      25,
    );
  });

  it.skipIf(!hasTools)(
    'says the same as what the commands of its page export (needs curl and jq)',
    async () => {
      calm();
      const live = await read();
      calm();
      const path = await exportByPage('entra', {
        values: { GRAPH: `http://127.0.0.1:${port}` },
        programs: { az: '#!/bin/sh\necho token-0\n' },
      });
      const { all } = await readWhole(entra, { path }, { now: instantOf(now) });
      expect(withoutGaps(all)).toEqual(withoutGaps(live));
      expect(faults()).toEqual([]);
    },
    180_000,
  );

  it('would have been told apart from what Graph does not know', () => {
    const graph = new GraphDescription('v1.0');
    for (const path of ['users/x', 'groups/microsoft.graph.user', 'servicePrincipals/grants'])
      graph.checkRequest(path, new URLSearchParams());
    for (const query of [
      '$select=id,signins',
      '$expand=memberz',
      '$expand=owners($select=color)',
      '$top=1000',
      '$filter=x',
    ])
      graph.checkRequest('groups', new URLSearchParams(query));
    graph.checkObject({ id: 'x', accountEnabled: 'yes', color: 1, createdDateTime: 'yesterday' }, 'user');
    graph.checkObject({ '@odata.type': '#microsoft.graph.group', id: 'x' }, 'user');
    expect(graph.faults).toHaveLength(12);
  });

  it('says what it would need for what Graph refuses, and reads the rest', async () => {
    calm();
    trouble = (_request, response, url) =>
      (url.pathname.includes('/reports/') || url.search.includes('signInActivity')) &&
      send(
        response,
        403,
        error('Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
      );
    const all = await read();
    const gaps = new Map(all.flatMap((o) => (o.type === 'gap' ? [[o.key, o.why] as const] : [])));
    expect(gaps.get('unread/user-activity')).toBe(
      'Graph answered 403 Authorization_RequestDenied: Insufficient privileges to complete the operation.; it needs the application permission AuditLog.Read.All',
    );
    expect(gaps.has('unread/service-principal-activity')).toBe(true);
    expect(all.some(({ key }) => key === `user/${ids.ada}`)).toBe(true);
  });

  it('waits as long as Graph says, and goes on', async () => {
    calm();
    const limits = [
      [429, { 'retry-after': '7' }],
      [503, { 'retry-after': new Date(now + 30_000).toUTCString() }],
      [502, {}],
    ] as const;
    let next = 0;
    trouble = (_request, response, url) => {
      const limit = url.pathname.startsWith('/v1.0/') ? limits[next++] : undefined;
      return limit !== undefined && send(response, limit[0], error('TooManyRequests'), limit[1]);
    };
    await read();
    expect(waited).toEqual([7000, 30_000, 4000]);
  });

  it('takes a new token when one runs out in between', async () => {
    calm();
    let once = true;
    trouble = (_request, response, url) => {
      const isExpired = once && url.pathname === '/v1.0/groups';
      if (isExpired) once = false;
      return (
        isExpired && send(response, 401, error('InvalidAuthenticationToken', 'Lifetime validation failed'))
      );
    };
    await read();
    expect(tokens).toBe(2);
  });

  it.skipIf(!hasOpenssl)(
    'signs in with a certificate: a statement that only its key can make, for this tenant and ten minutes',
    async () => {
      calm();
      const { privateKey, certificate } = selfSigned();
      await read(`${privateKey}${certificate}`);
      expect(lastForm.has('client_secret')).toBe(false);
      const [header = '', claims = '', signature = ''] = (lastForm.get('client_assertion') ?? '').split('.');
      const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
      expect(decoded(header)).toEqual({
        alg: 'PS256',
        typ: 'JWT',
        'x5t#S256': createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url'),
      });
      expect(decoded(claims)).toMatchObject({
        aud: `http://127.0.0.1:${port}/acme.onmicrosoft.com/oauth2/v2.0/token`,
        iss: clientId,
        sub: clientId,
        exp: now / 1000 + 600,
      });
      const key = {
        key: createPublicKey(certificate),
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 32,
      };
      expect(
        verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url')),
      ).toBe(true);
    },
  );

  it.each<[string, Trouble, string, RegExp]>([
    [
      'a secret that has expired',
      (_q, r, u) =>
        u.pathname.endsWith('/token') &&
        send(r, 401, {
          error: 'invalid_client',
          error_description: `AADSTS7000222: The provided client secret keys for app are expired. canary`,
        }),
      'source_unreachable',
      /expired/,
    ],
    [
      'a tenant that is not there',
      (_q, r, u) =>
        u.pathname.endsWith('/token') &&
        send(r, 400, {
          error: 'invalid_request',
          error_description: 'AADSTS90002: Tenant not found. canary',
        }),
      'source_unreachable',
      /no such tenant/,
    ],
    [
      'a sign-in that says nothing',
      (_q, r, u) => u.pathname.endsWith('/token') && send(r, 500, 'canary'),
      'source_unreachable',
      /500/,
    ],
    [
      'a token that Graph does not take',
      (_q, r, u) => !u.pathname.endsWith('/token') && send(r, 401, error('InvalidAuthenticationToken')),
      'source_unreachable',
      /401/,
    ],
    [
      'a server that only fails',
      (_q, r, u) => !u.pathname.endsWith('/token') && send(r, 500, {}),
      'source_unreachable',
      /500 5 times/,
    ],
    [
      'a wait beyond ten minutes',
      (_q, r, u) => !u.pathname.endsWith('/token') && send(r, 429, {}, { 'retry-after': '601' }),
      'source_unreachable',
      /600 seconds/,
    ],
    [
      'a next page on another host, where the token would go along',
      (_q, r, u) =>
        u.pathname === '/v1.0/users' &&
        send(r, 200, { value: [], '@odata.nextLink': 'http://127.0.0.2:1/v1.0/users?$skiptoken=1' }),
      'source_untrusted',
      /elsewhere/,
    ],
    [
      'a next page that hides another host behind a name',
      (_q, r, u) =>
        u.pathname === '/v1.0/users' &&
        send(r, 200, { value: [], '@odata.nextLink': `http://graph@127.0.0.1:${port}/v1.0/users` }),
      'source_untrusted',
      /elsewhere/,
    ],
    [
      'a next page that is no question of Graph’s',
      (_q, r, u) =>
        u.pathname === '/v1.0/users' &&
        send(r, 200, { value: [], '@odata.nextLink': `http://127.0.0.1:${port}/acme/oauth2/v2.0/token` }),
      'source_untrusted',
      /elsewhere/,
    ],
    [
      'pages that lead to each other',
      (_q, r, u) => u.pathname === '/v1.0/users' && send(r, 200, { value: [], '@odata.nextLink': u.href }),
      'source_untrusted',
      /twice/,
    ],
    [
      'an answer that is no page',
      (_q, r, u) => u.pathname === '/v1.0/users' && send(r, 200, { a: 1 }),
      'source_untrusted',
      /no page/,
    ],
    [
      'a later page that is refused',
      (_q, r, u) => u.search.includes('skiptoken') && send(r, 403, error('Denied')),
      'source_unreachable',
      /later page/,
    ],
    [
      'a connection that is cut',
      (_q, r, u) => {
        if (!u.pathname.endsWith('/token')) r.destroy();
        return !u.pathname.endsWith('/token');
      },
      'source_unreachable',
      /nothing 5 times/,
    ],
  ])('ends with %s, without repeating a secret', async (_what, given, code, message) => {
    calm();
    trouble = given;
    const fault = await faultOf(read());
    expect(fault).toMatchObject({ code });
    expect(fault.message).toMatch(message);
  });

  it('does not repeat a wrong secret that Entra repeats, nor a broken certificate', async () => {
    calm();
    expect((await faultOf(read('canary-wrong'))).message).toMatch(/secret is wrong/);
    expect((await faultOf(read('canary -----BEGIN CERTIFICATE-----'))).message).toMatch(/cannot be used/);
  });

  it('follows no redirect, where the token would go along', async () => {
    calm();
    trouble = (_request, response, url) =>
      url.pathname === '/v1.0/oauth2PermissionGrants' &&
      send(response, 302, {}, { location: `http://127.0.0.1:${port}/elsewhere` });
    const all = await read();
    expect(asked.some((each) => each.includes('elsewhere'))).toBe(false);
    expect(all.find(({ key }) => key === 'unread/delegated-grants')).toMatchObject({
      why: expect.stringMatching(/302: it moved/),
    });
  });

  it.each([
    `http://graph.microsoft.com/acme?clientId=${clientId}&passwordFrom=env:T`,
    `https://x:y@graph.microsoft.com/acme?clientId=${clientId}&passwordFrom=env:T`,
    `https://graph.microsoft.com/acme?clientId=${clientId}&clientSecret=canary`,
    `https://graph.microsoft.com/acme?clientId=${clientId}&passwordFrom=canary`,
    `https://graph.microsoft.com.evil.example/acme?clientId=${clientId}&passwordFrom=env:T`,
    `https://graph.microsoft.com/../x/acme?clientId=${clientId}&passwordFrom=env:T`,
    `https://graph.microsoft.com/?clientId=${clientId}&passwordFrom=env:T`,
    'https://graph.microsoft.com/acme?clientId=deployer&passwordFrom=env:T',
  ])('refuses the location %s and does not repeat it', async (location) => {
    const fault = await faultOf(Promise.resolve().then(() => locateEntra(location)));
    expect(fault.code).toBe('input_invalid');
    expect(fault.message).not.toContain('x:y');
  });

  it('takes national clouds by their host, and no stored configuration for another', () => {
    const at = (host: string) =>
      entra.config.safeParse({
        host,
        port: 443,
        tls: 'verify-full',
        tenant: 'acme',
        user: clientId,
        passwordFrom: 'env:T',
      }).success;
    expect(
      [
        'graph.microsoft.com',
        'graph.microsoft.us',
        'dod-graph.microsoft.us',
        'microsoftgraph.chinacloudapi.cn',
      ].map(at),
    ).toEqual([true, true, true, true]);
    expect(at('graph.example')).toBe(false);
  });
});
