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

export const reportHeader =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated';
const report = [
  reportHeader,
  `<root_account>,${arn('root')},2020-01-01T00:00:00+00:00,not_supported,2026-02-01T00:00:00+00:00,not_supported,not_supported,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
  `dana,${arn('user/dana')},2023-03-09T10:41:45+00:00,true,no_information,2023-03-10T00:00:00+00:00,N/A,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
  `deployer,${arn('user/deployer')},2023-03-09T10:41:45+00:00,false,N/A,N/A,N/A,false,true,2022-01-02T00:00:00+00:00,2026-04-05T06:07:00+00:00,eu-west-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
].join('\n');
const keysOf = (name: string): readonly Input[] =>
  name === 'deployer'
    ? [{ UserName: name, AccessKeyId: keyId, Status: 'Active', CreateDate: '2022-01-02T00:00:00Z' }]
    : [];

/** One item a page, whatever was asked for. */
export const onePerPage = (
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
    ...resourceHandlers(),
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

/** Resources of the account, each with what its two calls answer; null: there is no policy on it. */
const at = (service: string, rest: string): string => `arn:aws:${service}:eu-west-1:${account}:${rest}`;
const open = (Resource: string): string =>
  JSON.stringify(document({ Sid: 'A & <B> "C"', Effect: 'Allow', Principal: '*', Action: '*', Resource }));
const queueUrl = (name: string): string => `https://sqs.eu-west-1.amazonaws.com/${account}/${name}`;
const buckets: Readonly<Record<string, string | null>> = {
  'acme-public': open('arn:aws:s3:::acme-public/*'),
  'acme-private': null,
};
const keyIds: Readonly<Record<string, string>> = { '1234abcd-12ab-34cd-56ef-1234567890ab': open('*') };
const queues: Readonly<Record<string, string | null>> = {
  [queueUrl('orders.fifo')]: open(at('sqs', 'orders.fifo')),
  [queueUrl('closed')]: null,
};
const topics: Readonly<Record<string, string>> = { [at('sns', 'news')]: open(at('sns', 'news')) };
const secrets: Readonly<Record<string, string | null>> = {
  [at('secretsmanager', 'secret:team/db!x-AbCdEf')]: open('*'),
  [at('secretsmanager', 'secret:own-AbCdEf')]: null,
};
const functions: Readonly<Record<string, string | null>> = {
  pay: open(at('lambda', 'function:pay')),
  quiet: null,
};

const named = (list: Readonly<Record<string, unknown>>, token: unknown) =>
  onePerPage(Object.keys(list), token);
const more = (member: string, next: string | undefined): Input =>
  next === undefined ? {} : { [member]: next };

function resourceHandlers(): Readonly<Record<string, Handler>> {
  return {
    's3:ListBuckets': ({ ContinuationToken }) => {
      const { item, next } = named(buckets, ContinuationToken);
      return {
        Buckets: item.map((Name) => ({
          Name,
          BucketRegion: 'eu-central-1',
          CreationDate: '2023-03-09T10:41:45Z',
        })),
        ...more('ContinuationToken', next),
      };
    },
    's3:GetBucketPolicy': ({ Bucket }) => {
      const Policy = buckets[String(Bucket)];
      return typeof Policy === 'string' ? { Policy } : { error: 'NoSuchBucketPolicy', status: 404 };
    },
    'kms:ListKeys': ({ Marker }) => {
      const { item, next } = named(keyIds, Marker);
      return {
        Keys: item.map((KeyId) => ({ KeyId, KeyArn: at('kms', `key/${String(KeyId)}`) })),
        Truncated: next !== undefined,
        ...more('NextMarker', next),
      };
    },
    'kms:GetKeyPolicy': ({ KeyId }) => ({ Policy: keyIds[String(KeyId)], PolicyName: 'default' }),
    'sqs:ListQueues': ({ NextToken }) => {
      const { item, next } = named(queues, NextToken);
      return { QueueUrls: item, ...more('NextToken', next) };
    },
    'sqs:GetQueueAttributes': ({ QueueUrl }) => {
      const Policy = queues[String(QueueUrl)];
      return typeof Policy === 'string' ? { Attributes: { Policy } } : {};
    },
    'sns:ListTopics': ({ NextToken }) => {
      const { item, next } = named(topics, NextToken);
      return { Topics: item.map((TopicArn) => ({ TopicArn })), ...more('NextToken', next) };
    },
    'sns:GetTopicAttributes': ({ TopicArn }) => ({
      Attributes: { TopicArn: String(TopicArn), Policy: topics[String(TopicArn)] ?? '' },
    }),
    'secretsmanager:ListSecrets': ({ NextToken }) => {
      const { item, next } = named(secrets, NextToken);
      return {
        SecretList: item.map((ARN) => ({ ARN, Name: String(ARN).split('secret:')[1]?.slice(0, -7) ?? '' })),
        ...more('NextToken', next),
      };
    },
    'secretsmanager:GetResourcePolicy': ({ SecretId }) => {
      const ResourcePolicy = secrets[String(SecretId)];
      return { ARN: String(SecretId), ...(typeof ResourcePolicy === 'string' ? { ResourcePolicy } : {}) };
    },
    'lambda:ListFunctions': ({ Marker }) => {
      const { item, next } = named(functions, Marker);
      return {
        Functions: item.map((FunctionName) => ({
          FunctionName,
          FunctionArn: at('lambda', `function:${String(FunctionName)}`),
        })),
        ...more('NextMarker', next),
      };
    },
    'lambda:GetPolicy': ({ FunctionName }) => {
      const Policy = functions[String(FunctionName)];
      return typeof Policy === 'string' ? { Policy } : { error: 'ResourceNotFoundException', status: 404 };
    },
  };
}

/** The files that the commands of docs/connectors/aws.md make of them, with what the CLI says where there is none. */
function exportedResourceFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  const keep = (command: string, about: string | undefined, answer: object | string): void => {
    const name =
      about === undefined ? command : `${command}.${encodeURIComponent(about).replaceAll('!', '%21')}`;
    files[`resources/${account}/eu-west-1/${name}.json`] =
      typeof answer === 'string' ? answer : JSON.stringify(answer);
  };
  const none = (code: string): string =>
    `\nAn error occurred (${code}) when calling the operation: for a test\n`;
  keep('s3api/list-buckets', undefined, { Buckets: Object.keys(buckets).map((Name) => ({ Name })) });
  for (const [name, Policy] of Object.entries(buckets))
    keep('s3api/get-bucket-policy', name, Policy === null ? none('NoSuchBucketPolicy') : { Policy });
  keep('kms/list-keys', undefined, {
    Keys: Object.keys(keyIds).map((KeyId) => ({ KeyId, KeyArn: at('kms', `key/${KeyId}`) })),
  });
  for (const [id, Policy] of Object.entries(keyIds)) keep('kms/get-key-policy', id, { Policy });
  keep('sqs/list-queues', undefined, { QueueUrls: Object.keys(queues) });
  for (const [url, Policy] of Object.entries(queues))
    keep('sqs/get-queue-attributes', url, { Attributes: Policy === null ? {} : { Policy } });
  keep('sns/list-topics', undefined, { Topics: Object.keys(topics).map((TopicArn) => ({ TopicArn })) });
  for (const [arnOf, Policy] of Object.entries(topics))
    keep('sns/get-topic-attributes', arnOf, { Attributes: { Policy } });
  keep('secretsmanager/list-secrets', undefined, {
    SecretList: Object.keys(secrets).map((ARN) => ({ ARN, Name: ARN.split('secret:')[1]?.slice(0, -7) })),
  });
  for (const [ARN, ResourcePolicy] of Object.entries(secrets))
    keep('secretsmanager/get-resource-policy', ARN, {
      ARN,
      ...(ResourcePolicy === null ? {} : { ResourcePolicy }),
    });
  keep('lambda/list-functions', undefined, {
    Functions: Object.keys(functions).map((FunctionName) => ({
      FunctionName,
      FunctionArn: at('lambda', `function:${FunctionName}`),
    })),
  });
  for (const [name, Policy] of Object.entries(functions))
    keep('lambda/get-policy', name, Policy === null ? none('ResourceNotFoundException') : { Policy });
  return files;
}

/** The same account as its exports keep it. */
export const exportedWorld = (organization: TestOrganization): Record<string, string> => ({
  'authorization-details.json': JSON.stringify(details),
  'credential-report.csv': report,
  'access-keys.json': JSON.stringify([{ AccessKeyMetadata: keysOf('deployer') }]),
  ...exportOf(organization),
  ...exportedResourceFiles(),
});
