import { answerOf, document, exportOf, type TestOrganization } from '../../../src/connectors/aws/testing.ts';
import type { AwsError, Handler, Input, Scene } from './server.ts';
import type { Key } from './signature.ts';

export const account = '111122223333';
const arn = (rest: string): string => `arn:aws:iam::${account}:${rest}`;
/** Made up, and put together here so that no scanner takes it for a key. */
export const readerKey: Key = {
  id: ['AKIA', 'TESTREADER000001'].join(''),
  secret: 'c'.repeat(10) + 'anary/secret+of=the/reader0000',
};
export const sessionKey: Key = {
  id: ['ASIA', 'TESTSESSION00001'].join(''),
  secret: 'canary-secret-of-the-session-0000000000',
  token: 'canary-token-of-the-session-000000000000',
};
const keyId = ['AKIA', '2B3C4D5E6F7G8H9I'].join('');

const user = (name: string, more: object = {}): Input => ({
  Path: '/',
  UserName: name,
  UserId: `AIDA${name.toUpperCase().padEnd(16, 'X')}`,
  Arn: arn(`user/${name}`),
  CreateDate: '2023-03-09T10:41:45Z',
  UserPolicyList: [],
  GroupList: [],
  AttachedManagedPolicies: [],
  Tags: [],
  ...more,
});
const encoded = (of: object): string => encodeURIComponent(JSON.stringify(of));
const everything = document({ Effect: 'Allow', Action: '*', Resource: '*' });

const details: Readonly<Record<string, readonly Input[]>> = {
  UserDetailList: [
    user('dana', { GroupList: ['admins'], Tags: [{ Key: 'email', Value: 'dana@example.com' }] }),
    user('deployer', {
      UserPolicyList: [{ PolicyName: 'own', PolicyDocument: encoded(everything) }],
      AttachedManagedPolicies: [{ PolicyName: 'deploy', PolicyArn: arn('policy/deploy') }],
    }),
  ],
  GroupDetailList: [
    {
      Path: '/',
      GroupName: 'admins',
      GroupId: 'AGPAADMINSXXXXXXXXXX',
      Arn: arn('group/admins'),
      CreateDate: '2023-03-09T10:41:45Z',
      GroupPolicyList: [],
      AttachedManagedPolicies: [{ PolicyName: 'deploy', PolicyArn: arn('policy/deploy') }],
    },
  ],
  RoleDetailList: [
    {
      Path: '/',
      RoleName: 'ci',
      RoleId: 'AROACIXXXXXXXXXXXXXX',
      Arn: arn('role/ci'),
      CreateDate: '2023-03-09T10:41:45Z',
      AssumeRolePolicyDocument: encoded(
        document({ Effect: 'Allow', Principal: { AWS: arn('user/deployer') }, Action: 'sts:AssumeRole' }),
      ),
      InstanceProfileList: [],
      RolePolicyList: [],
      AttachedManagedPolicies: [],
      Tags: [],
      RoleLastUsed: { LastUsedDate: '2026-01-02T03:04:05Z', Region: 'eu-west-1' },
    },
  ],
  Policies: [
    {
      PolicyName: 'deploy',
      PolicyId: 'ANPADEPLOYXXXXXXXXXX',
      Arn: arn('policy/deploy'),
      Path: '/',
      DefaultVersionId: 'v1',
      AttachmentCount: 2,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: '2023-03-09T10:41:45Z',
      UpdateDate: '2023-03-09T10:41:45Z',
      PolicyVersionList: [
        {
          Document: encoded(
            document({ Sid: 'Ümlaut & <all>', Effect: 'Allow', Action: 's3:*', Resource: '*' }),
          ),
          VersionId: 'v1',
          IsDefaultVersion: true,
          CreateDate: '2023-03-09T10:41:45Z',
        },
      ],
    },
  ],
};

const header =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated';
const report = [
  header,
  `<root_account>,${arn('root')},2020-01-01T00:00:00+00:00,not_supported,2026-02-01T00:00:00+00:00,not_supported,not_supported,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
  `dana,${arn('user/dana')},2023-03-09T10:41:45+00:00,true,no_information,2023-03-10T00:00:00+00:00,N/A,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
  `deployer,${arn('user/deployer')},2023-03-09T10:41:45+00:00,false,N/A,N/A,N/A,false,true,2022-01-02T00:00:00+00:00,2026-04-05T06:07:00+00:00,eu-west-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
].join('\n');
const keysOf = (name: string): readonly Input[] =>
  name === 'deployer'
    ? [{ UserName: name, AccessKeyId: keyId, Status: 'Active', CreateDate: '2022-01-02T00:00:00Z' }]
    : [];

/** One item a page, whatever was asked for. */
const onePerPage = (
  items: readonly unknown[],
  token: unknown,
): { readonly item: readonly unknown[]; readonly next?: string } => {
  const at = typeof token === 'string' ? Number(token.replace(/^\D+/, '')) : 0;
  return { item: items.slice(at, at + 1), ...(at + 1 < items.length ? { next: `page-${at + 1}` } : {}) };
};

export function usualScene(organization: TestOrganization | undefined): Scene {
  let asked = 0;
  const listed = Object.entries(details).flatMap(([list, items]) => items.map((item) => ({ list, item })));
  const handlers: Record<string, Handler> = {
    'sts:GetCallerIdentity': (_, keyOfCaller) => ({
      UserId: 'AIDAREADERXXXXXXXXXX',
      Account: account,
      Arn: keyOfCaller === sessionKey.id ? `arn:aws:sts::${account}:assumed-role/r/s` : arn('user/reader'),
    }),
    'sts:AssumeRole': () => ({
      Credentials: {
        AccessKeyId: sessionKey.id,
        SecretAccessKey: sessionKey.secret,
        SessionToken: sessionKey.token,
        Expiration: '2026-12-01T00:00:00Z',
      },
    }),
    'iam:GetAccountAuthorizationDetails': ({ Marker }) => {
      const { item, next } = onePerPage(listed, Marker);
      const lists = Object.fromEntries(
        Object.keys(details).map((list) => [
          list,
          listed.filter((each) => item.includes(each) && each.list === list).map((each) => each.item),
        ]),
      );
      return { ...lists, IsTruncated: next !== undefined, ...(next === undefined ? {} : { Marker: next }) };
    },
    'iam:GenerateCredentialReport': () => ({
      State: ['STARTED', 'INPROGRESS', 'COMPLETE'][Math.min(asked++, 2)],
    }),
    'iam:GetCredentialReport': () => ({
      Content: Buffer.from(report),
      ReportFormat: 'text/csv',
      GeneratedTime: '2026-06-01T00:00:00Z',
    }),
    'iam:ListAccessKeys': ({ UserName }) => ({
      AccessKeyMetadata: keysOf(String(UserName)),
      IsTruncated: false,
    }),
    ...organizationHandlers(organization),
  };
  return { keys: [readerKey, sessionKey], handlers, trouble: () => undefined, clockAheadMs: 0 };
}

/** Which of its files answers a call, and what it is about. */
const commands: Readonly<Record<string, readonly [command: string, about?: string]>> = {
  ListRoots: ['list-roots'],
  ListOrganizationalUnitsForParent: ['list-organizational-units-for-parent', 'ParentId'],
  ListAccountsForParent: ['list-accounts-for-parent', 'ParentId'],
  ListPolicies: ['list-policies', 'Filter'],
  DescribePolicy: ['describe-policy', 'PolicyId'],
  ListTargetsForPolicy: ['list-targets-for-policy', 'PolicyId'],
};

function organizationHandlers(it: TestOrganization | undefined): Readonly<Record<string, Handler>> {
  return Object.fromEntries(
    Object.entries(commands).map(([name, [command, about]]) => [
      `organizations:${name}`,
      (input: Input): Input | AwsError => {
        if (it === undefined) return { error: 'AWSOrganizationsNotInUseException', status: 400 };
        const found = answerOf(it, command, about === undefined ? undefined : String(input[about]));
        if (found === undefined) return { error: 'PolicyNotFoundException' };
        const [member = ''] = Object.keys(found);
        const list = found[member];
        if (!Array.isArray(list)) return found;
        const { item, next } = onePerPage(list, input['NextToken']);
        return { [member]: item, ...(next === undefined ? {} : { NextToken: next }) };
      },
    ]),
  );
}

/** The same account as its exports keep it. */
export const exportedWorld = (organization: TestOrganization): Record<string, string> => ({
  'authorization-details.json': JSON.stringify(details),
  'credential-report.csv': report,
  'access-keys.json': JSON.stringify([{ AccessKeyMetadata: keysOf('deployer') }]),
  ...exportOf(organization),
});
