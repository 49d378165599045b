import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startKubeApi, type KubeApi, type KubeApiFaults } from '../../../test/support/fake-kube-api.ts';
import { hasOpenssl, makeAuthority, type Authority } from '../../../test/support/tls-postgres.ts';
import type { Observation } from '../../model/index.ts';
import type { ReadSummary } from '../kit/read-source.ts';
import { readWhole } from '../kit/read-whole.ts';
import { kubernetes } from './index.ts';
import { endpoints } from './live/endpoints.ts';

const hasKubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;
const secret = 'reader-token-that-nobody-may-see';
const canary = 'canary-token-of-a-service-account';
const meta = (name: string, namespace?: string): { name: string; namespace?: string } => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
});
const rbac = 'rbac.authorization.k8s.io/v1';
const objects = [
  ...Array.from({ length: 23 }, (_, n) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: meta(`sa-${n}`, 'shop'),
  })),
  { apiVersion: 'v1', kind: 'Namespace', metadata: meta('shop') },
  {
    apiVersion: rbac,
    kind: 'Role',
    metadata: meta('reader', 'shop'),
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
  },
  {
    apiVersion: rbac,
    kind: 'RoleBinding',
    metadata: meta('readers', 'shop'),
    roleRef: { kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'sa-3', namespace: 'shop' }],
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: { ...meta('t', 'shop'), annotations: { 'kubernetes.io/service-account.name': 'sa-3' } },
    data: { token: Buffer.from(canary).toString('base64') },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: meta('db', 'shop'),
    data: { password: Buffer.from(canary).toString('base64') },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta('web', 'shop'),
    spec: { template: { spec: { serviceAccountName: 'sa-3' } } },
  },
];

const folder = mkdtempSync(join(tmpdir(), 'countersign-kube-live-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!hasOpenssl)(
  `a live cluster${hasOpenssl ? '' : ' (openssl is not installed, so there is no certificate)'}`,
  () => {
    let authority: Authority;
    let server: { readonly certificate: string; readonly key: string };
    let api: KubeApi | undefined;
    beforeAll(() => {
      authority = makeAuthority(folder, 'cluster');
      server = authority.issue('api', ['DNS:localhost', 'IP:127.0.0.1']);
    });
    afterEach(async () => {
      await api?.close();
      api = undefined;
    });

    async function read(
      faults: KubeApiFaults = {},
      use: { readonly token?: string; readonly host?: string; readonly authority?: string | null } = {},
      issuer?: string,
    ): Promise<{
      readonly all: readonly Observation[];
      readonly summary: ReadSummary;
      readonly api: KubeApi;
    }> {
      api = await startKubeApi({
        objects,
        token: secret,
        ...server,
        pageOf: 5,
        faults,
        ...(issuer === undefined ? {} : { issuer }),
      });
      const trusted = use.authority === undefined ? authority.file : use.authority;
      const query = `passwordFrom=env:TOKEN${trusted === null ? '' : `&sslrootcert=${encodeURIComponent(trusted)}`}`;
      const config = kubernetes.locate(`https://${use.host ?? 'localhost'}:${api.port}?${query}`);
      const whole = await readWhole(kubernetes, config, {
        fingerprint: (text) => `print-of-${text.length}`,
        secret: async () => `${use.token ?? secret}\n`,
      });
      return { ...whole, api };
    }
    const refusal = async (...asked: Parameters<typeof read>): Promise<unknown> => {
      const error: unknown = await read(...asked).catch((fault: unknown) => fault);
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(secret);
      return error;
    };

    it('asks for every list in pages, by GET, of Secrets for tokens alone, and finds what is there', async () => {
      const { all, summary, api: asked } = await read();
      expect(summary.complete).toBe(true);
      expect(all.filter((o) => o.type === 'account')).toHaveLength(24);
      expect(all.filter((o) => o.type === 'credential')).toEqual([
        expect.objectContaining({
          accountKey: 'serviceaccount/shop/sa-3',
          fingerprint: `print-of-${canary.length}`,
        }),
      ]);
      expect(all.filter((o) => o.type === 'gap' && o.key === 'default-roles')).toEqual([]);
      expect(JSON.stringify(all)).not.toContain(canary);
      expect(new Set(asked.asked.map(({ method }) => method))).toEqual(new Set(['GET']));
      expect(new Set(asked.asked.map(({ path }) => path))).toEqual(
        new Set([...endpoints.map(({ path }) => path), '/.well-known/openid-configuration']),
      );
      expect(asked.asked.filter(({ path }) => path === '/api/v1/serviceaccounts')).toHaveLength(5);
      expect(asked.asked.find(({ path }) => path === '/api/v1/secrets')?.query.get('fieldSelector')).toBe(
        'type=kubernetes.io/service-account-token',
      );
    });

    it('says of which issuer its tokens are, and that it does not know where nobody tells', async () => {
      const { all } = await read({}, {}, 'https://oidc.eks.eu-north-1.amazonaws.com/id/5D2F');
      expect(all.find((o) => o.type === 'account' && o.key === 'serviceaccount/shop/sa-3')).toMatchObject({
        attributes: { issuer: 'oidc.eks.eu-north-1.amazonaws.com/id/5D2F' },
      });
      const forbidden = await read({ forbidden: ['/.well-known/openid-configuration'] });
      expect(forbidden.summary.complete).toBe(true);
      expect(JSON.stringify(forbidden.all)).not.toContain('"issuer":');
    });

    it.skipIf(!hasKubectl).each(['json', 'yaml'])(
      'finds the same in what kubectl prints by the commands of the page, as %s (needs kubectl)',
      async (format) => {
        const live = await read({}, {}, 'https://issuer.example/cluster');
        const made = mkdtempSync(join(folder, 'kubectl-'));
        const page = readFileSync(
          join(import.meta.dirname, '../../../docs/connectors/kubernetes.md'),
          'utf8',
        );
        const commands = [
          ...[...page.matchAll(/^kubectl (get -A -o )json( .*> \w+\.)json/gm)].map(
            ([, asked, more]) => `${asked}${format}${more}${format}`,
          ),
          ...[...page.matchAll(/^kubectl (get --raw .*> \S+)/gm)].map(([, asked]) => asked),
        ].map(
          (asked) =>
            `kubectl --server https://localhost:${live.api.port} --token ${secret} --certificate-authority '${authority.file}' ${asked}`,
        );
        expect(commands).toHaveLength(3);
        const shell = spawn('bash', ['-ec', commands.join('\n')], {
          cwd: made,
          stdio: ['ignore', 'ignore', 'inherit'],
          env: { PATH: process.env['PATH'], HOME: made },
        });
        const [status] = await once(shell, 'close');
        expect(status).toBe(0);
        const files = await readWhole(kubernetes, kubernetes.locate(made), {
          fingerprint: (text) => `print-of-${text.length}`,
        });
        const told = (all: readonly Observation[]) =>
          all.flatMap((o) => (o.type === 'gap' ? [] : [JSON.stringify(o)])).toSorted();
        expect(told(files.all)).toEqual(told(live.all));
      },
      120_000,
    );

    it('says what it may not list, and is whole without it', async () => {
      const { summary } = await read({ forbidden: ['/api/v1/secrets'] });
      expect(summary.complete).toBe(true);
      expect(summary.gaps).toContainEqual(
        expect.objectContaining({ key: 'refused/secrets', why: expect.stringContaining('403') }),
      );
    });

    it('is partial, and so closes nothing, when it may not list bindings', async () => {
      const { summary } = await read({ forbidden: ['/apis/rbac.authorization.k8s.io/v1/rolebindings'] });
      expect(summary.complete).toBe(false);
      expect(summary.gaps.map(({ key }) => key)).toContain('refused/rolebindings');
    });

    it('begins a list anew when its page token expired, and tells nothing twice', async () => {
      const { all, summary } = await read({ expire: { '/api/v1/serviceaccounts': 2 } });
      expect(all.filter((o) => o.type === 'account')).toHaveLength(24);
      expect(summary).toMatchObject({ complete: true, duplicatesIgnored: 0 });
    });

    it('waits as it is told when the server is busy', async () => {
      const { summary } = await read({ busy: { '/api/v1/pods': 3 } });
      expect(summary.complete).toBe(true);
    });

    it.each([
      [
        'a list that expires again and again',
        { expire: { '/api/v1/serviceaccounts': 99 } },
        {},
        'source_unreachable',
      ],
      ['a page token that comes twice', { endless: '/api/v1/pods' }, {}, 'source_untrusted'],
      ['an answer that is broken off', { broken: '/api/v1/serviceaccounts' }, {}, 'source_unreachable'],
      ['a list of something else', { wrongKind: '/api/v1/serviceaccounts' }, {}, 'source_untrusted'],
      ['a redirect, following none', { redirect: '/api/v1/serviceaccounts' }, {}, 'source_unreachable'],
      ['a server that stays busy', { busy: { '/api/v1/pods': 99 } }, {}, 'source_unreachable'],
      ['a token that is not accepted', {}, { token: 'another' }, 'source_unreachable'],
      ['a token that is none', {}, { token: 'two words\nand a line' }, 'secret_unavailable'],
      ['an authority that nobody named', {}, { authority: null }, 'source_unreachable'],
      ['a certificate for another name', {}, { host: '127.0.0.2' }, 'source_unreachable'],
    ] as const)('refuses %s, with the next step and without the token', async (_, faults, use, code) => {
      expect(await refusal(faults, use)).toMatchObject({ code, next: expect.stringMatching(/\S+ \S+/) });
    });

    it('sends no token to a server whose certificate is not trusted', async () => {
      await refusal({}, { authority: null });
      expect(api?.asked).toEqual([]);
    });
  },
);

describe('the location of a cluster', () => {
  it('is an https address, with the token and the authority by name', () => {
    expect(kubernetes.locate('https://k.example:6443?passwordFrom=env:T&sslrootcert=/etc/ca.crt')).toEqual({
      host: 'k.example',
      port: 6443,
      passwordFrom: 'env:T',
      tlsAuthorityFile: '/etc/ca.crt',
    });
    expect(kubernetes.locate('https://[::1]/?passwordFrom=file:t')).toMatchObject({ host: '::1', port: 443 });
  });

  it.each([
    'http://k.example?passwordFrom=env:T',
    'https://k.example',
    'https://k.example?passwordFrom=T',
    'https://user:pass@k.example?passwordFrom=env:T',
    'https://k.example?token=abc',
    'https://k.example/path?passwordFrom=env:T',
    'https://k.example?passwordFrom=env:T&passwordFrom=env:U',
    'https://k.example?passwordFrom=env:T&insecure=true',
    'ldap://k.example?passwordFrom=env:T',
  ])('is not %s, and what is wrong is said without repeating it', (location) => {
    expect(() => kubernetes.locate(location)).toThrow(
      expect.objectContaining({ code: 'input_invalid', message: expect.not.stringMatching(/abc|pass@/) }),
    );
  });
});
