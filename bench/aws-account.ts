// A made AWS account of any size, the same for the same arguments, and what a re-read finds changed in it.
import {
  allow,
  deny,
  doc,
  iam,
  policy,
  trust,
  type Attached,
  type MadeAccount,
  type MadePrincipal,
} from '../test/support/aws/made-account.ts';

export interface AccountSize {
  readonly users: number;
  readonly roles: number;
}

const services = ['lambda', 'ec2', 'glue', 'ecs-tasks', 'codebuild', 'cloudformation', 'sagemaker', 'states'];

/**
 * Users are in two of twenty groups, everybody has two of sixty managed policies and an inline policy of its own. One in twelve
 * policies passes roles, one in twenty manages IAM in part, one of sixty is an administrator’s; every tenth principal has a boundary.
 * Roles trust one of eight services, or the account.
 */
export function accountOf({ users, roles }: AccountSize): MadeAccount {
  const managed = Array.from({ length: 60 }, (_, n) => managedPolicy(n));
  const groups = Array.from({ length: 20 }, (_, n) => iam(`group/g${n}`));
  const pick = (n: number): readonly Attached[] =>
    [managed[(n * 7) % 60], managed[(n * 13 + 5) % 60]].flatMap((each) => each ?? []);
  const principal = (arn: string, n: number): MadePrincipal => ({
    arn,
    has: [
      ...pick(n),
      {
        arn: `${arn}#inline#own`,
        doc: doc(allow([`s3:Get${n % 9}*`], { Resource: [`arn:aws:s3:::b${n}/*`] })),
      },
    ],
    ...(n % 10 === 0 ? { boundary: policy('bounds', allow(['*']), deny(['iam:*', 'sts:*'])) } : {}),
    accessKeys: n % 3,
    hasPassword: n % 2 === 0,
    hasMfa: n % 4 === 0,
  });
  return {
    users: Array.from({ length: users }, (_, n) => ({
      ...principal(iam(`user/u${n}`), n),
      groups: [groups[n % 20] ?? '', groups[(n * 3 + 1) % 20] ?? ''],
    })),
    roles: Array.from({ length: roles }, (_, n) => ({
      ...principal(iam(`role/r${n}`), n + users),
      trust:
        n % 3 === 0
          ? trust({ AWS: [iam('root')] })
          : trust({ Service: [`${services[n % services.length] ?? ''}.amazonaws.com`] }),
      instanceProfiles: n % 2 === 0 ? 'machines' : 'none',
    })),
    groups: Object.fromEntries(groups.map((group, n) => [group, pick(n + 1000)])),
    scps: [[doc(allow(['*']))], [doc(allow(['*']), deny(['organizations:*']))]],
  };
}

/** Another hundredth of users and roles each time has another inline policy, which says something else. */
export function changed(made: MadeAccount, at: number): MadeAccount {
  const swap = (list: readonly MadePrincipal[]): readonly MadePrincipal[] =>
    list.map((each, n) =>
      n % 100 === (at * 37 + 7) % 100
        ? {
            ...each,
            has: each.has.map((policy_) =>
              policy_.arn.includes('#inline#')
                ? { ...policy_, doc: doc(allow(['sqs:*'], { Resource: [`arn:aws:sqs:*:*:q${n}-${at}`] })) }
                : policy_,
            ),
          }
        : each,
    );
  return { ...made, users: swap(made.users), roles: swap(made.roles) };
}

function managedPolicy(n: number): Attached {
  const reads = allow([`dynamodb:Get*`, `sqs:Receive*`], {
    Resource: [`arn:aws:*:eu-west-1:*:team-${n % 9}-*`],
  });
  if (n === 59) return policy('everything', allow(['*']));
  if (n % 12 === 0)
    return policy(
      `builds-${n}`,
      reads,
      allow(['iam:PassRole', 'lambda:*', 'glue:*', 'ecs:*', 'codebuild:*']),
    );
  if (n % 20 === 7)
    return policy(
      `identities-${n}`,
      reads,
      allow(['iam:CreateAccessKey', 'iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy'], {
        Resource: ['arn:aws:iam::*:user/u1*', 'arn:aws:iam::*:role/r1*'],
      }),
    );
  if (n % 10 === 3)
    return policy(
      `assumes-${n}`,
      reads,
      allow(['sts:AssumeRole'], { Resource: ['arn:aws:iam::*:role/r2*'] }),
    );
  return policy(`team-${n}`, reads, allow(['ec2:Describe*', 'lambda:Get*', 'logs:*']));
}
