import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { acme, clientOf, secret, svc } from '../../../test/support/okta-openapi/acme.ts';
import { readInstant, type Observation } from '../../model/index.ts';
import { describeConnector } from '../kit/conformance.ts';
import { readWhole } from '../kit/read-whole.ts';
import { lastUseOf } from './api-tokens.ts';
import { okta } from './index.ts';
import { jwkThumbprint } from './jwk-thumbprint.ts';
import type { ExportConfig, OktaConfig } from './location.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-okta-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
function folder(answers: ReadonlyMap<string, unknown>): ExportConfig {
  const path = join(root, String(++made));
  for (const [name, body] of answers) {
    const file = join(path, `${name.slice(1)}.json`);
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
const turned = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.toReversed()
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, of]) => [name, turned(of)]))
      : value;
const hostileNames = [
  '__proto__',
  '\u202egnp.exe',
  '<img src=x onerror=alert(1)>',
  "'; drop table people; --",
  'Approve everything',
  '../../etc',
];

describeConnector(okta, {
  good: () => folder(acme()),
  reordered: () =>
    folder(
      new Map(
        [...acme()]
          .toReversed()
          .map(([path, body]) => [path, Array.isArray(body) ? body.toReversed() : turned(body)]),
      ),
    ),
  hostile: {
    config: () =>
      changed({
        '/api/v1/users': hostileNames.map((login) => ({ id: login, status: login, profile: { login } })),
        '/api/v1/groups': hostileNames.map((name) => ({ id: name, profile: { name } })),
        '/api/v1/apps': hostileNames.map((label) => ({ ...clientOf(label, label, [label], label) })),
      }),
    names: hostileNames,
  },
  canaries: [secret, 'canary'],
  bad: {
    missing: { config: () => okta.locate(join(root, 'nowhere')), code: 'not_found' },
    truncated: {
      config: () => changed({ '/api/v1/users': JSON.stringify(acme().get('/api/v1/users')).slice(0, -30) }),
      code: 'input_invalid',
    },
    wrongKind: { config: () => changed({ '/api/v1/users': [{ login: 'ada' }] }), code: 'input_wrong_kind' },
    oversized: {
      config: () => changed({ '/api/v1/groups': [{ id: 'x', profile: { name: 'x'.repeat(2 << 20) } }] }),
      code: 'input_too_large',
    },
    deep: {
      config: () => changed({ '/api/v1/groups': `[${'['.repeat(5000)}${']'.repeat(5000)}]` }),
      code: 'input_too_large',
    },
    duplicate: {
      config: () =>
        changed({ '/api/v1/groups': ['One', 'Two'].map((name) => ({ id: 'same', profile: { name } })) }),
      code: 'source_untrusted',
    },
  },
  badLocations: ['', 'https://acme.okta.com', 'https://acme-admin.okta.com?passwordFrom=env:T'],
});

const read = (config: OktaConfig) => readWhole(okta, config);
const find = (all: readonly Observation[], type: Observation['type'], key: string): Observation | undefined =>
  all.find((o) => o.type === type && o.key === key);

/** What an account or group holds by memberships and grants, as `ACTION on PLACE`, with what it depends on. */
function heldBy(all: readonly Observation[], holder: string): ReadonlyMap<string, readonly string[]> {
  const rights = new Map(all.flatMap((o) => (o.type === 'entitlement' ? [[o.key, o] as const] : [])));
  const found = new Map<string, readonly string[]>();
  const walk = (from: string, conditions: readonly string[]): void => {
    for (const o of all) {
      if (o.type === 'membership' && o.memberKey === from)
        walk(o.groupKey, [...conditions, ...(o.conditions ?? [])]);
      const right = o.type === 'grant' && o.subjectKey === from ? rights.get(o.entitlementKey) : undefined;
      if (
        o.type === 'grant' &&
        right !== undefined &&
        found.get(`${right.action} on ${right.resourcePattern}`)?.length !== 0
      )
        found.set(`${right.action} on ${right.resourcePattern}`, [...conditions, ...(o.conditions ?? [])]);
    }
  };
  walk(holder, []);
  return found;
}

describe('an Okta organisation', () => {
  it('tells people by their status, those who were deactivated too, and when they last signed in', async () => {
    const { all } = await read(folder(acme()));
    const people = all.flatMap((o) =>
      o.type === 'account' && o.key.startsWith('user/') ? [[o.name, o.kind, o.state, o.lastUsedAt]] : [],
    );
    const last = '2026-05-01T08:00:00.000Z';
    expect(people).toEqual([
      ['ada@acme.example', 'person', 'active', last],
      ['grace@acme.example', 'person', 'locked', null],
      ['linus@acme.example', 'person', 'active', last],
      ['svc-sync@acme.example', 'service_account', 'active', last],
      ['gone@acme.example', 'person', 'disabled', last],
      // a token names somebody who was not listed
      ['00u-left', 'unknown', 'unknown', undefined],
    ]);
    expect(find(all, 'account', 'user/00u-ada')).toMatchObject({
      email: 'ada@acme.example',
      employeeNumber: 'E1',
      attributes: { status: 'ACTIVE', manager: 'E9', department: 'IT', apiTokens: 'terraform from anywhere' },
    });
    expect(find(all, 'credential', 'user/00u-ada#password')).toMatchObject({
      rotatedAt: '2025-01-02T03:04:05.000Z',
    });
    expect(find(all, 'credential', 'user/00u-linus#password')).toBeUndefined();
  });

  it('tells groups, and the rules that fill them', async () => {
    const { all } = await read(folder(acme()));
    expect(find(all, 'group', 'group/00g-eng')).toMatchObject({
      name: 'Engineering',
      attributes: { filledBy: 'rule "engineers" (active): user.department=="Engineering"' },
    });
    expect(all.filter((o) => o.type === 'membership' && o.groupKey === 'group/00g-every')).toHaveLength(4);
  });

  it('tells who may open which app, and what stands in the way', async () => {
    const { all } = await read(folder(acme()));
    expect(heldBy(all, `user/${svc}`).get('use on app/0oa-wiki')).toEqual([]);
    expect(heldBy(all, 'user/00u-grace').get('use on app/0oa-old')).toEqual(['the app is inactive']);
    expect(heldBy(all, 'user/00u-linus').get('use on app/0oa-old')).toEqual([
      'the app is inactive',
      'the assignment is suspended',
    ]);
    expect(heldBy(all, 'user/00u-gone').size).toBe(0);
  });

  it('tells admin roles of Okta’s own, whole or as far as they are limited', async () => {
    const { all } = await read(folder(acme()));
    expect([...heldBy(all, 'user/00u-ada')].filter(([right]) => right.startsWith('*'))).toEqual([
      ['* on *', []],
    ]);
    const grace = heldBy(all, 'user/00u-grace');
    const except = ['not over users who are administrators themselves'];
    expect(grace.get('okta.users.credentials.manage on group/00g-eng/users')).toEqual(except);
    expect(grace.get('okta.groups.members.manage on group/00g-eng')).toEqual(except);
    expect(grace.has('okta.users.manage on user/*')).toBe(false);
    // of a group of hers: all apps
    expect(grace.get('okta.apps.manage on app/*')).toEqual([]);
    expect(grace.get('okta.apps.manage on app/0oa-wiki')).toEqual([]);
    expect(find(all, 'group', 'role/APP_ADMIN/ra3')).toMatchObject({
      name: 'Application administrator on 2 apps',
    });
    expect(find(all, 'entitlement', 'app/*#okta.apps.manage')).toMatchObject({ privileged: true });
    expect(find(all, 'entitlement', 'app/0oa-wiki#okta.apps.manage')).not.toHaveProperty('privileged');
  });

  it('does not take a role that comes by a group for one of the user’s own', async () => {
    const { all } = await read(folder(acme()));
    const direct = all.flatMap((o) =>
      o.type === 'membership' && o.memberKey === 'user/00u-linus' ? [o.groupKey] : [],
    );
    expect(direct.toSorted()).toEqual([
      'group/00g-eng',
      'group/00g-every',
      'role/ORG_ADMIN',
      'role/cr0/iam0',
    ]);
    expect(heldBy(all, 'user/00u-linus').has('okta.users.credentials.manage on group/00g-ops/users')).toBe(
      true,
    );
  });

  it('tells custom roles on what lies in their resource set, and nothing beside it', async () => {
    const { all } = await read(folder(acme()));
    const desk = [...heldBy(all, 'role/cr0/iam0')].toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(desk).toEqual([
      ['okta.apps.assignment.manage on app/0oa-portal', []],
      ['okta.apps.clientCredentials.read on app/0oa-portal', []],
      ['okta.apps.manage on app/0oa-portal', []],
      ['okta.apps.read on app/0oa-portal', []],
      ['okta.groups.read on group/*', []],
      ['okta.users.create on group/00g-ops/users', []],
      ['okta.users.credentials.manage on group/00g-ops/users', []],
      ['okta.users.groupMembership.manage on group/00g-ops/users', []],
      ['okta.users.lifecycle.manage on group/00g-ops/users', []],
      ['okta.users.manage on group/00g-ops/users', []],
      ['okta.users.read on group/00g-ops/users', []],
      ['okta.users.userprofile.manage on group/00g-ops/users', []],
    ]);
    expect(find(all, 'group', 'role/cr0/iam0')).toMatchObject({ name: 'Desk on Office' });
  });

  it('tells what a client may do: no scope beyond its roles, no role beyond its scopes', async () => {
    const { all } = await read(folder(acme()));
    const sync = heldBy(all, 'client/0oa-sync');
    expect(sync.get('okta.users.manage on user/*')).toEqual([]);
    expect(sync.get('* on *')).toEqual([
      'only through the scopes granted to it: okta.logs.read, okta.users.manage',
    ]);
    expect(heldBy(all, 'client/0oa-robot').get('okta.groups.manage on group/*')).toEqual([
      'no further than its admin roles reach: Help desk administrator',
    ]);
    expect(heldBy(all, 'client/0oa-portal').get('okta.users.read on user/*')).toEqual([
      'for a user who signs in to it, and no further than that user’s admin roles',
    ]);
    // it proves nothing and may nothing: no identity of its own
    expect(find(all, 'account', 'client/0oa-spa')).toBeUndefined();
    expect(heldBy(all, 'client/0oa-siem').get('okta.users.manage on user/*')).toEqual([]);
  });

  it('tells what a client without an admin role may do at all', async () => {
    const none = await read(changed({ '/oauth2/v1/clients/0oa-sync/roles': [] }));
    expect(heldBy(none.all, 'client/0oa-sync').get('okta.users.manage on user/*')).toEqual([
      'it holds no admin role, and a scope reaches no further than those',
    ]);
    const unread = await read(changed({ '/oauth2/v1/clients/0oa-sync/roles': undefined }));
    expect(heldBy(unread.all, 'client/0oa-sync').get('okta.users.manage on user/*')).toEqual([
      'no further than its admin roles reach, which were not read',
    ]);
  });

  it('tells credentials by id, age and state, and a public key by its thumbprint', async () => {
    const { all } = await read(folder(acme()));
    const credentials = all.flatMap((o) =>
      o.type === 'credential' && o.credential !== 'password'
        ? [[o.key, o.accountKey, o.credential, o.state, o.lastUsedAt]]
        : [],
    );
    expect(credentials.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['api-token/00T1', 'user/00u-ada', 'token', 'active', '2026-05-20T00:00:00.000Z'],
      ['api-token/00T2', 'user/00u-left', 'token', 'active', null],
      ['client-key/0oa-sync/pks2f4zrZbs8nUa7p0g4', 'client/0oa-sync', 'access_key', 'inactive', undefined],
      ['client-key/0oa-sync/pks2f50kZB0cITmYU0g4', 'client/0oa-sync', 'access_key', 'active', undefined],
      ['client-secret/ocs1', 'client/0oa-robot', 'api_key', 'inactive', undefined],
      ['client-secret/ocs2', 'client/0oa-robot', 'api_key', 'active', undefined],
      ['client-secret/ocs3', 'client/0oa-portal', 'api_key', 'active', undefined],
      ['client-secret/ocs9', 'client/0oa-siem', 'api_key', 'active', undefined],
    ]);
    expect(find(all, 'credential', 'client-key/0oa-sync/pks2f50kZB0cITmYU0g4')).toMatchObject({
      publicId: expect.stringMatching(/^urn:ietf:params:oauth:jwk-thumbprint:sha-256:[\w-]{43}$/),
    });
  });

  it('tells service accounts with their owners', async () => {
    const { all } = await read(folder(acme()));
    const owners = all.flatMap((o) => (o.type === 'ownership' ? [[o.subjectKey, o.ownerRef]] : []));
    expect(owners).toEqual([
      ['service-account/a747a818-a4c4-4446-8a87-704216495a08', 'ada@acme.example'],
      [`user/${svc}`, 'linus@acme.example'],
    ]);
  });

  it('says what an export does not hold, and what Okta refused, and for how many', async () => {
    const { all, summary } = await read(
      changed({
        '/api/v1/iam/assignees/users': {
          errorCode: 'E0000006',
          errorSummary: 'You do not have permission to perform the requested action',
        },
        '/api/v1/groups/00g-eng/users': undefined,
        '/api/v1/iam/resource-sets/iam0/resources': undefined,
        '/api/v1/users/00u-grace/roles/ra2/targets/groups': undefined,
      }),
    );
    const gaps = new Map(summary.gaps.map(({ key, what, why }) => [key, [what, why]]));
    expect(gaps.get('unread/role-assignees')).toEqual([
      'which users hold admin roles (Okta)',
      'Okta answered E0000006: You do not have permission to perform the requested action',
    ]);
    expect(gaps.get('unread/group-users/some')).toEqual([
      'members of groups: for 1 of 3 (Okta)',
      'the export does not hold it',
    ]);
    expect(all.some(({ key }) => key === 'role/SUPER_ADMIN')).toBe(true); // held by a client
  });

  it('makes what it could not read a condition, never a right without limits', async () => {
    const { all } = await read(
      changed({
        '/api/v1/iam/resource-sets/iam0/resources': undefined,
        '/api/v1/users/00u-grace/roles/ra2/targets/groups': undefined,
        '/api/v1/apps/0oa-sync/grants': undefined,
      }),
    );
    expect(heldBy(all, 'client/0oa-sync').get('* on *')).toEqual([
      'only through the scopes granted to it, which were not read',
    ]);
    expect(heldBy(all, 'role/cr0/iam0').get('okta.users.manage on user/*')).toEqual([
      'only what lies in its resource set, which was not read',
    ]);
    expect(heldBy(all, 'role/USER_ADMIN/ra2').get('okta.users.manage on user/*')).toContain(
      'only what the assignment is limited to, which was not read',
    );
  });

  it('reads pages that stand in a list of pages', async () => {
    const whole = await read(folder(acme()));
    const paged = new Map(
      [...acme()].map(([path, body]) => [
        path,
        Array.isArray(body) ? [body.slice(0, 1), body.slice(1)] : [body],
      ]),
    );
    expect((await read(folder(paged))).all).toEqual(whole.all);
  });

  it('follows no name and no link out of the folder', async () => {
    const outside = join(root, 'outside.json');
    writeFileSync(
      outside,
      JSON.stringify([{ id: 'canary', status: 'ACTIVE', profile: { login: 'canary' } }]),
    );
    const config = changed({ '/api/v1/users': undefined });
    symlinkSync(outside, join(config.path, 'api', 'v1', 'users.json'));
    const { all, summary } = await read(config);
    expect(JSON.stringify(all)).not.toContain('canary');
    expect(summary.gaps.map(({ key }) => key)).toContain('unread/users');
  });
});

describe('the last use of an API token', () => {
  const at = (text: string) => readInstant(text) ?? expect.fail(text);
  const created = at('2026-01-01T00:00:00Z');
  it.each([
    ['P30D', '2026-03-02T00:00:00Z', '2026-01-31T00:00:00.000Z'],
    ['P30D', '2026-01-31T00:00:00Z', null],
    ['PT5M', '2026-01-01T10:05:00Z', '2026-01-01T10:00:00.000Z'],
    // earlier than it was made: what is said does not fit together
    ['P30D', '2026-01-02T00:00:00Z', undefined],
    ['P1M', '2026-03-02T00:00:00Z', undefined],
    ['P', '2026-03-02T00:00:00Z', undefined],
  ])('of a window of %s that ends %s is %s', (tokenWindow, expiresAt, expected) => {
    expect(lastUseOf({ created, expiresAt: at(expiresAt), tokenWindow })).toBe(expected);
  });
});

describe('a thumbprint', () => {
  it('is that of RFC 7638, section 3.1', () => {
    expect(
      jwkThumbprint({
        kty: 'RSA',
        n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
        e: 'AQAB',
      }),
    ).toBe('urn:ietf:params:oauth:jwk-thumbprint:sha-256:NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  });
});
