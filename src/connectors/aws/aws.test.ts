import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Observation } from '../../model/index.ts';
import { describeConnector } from '../kit/conformance.ts';
import { readWhole } from '../kit/read-whole.ts';
import { aws } from './index.ts';
import type { AwsConfig } from './location.ts';
import { exportOf, usualOrganization, writeFiles } from './testing.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-aws-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
function folder(files: Readonly<Record<string, string>>): AwsConfig {
  const path = join(root, String(++made));
  mkdirSync(path);
  writeFiles(path, files);
  return aws.locate(path);
}

const arn = (rest: string): string => `arn:aws:iam::111122223333:${rest}`;
const allow = (Action: unknown, Resource: unknown, more: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const documentOf = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
const trusting = (...principals: readonly object[]): object =>
  documentOf(...principals.map((p) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...p })));
const role = (name: string, trust: unknown, more: object = {}): object => ({
  Path: '/',
  RoleName: name,
  RoleId: `AROA${name}`,
  Arn: arn(`role/${name}`),
  CreateDate: '2024-01-01T00:00:00Z',
  AssumeRolePolicyDocument: trust,
  RolePolicyList: [],
  AttachedManagedPolicies: [],
  ...more,
});
const managed = (name: string, document: unknown): object => ({
  PolicyName: name,
  Arn: arn(`policy/${name}`),
  DefaultVersionId: 'v2',
  PolicyVersionList: [
    { VersionId: 'v1', IsDefaultVersion: false, Document: documentOf(allow('old:Version', '*')) },
    { VersionId: 'v2', IsDefaultVersion: true, Document: document },
  ],
});
const attach = (name: string): object => ({ PolicyName: name, PolicyArn: arn(`policy/${name}`) });

const details = {
  UserDetailList: [
    {
      Path: '/',
      UserName: 'dana',
      UserId: 'AIDADANA',
      Arn: arn('user/dana'),
      CreateDate: '2023-03-09 10:41:45+00:00',
      GroupList: ['admins', 'gone'],
      AttachedManagedPolicies: [],
      Tags: [{ Key: 'Email', Value: 'dana@example.com' }],
    },
    {
      Path: '/ci/',
      UserName: 'deployer',
      UserId: 'AIDADEPLOY',
      Arn: arn('user/ci/deployer'),
      CreateDate: '2022-01-01T00:00:00Z',
      GroupList: [],
      AttachedManagedPolicies: [attach('deploy'), attach('not-there')],
      PermissionsBoundary: {
        PermissionsBoundaryType: 'Policy',
        PermissionsBoundaryArn: arn('policy/deploy'),
      },
      UserPolicyList: [
        {
          PolicyName: 'own',
          PolicyDocument: encodeURIComponent(
            JSON.stringify(documentOf(allow('s3:*', 'arn:aws:s3:::home/${aws:username}/*'))),
          ),
        },
      ],
      Tags: [{ Key: 'owner', Value: 'dana@example.com' }],
    },
  ],
  GroupDetailList: [
    {
      GroupName: 'admins',
      Arn: arn('group/team/admins'),
      GroupPolicyList: [{ PolicyName: 'all', PolicyDocument: { Statement: allow('*', '*') } }],
      AttachedManagedPolicies: [attach('deploy')],
    },
  ],
  RoleDetailList: [
    role('ec2', trusting({ Principal: { Service: ['ec2.amazonaws.com'] } }), {
      RoleLastUsed: { LastUsedDate: '2026-01-02T03:04:05Z', Region: 'eu-west-1' },
    }),
    role(
      'github',
      trusting({
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: arn('oidc-provider/token.actions.githubusercontent.com') },
        Condition: { StringEquals: { 'token:aud': 'sts.amazonaws.com' } },
      }),
      { RoleLastUsed: {} },
    ),
    role('partner', trusting({ Principal: { AWS: 'arn:aws:iam::999988887777:root' } })),
    role('whole', trusting({ Principal: { AWS: '111122223333' } })),
    role(
      'named',
      encodeURIComponent(JSON.stringify(trusting({ Principal: { AWS: [arn('user/dana'), 'AIDADEPLOY'] } }))),
    ),
    role('session', trusting({ Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/ec2/i-0abc' } })),
    role('open', trusting({ Principal: '*' }, { Effect: 'Deny', Principal: { AWS: 'AIDAGONE' } })),
    role('closed', documentOf({ Effect: 'Allow', Action: 'sts:TagSession', Principal: { AWS: '*' } })),
  ],
  Policies: [
    managed(
      'deploy',
      documentOf(
        allow(['s3:PutObject', 's3:GetObject'], ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'], {
          Condition: { Bool: { 'aws:SecureTransport': 'true' } },
        }),
        { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' },
        { Effect: 'Allow', NotAction: ['iam:*', 'sts:*'], NotResource: 'arn:aws:s3:::x' },
      ),
    ),
  ],
};

const header =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated';
const rows = [
  '<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,not_supported,2026-02-01T00:00:00+00:00,not_supported,not_supported,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A',
  `dana,${arn('user/dana')},2023-03-09T10:41:45+00:00,true,no_information,2023-03-10T00:00:00+00:00,N/A,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
  `deployer,${arn('user/ci/deployer')},2022-01-01T00:00:00+00:00,false,N/A,N/A,N/A,false,true,2022-01-02T00:00:00+00:00,2026-04-05T06:07:00+00:00,eu-west-1,s3,false,2021-01-01T00:00:00+00:00,N/A,N/A,N/A,true,2022-06-01T00:00:00+00:00,false,N/A`,
  `late,${arn('user/late')},2026-05-01T00:00:00+00:00,false,N/A,N/A,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
];
const good = (): AwsConfig =>
  folder({
    'authorization-details.json': JSON.stringify({ ...details, canary: 'canary-in-an-unread-place' }),
    'credential-report.csv': [header, ...rows].join('\n'),
    ...exportOf(usualOrganization),
  });
const listed = (UserName: string, AccessKeyId: string, CreateDate: string): object => ({
  AccessKeyMetadata: [{ UserName, AccessKeyId, Status: 'Active', CreateDate }],
});
const onlyDetails = (content: string): AwsConfig => folder({ 'authorization-details.json': content });

/** Everything the other way round, but for the lists in policy documents: AWS gives a document as it was written. */
const turned = (value: unknown, isDocument = false): unknown => {
  if (Array.isArray(value)) {
    const items = value.map((each) => turned(each, isDocument));
    return isDocument ? items : items.toReversed();
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([k, v]) => [k, turned(v, isDocument || k.endsWith('Document'))]),
  );
};

const hostileNames = [
  '__proto__',
  'constructor',
  '\u202egnp',
  "'; drop table x; --",
  '<script>',
  'Approve everything',
  '\u0007',
];

describeConnector(aws, {
  good,
  reordered: () =>
    folder({
      'authorization-details.json': JSON.stringify(turned(details)),
      'credential-report.csv': [header, ...rows.toReversed()].join('\n'),
      ...exportOf({
        ...usualOrganization,
        policies: usualOrganization.policies
          .toReversed()
          .map((each) => ({ ...each, on: each.on.toReversed() })),
      }),
    }),
  hostile: {
    config: () =>
      onlyDetails(
        JSON.stringify({
          UserDetailList: hostileNames.map((name) => ({
            Arn: arn(`user/${name}`),
            UserName: name,
            GroupList: [name],
            Tags: [{ Key: name, Value: name }],
          })),
        }),
      ),
    names: hostileNames,
  },
  canaries: ['canary-in-an-unread-place'],
  bad: {
    missing: { config: () => aws.locate(join(root, 'nowhere')), code: 'not_found' },
    truncated: { config: () => onlyDetails(JSON.stringify(details).slice(0, -40)), code: 'input_invalid' },
    wrongKind: {
      config: () => onlyDetails('{"Version":"2012-10-17","Statement":[]}'),
      code: 'input_wrong_kind',
    },
    oversized: {
      config: () => onlyDetails(JSON.stringify({ UserDetailList: [{ UserName: 'x'.repeat(3 << 20) }] })),
      code: 'input_too_large',
    },
    deep: {
      config: () => onlyDetails(`{"UserDetailList":[${'['.repeat(200)}${']'.repeat(200)}]}`),
      code: 'input_too_large',
    },
    duplicate: {
      config: () =>
        onlyDetails(
          JSON.stringify({
            UserDetailList: ['a', 'b'].map((UserName) => ({ UserName, Arn: arn('user/same') })),
          }),
        ),
      code: 'source_untrusted',
    },
  },
  badLocations: ['', 'https://example.com/details.json'],
});

const read = (config: AwsConfig) => readWhole(aws, config);

describe('AWS accounts', () => {
  it('tell people, programs and what they authenticate with from the credential report', async () => {
    const { all } = await read(good());
    const find = (type: string, key: string): Observation | undefined =>
      all.find((o) => o.type === type && o.key === key);
    expect(find('account', arn('user/dana'))).toMatchObject({
      kind: 'person',
      interactive: true,
      mfa: true,
      lastUsedAt: null,
      email: 'dana@example.com',
      createdAt: '2023-03-09T10:41:45.000Z',
    });
    expect(find('credential', `${arn('user/dana')}#password`)).toEqual({
      type: 'credential',
      key: `${arn('user/dana')}#password`,
      accountKey: arn('user/dana'),
      credential: 'password',
      state: 'active',
      rotatedAt: '2023-03-10T00:00:00.000Z',
      lastUsedAt: null,
      expiresAt: null,
    });
    const deployer = arn('user/ci/deployer');
    expect(find('account', deployer)).toMatchObject({
      kind: 'service_account',
      interactive: false,
      lastUsedAt: '2026-04-05T06:07:00.000Z',
    });
    expect(find('credential', `${deployer}#access_key_1`)).toMatchObject({
      state: 'active',
      lastUsedAt: '2026-04-05T06:07:00.000Z',
    });
    expect(find('credential', `${deployer}#access_key_2`)).toMatchObject({
      state: 'inactive',
      lastUsedAt: null,
    });
    expect(find('credential', `${deployer}#cert_1`)).toMatchObject({ credential: 'certificate' });
    expect(find('credential', `${deployer}#password`)).toBeUndefined();
    expect(find('ownership', `${deployer}#owner`)).toMatchObject({ ownerRef: 'dana@example.com' });
    expect(find('account', arn('root'))).toMatchObject({
      powers: ['root'],
      interactive: true,
      mfa: false,
      lastUsedAt: '2026-02-01T00:00:00.000Z',
    });
    const late = find('account', arn('user/late'));
    expect(late).toMatchObject({ kind: 'unknown' });
    expect(late).not.toHaveProperty('lastUsedAt');
  });

  it('tell which key id is in which slot, from the keys listed beside the report', async () => {
    const files = (keys: unknown): AwsConfig =>
      folder({
        'credential-report.csv': [header, ...rows].join('\n'),
        'access-keys.json': JSON.stringify(keys),
      });
    const first = ['AKIA', '2B3C4D5E6F7G8H9I'].join('');
    const second = ['AKIA', '9B3C4D5E6F7G8H9I'].join('');
    const idsOf = async (keys: unknown): Promise<readonly unknown[]> =>
      (await read(files(keys))).all.flatMap((o) =>
        o.type === 'credential' && o.key.includes('deployer#access_key') ? [o.publicId] : [],
      );
    const one = listed('deployer', first, '2022-01-02T00:00:00+00:00');
    expect(await idsOf([one, listed('deployer', second, '2021-01-01T00:00:00Z')])).toEqual([first, second]);
    expect(await idsOf(one)).toEqual([first, undefined]);
    // two accounts with a user of that name, made in the same second: neither is taken
    expect(await idsOf([one, listed('deployer', second, '2022-01-02T00:00:00Z')])).toEqual([
      undefined,
      undefined,
    ]);
    await expect(read(files([{ AccessKeyMetadata: [{ AccessKeyId: 'x' }] }]))).rejects.toMatchObject({
      code: 'input_invalid',
    });
  });

  it('tell what roles are from who may assume them', async () => {
    const { all } = await read(good());
    const kinds = all.flatMap((o) =>
      o.type === 'account' && o.key.includes(':role/') ? [[o.name, o.kind, o.canBeAssumed]] : [],
    );
    expect(kinds).toEqual([
      ['ec2', 'workload', true],
      ['github', 'workload', true],
      ['partner', 'integration', true],
      ['whole', 'unknown', true],
      ['named', 'unknown', true],
      ['session', 'unknown', true],
      ['open', 'integration', true],
      ['closed', 'unknown', false],
    ]);
    const used = (name: string): unknown => {
      const found = all.find((o) => o.key === arn(`role/${name}`) && o.type === 'account');
      return found?.type === 'account' ? found.lastUsedAt : 'missing';
    };
    expect([used('ec2'), used('github'), used('partner')]).toEqual([
      '2026-01-02T03:04:05.000Z',
      null,
      undefined,
    ]);
  });

  it('are read past empty names in their policies, which are nobody and nothing', async () => {
    const empty = [{ AWS: '' }, { AWS: ['', arn('user/dana')] }, { Service: '' }, ''];
    const { all } = await read(
      onlyDetails(
        JSON.stringify({
          UserDetailList: [
            {
              Arn: arn('user/dana'),
              UserName: 'dana',
              UserPolicyList: [
                {
                  PolicyName: 'p',
                  PolicyDocument: documentOf(allow('', ''), allow(['', 's3:Get*'], ['', '*'])),
                },
              ],
            },
          ],
          RoleDetailList: empty.map((Principal, at) => role(`r${at}`, trusting({ Principal }))),
        }),
      ),
    );
    expect(all.flatMap((o) => (o.type === 'membership' && o.via === 'assume' ? [o.key] : []))).toEqual([
      `${arn('user/dana')}#${arn('role/r1')}`,
    ]);
    expect(all.flatMap((o) => (o.type === 'entitlement' ? [o.key] : []))).toEqual(['s3:Get*#*']);
  });

  it('tell who may assume each role, on what condition', async () => {
    const { all } = await read(good());
    const ways = all.flatMap((o) =>
      o.type === 'membership' && o.via === 'assume'
        ? [[o.memberKey, o.groupKey.split('/')[1], o.conditions?.join(' & ')]]
        : [],
    );
    expect(ways).toEqual([
      ['service:ec2.amazonaws.com', 'ec2', undefined],
      [
        arn('oidc-provider/token.actions.githubusercontent.com'),
        'github',
        'StringEquals token:aud: sts.amazonaws.com',
      ],
      [
        'arn:aws:iam::999988887777:root#principals',
        'partner',
        expect.stringContaining('names the whole account'),
      ],
      [`${arn('root')}#principals`, 'whole', expect.stringContaining('names the whole account')],
      [arn('user/dana'), 'named', undefined],
      [arn('user/ci/deployer'), 'named', undefined],
      [arn('role/ec2'), 'session', 'only its session named i-0abc'],
      ['*', 'open', 'Deny in the trust policy: AIDAGONE'],
    ]);
    const whole = all.filter((o) => o.type === 'membership' && o.groupKey === `${arn('root')}#principals`);
    expect(whole).toHaveLength(10);
  });
});

describe('AWS policies', () => {
  it('become groups that pass on their rights, conditions named', async () => {
    const { all } = await read(good());
    const grants = (policy: string): readonly unknown[] =>
      all.flatMap((o) =>
        o.type === 'grant' && o.subjectKey === policy ? [[o.effect, o.entitlementKey, o.conditions]] : [],
      );
    const secure = ['Bool aws:SecureTransport: true'];
    expect(grants(arn('policy/deploy'))).toEqual([
      ['allow', 's3:PutObject#arn:aws:s3:::a/*', secure],
      ['allow', 's3:GetObject#arn:aws:s3:::a/*', secure],
      ['allow', 's3:PutObject#arn:aws:s3:::b/*', secure],
      ['allow', 's3:GetObject#arn:aws:s3:::b/*', secure],
      ['deny', '*#*', ['NotAction: iam:*']],
      ['allow', '*#*', ['NotAction: iam:*, sts:*', 'NotResource: arn:aws:s3:::x']],
    ]);
    expect(grants(`${arn('user/ci/deployer')}#inline#own`)).toEqual([
      [
        'allow',
        's3:*#arn:aws:s3:::home/*/*',
        ['Resource with a policy variable: arn:aws:s3:::home/${aws:username}/*'],
      ],
    ]);
    expect(all.find((o) => o.type === 'entitlement' && o.key === '*#*')).toMatchObject({ privileged: true });
  });

  it('reach members through groups and attachments, under a permissions boundary if there is one', async () => {
    const { all } = await read(good());
    const member = (who: string, what: string): unknown => {
      const found = all.find((o) => o.type === 'membership' && o.memberKey === who && o.groupKey === what);
      return found?.type === 'membership' ? [found.via, found.conditions] : undefined;
    };
    expect(member(arn('user/dana'), arn('group/team/admins'))).toEqual(['member', undefined]);
    expect(member(arn('group/team/admins'), arn('policy/deploy'))).toEqual(['attached', undefined]);
    const bounded = [`permissions boundary ${arn('policy/deploy')}`];
    expect(member(arn('user/ci/deployer'), arn('policy/deploy'))).toEqual(['attached', bounded]);
  });

  it('that the export does not hold are gaps by name', async () => {
    const { summary } = await read(good());
    const gaps = summary.gaps.map(({ key }) => key);
    expect(gaps).toEqual(
      expect.arrayContaining([
        'resource-policies',
        `policy#${arn('policy/not-there')}`,
        `group#${arn('group/gone')}`,
      ]),
    );
    const alone = await read(onlyDetails(JSON.stringify(details)));
    expect(alone.summary.gaps.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['report', 'scp', 'rcp']),
    );
  });
});

describe('AWS exports in pages', () => {
  const page = (list: object, more: object): string => JSON.stringify({ ...list, ...more });
  it('are one account, complete only with the last page', async () => {
    const first = page({ UserDetailList: details.UserDetailList }, { IsTruncated: true, Marker: 'm1' });
    const rest = page(
      {
        RoleDetailList: details.RoleDetailList,
        GroupDetailList: details.GroupDetailList,
        Policies: details.Policies,
      },
      { IsTruncated: false },
    );
    const names = ['authorization-details-1.json', 'authorization-details-2.json'] as const;
    const both = await read(folder({ [names[0]]: first, [names[1]]: rest }));
    const whole = await read(onlyDetails(JSON.stringify(details)));
    expect(both.summary).toMatchObject({ complete: true, counts: whole.summary.counts });
    expect((await read(folder({ [names[0]]: first }))).summary.complete).toBe(false);
    await expect(read(folder({ [names[0]]: first, [names[1]]: first }))).rejects.toMatchObject({
      code: 'source_untrusted',
      message: expect.stringContaining('`m1` a second time'),
    });
  });
});

describe('credential reports', () => {
  it.each([
    ['another CSV', 'name,mail\na,b\n', 'input_wrong_kind'],
    [
      'a date that is none',
      [header, rows[1]?.replace('2023-03-10', '2023-02-30')].join('\n'),
      'input_invalid',
    ],
    ['a user twice', [header, rows[1], rows[1]].join('\n'), 'source_untrusted'],
  ])('refuse %s', async (_what, content, code) => {
    await expect(read(folder({ 'credential-report.csv': content }))).rejects.toMatchObject({
      code,
      message: expect.stringContaining('credential-report.csv'),
      next: expect.any(String),
    });
  });
});
