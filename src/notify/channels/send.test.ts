import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  eventsTake,
  hookServer,
  mailServer,
  slackTakes,
  teamsTakes,
  type HookServer,
  type MailServer,
} from '../../../test/support/notice-servers.ts';
import { makeAuthority } from '../../../test/support/tls-postgres.ts';
import { Fault, instantOf } from '../../model/index.ts';
import { systemClock } from '../../platform/clock.ts';
import { compose } from '../message.ts';
import { refusedAddress, type Reach } from './address-guard.ts';
import { checkedEndpoint, type ChannelKind, type Endpoint } from './endpoint.ts';
import { send } from './send.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const message = compose({
  id: 'dlv_00000000000000000000000001',
  notices: [...Array(60).keys()].map((n) => ({
    kind: 'effect.proven' as const,
    about: `ent_0000000${n}`,
    title: `Ünïcode <!channel> ${'x'.repeat(300)}`,
    why: '*bold* [link](https://evil.example)',
    since: instantOf(0),
    due: instantOf(0),
    otherwise: 'it ends',
    path: `/proposals/prp_0000000${n}`,
  })),
  as: 'notice',
  detail: 'full',
  console: 'https://iga.acme.example',
  at: instantOf(0),
});

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});
const hook = async (...words: Parameters<typeof hookServer>): Promise<HookServer> => {
  const server = await hookServer(...words);
  open.push(server);
  return server;
};
const mail = async (options: Parameters<typeof mailServer>[0]): Promise<MailServer> => {
  const server = await mailServer(options);
  open.push(server);
  return server;
};

const sendTo = (
  kind: ChannelKind,
  endpoint: Endpoint,
  more: { readonly reach?: Reach; readonly to?: string; readonly withinMs?: number } = {},
) =>
  send(kind, {
    endpoint,
    message,
    to: more.to,
    reach: more.reach ?? 'private too',
    source: 'countersign.test',
    // receivers hold signatures to their own clock
    now: systemClock.now(),
    withinMs: more.withinMs ?? 2000,
    signal: new AbortController().signal,
  });
const failing = async (sent: Promise<unknown>): Promise<Fault> => {
  const error: unknown = await sent.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof Fault)) throw new Error(`no Fault: ${String(error)}`);
  return error;
};

describe('webhooks', () => {
  it.each([
    ['slack', slackTakes, {}],
    ['teams', teamsTakes, {}],
    ['webhook', eventsTake(secret), { signingSecret: secret }],
  ] as const)(
    '%s takes a message of sixty things in the shape that it documents',
    async (kind, takes, more) => {
      const server = await hook(takes);
      expect(await sendTo(kind, { url: server.url, ...more })).toEqual({ ok: true, value: true });
      expect(server.got).toHaveLength(1);
    },
  );

  it('a receiver that checks signatures refuses a body that was changed, another secret, and an old one', async () => {
    const server = await hook();
    await sendTo('webhook', { url: server.url, signingSecret: secret });
    const [got] = server.got;
    if (got === undefined) throw new Error('nothing came');
    const check = eventsTake(secret);
    expect(() => check(got)).not.toThrow();
    expect(() => check({ ...got, body: got.body.replace('effect', 'advice') })).toThrow('signature');
    expect(() => eventsTake(`whsec_${Buffer.alloc(32, 8).toString('base64')}`)(got)).toThrow('signature');
    expect(() => check({ ...got, headers: { ...got.headers, 'webhook-timestamp': '1' } })).toThrow('too old');
    expect(got.headers['webhook-id']).toBe(message.id);
  });

  it('follows no redirect, says what was answered, and repeats nothing of the answer or the address', async () => {
    const inside = await hook();
    const server = await hook(undefined, inside.url);
    server.answers.push('redirect', 500, 404);
    const faults = [1, 2, 3].map(() => failing(sendTo('slack', { url: server.url })));
    const said: string[] = [];
    for (const fault of faults) said.push((await fault).message);
    expect(said.toSorted()).toEqual([
      'It answered with a redirect (302), which is not followed.',
      'It refused (404).',
      'It refused (500).',
    ]);
    expect(inside.got).toEqual([]);
    expect(said.join()).not.toContain('secret-in');
  });

  it('ends when one is slow, and reads no more of an answer than it needs', async () => {
    const server = await hook();
    server.answers.push('hang', 'flood');
    expect(await failing(sendTo('slack', { url: server.url }, { withinMs: 100 }))).toMatchObject({
      code: 'timed_out',
    });
    expect(await sendTo('slack', { url: server.url })).toMatchObject({ ok: true });
  });

  it('reaches this machine and private networks only where the administrator said so', async () => {
    const server = await hook();
    expect(await failing(sendTo('slack', { url: server.url }, { reach: 'public' }))).toMatchObject({
      code: 'input_invalid',
    });
    // by a name that answers with such an address, too
    const named = `http://localhost:${server.port}/x`;
    expect(await failing(sendTo('slack', { url: named }, { reach: 'public' }))).toMatchObject({
      code: 'input_invalid',
    });
    expect(server.got).toEqual([]);
  });

  it.each([
    ['10.1.2.3', 'private'],
    ['127.0.0.1', 'private'],
    ['::1', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['fd00::1', 'private'],
    ['169.254.169.254', 'never'],
    ['::ffff:169.254.169.254', 'never'],
    ['::ffff:a9fe:a9fe', 'never'],
    ['fe80::1', 'never'],
    ['64:ff9b::a9fe:a9fe', 'never'],
    ['0.0.0.0', 'never'],
    ['224.0.0.1', 'never'],
    ['93.184.215.14', undefined],
    ['2606:4700::1111', undefined],
  ] as const)('%s is %s', (address, refused) => {
    expect(refusedAddress(address, 'public')).toBe(refused);
    expect(refusedAddress(address, 'private too')).toBe(refused === 'private' ? undefined : refused);
  });
});

describe('addresses of channels', () => {
  it.each([
    ['slack', { url: 'http://hooks.slack.com/services/x' }, 'https alone'],
    ['slack', { url: 'https://user@hooks.slack.com/x' }, 'names a user'],
    ['webhook', { url: 'https://acme.example/hook' }, 'no secret to sign with'],
    ['smtp', { url: 'https://mail.example', from: 'a@b.example' }, 'smtp://'],
    ['smtp', { url: 'smtp://u:p@mail.example', from: 'a@b.example' }, 'holds a password'],
    ['smtp', { url: 'smtp://mail.example' }, 'address that it is from'],
    [
      'smtp',
      { url: 'smtp://mail.example', from: 'a@b.example\r\nBcc: c@d.example' },
      'address that it is from',
    ],
    ['smtp', { url: 'smtp://u@mail.example', from: 'a@b.example' }, 'go together'],
    ['teams', { url: 'file:///etc/passwd' }, 'no URL'],
  ] as const)('%s refuses %o: %s', (kind, endpoint, said) => {
    const checked = checkedEndpoint(kind, endpoint);
    expect(checked).toMatchObject({ ok: false });
    expect(checked.ok ? '' : checked.message).toContain(said);
  });
});

describe('mail', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-mail-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const login = { user: 'countersign', password: 'correct horse' };
  const from = 'Countersign <access@acme.example>';
  const authority = makeAuthority(folder, 'mail');
  const tls = authority.issue('localhost', ['DNS:localhost']);
  const pem = readFileSync(authority.file, 'utf8');

  it('goes by STARTTLS with user and password to exactly its receiver, and says its authority in a header', async () => {
    const server = await mail({ ...login, tls });
    const endpoint = {
      url: `smtp://countersign@localhost:${server.port}`,
      password: login.password,
      from,
      authority: pem,
    };
    expect(await sendTo('smtp', endpoint, { to: 'dana@acme.example' })).toEqual({ ok: true, value: true });
    const [got] = server.got;
    expect(got).toMatchObject({
      isTls: true,
      user: 'countersign',
      from: 'access@acme.example',
      to: ['dana@acme.example'],
    });
    expect(got?.source).toMatch(/^X-Countersign-Authority: effect\r$/m);
    expect(got?.source).toMatch(/^Message-ID: <dlv_0{25}1@acme\.example>\r$/m);
    expect(got?.source).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  });

  it('says nothing to a server whose certificate it does not know, and nothing in the clear to another machine', async () => {
    const server = await mail({ ...login, tls });
    const endpoint = { url: `smtp://countersign@localhost:${server.port}`, password: login.password, from };
    await failing(sendTo('smtp', endpoint, { to: 'dana@acme.example' }));
    const clear = await mail({ ...login, host: '127.0.0.2' });
    const elsewhere = { ...endpoint, url: `smtp://countersign@127.0.0.2:${clear.port}` };
    await failing(sendTo('smtp', elsewhere, { to: 'dana@acme.example' }));
    expect([...server.got, ...clear.got]).toEqual([]);
  });

  it('tries again what a server refuses for now, gives up what it refuses for good, and repeats nothing that it said', async () => {
    const server = await mail(login);
    const endpoint = { url: `smtp://countersign@127.0.0.1:${server.port}`, password: login.password, from };
    server.refuses.set('gone@acme.example', 550).set('busy@acme.example', 450);
    expect(await sendTo('smtp', endpoint, { to: 'gone@acme.example' })).toMatchObject({
      ok: false,
      code: 'target_failed',
    });
    expect(await failing(sendTo('smtp', endpoint, { to: 'busy@acme.example' }))).toMatchObject({
      code: 'target_failed',
    });
    const wrong = await failing(
      sendTo('smtp', { ...endpoint, password: 'wrong' }, { to: 'dana@acme.example' }),
    );
    expect(wrong.code).toBe('secret_unavailable');
    expect(wrong.message).not.toMatch(/secret-in-answer|wrong$/);
    await server.close();
    open.splice(0);
    expect(await failing(sendTo('smtp', endpoint, { to: 'dana@acme.example' }))).toMatchObject({
      code: 'source_unreachable',
    });
  });

  it('goes to nobody at an address that is more than one address', async () => {
    const server = await mail(login);
    const endpoint = { url: `smtp://countersign@127.0.0.1:${server.port}`, password: login.password, from };
    for (const to of [
      'a@b.example, c@d.example',
      'a@b.example\r\nBcc: c@d.example',
      '"x" <a@b.example>',
      'nobody',
    ])
      expect(await sendTo('smtp', endpoint, { to })).toMatchObject({ ok: false });
    expect(server.got).toEqual([]);
  });
});
