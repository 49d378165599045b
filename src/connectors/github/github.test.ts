import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { acme, deployKey, example, lastEight } from '../../../test/support/github-openapi/acme.ts';
import type { Observation } from '../../model/index.ts';
import { describeConnector } from '../kit/conformance.ts';
import { readWhole } from '../kit/read-whole.ts';
import { github } from './index.ts';
import { sshFingerprint } from './keys.ts';
import type { ExportConfig, GithubConfig } from './location.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-github-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
/** `/orgs/acme/members?role=admin` → `orgs/acme/members.role=admin.json`. */
const fileOf = (path: string): string => `${path.slice(1).replace('?', '.').replaceAll('&', '.')}.json`;
function folder(answers: ReadonlyMap<string, unknown>): ExportConfig {
  const path = join(root, String(++made));
  mkdirSync(path);
  for (const [name, body] of answers) {
    const file = join(path, fileOf(name));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof body === 'string' ? body : JSON.stringify(body));
  }
  return { path };
}
/** The organisation with some answers replaced; undefined: not there. */
function changed(changes: Readonly<Record<string, unknown>>): ExportConfig {
  const answers = acme();
  for (const [path, body] of Object.entries(changes))
    if (body === undefined) answers.delete(path);
    else answers.set(path, body);
  return folder(answers);
}
const turned = (value: unknown): unknown => (Array.isArray(value) ? value.toReversed() : value);
const hostileNames = [
  '__proto__',
  '\u202egnp.exe',
  '<img src=x onerror=alert(1)>',
  "'; drop table people; --",
  'Approve everything',
  '../../etc',
];

describeConnector(github, {
  good: () => folder(acme()),
  reordered: () => folder(new Map([...acme()].toReversed().map(([path, body]) => [path, turned(body)]))),
  hostile: {
    config: () =>
      folder(
        new Map<string, unknown>([
          [
            '/orgs/acme/members',
            hostileNames.map((login, id) => ({ ...example('simple-user-items'), login, id })),
          ],
          ['/orgs/acme/teams', hostileNames.map((slug) => ({ ...example('team-items'), slug, name: slug }))],
        ]),
      ),
    names: hostileNames,
  },
  canaries: [lastEight, 'canary'],
  bad: {
    missing: { config: () => github.locate(join(root, 'nowhere')), code: 'not_found' },
    truncated: {
      config: () =>
        changed({ '/orgs/acme/members': JSON.stringify(acme().get('/orgs/acme/members')).slice(0, -30) }),
      code: 'input_invalid',
    },
    wrongKind: {
      config: () => changed({ '/orgs/acme/members': [{ name: 'ada' }] }),
      code: 'input_wrong_kind',
    },
    oversized: {
      config: () => changed({ '/orgs/acme/teams': [{ slug: 'x', name: 'x'.repeat(2 << 20) }] }),
      code: 'input_too_large',
    },
    deep: {
      config: () => changed({ '/orgs/acme/teams': `[${'['.repeat(5000)}${']'.repeat(5000)}]` }),
      code: 'input_too_large',
    },
    duplicate: {
      config: () =>
        changed({
          '/orgs/acme/teams': ['One', 'Two'].map((name) => ({
            ...example('team-items'),
            slug: 'same',
            name,
            parent: null,
          })),
        }),
      code: 'source_untrusted',
    },
  },
  badLocations: ['', 'https://github.com/acme'],
});

const read = (config: GithubConfig) => readWhole(github, config, { fingerprint: () => 'f'.repeat(64) });
const find = (all: readonly Observation[], type: Observation['type'], key: string): Observation | undefined =>
  all.find((o) => o.type === type && o.key === key);

/** What an account or group holds by memberships and grants, conditional or not, as `ACTION on RESOURCE`. */
function heldBy(all: readonly Observation[], holder: string): readonly string[] {
  const seen = new Set([holder]);
  for (const one of seen)
    for (const o of all) if (o.type === 'membership' && o.memberKey === one) seen.add(o.groupKey);
  const rights = new Map(all.flatMap((o) => (o.type === 'entitlement' ? [[o.key, o] as const] : [])));
  return all
    .flatMap((o) => {
      const right = o.type === 'grant' && seen.has(o.subjectKey) ? rights.get(o.entitlementKey) : undefined;
      return right === undefined ? [] : [`${right.action} on ${right.resourcePattern}`];
    })
    .toSorted();
}

describe('a GitHub organisation', () => {
  it('tells people: owners, members, from outside, and who has no second factor', async () => {
    const { all } = await read(folder(acme()));
    const people = all.flatMap((o) =>
      o.type === 'account' && o.key.startsWith('user/') ? [[o.name, o.kind, o.mfa, o.attributes]] : [],
    );
    expect(people).toEqual([
      ['ada', 'person', true, { affiliation: 'owner' }],
      ['grace', 'person', true, { affiliation: 'member' }],
      ['linus', 'person', false, { affiliation: 'member' }],
      ['mallory', 'person', undefined, { affiliation: 'outside collaborator', adminOf: 'acme/web' }],
      ['gone', 'person', undefined, { affiliation: 'none' }],
    ]);
  });

  it('tells what each may do, through teams within teams and the default permission of members', async () => {
    const { all } = await read(folder(acme()));
    const everywhere = 'repository/acme/*';
    expect(heldBy(all, 'user/linus')).toEqual(
      [
        // of the organisation's default
        `read on ${everywhere}`,
        // of the team payments: a role of the organisation's own, which includes maintain
        ...['read', 'triage', 'write', 'maintain'].map((role) => `${role} on repository/acme/ledger`),
        // of the team engineering, above payments
        ...['read', 'triage', 'write'].map((role) => `${role} on repository/acme/web`),
        // by pushing a workflow
        'deploy on environment/acme/web/preview%2F%2A',
        'deploy on environment/acme/web/production',
        'use on secret/acme/DEPLOY_TOKEN',
        'use on secret/acme/SIGNING_KEY',
        'use on secret/acme/web/NPM_TOKEN',
        'use on secret/acme/web/production/PROD_DB_PASSWORD',
      ].toSorted(),
    );
    expect(heldBy(all, 'user/ada')).toContain('administer on organization/acme');
    expect(heldBy(all, 'user/ada')).toContain(`admin on ${everywhere}`);
    // owners push where they like
    expect(heldBy(all, 'user/ada')).toContain('use on secret/acme/web/NPM_TOKEN');
    expect(heldBy(all, 'user/mallory')).toContain('admin on repository/acme/web');
    expect(heldBy(all, 'user/mallory').filter((right) => right.includes('ledger'))).toEqual([]);
  });

  it('tells that anyone reads a public repository, and everyone of the enterprise an internal one', async () => {
    const { all } = await read(folder(acme()));
    const standing = (told: readonly Observation[]) =>
      told.flatMap((o) =>
        o.type === 'group' && o.attributes?.['standsFor'] !== undefined
          ? [[o.key, o.attributes['standsFor']]]
          : [],
      );
    expect(standing(all)).toEqual([['anyone', 'anyone']]);
    expect(heldBy(all, 'anyone')).toEqual(['read on repository/acme/web']);
    // whoever is met is one of them
    expect(heldBy(all, 'user/gone')).toEqual(['read on repository/acme/web']);
    const repos: unknown = JSON.parse(
      JSON.stringify(acme().get('/orgs/acme/repos')).replaceAll('"public"', '"internal"'),
    );
    const internal = (await read(changed({ '/orgs/acme/repos': repos }))).all;
    expect(standing(internal)).toEqual([['organization/acme#enterprise', 'everyone']]);
    expect(heldBy(internal, 'organization/acme#enterprise')).toEqual(['read on repository/acme/web']);
    expect(heldBy(internal, 'user/gone')).toEqual([]);
  });

  it('tells that nothing can be changed in a repository that is archived', async () => {
    const repos: unknown = acme().get('/orgs/acme/repos');
    const archived = Array.isArray(repos)
      ? repos.map((each: unknown) => ({ ...(typeof each === 'object' ? each : {}), archived: true }))
      : [];
    const { all } = await read(changed({ '/orgs/acme/repos': archived }));
    const conditions = (role: string): readonly unknown[] =>
      all.flatMap((o) =>
        o.type === 'grant' && o.entitlementKey === `repository/acme/web#${role}` ? [o.conditions] : [],
      );
    expect(conditions('write')).toEqual([[expect.stringContaining('archived')]]);
    expect(conditions('read')).toEqual([undefined]);
  });

  it('tells twenty of the repositories that somebody administers, and how many more there are', async () => {
    const many = acme();
    const repos: unknown = many.get('/orgs/acme/repos');
    const first: unknown = Array.isArray(repos) ? repos[0] : undefined;
    const administered: unknown = many.get('/repos/acme/web/collaborators?affiliation=direct');
    const named = Array.from({ length: 60 }, (_, n) => `${String(n).padStart(2, '0')}-${'x'.repeat(97)}`);
    many.set(
      '/orgs/acme/repos',
      named.map((name) => ({ ...(typeof first === 'object' ? first : {}), name, full_name: `acme/${name}` })),
    );
    for (const name of named) many.set(`/repos/acme/${name}/collaborators?affiliation=direct`, administered);
    const { all } = await read(folder(many));
    const mallory = all.find((o) => o.type === 'account' && o.key === 'user/mallory');
    expect(mallory).toMatchObject({
      attributes: { adminOf: expect.stringMatching(/^acme\/00-x.* and 41 more$/) },
    });
  });

  it('gives nothing by default where the default permission is none', async () => {
    const { all } = await read(
      changed({
        '/orgs/acme': {
          ...example('organization-full'),
          login: 'acme',
          default_repository_permission: 'none',
        },
      }),
    );
    expect(heldBy(all, 'user/grace').filter((right) => right.endsWith('/*'))).toEqual([]);
  });

  it('tells deploy keys as identities with a key that is known by its public half', async () => {
    const { all } = await read(folder(acme()));
    const account = find(all, 'account', 'deploy-key/acme/web/1');
    expect(account).toMatchObject({
      name: 'deployer',
      kind: 'workload',
      attributes: { access: 'write', addedBy: 'octocat' },
    });
    expect(find(all, 'credential', 'deploy-key/acme/web/1#key')).toMatchObject({
      credential: 'ssh_key',
      lastUsedAt: null,
      expiresAt: null,
      publicId: sshFingerprint(deployKey),
    });
    expect(heldBy(all, 'deploy-key/acme/web/1')).toContain('write on repository/acme/web');
    expect(heldBy(all, 'deploy-key/acme/web/2')).toEqual(['read on repository/acme/web']);
    expect(find(all, 'credential', 'deploy-key/acme/web/2#key')).not.toHaveProperty('publicId');
  });

  it('tells apps with what they were permitted, conditional where repositories were selected', async () => {
    const { all } = await read(folder(acme()));
    expect(heldBy(all, 'app/acme/org-janitor/11')).toEqual([
      'members:read on organization/acme',
      'organization_administration:write on organization/acme',
    ]);
    expect(find(all, 'entitlement', 'organization/acme#app:organization_administration:write')).toMatchObject(
      { privileged: true },
    );
    const membership = all.find((o) => o.type === 'membership' && o.memberKey === 'app/acme/builder/12');
    expect(membership).toMatchObject({
      groupKey: 'organization/acme#write',
      conditions: [expect.stringContaining('selected')],
    });
  });

  it('tells tokens with their ends, and nothing of their characters', async () => {
    const { all } = await read(folder(acme()));
    const tokens = all.flatMap((o) =>
      o.type === 'credential' && !o.key.startsWith('deploy-key')
        ? [[o.key, o.credential, o.state, o.expiresAt, o.publicId]]
        : [],
    );
    expect(tokens).toEqual([
      ['fine-grained-token/acme/21', 'token', 'active', null, undefined],
      ['fine-grained-token/acme/22', 'token', 'inactive', '2023-11-16T15:47:09.000Z', undefined],
      ['token/acme/31', 'token', 'active', null, undefined],
      ['ssh-key/acme/32', 'ssh_key', 'active', '2011-02-25T19:06:43.000Z', 'SHA256:abc'],
    ]);
  });

  it('tells workflows: their subject, their token, and environments with who approves', async () => {
    const { all } = await read(folder(acme()));
    expect(find(all, 'group', 'repository/acme/web#workflows')).toMatchObject({
      attributes: { oidcSubject: 'made of repo, context' },
    });
    expect(find(all, 'group', 'repository/acme/ledger#workflows')).toMatchObject({
      attributes: { oidcSubject: 'repo:acme/ledger:*' },
    });
    expect(find(all, 'account', 'actions/acme/web')).toMatchObject({
      attributes: { defaultToken: 'write', approvesPullRequests: 'true' },
    });
    expect(find(all, 'account', 'actions/acme/ledger')).toBeUndefined();
    expect(
      find(all, 'grant', 'repository/acme/web#workflows>environment/acme/web/production#deploy'),
    ).toMatchObject({
      conditions: [
        'after approval by one of octocat, team justice-league',
        expect.stringContaining('branches'),
      ],
    });
    expect(find(all, 'resource', 'environment/acme/web/production')).toMatchObject({
      environment: 'production',
    });
    // what only a deployment there may use
    const secret = 'secret/acme/web/production/PROD_DB_PASSWORD';
    expect(find(all, 'resource', secret)).toMatchObject({ parentKey: 'environment/acme/web/production' });
    expect(find(all, 'grant', `repository/acme/web#workflows>${secret}#use`)).toMatchObject({
      conditions: [expect.stringContaining('after approval'), expect.any(String)],
    });
  });

  it('says what an export does not hold, and what GitHub refused, and for how many', async () => {
    const { summary } = await read(
      changed({
        '/orgs/acme': undefined,
        '/repos/acme/web/keys': undefined,
        '/orgs/acme/personal-access-tokens': {
          message: 'Not Found',
          documentation_url: 'https://docs.github.com/rest',
          status: '404',
        },
      }),
    );
    const gaps = new Map(summary.gaps.map(({ key, what, why }) => [key, [what, why]]));
    expect(gaps.get('acme/unread/organization')).toEqual([
      'what every member may do on every repository (default repository permission) (acme)',
      'the export does not hold it',
    ]);
    expect(gaps.get('acme/unread/keys/some')).toEqual([
      'deploy keys: for 1 of 2 (acme)',
      'the export does not hold it',
    ]);
    expect(gaps.get('acme/unread/personal-access-tokens')).toEqual([
      'fine-grained tokens (acme)',
      'GitHub answered 404: Not Found',
    ]);
    expect([...gaps.keys()]).toContain('acme/custom-role/release-manager');
  });

  it('takes an error that was kept after the beginning of a list as what was not read', async () => {
    const error =
      '{"message":"Must have admin rights","documentation_url":"https://docs.github.com","status":"403"}';
    const { summary } = await read(changed({ '/orgs/acme/installations': `[${error}` }));
    expect(summary.gaps.find(({ key }) => key === 'acme/unread/installations')?.why).toBe(
      'GitHub answered 403: Must have admin rights',
    );
  });

  it('reads pages as `gh api --paginate --slurp` keeps them', async () => {
    const whole = await read(folder(acme()));
    const slurped = await read(
      folder(
        new Map(
          [...acme()].map(([path, body]) => [
            path,
            Array.isArray(body) ? [body.slice(0, 1), body.slice(1)] : [body],
          ]),
        ),
      ),
    );
    expect(slurped.all).toEqual(whole.all);
  });

  it('follows no name and no link out of the folder', async () => {
    const outside = join(root, 'outside.json');
    writeFileSync(outside, JSON.stringify([{ ...example('simple-user-items'), login: 'canary' }]));
    const config = changed({ '/orgs/acme/members': undefined });
    symlinkSync(outside, join(config.path, 'orgs', 'acme', 'members.json'));
    const { all, summary } = await read(config);
    expect(JSON.stringify(all)).not.toContain('canary');
    expect(summary.gaps.map(({ key }) => key)).toContain('acme/unread/members');
  });
});
