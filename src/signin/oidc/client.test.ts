import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instantOf, isEntryId, must } from '../../model/index.ts';
import { createOidcClient } from './client.ts';
import { readProvider } from './provider.ts';

/** A provider that answers as a test says, path by path. */
let server: Server;
let issuer = '';
let answers: Readonly<Record<string, (response: ServerResponse) => void>> = {};
beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (answer === undefined) response.writeHead(404).end();
    else answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const json = (value: unknown) => (response: ServerResponse) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
const description = (more: object = {}) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  ...more,
});

async function finish() {
  const read = readProvider({
    name: 'SSO',
    issuer,
    clientId: 'countersign',
    clientSecret: 'stored:oidc/one',
    algorithm: 'RS256',
    scopes: ['openid'],
    person: { source: 'hr', claim: 'email', matches: 'email' },
    groups: { claim: 'groups', roles: [] },
    links: 'keep',
  });
  if (!read.ok) throw new Error(read.message);
  const client = createOidcClient({
    clock: { now: () => instantOf(Date.parse('2026-03-01T12:00:00.000Z')) },
    secret: () => Promise.resolve('a secret'),
  });
  const of = { entry: must(isEntryId, 'ent_00000000000000000000000001'), provider: read.value };
  const back = new URL('http://localhost:4310/sign-in/back?code=c&state=s');
  return client.finish(of, { state: 's', nonce: 'n', verifier: 'v'.repeat(43) }, back);
}

it.each([
  [
    'refuses the client with a challenge, as RFC 6749 has it',
    {
      '/token': (response: ServerResponse) =>
        void response
          .writeHead(401, { 'www-authenticate': 'Basic realm="sso"', 'content-type': 'application/json' })
          .end('{"error":"invalid_client"}'),
    },
  ],
  [
    'answers another kind of text',
    {
      '/token': (response: ServerResponse) =>
        void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    },
  ],
  [
    'answers half a document',
    {
      '/token': (response: ServerResponse) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":'),
    },
  ],
  ['hangs up', { '/token': (response: ServerResponse) => void response.destroy() }],
  [
    'sends elsewhere',
    {
      '/token': (response: ServerResponse) =>
        void response.writeHead(307, { location: `${issuer}/other` }).end(),
    },
  ],
  [
    'answers without end',
    {
      '/token': (response: ServerResponse) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end(' '.repeat(600 << 10)),
    },
  ],
])('nobody is signed in by a provider that %s', async (_, bent) => {
  answers = { '/.well-known/openid-configuration': json(description()), ...bent };
  expect(await finish()).toMatchObject({
    ok: false,
    code: expect.stringMatching(/^(source_unreachable|unauthenticated)$/),
  });
});
