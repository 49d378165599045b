import fc from 'fast-check';
import { document, exportOf, usualOrganization } from '../../../src/connectors/aws/testing.ts';

const account = '222233334444';
const arn = (rest: string): string => `arn:aws:iam::${account}:${rest}`;
const some = <T>(...of: readonly T[]) => fc.constantFrom(...of);
const users = ['ann', 'ben', 'cas'] as const;
const roles = ['deploy', 'audit', 'break'] as const;
export const buckets = ['plans', 'bills'] as const;

const conditions: readonly object[] = [
  {},
  {},
  {},
  { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
  { Condition: { StringEquals: { 'aws:username': 'ann' } } },
  { Condition: { StringEquals: { 'aws:PrincipalAccount': account } } },
];
const actions = [
  's3:GetObject',
  's3:PutObject',
  's3:Get*',
  's3:*',
  '*',
  'sts:AssumeRole',
  'sts:*',
  'iam:GetUser',
];
const inBuckets = buckets.flatMap((name) => [
  `arn:aws:s3:::${name}/*`,
  `arn:aws:s3:::${name}/a`,
  `arn:aws:s3:::${name}`,
]);
const things = [
  '*',
  '*',
  ...inBuckets,
  'arn:aws:s3:::plans/${aws:username}/*',
  ...roles.map((name) => arn(`role/${name}`)),
  arn('role/*'),
  arn('user/ann'),
];

const identityStatement = fc
  .tuple(
    some('Allow', 'Allow', 'Allow', 'Deny'),
    some(...actions),
    some(...things),
    some(...conditions),
    some('plain', 'plain', 'plain', 'plain', 'not action', 'not resource'),
  )
  .map(([Effect, action, resource, condition, form]) => ({
    Effect,
    ...(form === 'not action' ? { NotAction: action } : { Action: action }),
    ...(form === 'not resource' ? { NotResource: resource } : { Resource: resource }),
    ...condition,
  }));
const policy = (minLength: number) =>
  fc.array(identityStatement, { minLength, maxLength: 3 }).map((all) => document(...all));

const principals: readonly (object | string)[] = [
  '*',
  { AWS: '*' },
  { AWS: account },
  { AWS: arn('user/ann') },
  { AWS: [arn('user/ben'), arn('role/deploy')] },
  { AWS: arn('role/audit') },
  { AWS: '999988887777' },
  { AWS: 'arn:aws:iam::999988887777:user/out' },
  { Service: 'lambda.amazonaws.com' },
];
const resourceStatement = (on: readonly string[], does: readonly string[]) =>
  fc
    .tuple(
      some('Allow', 'Allow', 'Allow', 'Deny'),
      some(...does),
      on.length === 0 ? fc.constant(undefined) : some(...on),
      some(...principals),
      some(...conditions),
      some('plain', 'plain', 'plain', 'not principal'),
    )
    .map(([Effect, Action, Resource, named, condition, form]) => ({
      Effect,
      Action,
      ...(Resource === undefined ? {} : { Resource }),
      // nobody may be spared by a NotPrincipal of everybody
      ...(form === 'not principal' && named !== '*' ? { NotPrincipal: named } : { Principal: named }),
      ...condition,
    }));

/** The files of an export of one account: users, roles, boundaries, trust, bucket and organisation policies by chance. */
export const randomAccount: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .record({
    users: fc.tuple(...users.map(() => fc.record({ own: policy(0), bounded: some(false, false, true) }))),
    group: policy(1),
    inGroup: fc.subarray([...users]),
    boundary: policy(1),
    scp: fc.option(policy(1)),
    roles: fc.tuple(
      ...roles.map(() =>
        fc.record({
          own: policy(1),
          bounded: some(false, false, false, true),
          trust: fc.array(resourceStatement([], ['sts:AssumeRole', 'sts:*']), { minLength: 1, maxLength: 2 }),
        }),
      ),
    ),
    buckets: fc.tuple(
      ...buckets.map((name) =>
        fc.option(
          fc.array(
            resourceStatement(
              [`arn:aws:s3:::${name}/*`, `arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/a`],
              ['s3:GetObject', 's3:Get*', 's3:*', 's3:PutObject'],
            ),
            { minLength: 1, maxLength: 3 },
          ),
        ),
      ),
    ),
  })
  .map((it) => {
    const bounded = (is: boolean): object =>
      is
        ? {
            PermissionsBoundary: {
              PermissionsBoundaryType: 'Policy',
              PermissionsBoundaryArn: arn('policy/boundary'),
            },
          }
        : {};
    const inline = (PolicyDocument: object): readonly object[] => [{ PolicyName: 'own', PolicyDocument }];
    // none: nobody manages the account
    const organization =
      it.scp === null
        ? {}
        : exportOf({
            ...usualOrganization,
            policies: [
              ...usualOrganization.policies,
              {
                id: 'p-chance123',
                type: 'SERVICE_CONTROL_POLICY',
                content: it.scp,
                on: ['ou-ab12-workload'],
              },
            ],
          });
    const at = `resources/${account}/eu-west-1/s3api`;
    return {
      ...organization,
      'authorization-details.json': JSON.stringify({
        UserDetailList: users.map((UserName, n) => ({
          UserName,
          Arn: arn(`user/${UserName}`),
          UserPolicyList: inline(it.users[n]?.own ?? {}),
          GroupList: it.inGroup.includes(UserName) ? ['team'] : [],
          ...bounded(it.users[n]?.bounded === true),
        })),
        GroupDetailList: [{ GroupName: 'team', Arn: arn('group/team'), GroupPolicyList: inline(it.group) }],
        RoleDetailList: roles.map((RoleName, n) => ({
          RoleName,
          Arn: arn(`role/${RoleName}`),
          AssumeRolePolicyDocument: document(...(it.roles[n]?.trust ?? [])),
          RolePolicyList: inline(it.roles[n]?.own ?? {}),
          ...bounded(it.roles[n]?.bounded === true),
        })),
        Policies: [
          {
            PolicyName: 'boundary',
            Arn: arn('policy/boundary'),
            DefaultVersionId: 'v1',
            PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: it.boundary }],
          },
        ],
      }),
      [`${at}/list-buckets.json`]: JSON.stringify({ Buckets: buckets.map((Name) => ({ Name })) }),
      ...Object.fromEntries(
        buckets.map((name, n) => {
          const given = it.buckets[n] ?? null;
          return [
            `${at}/get-bucket-policy.${name}.json`,
            given === null
              ? 'An error occurred (NoSuchBucketPolicy) when calling …'
              : JSON.stringify({ Policy: JSON.stringify(document(...given)) }),
          ];
        }),
      ),
    };
  });

/** Whom and what to ask about in such an account. */
export const asked = {
  identities: [...users.map((name) => arn(`user/${name}`)), ...roles.map((name) => arn(`role/${name}`))],
  actions: ['s3:GetObject', 's3:ListBucket', 'sts:AssumeRole', 'iam:GetUser', 's3:PutObject'],
};
