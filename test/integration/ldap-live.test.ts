import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeConnector } from '../../src/connectors/kit/conformance.ts';
import { readWhole } from '../../src/connectors/kit/read-whole.ts';
import { ldap } from '../../src/connectors/ldap/index.ts';
import type { LdapConfig } from '../../src/connectors/ldap/location.ts';
import { instantOf, type Observation } from '../../src/model/index.ts';
import {
  danaPassword,
  person,
  readerDn,
  readerPassword,
  sceneAccess,
  sceneLdif,
  suffix,
} from '../support/directory-scene.ts';
import {
  bindDone,
  entry,
  extendedDone,
  message,
  result,
  searchDone,
  startFakeLdap,
  type FakeLdap,
} from '../support/fake-ldap.ts';
import { entryLdif } from '../support/ldif.ts';
import { noSlapd, removeSlapd, startSlapd, type Slapd } from '../support/slapd.ts';
import { hasOpenssl, makeAuthority } from '../support/tls-postgres.ts';

const hostileNames = [
  '__proto__',
  'constructor',
  '<img src=x onerror=alert(1)>',
  "'; drop table people; --",
  'Ignore previous instructions',
  '\u202egnp.exe',
];
const limitedDn = `cn=limited,ou=robots,${suffix}`;
const many = 1100;
const folder = mkdtempSync(join(tmpdir(), 'countersign-ldap-live-'));
let server: Slapd | undefined;
let authority: { readonly file: string } | undefined;

beforeAll(async () => {
  if (noSlapd !== undefined || !hasOpenssl) return;
  const made = makeAuthority(folder, 'trusted');
  authority = made;
  server = await startSlapd({
    suffix,
    tls: made.issue('directory', ['DNS:localhost', 'IP:127.0.0.1']),
    database: `limits dn.exact="${readerDn}" size=unlimited\nlimits dn.exact="${limitedDn}" size.prtotal=20 size.hard=20\n${sceneAccess.replaceAll(`by dn.exact="${readerDn}" read`, `by dn.exact="${readerDn}" read\n  by dn.exact="${limitedDn}" read`)}`,
    ldif: [
      sceneLdif,
      entryLdif(limitedDn, {
        objectClass: ['applicationProcess', 'simpleSecurityObject'],
        cn: 'limited',
        userPassword: readerPassword,
      }),
      entryLdif(`ou=hostile,${suffix}`, { objectClass: 'organizationalUnit', ou: 'hostile' }),
      ...hostileNames.map((_, n) =>
        entryLdif(`ou=x${n},ou=hostile,${suffix}`, { objectClass: ['organizationalUnit'], ou: `x${n}` }),
      ),
      ...hostileNames.map((cn, n) =>
        entryLdif(`gidNumber=${7000 + n},ou=x${n},ou=hostile,${suffix}`, {
          objectClass: 'posixGroup',
          cn,
          gidNumber: String(7000 + n),
        }),
      ),
      entryLdif(`ou=many,${suffix}`, { objectClass: 'organizationalUnit', ou: 'many' }),
      ...Array.from({ length: many }, (_, n) => person(`m${n}`).replace(',ou=people,', ',ou=many,')),
      entryLdif(`ou=elsewhere,${suffix}`, {
        objectClass: ['referral', 'extensibleObject'],
        ou: 'elsewhere',
        ref: 'ldap://192.0.2.1/dc=other',
      }),
    ].join('\n'),
  });
}, 60_000);
afterAll(async () => {
  await removeSlapd(server);
  rmSync(folder, { recursive: true });
});

const url = (
  more: string,
  { user = readerDn, base = suffix, tls = false, host = '127.0.0.1' } = {},
): LdapConfig =>
  ldap.locate(
    `${tls ? 'ldaps' : 'ldap'}://${host}:${(tls ? server?.tlsPort : server?.port) ?? 0}/${encodeURIComponent(base)}?user=${encodeURIComponent(user)}&passwordFrom=env:READER${more}`,
  );
const context = (config: LdapConfig, password = readerPassword) => ({
  config,
  now: instantOf(Date.UTC(2026, 5, 1)),
  signal: new AbortController().signal,
  fingerprint: () => '',
  secret: async (reference: string) => (reference === 'env:READER' ? password : 'no such secret'),
});
const read = (config: LdapConfig, password?: string) => readWhole(ldap, config, context(config, password));
const faultOf = (config: LdapConfig, password?: string): Promise<unknown> =>
  read(config, password).then(
    () => undefined,
    (error: unknown) => error,
  );

const hasLdapsearch = spawnSync('ldapsearch', ['-VV'], { stdio: 'ignore' }).status === 0;
const skip = noSlapd ?? (hasOpenssl ? undefined : 'openssl is not installed');

describe.skipIf(skip !== undefined)(`a real OpenLDAP${skip === undefined ? '' : ` (${skip})`}`, () => {
  let web: ReturnType<typeof createServer>;
  beforeAll(() => {
    web = createServer((socket) =>
      socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    return new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    web.close();
  });
  const webPort = (): number => {
    const address = web.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };

  describeConnector(ldap, {
    good: () => url(''),
    reordered: { notApplicable: 'a server has its own order' },
    hostile: { config: () => url('', { base: `ou=hostile,${suffix}` }), names: hostileNames },
    canaries: [readerPassword, danaPassword],
    context: { secret: async () => readerPassword },
    bad: {
      missing: { config: () => url('', { base: `ou=gone,${suffix}` }), code: 'not_found' },
      truncated: {
        notApplicable: 'TCP and BER say where an answer ends; a connection cut in the middle is tried below',
      },
      wrongKind: {
        config: () =>
          ldap.locate(`ldap://127.0.0.1:${webPort()}/${suffix}?user=cn=a&passwordFrom=env:READER`),
        code: 'source_unreachable',
      },
      oversized: { config: () => url('', { user: limitedDn }), code: 'source_unreachable' },
      deep: { notApplicable: 'a directory nests by names, which are bounded' },
      duplicate: { notApplicable: 'OpenLDAP has no name twice' },
    },
    badLocations: ['ldap://ldap.example/dc=acme?starttls=no', 'ldaps://u:p@ldap.example/'],
  });

  it('gives every page of it, states as they are, nesting, and parts of the tree that are elsewhere', async () => {
    const { all, summary } = await read(url(''));
    expect(summary).toMatchObject({ complete: true, duplicatesIgnored: 0 });
    expect(all.filter((o) => o.type === 'account')).toHaveLength(many + 7);
    const accounts = new Map(all.flatMap((o) => (o.type === 'account' ? [[o.name, o]] : [])));
    expect(accounts.get('dana')).toMatchObject({
      kind: 'person',
      state: 'active',
      key: expect.stringMatching(/^uuid\//),
    });
    expect(accounts.get('ann')).toMatchObject({ state: 'disabled' });
    expect(accounts.get('reader')).toMatchObject({ kind: 'service_account' });
    expect(all.find((o) => o.type === 'credential')).toMatchObject({
      accountKey: accounts.get('dana')?.key,
      rotatedAt: '2026-01-01T00:00:00.000Z',
    });
    const nameOf = new Map(
      all.flatMap((o) => (o.type === 'account' || o.type === 'group' ? [[o.key, o.name]] : [])),
    );
    const memberships = all.flatMap((o) =>
      o.type === 'membership' ? [`${nameOf.get(o.memberKey) ?? ''} in ${nameOf.get(o.groupKey) ?? ''}`] : [],
    );
    expect(memberships.toSorted()).toEqual([
      'admins in ops',
      'dana in admins',
      'lee in alone',
      'lee in ops',
      'lee in staff',
      'max in staff',
      'ops in admins',
    ]);
    expect(summary.gaps.map(({ key }) => key)).toContain('referrals');
  });

  it.skipIf(!hasLdapsearch).each([' -o ldif-wrap=no', ''])(
    'is the same in what ldapsearch prints by the command of the page, with its option%s (needs ldapsearch)',
    async (folding) => {
      const page = readFileSync(join(import.meta.dirname, '../../docs/connectors/ldap.md'), 'utf8');
      const [command = ''] = /^ldapsearch .*$/m.exec(page) ?? [];
      const made = mkdtempSync(join(folder, 'ldapsearch-'));
      const asked = command
        .replace(' -o ldif-wrap=no', folding)
        .replace('ldaps://ldap.example', `ldap://127.0.0.1:${server?.port ?? 0}`)
        .replace('-D cn=reader,dc=example', `-D '${readerDn}'`)
        .replace('-W', `-w '${readerPassword}'`)
        .replace('-b dc=example', `-b '${suffix}'`);
      const said = spawnSync('bash', ['-ec', asked], { cwd: made, encoding: 'utf8' });
      expect([said.status, said.stderr]).toEqual([0, '']);
      const printed = await read(ldap.locate(join(made, 'directory.ldif')));
      const live = await read(url(''));
      const told = (all: readonly Observation[]) =>
        all.flatMap((o) => (o.type === 'gap' ? [] : [JSON.stringify(o)])).toSorted();
      expect(told(printed.all)).toEqual(told(live.all));
    },
  );

  it('is read without a base by its own naming contexts', async () => {
    const { summary } = await read(url('', { base: '' }));
    expect(summary.counts.account).toBe(many + 7);
  });

  it.each([
    ['ldaps', { tls: true, host: 'localhost' }],
    ['ldaps by address', { tls: true }],
    ['StartTLS', { host: 'localhost' }],
  ])('is read over %s whose certificate is checked', async (_way, way) => {
    const { summary } = await read(
      url(`&sslrootcert=${authority?.file ?? ''}`, { ...way, base: `ou=groups,${suffix}` }),
    );
    expect(summary.counts.group).toBe(4);
  });

  it.each([
    ['an authority that nobody named, over ldaps', '', { tls: true }],
    ['an authority that nobody named, over StartTLS', '&starttls=yes', {}],
  ])('with a certificate of %s is refused', async (_what, more, way) => {
    expect(await faultOf(url(more, way))).toMatchObject({
      code: 'source_unreachable',
      message: expect.stringContaining('authority that is not trusted'),
    });
  });

  it('with a certificate of another name is refused', async () => {
    const config = url(`&sslrootcert=${authority?.file ?? ''}`, { tls: true });
    const other = { ...config, host: '127.0.0.1.nip.invalid' };
    expect(await faultOf(other)).toMatchObject({ code: 'source_unreachable' });
    const stranger = makeAuthority(folder, 'stranger');
    const liar = await startSlapd({
      suffix,
      ldif: sceneLdif,
      tls: stranger.issue('liar', ['DNS:elsewhere.example']),
    });
    const at = ldap.locate(
      `ldaps://127.0.0.1:${liar.tlsPort}/${suffix}?user=${readerDn}&passwordFrom=env:READER&sslrootcert=${stranger.file}`,
    );
    expect(await faultOf(at)).toMatchObject({
      message: expect.stringContaining('certificate for another host name'),
    });
    const over = ldap.locate(
      `ldap://127.0.0.1:${liar.port}/${suffix}?user=${readerDn}&passwordFrom=env:READER&sslrootcert=${stranger.file}`,
    );
    expect(await faultOf(over)).toMatchObject({
      message: expect.stringContaining('certificate for another host name'),
    });
    await removeSlapd(liar);
  });

  it('says what is wrong with the credential, and takes an empty password for none', async () => {
    expect(await faultOf(url(''), 'wrong')).toMatchObject({
      code: 'source_unreachable',
      message: expect.stringContaining(readerDn),
    });
    expect(await faultOf(url(''), '')).toMatchObject({ code: 'secret_unavailable' });
  });
});

describe('a directory that is not what it should be', () => {
  let fake: FakeLdap | undefined;
  const at = (more = ''): LdapConfig =>
    ldap.locate(`ldap://127.0.0.1:${fake?.port ?? 0}/dc=x?user=cn=reader&passwordFrom=env:READER${more}`);
  const secret = readerPassword;
  const [bind, search, extended] = [0x60, 0x63, 0x77];

  it('offers no StartTLS: the password is never sent', async () => {
    fake = await startFakeLdap(({ id }) => [message(id, result(extendedDone, 2))]);
    expect(await faultOf(at('&starttls=yes'))).toMatchObject({
      code: 'source_unreachable',
      next: expect.stringContaining('StartTLS'),
    });
    expect(fake.received()).not.toContain(secret);
    await fake.close();
  });

  it('says more in the clear than the answer to StartTLS: nothing of it counts, and the password is never sent', async () => {
    fake = await startFakeLdap(({ id, operation }) =>
      operation === extended
        ? [Buffer.concat([message(id, result(extendedDone, 0)), message(id + 1, result(bindDone, 0))])]
        : [],
    );
    expect(await faultOf(at('&starttls=yes'))).toMatchObject({ code: 'source_unreachable' });
    expect(fake.received()).not.toContain(secret);
    await fake.close();
  });

  it('goes away in the middle: nobody connects again in the clear or as nobody', async () => {
    let connections = 0;
    fake = await startFakeLdap(({ id, operation }, socket) => {
      if (operation === bind) {
        connections++;
        return [message(id, result(bindDone, 0))];
      }
      socket.destroy();
      return [];
    });
    expect(await faultOf(at())).toMatchObject({ code: 'source_unreachable' });
    expect(connections).toBe(1);
    await fake.close();
  });

  it('gives a long list in parts, as Windows does: all of it is asked for', async () => {
    const dn = 'cn=big,dc=x';
    const members = Array.from({ length: 7 }, (_, n) => `cn=m${n},dc=x`);
    fake = await startFakeLdap(({ id, operation, text }) => {
      if (operation === bind) return [message(id, result(bindDone, 0))];
      if (operation !== search) return [];
      const from = /member;range=(\d+)-\*/.exec(text)?.[1];
      const begin = Number(from ?? 0);
      const part = members.slice(begin, begin + 3);
      const isLast = begin + 3 >= members.length;
      const list = text.includes('member')
        ? { member: [], [`member;range=${begin}-${isLast ? '*' : begin + 2}`]: part }
        : {};
      const group = entry(dn, { objectClass: ['group'], cn: ['big'], ...list });
      const people = members.map((name) =>
        entry(name, { objectClass: ['user'], cn: [name], userAccountControl: ['512'] }),
      );
      return [...(from === undefined ? people : []), group]
        .map((each) => message(id, each))
        .concat(message(id, result(searchDone, 0)));
    });
    const { all } = await read(at());
    expect(all.filter((o) => o.type === 'membership')).toHaveLength(7);
    await fake.close();
  });

  it.each([
    ['never ends an answer', Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff])],
    ['gives rubbish', Buffer.from('30058001ff0102ffff', 'hex')],
    [
      'gives tens of thousands of tiny answers',
      Buffer.concat(Array.from({ length: 60_000 }, () => message(2, entry('', {})))),
    ],
  ])('%s: the read ends, the process does not', async (_what, bytes) => {
    fake = await startFakeLdap(({ id, operation }, socket) => {
      if (operation === bind) return [message(id, result(bindDone, 0))];
      socket.end(bytes);
      return [];
    });
    expect(await faultOf(at())).toMatchObject({ name: 'Fault' });
    await fake.close();
  });
});
