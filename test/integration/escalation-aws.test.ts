import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aws } from '../../src/connectors/aws/index.ts';
import { readWhole } from '../../src/connectors/kit/read-whole.ts';
import { isSourceId, must } from '../../src/model/index.ts';
import { useEscalation } from '../support/escalation-world.ts';

/** From an export as AWS makes it to paths: what a team's people and roles could become. */
const world = useEscalation();
const folder = mkdtempSync(join(tmpdir(), 'countersign-aws-escalation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const account = '111122223333';
const iam = (rest: string): string => `arn:aws:iam::${account}:${rest}`;
const says = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
const allow = (Action: readonly string[], Resource = '*'): object => ({ Effect: 'Allow', Action, Resource });
const trusts = (Principal: object): object => says({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
const inline = (PolicyName: string, ...statements: readonly object[]): object => ({
  PolicyName,
  PolicyDocument: says(...statements),
});
const administrator = {
  PolicyName: 'AdministratorAccess',
  PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
};
/** Attached, and not in the export. */
const unread = { PolicyName: 'mystery', PolicyArn: iam('policy/mystery') };
const role = (RoleName: string, trust: object, more: object = {}): object => ({
  Arn: iam(`role/${RoleName}`),
  RoleName,
  Path: '/',
  AssumeRolePolicyDocument: trust,
  RolePolicyList: [],
  AttachedManagedPolicies: [],
  InstanceProfileList: [],
  ...more,
});
const user = (UserName: string, ...statements: readonly object[]): object => ({
  Arn: iam(`user/${UserName}`),
  UserName,
  Path: '/',
  GroupList: UserName === 'dev' ? ['developers'] : [],
  UserPolicyList: statements.length === 0 ? [] : [inline('own', ...statements)],
  AttachedManagedPolicies: [],
});

const exported = {
  UserDetailList: [
    user('dev'),
    user('helpdesk', allow(['iam:CreateAccessKey'], iam('user/*'))),
    user('reader', allow(['s3:Get*', 'iam:Get*', 'iam:List*'])),
    user('everybody-himself', allow(['iam:*AccessKey'], 'arn:aws:iam::*:user/${aws:username}')),
    user('__proto__', allow(['iam:PutUserPolicy'], iam('user/constructor'))),
    {
      ...user('versioner', allow(['iam:CreatePolicyVersion'], unread.PolicyArn)),
      AttachedManagedPolicies: [unread],
    },
  ],
  GroupDetailList: [
    {
      Arn: iam('group/developers'),
      GroupName: 'developers',
      Path: '/',
      GroupPolicyList: [inline('build', allow(['iam:PassRole', 'lambda:*', 'sts:AssumeRole']))],
      AttachedManagedPolicies: [],
    },
  ],
  RoleDetailList: [
    role('deployer', trusts({ Service: 'lambda.amazonaws.com' }), {
      AttachedManagedPolicies: [administrator],
    }),
    role('auditor', trusts({ AWS: `arn:aws:iam::${account}:root` })),
    role('machine', trusts({ Service: 'ec2.amazonaws.com' }), { AttachedManagedPolicies: [administrator] }),
    ...Array.from({ length: 12 }, (_, n) => role(`job-${n}`, trusts({ Service: 'lambda.amazonaws.com' }))),
  ],
  Policies: [
    {
      Arn: administrator.PolicyArn,
      PolicyName: 'AdministratorAccess',
      DefaultVersionId: 'v1',
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: says(allow(['*'])) }],
    },
  ],
};

beforeAll(async () => {
  const file = join(folder, 'authorization-details.json');
  writeFileSync(file, JSON.stringify(exported));
  const { all } = await readWhole(aws, aws.locate(file));
  // nothing of the organisation or of policies on resources is left in doubt here: what is open is then sure
  await world.take(
    'cloud',
    'aws',
    all.filter((each) => each.type !== 'gap'),
  );
});

const source = must(isSourceId, 'cloud');
const of = (name: string) => ({ entity: 'account' as const, source, key: iam(name) });

describe('what an identity of an AWS account could become', () => {
  it('leads a developer through a function to the administrator of the account, and says by which statements', async () => {
    const found = await world
      .engine()
      .paths({ from: [of('user/dev')], to: [{ power: `aws/${account}` }], limit: 5 });
    expect(found.ok).toBe(true);
    if (!found.ok) return;
    const { sure, steps } = found.value;
    const way = (sure?.steps ?? []).map((id) => steps.find((step) => step.id === id));
    expect(way.map((step) => step?.technique)).toEqual([
      expect.stringMatching(/^aws-lambda-00[16]$/),
      expect.stringMatching(/^aws-lambda-00[16]$/),
      'aws-administrator',
    ]);
    expect(way[0]?.says).toContain(
      `identity policy \`${iam('group/developers')}#inline#build\` statement 1 allows`,
    );
  });

  it('opens these steps and no others', async () => {
    const lines = await world.opened(
      ({ technique }) => technique.platform === 'aws' && technique.id !== 'aws-acts-as-anybody',
    );
    const steps = [...new Set(lines)].toSorted();
    expect(steps.filter((each) => !/^any of|^a Lambda function/.test(each))).toEqual([
      'deployer: aws-administrator → administrator of AWS account 111122223333',
      'dev: aws-lambda-001 → any of 13 roles for lambda.amazonaws.com',
      'dev: aws-lambda-002 → any of 13 roles for lambda.amazonaws.com ?',
      'dev: aws-lambda-003 → a Lambda function ?',
      'dev: aws-lambda-004 → a Lambda function ?',
      'dev: aws-lambda-005 → a Lambda function ?',
      'dev: aws-lambda-006 → any of 13 roles for lambda.amazonaws.com',
      'dev: aws-sts-001 → auditor',
      'helpdesk: aws-iam-002 → __proto__ ?',
      'helpdesk: aws-iam-002 → dev ?',
      'helpdesk: aws-iam-002 → everybody-himself ?',
      'helpdesk: aws-iam-002 → reader ?',
      'helpdesk: aws-iam-002 → versioner ?',
      'machine: aws-administrator → administrator of AWS account 111122223333',
      // by what the policy may say that was not read, and by rewriting it whatever it says
      'versioner: aws-administrator → administrator of AWS account 111122223333 ?',
      'versioner: aws-iam-001 → administrator of AWS account 111122223333 ?',
    ]);
    expect(steps).toContain('any of 13 roles for lambda.amazonaws.com: aws-lambda-001 → deployer');
    expect(steps).toContain('a Lambda function: aws-lambda-004 → deployer ?');
  });

  it('lets nobody become a role that a trust policy names only by its account', async () => {
    const found = await world.engine().couldBecome({ from: [of('user/reader')], limit: 20 });
    expect(found.ok && found.value.totals).toEqual({ powers: 0, resources: 0, accounts: 0, groups: 2 });
  });

  it('is told by the row that can be taken away', async () => {
    const found = await world.engine().toCrownJewels({ limit: 10 });
    const takenAway = found.steps.map(
      ({ technique, because }) => `${technique ?? ''}: ${because[0]?.key ?? ''}`,
    );
    expect(takenAway).toContain(
      `aws-lambda-006: ${iam('group/developers')}#inline#build#allow#iam:PassRole#*`,
    );
    // a policy of AWS's own cannot be changed, only detached
    expect(takenAway).toContain(`aws-administrator: ${iam('role/deployer')}#${administrator.PolicyArn}`);
  });
});
