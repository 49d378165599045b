import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aws } from '../../src/connectors/aws/index.ts';
import { document, exportOf, usualOrganization, writeFiles } from '../../src/connectors/aws/testing.ts';
import { readWhole } from '../../src/connectors/kit/read-whole.ts';
import { kubernetes } from '../../src/connectors/kubernetes/index.ts';
import { addSource, importRead, openAccess, type AccessEngine } from '../../src/estate/index.ts';
import { instantOf, isSourceId, must, type Observation } from '../../src/model/index.ts';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import { useDatabase } from '../support/database.ts';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const test = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'countersign-outsiders-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let db: Database;
beforeAll(() => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  return () => db.close();
});

let serial = 0;
async function take(observations: readonly Observation[], connector = 'csv') {
  const source = must(isSourceId, `outside${++serial}`);
  await addSource(db, { id: source, connector, config: {}, at });
  async function* pages() {
    yield { observations, complete: true };
  }
  const read = await importRead({ database: db, source, pages: pages(), startedAt: at, now: () => at });
  if (!read.ok) throw new Error(read.message);
  return { source, access: openAccess(db) };
}

/** Outsiders of one source, what is said of each, and by which policies. */
async function outside(access: AccessEngine, source: string, action: string, resource: string) {
  const { outsiders, holders } = await access.whoCan({ action, resource, now: at });
  return {
    outsiders: outsiders.told
      .filter(({ subject }) => subject.source === source)
      .map(({ subject, standsFor, path, ...of }) => [
        subject.name,
        standsFor,
        of.verdict === 'yes' ? 'yes' : of.dependsOn,
        ...path.map(({ to }) => to.name),
      ]),
    holders: holders
      .filter(({ account }) => account.source === source)
      .map(({ account, verdict }) => [account.name, verdict]),
  };
}

const account = '222233334444';
const arn = (rest: string): string => `arn:aws:iam::${account}:${rest}`;
const statement = (Effect: string, Principal: unknown, more: object) => ({ Effect, Principal, ...more });

/** One account with a user who may nothing, a role, and buckets and a secret with these policies. */
async function cloud(of: {
  readonly buckets?: Readonly<Record<string, readonly object[]>>;
  readonly secrets?: Readonly<Record<string, readonly object[]>>;
  readonly trust?: readonly object[];
  readonly may?: readonly object[];
  readonly inOrganization?: boolean;
}) {
  const path = join(folder, String(++serial));
  const s3 = `resources/${account}/eu-west-1/s3api`;
  const secretsmanager = `resources/${account}/eu-west-1/secretsmanager`;
  const secretArn = (name: string): string => `arn:aws:secretsmanager:eu-west-1:${account}:secret:${name}`;
  writeFiles(path, {
    'authorization-details.json': JSON.stringify({
      UserDetailList: [
        {
          UserName: 'ann',
          Arn: arn('user/ann'),
          UserPolicyList: [{ PolicyName: 'own', PolicyDocument: document(...(of.may ?? [])) }],
        },
      ],
      RoleDetailList: [
        {
          RoleName: 'deploy',
          Arn: arn('role/deploy'),
          AssumeRolePolicyDocument: document(...(of.trust ?? [])),
          RolePolicyList: [
            {
              PolicyName: 'own',
              PolicyDocument: document({
                Effect: 'Allow',
                Action: 's3:PutObject',
                Resource: 'arn:aws:s3:::own/*',
              }),
            },
          ],
        },
      ],
    }),
    [`${s3}/list-buckets.json`]: JSON.stringify({
      Buckets: [{ Name: 'own' }, ...Object.keys(of.buckets ?? {}).map((Name) => ({ Name }))],
    }),
    [`${s3}/get-bucket-policy.own.json`]: 'An error occurred (NoSuchBucketPolicy) when calling …',
    ...Object.fromEntries(
      Object.entries(of.buckets ?? {}).map(([name, all]) => [
        `${s3}/get-bucket-policy.${name}.json`,
        JSON.stringify({ Policy: JSON.stringify(document(...all)) }),
      ]),
    ),
    [`${secretsmanager}/list-secrets.json`]: JSON.stringify({
      SecretList: Object.keys(of.secrets ?? {}).map((Name) => ({ ARN: secretArn(Name), Name })),
    }),
    ...Object.fromEntries(
      Object.entries(of.secrets ?? {}).map(([name, all]) => [
        `${secretsmanager}/get-resource-policy.${encodeURIComponent(secretArn(name))}.json`,
        JSON.stringify({ ResourcePolicy: JSON.stringify(document(...all)) }),
      ]),
    ),
    ...(of.inOrganization === true ? exportOf(usualOrganization) : {}),
  });
  const { all } = await readWhole(aws, aws.locate(path));
  return take(
    // what this export lacks is not the subject here
    of.inOrganization === true ? all : all.filter((o) => o.type !== 'gap' || o.mayDeny !== true),
    'aws',
  );
}

const open = 'arn:aws:s3:::open/*';
const read = { Action: 's3:GetObject', Resource: open };

describe('who else can', () => {
  it('is anyone, where a bucket says so, and then every account that was read', async () => {
    const { source, access } = await cloud({ buckets: { open: [statement('Allow', '*', read)] } });
    expect(await outside(access, source, 's3:GetObject', 'arn:aws:s3:::open/x')).toEqual({
      outsiders: [['anyone, without signing in', 'anyone', 'yes']],
      holders: [
        ['deploy', 'yes'],
        ['ann', 'yes'],
      ],
    });
    expect((await outside(access, source, 's3:PutObject', 'arn:aws:s3:::open/x')).outsiders).toEqual([]);
    expect((await outside(access, source, 's3:GetObject', 'arn:aws:s3:::own/x')).outsiders).toEqual([]);
  });

  it('is nobody whom a Deny of the bucket takes it from', async () => {
    const { source, access } = await cloud({
      buckets: { open: [statement('Allow', '*', read), statement('Deny', '*', read)] },
    });
    expect(await outside(access, source, 's3:GetObject', 'arn:aws:s3:::open/x')).toEqual({
      outsiders: [],
      holders: [],
    });
  });

  it('is whoever has an account, where a condition leaves out who does not sign in or AWS takes no such requests', async () => {
    const ours = { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } } };
    const { source, access } = await cloud({
      inOrganization: true,
      buckets: { open: [statement('Allow', '*', { ...read, ...ours })] },
      secrets: {
        'db-a': [statement('Allow', '*', { Action: 'secretsmanager:GetSecretValue', Resource: '*' })],
      },
    });
    const policies = 'not read: the policies of whoever asks';
    expect((await outside(access, source, 's3:GetObject', 'arn:aws:s3:::open/x')).outsiders).toEqual([
      [
        'anybody with an AWS account',
        'everyone',
        ['`aws:principalorgid` of the request: StringEquals aws:PrincipalOrgID: o-exampleorg1', policies],
      ],
    ]);
    const secret = `arn:aws:secretsmanager:eu-west-1:${account}:secret:db-a`;
    const asked = await outside(access, source, 'secretsmanager:GetSecretValue', secret);
    expect(asked.outsiders).toEqual([['anybody with an AWS account', 'everyone', [policies]]]);
    expect(new Set(asked.holders.map(([name]) => name))).toEqual(new Set(['ann', 'deploy']));
  });

  it('is an account, a role or a service that is named and was not read; one that was read or is gone is not', async () => {
    const named = {
      AWS: [
        '999988887777',
        'arn:aws:iam::999988887777:role/backup',
        account,
        arn('user/ann'),
        'AIDAJQABLZS4A3QDU576Q',
      ],
      Service: 'logging.s3.amazonaws.com',
    };
    const { source, access } = await cloud({ buckets: { open: [statement('Allow', named, read)] } });
    const asked = await outside(access, source, 's3:GetObject', 'arn:aws:s3:::open/x');
    expect(asked.outsiders).toEqual([
      [
        'arn:aws:iam::999988887777:role/backup',
        'outside',
        ['not read: the policies of arn:aws:iam::999988887777:role/backup'],
      ],
      ['account 999988887777', 'outside', ['not read: the policies of account 999988887777']],
      ['logging.s3.amazonaws.com', 'outside', 'yes'],
    ]);
    expect(asked.holders).toEqual([['ann', 'yes']]);
  });

  it('comes by a role that lets them in, and by no other', async () => {
    const provider = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
    const { source, access } = await cloud({
      trust: [
        {
          ...statement('Allow', { Federated: provider }, { Action: 'sts:AssumeRoleWithWebIdentity' }),
          Condition: {
            StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/*' },
          },
        },
        statement(
          'Allow',
          { AWS: '999988887777', Service: 'ec2.amazonaws.com' },
          { Action: 'sts:AssumeRole' },
        ),
      ],
    });
    const asked = await outside(access, source, 's3:PutObject', 'arn:aws:s3:::own/x');
    expect(asked.outsiders).toEqual([
      [
        `whoever ${provider} vouches for`,
        'outside',
        [
          '`token.actions.githubusercontent.com:sub` of the request: StringLike token.actions.githubusercontent.com:sub: repo:acme/*',
        ],
        'deploy',
        'own',
        's3:PutObject on arn:aws:s3:::own/*',
      ],
      [
        'account 999988887777',
        'outside',
        ['not read: the policies of account 999988887777'],
        'deploy',
        'own',
        's3:PutObject on arn:aws:s3:::own/*',
      ],
    ]);
    expect((await outside(access, source, 's3:GetObject', 'arn:aws:s3:::own/x')).outsiders).toEqual([]);
  });

  it('is everybody of every account where a role trusts all, and each who was read with it', async () => {
    const { source, access } = await cloud({
      trust: [statement('Allow', { AWS: '*' }, { Action: 'sts:AssumeRole' })],
    });
    expect(await outside(access, source, 's3:PutObject', 'arn:aws:s3:::own/x')).toMatchObject({
      outsiders: [
        [
          'anybody with an AWS account',
          'everyone',
          ['not read: the policies of whoever asks'],
          'deploy',
          'own',
          's3:PutObject on arn:aws:s3:::own/*',
        ],
      ],
      holders: [
        ['deploy', 'yes'],
        ['ann', 'yes'],
      ],
    });
    const what = await access.whatCan({
      identity: { entity: 'account', source, key: arn('user/ann') },
      now: at,
    });
    expect(what).toMatchObject({
      ok: true,
      value: { rights: expect.arrayContaining([expect.objectContaining({ verdict: 'yes' })]) },
    });
  });

  it('is who is not signed in, who is, and whom only a binding names, in a cluster', async () => {
    const path = join(folder, `${++serial}.yaml`);
    const bind = (name: string, subject: string): string => `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ${name} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: look }
subjects: [{ kind: Group, name: '${subject}', apiGroup: rbac.authorization.k8s.io }]
`;
    writeFiles(folder, {
      [`${serial}.yaml`]: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: look }
rules: [{ apiGroups: [''], resources: [secrets], verbs: [get] }]
${bind('all', 'system:unauthenticated')}${bind('signed', 'system:authenticated')}${bind('devs', 'oidc:devs')}`,
    });
    const { all } = await readWhole(kubernetes, kubernetes.locate(path));
    const { source, access } = await take(all);
    expect(
      (await outside(access, source, 'get', 'core:secrets *')).outsiders.map(([name, whom]) => [name, whom]),
    ).toEqual([
      ['system:unauthenticated', 'anyone'],
      ['system:anonymous', 'anyone'],
      ['system:authenticated', 'everyone'],
      ['oidc:devs', 'outside'],
      ['system:masters', 'outside'],
    ]);
  });

  it('counts what is told only in part', async () => {
    const many = Array.from({ length: 130 }, (_, n): readonly Observation[] => [
      { type: 'group', key: `g${n}`, name: `g${n}`, kind: 'group', attributes: { standsFor: 'outside' } },
      { type: 'grant', key: `g${n}=r`, subjectKey: `g${n}`, entitlementKey: 'r', effect: 'allow' },
    ]).flat();
    const { source, access } = await take([
      { type: 'entitlement', key: 'r', action: 'read', resourcePattern: 'plan/many' },
      ...many,
    ]);
    const { outsiders, total } = await access.whoCan({ action: 'read', resource: 'plan/many' });
    expect([source.length > 0, total, outsiders.total, outsiders.told.length]).toEqual([true, 0, 130, 100]);
  });
});

describe('what policies name that means something elsewhere', () => {
  it('is nobody, or is told as it is named', async () => {
    const names = ['__proto__', 'constructor', '../..', 'arn:aws:iam::1:root', `AIDA${'Z'.repeat(900)}`, '0'];
    const { source, access } = await cloud({
      buckets: {
        open: [
          statement('Allow', { AWS: names, Federated: names, Service: names, CanonicalUser: names }, read),
          statement(
            'Allow',
            {
              AWS: ['arn:aws:iam::999988887777:role/__proto__', 'arn:aws:sts::999988887777:assumed-role/x/y'],
            },
            read,
          ),
        ],
      },
      trust: [statement('Allow', { AWS: names, Federated: names }, { Action: 'sts:AssumeRoleWith*' })],
    });
    const asked = await access.whoCan({ action: 's3:GetObject', resource: 'arn:aws:s3:::open/x', now: at });
    const told = asked.outsiders.told.filter(({ subject }) => subject.source === source);
    expect(told.filter(({ decidedBy = [] }) => decidedBy.length === 0)).toEqual([]);
    expect(told.map(({ subject }) => subject.key)).toEqual(
      expect.arrayContaining([
        'arn:aws:iam::999988887777:role/__proto__',
        'arn:aws:sts::999988887777:assumed-role/x/y',
        'service:__proto__',
      ]),
    );
    expect(
      asked.holders.filter(({ account: of }) => of.source === source && of.key.includes('__proto__')),
    ).toEqual([]);
    expect((await outside(access, source, 's3:PutObject', 'arn:aws:s3:::own/x')).outsiders).toEqual(
      names
        .toSorted((a, b) => (a < b ? -1 : 1))
        .map((name) => [
          `whoever ${name} vouches for`,
          'outside',
          'yes',
          'deploy',
          'own',
          's3:PutObject on arn:aws:s3:::own/*',
        ]),
    );
  });
});

describe('what can', () => {
  it('tells rights that only the policy on a resource gives, with the statement', async () => {
    const { source, access } = await cloud({
      buckets: {
        open: [
          statement(
            'Allow',
            { AWS: arn('user/ann') },
            { Action: ['s3:GetObject', 's3:Put*'], Resource: open },
          ),
          statement('Deny', '*', { Action: 's3:PutObjectAcl', Resource: open }),
        ],
      },
    });
    const what = await access.whatCan({
      identity: { entity: 'account', source, key: arn('user/ann') },
      now: at,
    });
    if (!what.ok) throw new Error(what.message);
    expect(
      what.value.rights.map(({ entitlement, ...right }) => [
        entitlement?.name,
        right.verdict,
        right.decidedBy?.[0],
      ]),
    ).toEqual([
      [
        's3:GetObject on arn:aws:s3:::open/*',
        'yes',
        expect.stringMatching(/^policy on the resource .* statement 1 allows$/),
      ],
      ['s3:Put* on arn:aws:s3:::open/*', 'depends', expect.stringMatching(/statement 1 allows$/)],
    ]);
    const on = await access.whatOn({
      identity: { entity: 'account', source, key: arn('user/ann') },
      action: 's3:GetObject',
      now: at,
    });
    if (!on.ok) throw new Error(on.message);
    expect(on.value.resources.map(({ resource, verdict }) => [resource.key, verdict])).toEqual([
      ['arn:aws:s3:::open/*', 'yes'],
    ]);
  });

  it('tells a right with wildcards no further than boundary and denies leave it', async () => {
    const { source, access } = await cloud({
      may: [
        { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::own/*' },
        { Effect: 'Allow', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::own/*' },
        { Effect: 'Deny', Action: 's3:Delete*', Resource: 'arn:aws:s3:::own/*' },
      ],
    });
    const what = await access.whatCan({
      identity: { entity: 'account', source, key: arn('user/ann') },
      now: at,
    });
    if (!what.ok) throw new Error(what.message);
    expect(what.value.rights.map(({ entitlement, verdict }) => [entitlement?.name, verdict])).toEqual([
      ['s3:Get* on arn:aws:s3:::own/*', 'yes'],
    ]);
  });
});
