import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  acme,
  globalAdministrator,
  hint,
  ids,
  secretText,
} from '../../../test/support/graph-metadata/acme.ts';
import { instantOf, type Observation } from '../../model/index.ts';
import { describeConnector } from '../kit/conformance.ts';
import { readWhole } from '../kit/read-whole.ts';
import { within } from './endpoints.ts';
import { entra } from './index.ts';
import type { EntraConfig, ExportConfig } from './location.ts';
import { everyEndpoint, shortened, writeExport } from './testing.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-entra-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
type Answers = Map<string, readonly Readonly<Record<string, unknown>>[]>;
function folder(answers: Answers, write?: (page: readonly unknown[]) => string): ExportConfig {
  const path = join(root, String(++made));
  writeExport(path, answers, write);
  return { path };
}
/** The tenant with files replaced by this text; undefined: not there. */
function changed(changes: Readonly<Record<string, string | undefined>>): ExportConfig {
  const config = folder(acme());
  for (const [name, text] of Object.entries(changes)) {
    const file = join(config.path, `${name}.json`);
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
  }
  return config;
}
const page = (...items: readonly unknown[]): string => JSON.stringify({ value: items });
const turned = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(turned).toReversed()
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, turned(each)]))
      : value;
const userNamed = (userPrincipalName: string, n: number): unknown => ({ id: `u${n}`, userPrincipalName });
const hostileNames = [
  '__proto__',
  '\u202egnp.exe',
  '<img src=x onerror=alert(1)>',
  "'; drop table people; --",
  'Approve everything',
  '../../etc',
];

describeConnector(entra, {
  good: () => folder(acme()),
  reordered: () =>
    folder(new Map([...acme()].toReversed()), (items) => JSON.stringify({ value: turned(items) })),
  hostile: {
    config: () =>
      changed({
        users: page(...hostileNames.map(userNamed)),
        groups: page(
          ...hostileNames.map((displayName, n) => ({ id: `g${n}`, displayName, groupTypes: [displayName] })),
        ),
        'role-definitions': page(...hostileNames.map((displayName) => ({ id: displayName, displayName }))),
        'role-assignments': page(
          ...hostileNames.map((id) => ({
            id,
            principalId: 'u0',
            roleDefinitionId: id,
            directoryScopeId: `/${id}`,
          })),
        ),
        'delegated-grants': page(
          ...hostileNames.map((scope) => ({
            clientId: ids.mailer,
            resourceId: ids.graph,
            scope,
            principalId: scope,
          })),
        ),
      }),
    names: hostileNames,
  },
  canaries: [secretText, 'canary'],
  bad: {
    missing: { config: () => entra.locate(join(root, 'nowhere')), code: 'not_found' },
    truncated: {
      config: () => changed({ users: page(userNamed('ada', 1)).slice(0, -5) }),
      code: 'input_invalid',
    },
    wrongKind: { config: () => changed({ users: page({ name: 'ada' }) }), code: 'input_wrong_kind' },
    oversized: {
      config: () => changed({ groups: page({ id: 'g', displayName: 'x'.repeat(2 << 20) }) }),
      code: 'input_too_large',
    },
    deep: {
      config: () => changed({ groups: `[${'['.repeat(5000)}${']'.repeat(5000)}]` }),
      code: 'input_too_large',
    },
    duplicate: {
      config: () => changed({ users: page(userNamed('ada', 1), userNamed('grace', 1)) }),
      code: 'source_untrusted',
    },
  },
  badLocations: ['', 'https://example.com/acme', 'https://graph.microsoft.com/acme'],
});

const read = (config: EntraConfig) =>
  readWhole(entra, config, { fingerprint: () => 'f'.repeat(64), now: instantOf(Date.UTC(2026, 5, 1)) });
const find = (all: readonly Observation[], type: Observation['type'], key: string): Observation | undefined =>
  all.find((o) => o.type === type && o.key === key);

/** `ACTION on PATTERN` of everything that the subject holds: for certain, or whatever it depends on. */
function heldBy(
  all: readonly Observation[],
  subject: string,
  how: 'for certain' | 'somehow' = 'for certain',
) {
  const takes = (o: { readonly conditions?: readonly string[] }): boolean =>
    how === 'somehow' || o.conditions === undefined;
  const reached = new Set([subject]);
  for (const key of reached)
    for (const o of all)
      if (o.type === 'membership' && o.memberKey === key && takes(o)) reached.add(o.groupKey);
  const rights = new Map(
    all.flatMap((o) => (o.type === 'entitlement' ? [[o.key, `${o.action} on ${o.resourcePattern}`]] : [])),
  );
  return [
    ...new Set(
      all.flatMap((o) =>
        o.type === 'grant' && reached.has(o.subjectKey) && takes(o)
          ? (rights.get(o.entitlementKey) ?? [])
          : [],
      ),
    ),
  ].toSorted();
}
const sp = (id: string): string => `serviceprincipal/${id}`;
const graph = `api/${ids.graph}`;

describe('docs/connectors/entra.md', () => {
  it('exports by exactly the questions that a live read asks', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/connectors/entra.md'), 'utf8');
    for (const { id, version, path, query } of everyEndpoint) {
      const asked = Object.entries(query ?? {}).map(([name, value]) => `${name}=${value}`);
      expect(text).toContain(
        `\nask ${id} '${version ?? 'v1.0'}/${path}${asked.length === 0 ? '' : '?'}${asked.join('&')}'\n`,
      );
    }
    for (const { id, path } of Object.values(within)) {
      expect(text).toContain(`ask ${id}/$id "v1.0/${path.replace('{id}', '$id')}`);
    }
  });
});

describe('a tenant of Entra', () => {
  it('tells people, guests and agents apart, with what they were last seen to do', async () => {
    const { all } = await read(folder(acme()));
    expect(find(all, 'account', `user/${ids.ada}`)).toEqual({
      type: 'account',
      key: `user/${ids.ada}`,
      name: 'ada@acme.example',
      kind: 'person',
      state: 'active',
      email: 'ada@acme.example',
      employeeNumber: 'E1',
      createdAt: '2023-01-10T09:00:00.000Z',
      lastUsedAt: '2026-05-20T08:00:00.000Z',
      interactive: true,
      mfa: true,
      attributes: {
        displayName: 'Ada',
        userType: 'Member',
        directoryRoles:
          'Application Administrator in a part of the directory, Global Administrator (eligible)',
      },
    });
    expect(find(all, 'account', `user/${ids.guest}`)).toMatchObject({
      kind: 'person',
      lastUsedAt: null,
      attributes: { userType: 'Guest' },
    });
    expect(find(all, 'person', `user/${ids.guest}`)).toBeUndefined();
    expect(find(all, 'account', `user/${ids.breakGlass}`)).toMatchObject({ kind: 'unknown' });
    expect(find(all, 'account', `user/${ids.agentUser}`)).toMatchObject({
      kind: 'agent',
      interactive: false,
    });
    expect(find(all, 'credential', `user/${ids.grace}#password`)).toMatchObject({
      rotatedAt: '2026-03-01T09:00:00.000Z',
    });
  });

  it('reaches through groups and nested ones, and says what does not reach members of nested groups', async () => {
    const { all } = await read(folder(acme()));
    expect(heldBy(all, `user/${ids.grace}`)).toContain('Global Administrator on directory');
    expect(heldBy(all, `user/${ids.grace}`)).not.toContain(`access on api/${ids.mailer}`);
    expect(heldBy(all, `user/${ids.grace}`, 'somehow')).toContain(`access on api/${ids.mailer}`);
    expect(heldBy(all, sp(ids.functionApp))).toContain(`access on api/${ids.mailer}`);
    // beyond the first twenty, from the answer about the group itself
    expect(all.filter((o) => o.type === 'membership' && o.groupKey === `group/${ids.everyone}`)).toHaveLength(
      25,
    );
    expect(
      all.filter((o) => o.type === 'grant' && o.entitlementKey === `api/${ids.mailer}#access`),
    ).toHaveLength(26);
  });

  it('names application permissions by their words and marks those that lead to the tenant', async () => {
    const { all } = await read(folder(acme()));
    expect(heldBy(all, sp(ids.deployer))).toEqual([`RoleManagement.ReadWrite.Directory on ${graph}`]);
    expect(find(all, 'entitlement', `${graph}#RoleManagement.ReadWrite.Directory`)).toMatchObject({
      privileged: true,
    });
    expect(find(all, 'entitlement', `${graph}#User.Read.All`)).not.toHaveProperty('privileged');
    expect(heldBy(all, sp(ids.deployer), 'somehow')).toContain('Global Administrator on directory');
    // whoever owns the application may act as it, also through one that owns it
    expect(heldBy(all, `user/${ids.grace}`, 'somehow')).toContain(
      `RoleManagement.ReadWrite.Directory on ${graph}`,
    );
    expect(heldBy(all, sp(ids.functionApp), 'somehow')).toContain(
      `RoleManagement.ReadWrite.Directory on ${graph}`,
    );
  });

  it('tells secrets, certificates and outside identities by what is no secret of them', async () => {
    const { all } = await read(folder(acme()));
    const credentials = all.flatMap((o) =>
      o.type === 'credential' && !o.key.endsWith('#password')
        ? [[o.key, o.credential, o.state, o.expiresAt, o.lastUsedAt, o.publicId]]
        : [],
    );
    expect(credentials).toEqual([
      [
        `${sp(ids.deployer)}#secret:${ids.secret}`,
        'api_key',
        'active',
        '2099-12-31T00:00:00.000Z',
        '2026-05-30T00:00:00.000Z',
        undefined,
      ],
      [
        `${sp(ids.deployer)}#secret:${ids.oldSecret}`,
        'api_key',
        'inactive',
        '2023-01-01T00:00:00.000Z',
        undefined,
        undefined,
      ],
      [
        `${sp(ids.deployer)}#federated:00000000-0000-4000-8000-000000000081`,
        'federated',
        'active',
        null,
        undefined,
        'https://token.actions.githubusercontent.com repo:acme/web:environment:production',
      ],
      [
        `application/${ids.unusedAppId}#certificate:${ids.certificate}`,
        'certificate',
        'active',
        '2027-01-01T00:00:00.000Z',
        null,
        undefined,
      ],
    ]);
    expect(JSON.stringify(all)).not.toContain(`"${hint}"`);
  });

  it('keeps nothing of a secret’s value where somebody exported one', async () => {
    const answers = acme();
    const text = JSON.stringify({ value: shortened(answers.get('applications') ?? []) }).replaceAll(
      '"secretText":null',
      `"secretText":"${secretText}"`,
    );
    expect(text).toContain(secretText);
    const { all, summary } = await read(changed({ applications: text }));
    expect(JSON.stringify([all, summary])).not.toContain(secretText);
  });

  it('tells what acts by itself for what it is, and leaves out what of Microsoft’s holds nothing', async () => {
    const { all } = await read(folder(acme()));
    const kinds = all.flatMap((o) =>
      o.type === 'account' && o.key.startsWith('serviceprincipal/')
        ? [[o.name, o.kind, o.attributes?.['madeBy']]]
        : [],
    );
    expect(kinds.map((each) => each.join(': ')).toSorted()).toEqual([
      'Deployer: service_account: this tenant',
      'Mailer: integration: tenant 00000000-0000-4000-8000-000000000002',
      'Microsoft Reader: integration: Microsoft',
      'Scout blueprint: agent: this tenant',
      'Scout: agent: this tenant',
      'function-app: workload: this tenant',
    ]);
    expect(find(all, 'resource', graph)).toMatchObject({ name: 'Microsoft Graph' });
  });

  it('tells what Microsoft suspended from what it let go on again', async () => {
    const states = ['DisabledDueToViolationOfServicesAgreement', 'NotDisabled', null];
    const { all } = await read(
      changed({
        'service-principals': page(
          ...states.map((disabledByMicrosoftStatus, n) => ({ id: `s${n}`, disabledByMicrosoftStatus })),
        ),
      }),
    );
    const found = states.map((_, n) => find(all, 'account', sp(`s${n}`)));
    expect(found.map((each) => each?.type === 'account' && each.state)).toEqual([
      'disabled',
      'active',
      'active',
    ]);
  });

  it('joins agents with blueprint, user and sponsors', async () => {
    const { all } = await read(folder(acme()));
    expect(find(all, 'ownership', `${sp(ids.agent)}#sponsor:${ids.ada}`)).toMatchObject({
      role: 'sponsor',
      ownerRef: 'E1',
    });
    expect(find(all, 'membership', `${sp(ids.blueprint)}>${sp(ids.agent)}`)).toMatchObject({ via: 'assume' });
    expect(find(all, 'membership', `${sp(ids.agent)}>user/${ids.agentUser}`)).toMatchObject({
      via: 'assume',
    });
    expect(find(all, 'account', sp(ids.blueprint))).toMatchObject({ attributes: { sponsors: '0' } });
    const without = await read(changed({ 'agent-identities': undefined }));
    expect(find(without.all, 'account', sp(ids.agent))).toMatchObject({
      kind: 'agent',
      attributes: { sponsors: 'not read' },
    });
  });

  it('tells directory roles with scope, end and what may be activated', async () => {
    const { all } = await read(folder(acme()));
    expect(find(all, 'account', `user/${ids.breakGlass}`)).toMatchObject({
      attributes: { globalAdministrator: 'for good', globalAdministrators: '1' },
    });
    expect(heldBy(all, `user/${ids.ada}`)).toEqual([
      'Application Administrator on directory/object/00000000-0000-4000-8000-000000000043',
      'microsoft.directory/applications/credentials/update on directory/object/00000000-0000-4000-8000-000000000043',
    ]);
    expect(heldBy(all, `user/${ids.ada}`, 'somehow')).toContain('Global Administrator on directory');
    expect(heldBy(all, `user/${ids.grace}`)).toContain(
      `Application Administrator on directory/administrativeunit/${ids.unit}`,
    );
    expect(find(all, 'entitlement', `role/${ids.ownRole}`)).toMatchObject({
      action: 'App keys',
      privileged: true,
    });
    expect(find(all, 'resource', `directory/administrativeunit/${ids.unit}`)).toMatchObject({
      name: 'Berlin',
    });
    const without = await read(changed({ 'role-assignment-schedules': undefined }));
    expect(find(without.all, 'account', `user/${ids.breakGlass}`)).toMatchObject({
      attributes: { globalAdministrator: 'unknown' },
    });
  });

  it('knows Global Administrator by its template, whatever the tenant calls it', async () => {
    const { all } = await read(
      changed({
        'role-definitions': page({
          id: globalAdministrator,
          templateId: globalAdministrator,
          displayName: 'Globaler Administrator',
          isBuiltIn: true,
        }),
      }),
    );
    expect(find(all, 'entitlement', `role/${globalAdministrator}`)).toMatchObject({
      action: 'Globaler Administrator',
      privileged: true,
    });
  });

  it('tells consents as what depends on who signs in, and for rules who gave the far-reaching', async () => {
    const { all } = await read(folder(acme()));
    expect(find(all, 'grant', `${sp(ids.mailer)}>${graph}#delegated:Mail.ReadWrite`)).toMatchObject({
      conditions: [expect.stringContaining('whoever signs in')],
    });
    expect(find(all, 'grant', `${sp(ids.mailer)}>${graph}#delegated:Files.Read`)).toMatchObject({
      conditions: [expect.stringContaining(`user/${ids.ada}`)],
    });
    expect(find(all, 'account', sp(ids.mailer))).toMatchObject({
      attributes: {
        consentedForEverybody: 'Mail.ReadWrite',
        consentedByPeople: 'Files.Read',
        consentedBy: '1',
      },
    });
  });

  it('names owners as those who answer, where they are people', async () => {
    const { all } = await read(folder(acme()));
    const owners = all.flatMap((o) =>
      o.type === 'ownership' && o.role === 'owner' ? [[o.subjectKey, o.ownerRef]] : [],
    );
    expect(owners).toEqual([
      [`group/${ids.admins}`, 'E1'],
      [`group/${ids.everyone}`, 'E1'],
      [sp(ids.deployer), 'grace@acme.example'],
    ]);
    // who owns a group may join it; whose members a rule chooses, nobody joins
    expect(heldBy(all, `user/${ids.ada}`, 'somehow')).toContain('Global Administrator on directory');
    expect(find(all, 'membership', `group/${ids.everyone}#owners>group/${ids.everyone}`)).toBeUndefined();
  });

  it('says what an export does not hold, what Graph refused, and what it hides', async () => {
    const { summary } = await read(
      changed({
        'user-activity': JSON.stringify({
          error: {
            code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
            message: 'Neither tenant is B2C',
          },
        }),
        'delegated-grants': undefined,
        [`groups.members/${ids.everyone}`]: undefined,
      }),
    );
    const gaps = new Map(summary.gaps.map(({ key, what, why }) => [key, [what, why]]));
    expect(gaps.get('unread/user-activity')?.[1]).toMatch(
      /^Graph answered Authentication_.*AuditLog\.Read\.All$/,
    );
    expect(gaps.get('unread/delegated-grants')?.[1]).toBe(
      'the export does not hold it; it needs the application permission Directory.Read.All',
    );
    expect(gaps.get('unread/groups.members')?.[0]).toBe('members of groups beyond the first 20');
    expect(gaps.get('hidden-members')?.[0]).toBe('members of 1 groups with hidden membership');
    expect(gaps.has('conditional-access')).toBe(true);
  });

  it('reads pages in files of their own, in one list, and items in one list, all alike', async () => {
    const whole = await read(folder(acme()));
    const inPages = (items: readonly unknown[]): string =>
      JSON.stringify([
        { value: items.slice(0, 1), '@odata.nextLink': 'https://graph.microsoft.com/v1.0/x?$skiptoken=1' },
        { value: items.slice(1) },
      ]);
    expect((await read(folder(acme(), inPages))).all).toEqual(whole.all);
    expect((await read(folder(acme(), (items) => JSON.stringify(items)))).all).toEqual(whole.all);
    const config = folder(acme());
    const { value }: { readonly value: readonly unknown[] } = JSON.parse(
      readFileSync(join(config.path, 'users.json'), 'utf8'),
    );
    const next = 'https://graph.microsoft.com/v1.0/users?$skiptoken=1';
    writeFileSync(
      join(config.path, 'users.json'),
      JSON.stringify({ '@odata.nextLink': next, value: value.slice(0, 2) }),
    );
    writeFileSync(join(config.path, 'users.2.json'), page(...value.slice(2)));
    expect((await read(config)).all).toEqual(whole.all);
  });

  it.each([
    [
      'in its file',
      (items: readonly unknown[], next: string) => JSON.stringify({ value: items, '@odata.nextLink': next }),
    ],
    [
      'in a list of pages',
      (items: readonly unknown[], next: string) =>
        JSON.stringify([{ value: items, '@odata.nextLink': next }]),
    ],
  ])('refuses an export that ends before its last page, %s', async (_where, write) => {
    const text = write(acme().get('users') ?? [], 'https://graph.microsoft.com/v1.0/users?$skiptoken=1');
    await expect(read(changed({ users: text }))).rejects.toMatchObject({
      code: 'input_invalid',
      message: expect.stringContaining('goes on'),
    });
  });

  it('refuses an export that lacks a page between others', async () => {
    await expect(read(changed({ 'users.3': page() }))).rejects.toMatchObject({ code: 'input_invalid' });
  });

  it('follows no link out of the folder', async () => {
    const outside = join(root, 'outside.json');
    writeFileSync(outside, page(userNamed('canary', 1)));
    const config = changed({ users: undefined });
    symlinkSync(outside, join(config.path, 'users.json'));
    const { all, summary } = await read(config);
    expect(JSON.stringify(all)).not.toContain('canary');
    expect(summary.gaps.map(({ key }) => key)).toContain('unread/users');
  });
});
