// Who comes in over the network, and how far: through the real CLI and the real server, by HTTP as a browser or a stranger
// would speak it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually, useInstallation } from '../support/installation.ts';

const here = useInstallation();
let url = '';

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly cookie: string | undefined;
}

async function speak(
  method: string,
  path: string,
  { headers = {}, body }: { readonly headers?: Record<string, string>; readonly body?: unknown } = {},
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    cookie: response.headers.get('set-cookie')?.split(';')[0],
  };
}

/** Signs in as a persona by a link of the CLI, as their browser would. */
async function enter(as: 'dana' | 'sam') {
  const { link } = await here.ask<{ link: string }>('console', '--as', as);
  const secret = link.slice(link.indexOf('#') + 1);
  const entered = await speak('POST', '/v1/session/link', { body: { link: secret } });
  const cookie = entered.cookie ?? '';
  const csrf = String(entered.body['csrf']);
  return { secret, entered, cookie, csrf, headers: { cookie, 'x-csrf-token': csrf } };
}

beforeAll(async () => {
  ({ url } = await here.start<{ url: string }>());
});

describe('a stranger', () => {
  it('sees only that there is a console, and whether the ledger is a demo', async () => {
    expect(await speak('GET', '/v1/session')).toMatchObject({
      status: 200,
      body: { state: 'anonymous', person: null, may: [], csrf: null, demo: true, bootstrapped: true },
    });
    for (const path of ['/v1/findings', '/v1/status', '/v1/signers', '/v1/sessions', '/v1/tokens'])
      expect(await speak('GET', path)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  it('gets no link, no session by a made-up secret, and no bootstrap', async () => {
    const guess = `cs_link_${'A'.repeat(43)}`;
    expect(await speak('POST', '/v1/session/link', { body: { link: guess } })).toMatchObject({ status: 401 });
    expect(await speak('POST', '/v1/session/setup-links', { body: {} })).toMatchObject({ status: 403 });
    expect(await speak('POST', '/v1/bootstrap/statement', { body: {} })).toMatchObject({ status: 403 });
    for (const cookie of [
      `countersign=cs_session_${'A'.repeat(43)}`,
      'countersign=',
      'countersign=x; countersign=y',
    ])
      expect(await speak('GET', '/v1/findings', { headers: { cookie } })).toMatchObject({ status: 401 });
    expect(
      await speak('GET', '/v1/findings', { headers: { authorization: `Bearer cs_token_${'A'.repeat(43)}` } }),
    ).toMatchObject({ status: 401 });
  });
});

describe('a person with a one-time link', () => {
  it('comes in once, as themselves, with a cookie that scripts cannot read', async () => {
    const { secret, entered, headers } = await enter('dana');
    expect(entered.status).toBe(200);
    const response = await fetch(`${url}/v1/session`, { headers });
    expect(await response.json()).toMatchObject({
      state: 'signed_in',
      person: { name: expect.any(String) },
      may: expect.arrayContaining(['view', 'sign']),
    });
    expect(await speak('POST', '/v1/session/link', { body: { link: secret } })).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
  });

  it('is given a cookie out of reach of scripts and of other sites', async () => {
    const { link } = await here.ask<{ link: string }>('console', '--as', 'dana');
    const response = await fetch(`${url}/v1/session/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ link: link.slice(link.indexOf('#') + 1) }),
    });
    expect(response.headers.get('set-cookie')).toMatch(
      /^countersign=cs_session_[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/,
    );
    expect(await response.text()).not.toContain('cs_session_');
  });

  it('looks with the cookie alone, and writes only with the session’s token and from the console’s own page', async () => {
    const { cookie, headers, csrf } = await enter('dana');
    expect(await speak('GET', '/v1/findings', { headers: { cookie } })).toMatchObject({ status: 200 });
    const read = (extra: Record<string, string>) =>
      speak('POST', '/v1/sources/acme-hr/read', { headers: { cookie, ...extra }, body: {} });
    expect(await read({})).toMatchObject({ status: 403, body: { code: 'not_permitted' } });
    expect(await read({ 'x-csrf-token': `${csrf.slice(1)}A` })).toMatchObject({ status: 403 });
    expect(await read({ 'x-csrf-token': csrf, origin: 'https://evil.example' })).toMatchObject({
      status: 403,
    });
    expect(await read({ 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' })).toMatchObject({
      status: 403,
    });
    expect(await speak('POST', '/v1/sources/acme-hr/read', { headers, body: {} })).toMatchObject({
      status: 200,
    });
  });

  it('decides nothing by being signed in', async () => {
    const { headers } = await enter('dana');
    const forged = await speak('POST', '/v1/decisions', {
      headers,
      body: { statement: '{}', signature: 'nothing' },
    });
    expect(forged).toMatchObject({ status: 422, body: { code: 'signature_invalid' } });
  });

  it('signs out, and the cookie is worth nothing', async () => {
    const { headers } = await enter('dana');
    expect(await speak('POST', '/v1/session/end', { headers, body: {} })).toMatchObject({ status: 200 });
    expect(await speak('GET', '/v1/findings', { headers })).toMatchObject({ status: 401 });
  });

  it('sees and ends their own sessions, never another’s', async () => {
    const dana = await enter('dana');
    const sam = await enter('sam');
    const mine = await speak('GET', '/v1/sessions', { headers: sam.headers });
    const people = (mine.body['items'] as { person: string; id: string; current: boolean }[]).map(
      (s) => s.person,
    );
    expect(new Set(people).size).toBe(1);
    const theirs = await speak('GET', '/v1/sessions', { headers: dana.headers });
    const own = (theirs.body['items'] as { id: string; current: boolean }[]).find((s) => s.current);
    expect(await speak('DELETE', `/v1/sessions/${own?.id}`, { headers: sam.headers })).toMatchObject({
      status: 404,
    });
    expect(await speak('GET', '/v1/findings', { headers: dana.headers })).toMatchObject({ status: 200 });
    expect(await speak('DELETE', `/v1/sessions/${own?.id}`, { headers: dana.headers })).toMatchObject({
      status: 200,
    });
    expect(await speak('GET', '/v1/findings', { headers: dana.headers })).toMatchObject({ status: 401 });
  });

  it('is refused with a passkey that nobody enrolled, and with a challenge that was not given out', async () => {
    const { body } = await speak('POST', '/v1/session/passkey', { body: {} });
    expect(body).toMatchObject({ options: { rpId: 'localhost', userVerification: 'required' } });
    const response = {
      id: 'AAAA',
      type: 'public-key',
      response: { authenticatorData: 'AAAA', clientDataJSON: 'AAAA', signature: 'AAAA' },
    };
    for (const challenge of [body['challenge'], 'Y291bnRlcnNpZ24'])
      expect(await speak('POST', '/v1/session', { body: { challenge, response } })).toMatchObject({
        status: 401,
        body: { code: 'unauthenticated' },
      });
  });
});

describe('other people’s sessions and tokens', () => {
  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString();

  it('are seen and ended by an administrator, and by nobody else', async () => {
    const [dana, sam] = [await enter('dana'), await enter('sam')];
    const made = await speak('POST', '/v1/tokens', {
      headers: sam.headers,
      body: { name: '__proto__', scopes: ['view'], expiresAt: inAMonth },
    });
    const token = made.body['token'] as { id: string };
    for (const [method, path] of [
      ['GET', '/v1/administration/sessions'],
      ['GET', '/v1/administration/tokens'],
      ['DELETE', '/v1/administration/sessions/ses_1'],
      ['DELETE', `/v1/administration/tokens/${token.id}`],
    ] as const) {
      const answer = await speak(method, path, { headers: sam.headers });
      expect(answer).toMatchObject({ status: 403, body: { code: 'not_permitted' } });
      expect(answer.body['items']).toBeUndefined();
    }
    const all = await speak('GET', '/v1/administration/sessions', { headers: dana.headers });
    const sessions = all.body['items'] as { id: string; person: string; address: string }[];
    expect(new Set(sessions.map(({ person }) => person)).size).toBe(2);
    expect(sessions[0]?.address).toMatch(/^(::ffff:)?127\.|^::1$/);
    const tokens = await speak('GET', '/v1/administration/tokens', { headers: dana.headers });
    expect(JSON.stringify(tokens.body)).toContain(token.id);
    expect(
      await speak('DELETE', `/v1/administration/tokens/${token.id}`, { headers: dana.headers }),
    ).toMatchObject({ status: 200 });
    const mine = await speak('GET', '/v1/sessions', { headers: sam.headers });
    const current = (mine.body['items'] as { id: string; current: boolean }[]).find((s) => s.current);
    expect(
      await speak('DELETE', `/v1/administration/sessions/${current?.id}`, { headers: dana.headers }),
    ).toMatchObject({ status: 200 });
    expect(await speak('GET', '/v1/findings', { headers: sam.headers })).toMatchObject({ status: 401 });
  });

  it('end at once everywhere else, when their person says so', async () => {
    const [one, other, dana] = [await enter('sam'), await enter('sam'), await enter('dana')];
    const ended = await speak('POST', '/v1/sessions/end-elsewhere', { headers: one.headers, body: {} });
    expect(ended).toMatchObject({ status: 200 });
    expect(Number(ended.body['ended'])).toBeGreaterThan(0);
    expect(await speak('GET', '/v1/findings', { headers: other.headers })).toMatchObject({ status: 401 });
    for (const { headers } of [one, dana])
      expect(await speak('GET', '/v1/findings', { headers })).toMatchObject({ status: 200 });
  });
});

describe.skipIf(spawnSync('ssh-keygen', ['-?']).error !== undefined)('an auditor (needs ssh-keygen)', () => {
  it('reads everything, tries what policy would say, and changes nothing', async () => {
    const file = join(here.folder, 'auditor');
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
    const enrolled = await here.run(
      'signers',
      'enrol',
      '--public-key',
      `${file}.pub`,
      '--role',
      'auditor',
      '--as',
      'dana',
    );
    expect(enrolled.status).toBe(0);
    const { link } = await here.ask<{ link: string }>('console', '--key', file);
    const entered = await speak('POST', '/v1/session/link', {
      body: { link: link.slice(link.indexOf('#') + 1) },
    });
    const headers = { cookie: entered.cookie ?? '', 'x-csrf-token': String(entered.body['csrf']) };
    for (const path of ['/v1/policies', '/v1/policies/in-force', '/v1/signers', '/v1/signer-changes'])
      expect(await speak('GET', path, { headers })).toMatchObject({ status: 200 });
    const disable = { type: 'account.disable', source: 'acme-postgres', accountKey: 'role/priya_nair' };
    expect(await speak('POST', '/v1/policies/test', { headers, body: { changes: [disable] } })).toMatchObject(
      { status: 200, body: { verdict: { outcome: 'requestable' } } },
    );
    const { body: shown } = await speak('GET', '/v1/signers', { headers });
    const [key] = shown['items'] as { person: string; keyFingerprint: string }[];
    const item = { subject: key?.person, fingerprint: key?.keyFingerprint, reason: 'x' };
    const before = await here.rows('postgres', 'select count(*)::int as n from ledger.entry');
    for (const [path, body] of [
      ['/v1/signers/statement', { act: 'revoke', keyFingerprint: key?.keyFingerprint, item }],
      ['/v1/signer-changes', { act: 'revoke', statement: '{}', signature: 'x' }],
      ['/v1/signer-changes/chg_1/signatures', { signature: 'x' }],
      ['/v1/sources/acme-hr/read', {}],
    ] as const)
      expect(await speak('POST', path, { headers, body })).toMatchObject({
        status: 403,
        body: { code: 'not_permitted' },
      });
    expect(await here.rows('postgres', 'select count(*)::int as n from ledger.entry')).toEqual(before);
  });
});

describe('an API token', () => {
  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const issue = async (scopes: readonly string[]) => {
    const dana = await enter('dana');
    const made = await speak('POST', '/v1/tokens', {
      headers: dana.headers,
      body: { name: 'ci', scopes, expiresAt: inAMonth },
    });
    expect(made.status).toBe(200);
    const secret = String(made.body['secret']);
    const { id } = made.body['token'] as { id: string };
    return { dana, id, secret, headers: { authorization: `Bearer ${secret}` } };
  };

  it('sees with `view`, and does nothing else', async () => {
    const { headers } = await issue(['view']);
    expect(await speak('GET', '/v1/findings', { headers })).toMatchObject({ status: 200 });
    expect(await speak('POST', '/v1/sources/acme-hr/read', { headers, body: {} })).toMatchObject({
      status: 403,
      body: { code: 'not_permitted', detail: 'The token has no scope to operate.' },
    });
  });

  it('operates with `operate`, and never signs, manages sources, sessions, tokens or itself', async () => {
    const { headers } = await issue(['view', 'operate']);
    expect(await speak('POST', '/v1/sources/acme-hr/read', { headers, body: {} })).toMatchObject({
      status: 200,
    });
    for (const [method, path, body] of [
      ['POST', '/v1/decisions', { statement: '{}', signature: 'x' }],
      ['POST', '/v1/sources', { id: 'x', connector: 'csv', location: '/' }],
      ['POST', '/v1/tokens', { name: 'more', scopes: ['view'], expiresAt: inAMonth }],
      ['GET', '/v1/sessions', undefined],
      ['POST', '/v1/session/links', { challenge: 'x', signature: 'x' }],
      ['POST', '/v1/passkeys', { displayName: 'x' }],
      ['POST', '/v1/signers', { act: 'enrol', statement: '{}', signatures: ['x'] }],
    ] as const)
      expect(await speak(method, path, { headers, ...(body === undefined ? {} : { body }) })).toMatchObject({
        status: 403,
      });
  });

  it('is on the record by its id, never by its secret, and ends when it is revoked', async () => {
    const { dana, id, secret, headers } = await issue(['view']);
    expect(await speak('DELETE', `/v1/tokens/${id}`, { headers: dana.headers })).toMatchObject({
      status: 200,
    });
    expect(await speak('GET', '/v1/findings', { headers })).toMatchObject({ status: 401 });
    const recorded = () =>
      here.rows<{ type: string; leaf: string }>(
        'postgres',
        `select type, convert_from(leaf, 'UTF8') as leaf from ledger.entry where correlation = $1 order by seq`,
        [id],
      );
    await eventually('both are numbered', async () => (await recorded()).length > 1);
    const rows = await recorded();
    expect(rows.map((row) => row.type)).toEqual(['token.issued', 'token.revoked']);
    const dump = await here.rows<{ all: string }>(
      'postgres',
      'select string_agg(t::text, chr(10)) as all from signin.token t',
    );
    for (const text of [...rows.map((row) => row.leaf), dump[0]?.all ?? ''])
      expect(text).not.toContain(secret);
  });

  it('is an integration of the estate with its owner, until it is revoked', async () => {
    const { dana, id } = await issue(['view']);
    const listed = async () =>
      (
        await speak('GET', '/v1/identities?source=countersign-tokens&lane=workloads&limit=200', {
          headers: dana.headers,
        })
      ).body['items'] as { key: string }[];
    const known = async () => (await listed()).find(({ key }) => key === id);
    await eventually('the token is in the estate', async () => (await known()) !== undefined);
    expect(await known()).toMatchObject({ kind: 'integration', owner: { name: 'Dana Reyes' }, owned: true });
    await speak('DELETE', `/v1/tokens/${id}`, { headers: dana.headers });
    await eventually('the token is gone', async () => (await known()) === undefined);
  });

  it('cannot outlive 90 days, or be asked for with a scope that does not exist', async () => {
    const dana = await enter('dana');
    const ask = (body: object) => speak('POST', '/v1/tokens', { headers: dana.headers, body });
    const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString();
    expect(await ask({ name: 'x', scopes: ['view'], expiresAt: inAYear })).toMatchObject({ status: 400 });
    expect(await ask({ name: 'x', scopes: ['sign'], expiresAt: inAMonth })).toMatchObject({ status: 400 });
  });
});

it('leaves the ledger whole', async () => {
  expect(await here.run('ledger', 'verify')).toMatchObject({ status: 0 });
});
