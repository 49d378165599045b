import { document } from '../../../src/connectors/aws/testing.ts';
import type { AwsError, Handler, Input, Scene } from './server.ts';
import type { Key } from './signature.ts';
import { account as management, onePerPage, reportHeader, usualScene } from './world.ts';
import { usualOrganization } from '../../../src/connectors/aws/testing.ts';

export const memberRole = 'audit/countersign-reader';
export const memberExternalId = 'an-external-id';
export const members = ['222233334444', '333344445555'] as const;

const keyOf = (account: string): Key => ({
  id: ['ASIA', `MEMBER${account}`].join('').slice(0, 20),
  secret: `canary-secret-of-${account}-000000000000`,
  token: `canary-token-of-${account}-0000000000000`,
});
const arn = (account: string, rest: string): string => `arn:aws:iam::${account}:${rest}`;
const encoded = (of: object): string => encodeURIComponent(JSON.stringify(of));
const day = '2024-03-09T10:41:45Z';
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** What each member holds: an administrator, a role that the management account's deployer may assume, one for the other member. */
const detailsOf = (account: string): Readonly<Record<string, readonly Input[]>> => ({
  UserDetailList: [
    {
      Path: '/',
      UserName: 'mia',
      UserId: `AIDAMIA${account}X`,
      Arn: arn(account, 'user/mia'),
      CreateDate: day,
      UserPolicyList: [],
      GroupList: [],
      AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: administrator }],
      Tags: [],
    },
  ],
  GroupDetailList: [],
  RoleDetailList: ['deploy', 'shared'].map((name) => ({
    Path: '/',
    RoleName: name,
    RoleId: `AROA${name.toUpperCase()}${account}`.slice(0, 20),
    Arn: arn(account, `role/${name}`),
    CreateDate: day,
    AssumeRolePolicyDocument: encoded(
      document({
        Effect: 'Allow',
        Principal: {
          AWS:
            name === 'deploy'
              ? arn(management, 'user/deployer')
              : arn(members.find((each) => each !== account) ?? account, 'root'),
        },
        Action: 'sts:AssumeRole',
      }),
    ),
    InstanceProfileList: [],
    RolePolicyList: [],
    AttachedManagedPolicies: [],
    Tags: [],
  })),
  Policies: [
    {
      PolicyName: 'AdministratorAccess',
      PolicyId: 'ANPAIWMBCKSKIEE64ZLYK',
      Arn: administrator,
      Path: '/',
      DefaultVersionId: 'v1',
      AttachmentCount: 1,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: day,
      UpdateDate: day,
      PolicyVersionList: [
        {
          Document: encoded(document({ Effect: 'Allow', Action: '*', Resource: '*' })),
          VersionId: 'v1',
          IsDefaultVersion: true,
          CreateDate: day,
        },
      ],
    },
  ],
});

const pageOf = (account: string, Marker: unknown): Input => {
  const details = detailsOf(account);
  const listed = Object.entries(details).flatMap(([list, items]) => items.map((item) => ({ list, item })));
  const { item, next } = onePerPage(listed, Marker);
  return {
    ...Object.fromEntries(
      Object.keys(details).map((list) => [
        list,
        listed.filter((each) => item.includes(each) && each.list === list).map((each) => each.item),
      ]),
    ),
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { Marker: next }),
  };
};

const nothing: Readonly<Record<string, Input>> = {
  'kms:ListKeys': { Keys: [], Truncated: false },
  'sqs:ListQueues': { QueueUrls: [] },
  'sns:ListTopics': { Topics: [] },
  'secretsmanager:ListSecrets': { SecretList: [] },
  'lambda:ListFunctions': { Functions: [] },
};

/** The same server with two more accounts, each with keys of its own, which AWS gives for the role and its external id alone. */
export function organizationScene(): Scene {
  const scene = usualScene(usualOrganization);
  const accountOf = new Map(members.map((each) => [keyOf(each).id, each]));
  const inMember = (
    call: string,
    answer: (account: string, input: Input) => Input | AwsError,
  ): [string, Handler] => [
    call,
    (input, key) => {
      const account = accountOf.get(key);
      return account === undefined
        ? (scene.handlers[call]?.(input, key) ?? { error: 'AccessDenied', status: 403 })
        : answer(account, input);
    },
  ];
  const handlers: Record<string, Handler> = {
    ...scene.handlers,
    'sts:AssumeRole': (input, key) => {
      const [, account = '', role = ''] =
        /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(String(input['RoleArn'])) ?? [];
      const found = members.find((each) => each === account);
      if (found === undefined) return scene.handlers['sts:AssumeRole']?.(input, key) ?? {};
      if (role !== memberRole || input['ExternalId'] !== memberExternalId)
        return { error: 'AccessDenied', status: 403 };
      const { id, secret, token } = keyOf(found);
      return {
        Credentials: {
          AccessKeyId: id,
          SecretAccessKey: secret,
          SessionToken: token,
          Expiration: '2036-12-01T00:00:00Z',
        },
        AssumedRoleUser: {
          AssumedRoleId: 'AROAXXXXXXXXXXXXXXXXX:countersign',
          Arn: `arn:aws:sts::${found}:assumed-role/countersign-reader/countersign`,
        },
      };
    },
    ...Object.fromEntries([
      inMember('iam:GetAccountAuthorizationDetails', (account, { Marker }) => pageOf(account, Marker)),
      inMember('iam:GetCredentialReport', (account) => ({
        Content: Buffer.from(
          [
            reportHeader,
            `mia,${arn(account, 'user/mia')},2024-03-09T10:41:45+00:00,true,no_information,2024-03-10T00:00:00+00:00,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
          ].join('\n'),
        ),
        ReportFormat: 'text/csv',
        GeneratedTime: '2026-06-01T00:00:00Z',
      })),
      inMember('s3:ListBuckets', (account) => ({
        Buckets: [{ Name: `bucket-of-${account}`, BucketRegion: 'eu-west-1', CreationDate: day }],
      })),
      inMember('s3:GetBucketPolicy', () => ({ error: 'NoSuchBucketPolicy', status: 404 })),
      ...Object.entries(nothing).map(([call, answer]) => inMember(call, () => answer)),
    ]),
  };
  return { ...scene, keys: [...scene.keys, ...members.map(keyOf)], handlers };
}

/** The account that a request is signed for, by its key; undefined: the management account. */
export const memberOf = (key: string): string | undefined => members.find((each) => keyOf(each).id === key);
