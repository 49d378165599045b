import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tryPolicies } from '../../../estate/access/aws-try-policies.ts';
import type { Need } from '../dialect.ts';
import { narrowed, type PolicyHeld } from './narrow.ts';
import { deniedBy } from './prove.ts';

const user = 'arn:aws:iam::111122223333:user/deployer';
const need = (action: string, on: string | null, named: string | null = null): Need => ({
  action,
  on,
  named,
  reads: false,
});
const policy = (...Statement: readonly object[]): PolicyHeld => ({
  name: 'p',
  document: { Version: '2012-10-17', Statement },
});
const tried = (document: unknown, action: string, resource: string) =>
  tryPolicies(user, [{ name: 'n', document }], [{ action, resource }])[0];

describe('the IAM policy that would have sufficed', () => {
  it('cuts a statement down to what was done, keeps its condition, and keeps what denies', () => {
    const condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    const deny = { Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' };
    const held = policy({ Effect: 'Allow', Action: 'ecr:*', Resource: '*', Condition: condition }, deny);
    const { document, policy: told } = narrowed(
      [held],
      [
        need('ecr:PutImage', 'arn:aws:ecr:eu-north-1:111122223333:repository/web'),
        need('ec2:RunInstances', null),
      ],
    );
    expect(document.Statement).toEqual([
      {
        Sid: 'Used1',
        Effect: 'Allow',
        Action: ['ecr:PutImage'],
        Resource: ['arn:aws:ecr:eu-north-1:111122223333:repository/web'],
        Condition: condition,
      },
      { Sid: 'Deny1', Effect: 'Deny', Action: 's3:DeleteBucket', Resource: ['*'] },
    ]);
    expect(told.generalised).toEqual([]);
  });

  it('keeps what no log would show, and says so', () => {
    const held = policy({
      Effect: 'Allow',
      Action: ['iam:PassRole', 'ecs:RunTask'],
      Resource: 'arn:aws:iam::1:role/t',
    });
    const { document, policy: told } = narrowed([held], []);
    expect(document.Statement).toEqual([
      { Sid: 'Kept1', Effect: 'Allow', Action: ['iam:PassRole'], Resource: ['arn:aws:iam::1:role/t'] },
    ]);
    expect(told.kept).toEqual(['iam:PassRole of p: no log may show its use']);
  });

  it('does not let a star in the name of an object become a wildcard', () => {
    const held = policy({ Effect: 'Allow', Action: 's3:DeleteObjectTagging', Resource: 'arn:aws:s3:::b/*' });
    const { document } = narrowed([held], [need('s3:DeleteObjectTagging', 'arn:aws:s3:::b/*')]);
    expect(tried(document, 's3:DeleteObjectTagging', 'arn:aws:s3:::b/*')).toBe('allow');
    expect(tried(document, 's3:DeleteObjectTagging', 'arn:aws:s3:::b/salaries')).toBe('deny');
  });

  it('leaves a resource that depends on who asks as it is', () => {
    const home = 'arn:aws:s3:::homes/${aws:username}/*';
    const held = policy({ Effect: 'Allow', Action: 's3:GetObjectLegalHold', Resource: home });
    const { document } = narrowed([held], [need('s3:GetObjectLegalHold', 'arn:aws:s3:::homes/deployer/a')]);
    expect(document.Statement).toMatchObject([{ Resource: [home] }]);
  });

  it('takes what an old policy writes as letters for letters', () => {
    const held: PolicyHeld = {
      name: 'old',
      document: {
        Version: '2008-10-17',
        Statement: {
          Effect: 'Allow',
          Action: 'iam:GetUser',
          NotResource: 'arn:aws:iam::1:user/${aws:username}',
        },
      },
    };
    const { document } = narrowed([held], [need('iam:GetUser', null, 'bob')]);
    expect(tried(document, 'iam:GetUser', 'arn:aws:iam::1:user/deployer')).toBe('allow');
    expect(tried(document, 'iam:GetUser', 'arn:aws:iam::1:user/${aws:username}')).toBe('deny');
  });

  it('says that it left out a policy that cannot be read, and what is done with data under a right to everything', () => {
    const { policy: told } = narrowed(
      [{ name: 'broken', document: null }, policy({ Effect: 'Allow', Action: '*', Resource: '*' })],
      [],
    );
    expect(told.leftOut).toEqual([
      'the policy broken, which cannot be read',
      'what p allows with data (*) and no trail may show',
    ]);
  });

  const actions = ['iam:CreateUser', 'iam:GetUser', 'ecs:RunTask', 'kms:Decrypt'] as const;
  const arns = ['arn:aws:iam::1:user/a', 'arn:aws:iam::1:user/b/a', 'arn:aws:kms:r:1:key/a', '*'] as const;
  const patterns = [
    ...arns,
    'arn:aws:iam::1:user/*',
    'arn:aws:iam::*:user/?',
    'arn:aws:*',
    'arn:*:a',
    'arn:aws:*:user/a',
    'arn:aws:iam::1:user/${aws:username}',
  ];
  const some = (of: readonly string[]) => fc.subarray([...of], { minLength: 1, maxLength: 3 });
  const statement = fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      which: fc.record({ not: fc.boolean(), patterns: some([...actions, 'iam:*', '*', 'ec?:Run*']) }),
      on: fc.record({ not: fc.boolean(), patterns: some(patterns) }),
      when: fc.constantFrom(undefined, { StringEquals: { 'aws:RequestedRegion': 'r' } }),
    })
    .map(({ Effect, which, on, when }) => ({
      Effect,
      [which.not ? 'NotAction' : 'Action']: which.patterns,
      [on.not ? 'NotResource' : 'Resource']: on.patterns,
      ...(when === undefined ? {} : { Condition: when }),
    }));
  const held = fc
    .array(
      fc.tuple(
        fc.constantFrom('2012-10-17', '2008-10-17'),
        fc.array(statement, { minLength: 1, maxLength: 3 }),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((documents): readonly PolicyHeld[] =>
      documents.map(([Version, Statement], n) => ({ name: `p${n}`, document: { Version, Statement } })),
    );
  const needs = fc.array(
    fc.record({
      action: fc.constantFrom(...actions),
      on: fc.constantFrom(...arns, null),
      named: fc.constant(null),
      reads: fc.constant(false),
    }),
    { maxLength: 6 },
  );

  it('allows everything that was seen, and nothing that is not granted', () => {
    fc.assert(
      fc.property(held, needs, (policies, seen) => {
        const { document } = narrowed(policies, seen);
        const asked = (
          given: readonly PolicyHeld[],
          calls: readonly { action: string; resource: string }[],
        ) => tryPolicies(user, given, calls);
        expect(deniedBy(document, { policies, needs: seen, tryPolicies: asked })).toEqual([]);
        const calls = actions.flatMap((action) => arns.map((resource) => ({ action, resource })));
        const granted = asked(policies, calls);
        const then = asked([{ name: 'n', document }], calls);
        for (const [n, verdict] of then.entries()) {
          const wider = {
            allow: ['allow'],
            depends: ['allow', 'depends'],
            deny: ['allow', 'depends', 'deny'],
          };
          expect(wider[verdict]).toContain(granted[n]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
