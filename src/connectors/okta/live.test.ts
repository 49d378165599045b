import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DescribedApi } from '../../../test/support/described-api.ts';
import { acme, clientOf, description, secret } from '../../../test/support/okta-openapi/acme.ts';
import { exportByPage, hasTools, withoutGaps } from '../../../test/support/page-commands.ts';
import { Fault, type Observation } from '../../model/index.ts';
import { readWhole } from '../kit/read-whole.ts';
import { scopes } from './endpoints.ts';
import { okta } from './index.ts';
import { askOkta } from './live.ts';
import { locateOkta } from './location.ts';
import { readAnswers } from './read.ts';

const api = new DescribedApi(description());
type Trouble = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
const token = `00${'canary'.padEnd(40, 'x')}`;
const bearer = 'canary.access.token';
let server: Server;
let port: number;
let answers = acme();
let trouble: Trouble = () => false;
let asked: string[] = [];
let bodies: URLSearchParams[] = [];
let perPage = 1;

const send = (response: ServerResponse, status: number, body: unknown, headers: object = {}): true => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
  return true;
};
const error = (errorCode: string, errorSummary: string): object => ({
  errorCode,
  errorSummary,
  errorLink: errorCode,
});

/** The member of an answer that is its list, where it is no list itself. */
const members = ['roles', 'permissions', 'resource-sets', 'resources', 'value'];

/** A few items a page whatever was asked for, as Okta pages: by a Link header, and inside where its description says so. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', `http://127.0.0.1:${port}`);
  asked.push(request.url ?? '');
  if (trouble(request, response, url)) return;
  const template = api.checkRequest(request.method ?? '', url);
  if (![`SSWS ${token}`, `Bearer ${bearer}`].includes(request.headers.authorization ?? ''))
    return void send(response, 401, error('E0000011', 'Invalid token provided'));
  const name = `${url.pathname}${url.searchParams.has('filter') ? '.deactivated' : ''}`;
  const found = answers.get(name);
  if (template === undefined || typeof found !== 'object' || found === null)
    return void send(response, 404, error('E0000007', `Not found: Resource not found: ${name}`));
  const [member, inside] =
    Object.entries(found).find(([key, of]) => members.includes(key) && Array.isArray(of)) ?? [];
  const list: unknown = Array.isArray(found) ? found : inside;
  const number = Number(url.searchParams.get('after') ?? 0);
  // it pages only where its description has a word for the next page
  const pages = Array.isArray(list) && api.hasQuery(template, 'after');
  const slice = Array.isArray(list) ? list.slice(number, pages ? number + perPage : undefined) : undefined;
  url.searchParams.set('after', String(number + perPage));
  const next = pages && list.length > number + perPage ? url.toString() : undefined;
  const body =
    slice === undefined
      ? found
      : member === undefined
        ? slice
        : { ...found, [member]: slice, ...(next === undefined ? {} : { _links: { next: { href: next } } }) };
  // Okta's own example of the keys is not what its description says: either is read
  if (!template.endsWith('/jwks')) api.checkAnswer(template, body);
  const link = `<${url.origin}/x>; rel="self"${next === undefined ? '' : `, <${next}>; rel="next"`}`;
  send(response, 200, body, member === undefined ? { link } : {});
}

beforeAll(async () => {
  server = createServer((request, response) => {
    try {
      answer(request, response);
    } catch (thrown) {
      api.faults.push(String(thrown));
      send(response, 418, {});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

let waited: number[] = [];
const now = Date.UTC(2026, 0, 1);
async function read({ client = '', credential = token } = {}): Promise<readonly Observation[]> {
  const config = locateOkta(`http://127.0.0.1:${port}?passwordFrom=env:OKTA_TOKEN${client}`);
  if ('path' in config) throw new TypeError('a URL is live');
  waited = [];
  asked = [];
  bodies = [];
  const signal = new AbortController().signal;
  const pause = async (milliseconds: number): Promise<void> => {
    waited.push(milliseconds);
  };
  const open = () => askOkta(config, { secret: credential, signal, clock: () => now, pause });
  return (await readWhole({ ...okta, read: () => readAnswers(open) }, config, { signal })).all;
}
const faultOf = async (work: Promise<unknown>): Promise<Fault> => {
  const caught: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(caught instanceof Fault)) throw new TypeError(`no Fault: ${String(caught)}`);
  expect(`${caught.message} ${caught.next}`).not.toContain('canary');
  return caught;
};
const calm = (): void => {
  trouble = () => false;
  answers = acme();
};

describe('Okta, asked itself', () => {
  it('asks and is answered as Okta describes its API, page by page, and keeps no token', async () => {
    calm();
    const all = await read();
    for (const method of ['private_key_jwt', 'client_secret_basic'])
      api.checkNamed('OpenIdConnectApplication', clientOf('0oa-sync', 'x', ['client_credentials'], method));
    expect(api.faults).toEqual([]);
    expect(asked.filter((url) => url.includes('after=')).length).toBeGreaterThan(10);
    expect(JSON.stringify(all)).not.toMatch(new RegExp(`canary|${secret}`));
    expect(all.filter(({ type }) => type === 'account').length).toBeGreaterThan(8);
    const questions = new Set(asked.map((url) => api.templateOf(new URL(url, 'http://x').pathname)));
    const notMet = api.templates.filter((template) => !questions.has(template));
    // clients whose roles are limited to an app are told by the same code as groups and people
    expect(notMet).toEqual(['/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets/catalog/apps']);
  });

  it.skipIf(!hasTools)(
    'says the same as what the commands of its page export (needs curl and jq)',
    async () => {
      calm();
      const live = await read();
      perPage = 3; // a page is a dozen programs to a shell
      const path = await exportByPage('okta', {
        values: { OKTA: `http://127.0.0.1:${port}` },
        env: { OKTA_TOKEN: token },
      });
      perPage = 1;
      expect(withoutGaps((await readWhole(okta, { path })).all)).toEqual(withoutGaps(live));
      expect(api.faults).toEqual([]);
    },
    180_000,
  );

  it('says what Okta refuses, naming what it said, and reads the rest', async () => {
    calm();
    trouble = (_request, response, url) =>
      url.pathname.startsWith('/privileged-access/')
        ? send(response, 404, error('E0000022', 'The endpoint does not support the provided HTTP method'))
        : url.pathname === '/api/v1/api-tokens' &&
          send(
            response,
            403,
            error('E0000006', 'You do not have permission to perform the requested action'),
          );
    const all = await read();
    const gaps = new Map(all.flatMap((o) => (o.type === 'gap' ? [[o.key, o.why] as const] : [])));
    expect(gaps.get('unread/api-tokens')).toBe(
      'Okta answered 403: E0000006: You do not have permission to perform the requested action',
    );
    expect(gaps.get('unread/service-accounts')).toMatch(/^Okta answered 404/);
    expect(all.some(({ key }) => key === 'client/0oa-sync')).toBe(true);
  });

  it('waits for a rate limit until the moment that Okta names, and goes on', async () => {
    calm();
    const limits = [
      [
        429,
        {
          'x-rate-limit-limit': '600',
          'x-rate-limit-remaining': '0',
          'x-rate-limit-reset': String(now / 1000 + 42),
        },
      ],
      [429, {}],
      [503, {}],
    ] as const;
    let next = 0;
    trouble = (_request, response) => {
      const limit = limits[next++];
      return (
        limit !== undefined &&
        send(response, limit[0], error('E0000047', 'API call exceeded rate limit'), limit[1])
      );
    };
    await read();
    expect(waited).toEqual([43_000, 60_000, 4000]);
  });

  it.each<[string, Trouble, string, RegExp]>([
    [
      'a token that is refused',
      (_q, r) => send(r, 401, error('E0000011', 'Invalid token')),
      'source_unreachable',
      /token/,
    ],
    ['a server that only fails', (_q, r) => send(r, 500, {}), 'source_unreachable', /500 4 times/],
    [
      'a limit beyond an hour',
      (_q, r) => send(r, 429, {}, { 'x-rate-limit-reset': String(now / 1000 + 7200) }),
      'source_unreachable',
      /hour/,
    ],
    [
      'a next page on another host, where the token would go along',
      (_q, r, url) =>
        url.pathname === '/api/v1/users' && send(r, 200, [], { link: '<http://127.0.0.2:1/x>; rel="next"' }),
      'source_untrusted',
      /another host/,
    ],
    [
      'a next page on another host that the body names',
      (_q, r, url) =>
        url.pathname === '/api/v1/iam/roles' &&
        send(r, 200, { roles: [], _links: { next: { href: 'https://evil.example/x' } } }),
      'source_untrusted',
      /another host/,
    ],
    [
      'pages that lead to each other',
      (_q, r, url) =>
        url.pathname === '/api/v1/users' && send(r, 200, [], { link: `<${url.toString()}>; rel="next"` }),
      'source_untrusted',
      /twice/,
    ],
    [
      'an answer that is no list',
      (_q, r, url) => url.pathname === '/api/v1/users' && send(r, 200, { a: 1 }),
      'source_untrusted',
      /no list/,
    ],
    [
      'a page of something else, as a proxy shows it',
      (_q, r) => {
        r.writeHead(200, { 'content-type': 'text/html' });
        r.end('<html>canary</html>');
        return true;
      },
      'input_wrong_kind',
      /org/,
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
      url.pathname === '/api/v1/groups' &&
      send(response, 302, {}, { location: `http://127.0.0.1:${port}/x` });
    const all = await read();
    expect(asked.includes('/x')).toBe(false);
    expect(all.find(({ key }) => key === 'unread/groups')).toMatchObject({
      why: 'Okta answered 302: it moved',
    });
  });

  it.each([
    'http://acme.okta.com?passwordFrom=env:T',
    'https://x:y@acme.okta.com?passwordFrom=env:T',
    `https://acme.okta.com?passwordFrom=${token}`,
    'https://acme.okta.com/api/v1?passwordFrom=env:T',
    'https://acme.okta.com?passwordFrom=env:T&x=1',
    'https://acme.okta.com?passwordFrom=env:T&client=..',
  ])('refuses the location %s and does not repeat it', async (location) => {
    const fault = await faultOf(Promise.resolve().then(() => locateOkta(location)));
    expect(fault.code).toBe('input_invalid');
  });

  it('refuses what is no token before it is sent anywhere', async () => {
    calm();
    const fault = await faultOf(read({ credential: 'canary\r\nx-evil: 1' }));
    expect(fault.code).toBe('input_invalid');
    expect(asked).toEqual([]);
  });
});

describe('an OAuth client with a private key', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  /** Okta's token endpoint: holds the assertion to RFC 7523, and gives a token for scopes that were granted alone. */
  const issue = (granted: readonly string[], key = publicKey): Trouble => {
    return (request, response, url) => {
      if (url.pathname !== '/oauth2/v1/token') return false;
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = new URLSearchParams(Buffer.concat(chunks).toString());
        bodies.push(body);
        const [head = '', claims = '', signature = ''] = (body.get('client_assertion') ?? '').split('.');
        const said: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
        const holds = verify(
          'sha256',
          Buffer.from(`${head}.${claims}`),
          { key, dsaEncoding: 'ieee-p1363' },
          Buffer.from(signature, 'base64url'),
        );
        expect(said).toMatchObject({
          iss: '0oa-cs',
          sub: '0oa-cs',
          aud: url.toString(),
          iat: now / 1000,
          exp: now / 1000 + 300,
        });
        if (!holds)
          send(response, 401, {
            error: 'invalid_client',
            error_description: 'The client_assertion signature is invalid.',
          });
        else if ((body.get('scope') ?? '').split(' ').some((scope) => !granted.includes(scope)))
          send(response, 400, {
            error: 'invalid_scope',
            error_description: 'The requested scope is not granted.',
          });
        else
          send(response, 200, {
            token_type: 'Bearer',
            expires_in: 3600,
            access_token: bearer,
            scope: body.get('scope'),
          });
      });
      return true;
    };
  };

  it('signs in with its key and asks with the token that it gets', async () => {
    calm();
    trouble = issue(scopes);
    const all = await read({ client: '&client=0oa-cs', credential: pem });
    expect(bodies).toHaveLength(1);
    expect(all.some(({ key }) => key === 'user/00u-ada')).toBe(true);
    expect(JSON.stringify(all)).not.toContain('canary');
  });

  it('asks for those scopes that were granted to it, where one was not', async () => {
    calm();
    const some = scopes.filter((scope) => scope !== 'okta.serviceAccounts.read');
    trouble = issue(some);
    await read({ client: '&client=0oa-cs', credential: pem });
    expect(bodies.at(-1)?.get('scope')).toBe(some.join(' '));
  });

  it('signs with a key on P-256 that is a JWK, and says which', async () => {
    calm();
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    trouble = issue(scopes, createPublicKey(ec.privateKey));
    const jwk = JSON.stringify({ ...ec.privateKey.export({ format: 'jwk' }), kid: 'k1' });
    await read({ client: '&client=0oa-cs', credential: jwk });
    const [head = ''] = (bodies[0]?.get('client_assertion') ?? '').split('.');
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({
      alg: 'ES256',
      typ: 'JWT',
      kid: 'k1',
    });
  });

  it.each([
    ['of which no scope was granted', issue([]), pem, 'source_unreachable', /none of the scopes/],
    [
      'whose key is another',
      issue(scopes, generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey),
      pem,
      'source_unreachable',
      /signature is invalid/,
    ],
    ['whose key is none', issue(scopes), 'canary', 'input_invalid', /no private key/],
  ])('is refused %s', async (_what, given, credential, code, message) => {
    calm();
    trouble = given;
    const fault = await faultOf(read({ client: '&client=0oa-cs', credential }));
    expect(fault).toMatchObject({ code });
    expect(fault.message).toMatch(message);
  });
});
