import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aws } from '../../src/connectors/aws/index.ts';
import {
  document,
  exportOf,
  usualOrganization,
  writeFiles,
  type TestOrganization,
} from '../../src/connectors/aws/testing.ts';
import { readSource } from '../../src/connectors/kit/read-source.ts';
import { addSource, importRead, openAccess } from '../../src/estate/index.ts';
import { instantOf, isSourceId, must } from '../../src/model/index.ts';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import { useDatabase } from '../support/database.ts';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const test = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'countersign-org-access-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let db: Database;
beforeAll(() => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  return () => db.close();
});

const boss = '111122223333';
const inner = '333344445555';
const unitAccount = '222233334444';
const admin = (account: string) => ({
  UserName: `admin-${account.slice(0, 3)}`,
  Arn: `arn:aws:iam::${account}:user/admin-${account.slice(0, 3)}`,
  UserPolicyList: [
    { PolicyName: 'all', PolicyDocument: document({ Effect: 'Allow', Action: '*', Resource: '*' }) },
  ],
});
/** An administrator in each account, and in the inner one a role that trusts the account beside it. */
const details = {
  UserDetailList: [boss, unitAccount, inner, '999999999999'].map(admin),
  RoleDetailList: [
    {
      RoleName: 'deploy',
      Arn: `arn:aws:iam::${inner}:role/deploy`,
      AssumeRolePolicyDocument: document({
        Effect: 'Allow',
        Principal: { AWS: [unitAccount, '999999999999'] },
        Action: 'sts:AssumeRole',
      }),
      RolePolicyList: [
        {
          PolicyName: 'tag',
          PolicyDocument: document({ Effect: 'Allow', Action: 'iam:TagUser', Resource: '*' }),
        },
      ],
    },
  ],
};

let serial = 0;
const ask = (organization: TestOrganization | undefined, action: string, account: string) =>
  askOf({ organization, action, resource: `arn:aws:iam::${account}:user/x` });

async function askOf(of: {
  readonly organization: TestOrganization | undefined;
  readonly action: string;
  readonly resource: string;
  readonly files?: Readonly<Record<string, string>>;
}) {
  const { organization, action, resource } = of;
  const path = join(folder, String(++serial));
  writeFiles(path, {
    'authorization-details.json': JSON.stringify(details),
    ...(organization === undefined ? {} : exportOf(organization)),
    ...of.files,
  });
  const source = must(isSourceId, `cloud${serial}`);
  await addSource(db, { id: source, connector: 'aws', config: {}, at });
  const reading = readSource(aws, {
    config: aws.locate(path),
    now: at,
    signal: new AbortController().signal,
    fingerprint: () => 'f'.repeat(64),
    secret: async () => '',
  });
  const read = await importRead({
    database: db,
    source,
    pages: () => reading.pages,
    startedAt: at,
    now: () => at,
  });
  if (!read.ok) throw new Error(read.message);
  const asked = await openAccess(db).whoCan({ action, resource });
  const isOurs = ({ account: who }: { readonly account: { readonly source: string } }): boolean =>
    who.source === source;
  return {
    holders: Object.fromEntries(
      asked.holders
        .filter(isOurs)
        .map((each) => [each.account.name, each.verdict === 'yes' ? 'yes' : each.dependsOn]),
    ),
    denied: asked.denied.told.filter(isOurs).map(({ account: who, decidedBy }) => [who.name, decidedBy]),
  };
}

const scpArn = `arn:aws:organizations::${boss}:policy/o-exampleorg1/service_control_policy/p-nodelete12`;

describe('who can, under an organisation that was read', () => {
  it('is limited at every level, in every account but the one that manages it, and no longer in doubt', async () => {
    const asked = await ask(usualOrganization, 'iam:DeleteUser', inner);
    expect(asked).toEqual({
      holders: {},
      denied: [
        ['admin-222', [`service control policy \`${scpArn}\` statement 1 (NoDelete) denies`]],
        ['admin-333', [`service control policy \`${scpArn}\` statement 1 (NoDelete) denies`]],
      ],
    });
    expect((await ask(usualOrganization, 'iam:DeleteUser', boss)).holders).toEqual({ 'admin-111': 'yes' });
  });

  it('goes by roles across accounts, which an RCP keeps to the organisation', async () => {
    const asked = await ask(usualOrganization, 'iam:TagUser', inner);
    expect(asked.holders).toEqual({
      'admin-333': 'yes',
      deploy: 'yes',
      'admin-222': 'yes',
      // of no organisation that was read: nobody knows of which one it is
      'admin-999': [
        '`aws:principalorgid` of the request: StringNotEqualsIfExists aws:PrincipalOrgID: o-exampleorg1',
        'not read: service control policies of account 999999999999, which is not in the organisation that was read',
      ],
    });
  });

  it('depends on it by name when it was not read', async () => {
    const asked = await ask(undefined, 'iam:DeleteUser', boss);
    expect(asked.holders).toEqual({
      'admin-111': [
        'not read: service control policies (SCPs) of the organisation: they may take away what is listed',
      ],
    });
  });

  it('goes by policies on resources, which count for what lies in them, and knows whose a bucket is', async () => {
    const at = `resources/${unitAccount}/eu-west-1/s3api`;
    const files = {
      [`${at}/list-buckets.json`]: JSON.stringify({
        Buckets: [{ Name: 'shared' }, { Name: 'own' }, { Name: 'hidden' }],
      }),
      [`${at}/get-bucket-policy.shared.json`]: JSON.stringify({
        Policy: JSON.stringify(
          document(
            {
              Effect: 'Allow',
              Principal: { AWS: inner },
              Action: 's3:GetObject',
              Resource: 'arn:aws:s3:::shared/*',
            },
            {
              Sid: 'NoSecrets',
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: 'arn:aws:s3:::shared/secret',
            },
          ),
        ),
      }),
      [`${at}/get-bucket-policy.own.json`]: 'An error occurred (NoSuchBucketPolicy) when calling …',
      [`${at}/get-bucket-policy.hidden.json`]: 'An error occurred (AccessDenied) when calling …',
    };
    const holders = async (resource: string) =>
      (await askOf({ organization: usualOrganization, action: 's3:GetObject', resource, files })).holders;
    // the owner by its own policies, and whom the bucket lets in from another account
    expect(await holders('arn:aws:s3:::shared/x')).toEqual({ 'admin-222': 'yes', 'admin-333': 'yes' });
    expect(await holders('arn:aws:s3:::shared/secret')).toEqual({});
    expect(await holders('arn:aws:s3:::shared/*')).toEqual({ 'admin-222': 'yes', 'admin-333': 'yes' });
    expect(await holders('arn:aws:s3:::own/x')).toEqual({ 'admin-222': 'yes' });
    expect(await holders('arn:aws:s3:::o*')).toMatchObject({ 'admin-222': 'yes' });
    expect(await holders('arn:aws:s3:::hidden/x')).toMatchObject({
      'admin-222': ['not read: the policy on arn:aws:s3:::hidden'],
    });
  });

  it('that enables neither kind is limited by nothing', async () => {
    const roots = usualOrganization.Roots.map((each) => ({ ...each, PolicyTypes: [] }));
    const asked = await ask({ ...usualOrganization, Roots: roots, policies: [] }, 'iam:DeleteUser', inner);
    expect(asked.holders).toEqual({ 'admin-333': 'yes' });
  });
});
