import { describe, expect, it } from 'vitest';
import { profileWith } from '../../../test/support/profile-with.ts';
import { familyOf } from './family-of.ts';
import { signalsOf } from './signals-of.ts';
import { wordsOf } from './words.ts';

const unknown = () => undefined;
const family = (action: string): string | undefined => familyOf(action, unknown)?.id;

describe('the words of an action', () => {
  it('come apart at capitals, dots and underscores, without the day of an API’s version', () => {
    expect(wordsOf('lambda.amazonaws.com UpdateFunctionCode20150331v2')).toEqual({
      service: 'lambda',
      words: ['update', 'function', 'code'],
    });
    expect(wordsOf('rds.amazonaws.com ModifyDBSnapshotAttribute').words).toEqual([
      'modify',
      'db',
      'snapshot',
      'attribute',
    ]);
    expect(wordsOf('protected_branch.policies').words).toEqual(['protected', 'branch', 'policy']);
  });

  it('are bounded and survive names that are none', () => {
    for (const name of ['', ' ', '__proto__', 'constructor', '\t', 'a'.repeat(100_000), '💥 \uD800'])
      expect(familyOf(name, unknown)).toBeUndefined();
    expect(wordsOf(`x ${'Ab'.repeat(50_000)}`).words.length).toBeLessThanOrEqual(200);
  });
});

describe('a family', () => {
  it('holds acts of services that no list names, in the words of any log', () => {
    expect([
      family('newservice.amazonaws.com DisableAuditLogging'),
      family('github.com protected_branch.policy_override'),
      family('iam.googleapis.com google.iam.admin.v1.CreateServiceAccountKey'),
      family('okta user.account.privilege.grant'),
    ]).toEqual(['hides', undefined, 'makes-credentials', 'gives-rights']);
  });

  it('holds whatever AWS counts as management of permissions, whatever its name', () => {
    expect(familyOf('x.amazonaws.com FrobWidget', () => 'Permissions management')?.id).toBe('gives-rights');
  });

  it('leaves out what only looks, and what programs do all day', () => {
    for (const action of [
      's3.amazonaws.com GetObject',
      's3.amazonaws.com PutObject',
      'logs.amazonaws.com DescribeLogGroups',
      'iam.amazonaws.com ListAccessKeys',
      'sts.amazonaws.com AssumeRole',
      'kms.amazonaws.com Decrypt',
      'kms.amazonaws.com GenerateDataKey',
    ])
      expect(family(action)).toBeUndefined();
  });
});

describe('signals of a profile', () => {
  it('tell one secret as nothing and many as something', () => {
    const reading = (secrets: number) =>
      signalsOf(
        profileWith({
          acts: Object.fromEntries(
            Array.from({ length: secrets }, (_, n) => [
              `secretsmanager.amazonaws.com GetSecretValue\tsecret-${n}`,
              1,
            ]),
          ),
        }),
        unknown,
      ).map(({ family: { id }, targets }) => [id, targets]);
    expect([reading(1), reading(4), reading(5)]).toEqual([[], [], [['reads-secrets', 5]]]);
  });

  it('count what was refused like what was done, and tell who is refused on one thing after another', () => {
    expect(
      signalsOf(
        profileWith({
          denied: {
            'organizations.amazonaws.com LeaveOrganization\t111122223333': 1,
            ...Object.fromEntries(
              Array.from({ length: 10 }, (_, n) => [
                `ec2.amazonaws.com DescribeInstanceAttribute\ti-${n}`,
                1,
              ]),
            ),
          },
        }),
        unknown,
      ).map(({ family: { id }, done, denied }) => [id, done, denied]),
    ).toEqual([
      ['hides', 0, 1],
      ['tries-doors', 0, 10],
    ]);
  });
});
