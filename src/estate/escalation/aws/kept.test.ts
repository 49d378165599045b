import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allow,
  deny,
  doc,
  estateOf,
  iam,
  MadeBefore,
  trust,
  when,
  type Attached,
  type MadeAccount,
  type MadePrincipal,
} from '../../../../test/support/aws/made-account.ts';
import { runs } from '../../../../test/support/runs.ts';
import type { AwsEstate } from '../../access/aws-estate.ts';
import { saidBy } from './asking.ts';
import { Kept } from './kept.ts';
import { Openings } from './openings.ts';
import { awsTechniqueList } from './techniques/index.ts';

/** What was judged of an estate before is taken for its next version; that has to be what judging it alone finds. */

const docs = [
  doc(allow(['iam:CreateAccessKey'], { Resource: ['arn:aws:iam::*:user/*'] })),
  doc(allow(['iam:*AccessKey'], { Resource: ['arn:aws:iam::*:user/${aws:username}'] })),
  doc(allow(['iam:PassRole', 'lambda:*', 'glue:*'])),
  doc(allow(['iam:PassRole'], { Resource: [iam('role/r1')] }), allow(['lambda:*', 'ec2:*'])),
  doc(allow(['sts:AssumeRole'])),
  doc(allow(['*'])),
  doc(allow(['iam:*']), deny(['iam:CreateAccessKey'], { Resource: [iam('user/u1')] })),
  doc(allow(['iam:AttachRolePolicy', 'iam:UpdateAssumeRolePolicy'], { Resource: [iam('role/r*')] })),
  doc(allow(['iam:AddUserToGroup', 'iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'])),
  doc(
    allow(['iam:PutUserPolicy', 'sts:AssumeRole'], {
      Condition: { StringEquals: { 'aws:PrincipalTag/team': ['a'] } },
    }),
  ),
  doc(deny(['iam:*', 'sts:*'])),
  doc(allow(['s3:GetObject', 'ssm:SendCommand', 'lambda:UpdateFunctionCode'])),
];
const trusts = [
  trust({ AWS: [iam('root')] }),
  trust({ AWS: [iam('user/u0'), iam('role/r1')] }),
  trust({ AWS: ['*'] }),
  trust({ Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'] }),
  trust({ Service: ['glue.amazonaws.com'] }, { Condition: { StringEquals: { 'sts:ExternalId': ['x'] } } }),
  trust({ AWS: [iam('root')] }, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': ['true'] } } }),
];
const managed = docs.map((each, n): Attached => ({ arn: iam(`policy/p${n}`), doc: each }));
const groups = [iam('group/g0'), iam('group/g1')];

const which = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
const policies = fc.uniqueArray(which(managed), { maxLength: 2, selector: ({ arn }) => arn });
const principal = (arn: string): fc.Arbitrary<MadePrincipal> =>
  fc
    .record({
      has: policies,
      inline: fc.option(which(docs), { nil: undefined }),
      boundary: fc.option(which(managed), { freq: 4, nil: undefined }),
      trust: which(trusts),
      groups: fc.subarray(groups),
      accessKeys: fc.nat({ max: 2 }),
      hasPassword: fc.boolean(),
      hasMfa: fc.boolean(),
      instanceProfiles: which(['none', 'machines']),
    })
    .map(({ has, inline, boundary, trust: document, groups: own, ...rest }) => ({
      arn,
      ...rest,
      has: inline === undefined ? has : [...has, { arn: `${arn}#inline#own`, doc: inline }],
      ...(boundary === undefined ? {} : { boundary }),
      ...(arn.includes(':role/') ? { trust: document } : { groups: own }),
    }));
const users = Array.from({ length: 5 }, (_, n) => iam(`user/u${n}`));
const roles = Array.from({ length: 7 }, (_, n) => iam(`role/r${n}`));
const all = (arns: readonly string[]) =>
  fc.tuple(...arns.map((arn) => fc.option(principal(arn), { freq: 5 })));

const accounts: fc.Arbitrary<MadeAccount> = fc
  .record({ users: all(users), roles: all(roles), first: policies, second: policies })
  .map(({ users: people, roles: jobs, first, second }) => ({
    users: people.flatMap((each) => each ?? []),
    roles: jobs.flatMap((each) => each ?? []),
    groups: { [groups[0] ?? '']: first, [groups[1] ?? '']: second },
    scps: [],
  }));

/** One thing of the account is as in another account, or the organisation says something else. */
const changes = fc.record({
  of: which(['user', 'role', 'groups', 'scps', 'role', 'user'] as const),
  at: fc.nat({ max: 6 }),
  like: accounts,
  scps: which([[], [[docs[5] ?? doc()]], [[docs[5] ?? doc(), docs[10] ?? doc()]]]),
});

function changed(made: MadeAccount, { of, at, like, scps }: Change): MadeAccount {
  const swap = (
    now: readonly MadePrincipal[],
    then: readonly MadePrincipal[],
    arn: string | undefined,
  ): readonly MadePrincipal[] =>
    [...now.filter((each) => each.arn !== arn), ...then.filter((each) => each.arn === arn)].toSorted(
      (a, b) => (a.arn < b.arn ? -1 : 1),
    );
  switch (of) {
    case 'user':
      return { ...made, users: swap(made.users, like.users, users[at % users.length]) };
    case 'role':
      return { ...made, roles: swap(made.roles, like.roles, roles[at]) };
    case 'groups':
      return { ...made, groups: like.groups };
    case 'scps':
      return { ...made, scps };
  }
}
type Change = typeof changes extends fc.Arbitrary<infer T> ? T : never;

/** Everything that is told of every principal, in order. */
function told(estate: AwsEstate, openings: Openings): readonly unknown[] {
  return estate.principals.map((each) => ({
    key: each.key,
    administrator: openings.administrator(each)?.judged.map(({ verdict }) => verdict),
    opens: [...openings.of(each, awsTechniqueList)].map(({ technique, things, dependsOn, reached }) => ({
      record: technique.record,
      dependsOn,
      things: saidBy(things.map(({ answer }) => answer)),
      reached: reached.map(({ target, gains, judged, ...rest }) => ({
        ...rest,
        over: target.key,
        holder: target.holder,
        gains: 'principal' in gains ? gains.principal.key : gains,
        says: saidBy(judged.map(({ answer }) => answer)),
      })),
    })),
  }));
}

describe('what was judged before', () => {
  it('is what judging alone finds, whatever changed in between', () => {
    let [taken, opened] = [0, 0];
    fc.assert(
      fc.property(accounts, fc.array(changes, { minLength: 1, maxLength: 6 }), (made, all_) => {
        const before = new MadeBefore();
        let estate = estateOf(made, before);
        let kept = new Kept(estate, when);
        told(estate, new Openings(estate, when, kept));
        let now = made;
        for (const change of all_) {
          now = changed(now, change);
          estate = estateOf(now, before);
          if (kept.holdsFor(estate, when)) taken++;
          else kept = new Kept(estate, when);
          const found = told(estate, new Openings(estate, when, kept));
          const alone = estateOf(now);
          expect(found).toEqual(told(alone, new Openings(alone, when)));
          opened += found.length;
        }
      }),
      { numRuns: runs(16) },
    );
    expect(taken).toBeGreaterThan(12);
    expect(opened).toBeGreaterThan(100);
  });

  it('is let go when the organisation says something else, and once half of the principals are others', () => {
    const before = new MadeBefore();
    const many = (name: string): MadeAccount => ({
      users: Array.from({ length: 130 }, (_, n) => ({ arn: iam(`user/${name}${n}`), has: [] })),
      roles: [],
      groups: {},
      scps: [],
    });
    const estate = estateOf(many('a'), before);
    const kept = new Kept(estate, when);
    expect(kept.holdsFor(estateOf(many('a'), before), when)).toBe(true);
    expect(kept.holdsFor(estateOf({ ...many('a'), scps: [[docs[5] ?? doc()]] }, before), when)).toBe(false);
    expect(kept.holdsFor(estateOf(many('b'), before), when)).toBe(false);
    expect(kept.holdsFor(estate, { ...when, now: undefined })).toBe(false);
  });
});
