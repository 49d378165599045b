import { describe, expect, it } from 'vitest';
import { services } from '../../../../test/support/aws/escalation-cases.ts';
import {
  actorArn,
  places,
  serviceRole,
  worldOf,
  type Actor,
} from '../../../../test/support/aws/escalation-world.ts';
import {
  account,
  allow,
  deny,
  doc,
  iam,
  policy,
  trust,
  type MadeAccount,
  type MadePrincipal,
} from '../../../../test/support/aws/made-account.ts';
import { openedTo } from '../../../../test/support/aws/opened.ts';
import type { Doc } from '../../../../test/support/aws/slow-evaluator.ts';
import { awsTechniqueList } from './techniques/index.ts';

/** Where a list of actions would say too much or too little. */

/** What stands open, each as `RECORD GAINED`, with ` ?` where it depends. */
function open(made: MadeAccount, of: 'user' | 'role', record: RegExp): readonly string[] {
  const techniques = awsTechniqueList.filter((each) => record.test(each.record));
  return openedTo(made, actorArn[of], techniques)
    .map(
      ({ record: id, gains, dependsOn }) =>
        `${id} ${gains.split(':').at(-1) ?? ''}${dependsOn.length > 0 ? ' ?' : ''}`,
    )
    .toSorted();
}
const user = (has: Actor['has'], more: Partial<Actor> = {}): MadeAccount =>
  worldOf({ kind: 'user', has, ...more }, services);
const rights = (...statements: readonly Doc['Statement'][number][]) => policy('rights', ...statements);
const lambda = serviceRole('lambda.amazonaws.com').split(':').at(-1) ?? '';
const passesLambda = allow(['iam:PassRole'], { Resource: [serviceRole('lambda.amazonaws.com')] });
const functions = (name: string): string => `arn:aws:lambda:eu-west-1:${account}:function:${name}`;

describe('what the caller picks', () => {
  it('has to be one and the same thing', () => {
    const made = (invoked: string) =>
      user([
        rights(
          passesLambda,
          allow(['lambda:CreateFunction'], { Resource: [functions('team-*')] }),
          allow(['lambda:InvokeFunction'], { Resource: [functions(invoked)] }),
        ),
      ]);
    expect(open(made('team-a*'), 'user', /^lambda-001/)).toEqual([`lambda-001 ${lambda}`]);
    expect(open(made('other-*'), 'user', /^lambda-001/)).toEqual([]);
  });

  it('is found between what is allowed and what is denied', () => {
    const made = (denied: string) =>
      user([
        rights(passesLambda, allow(['lambda:*'], { Resource: [functions('a?c')] })),
        policy('denial', deny(['lambda:InvokeFunction'], { Resource: [functions(denied)] })),
      ]);
    expect(open(made('ab*'), 'user', /^lambda-001/)).toEqual([`lambda-001 ${lambda}`]);
    expect(open(made('a*'), 'user', /^lambda-001/)).toEqual([]);
  });

  it('lies in the account: a right on functions of another opens nothing', () => {
    const made = user([
      rights(passesLambda, allow(['lambda:*'], { Resource: ['arn:aws:lambda:*:222222222222:function:*'] })),
    ]);
    expect(open(made, 'user', /^lambda-/)).toEqual([]);
  });

  it('can bear the caller’s own name', () => {
    const made = (written: string) =>
      user([rights(passesLambda, allow(['lambda:*'], { Resource: [functions(written)] }))]);
    expect(open(made('${aws:username}-*'), 'user', /^lambda-001/)).toEqual([`lambda-001 ${lambda}`]);
    expect(open(made('${aws:PrincipalTag/team}-*'), 'user', /^lambda-001/)).toEqual([
      `lambda-001 ${lambda} ?`,
    ]);
  });

  it('goes where the organisation lets it: a region that is left is enough', () => {
    const only = doc(
      allow(['*']),
      deny(['*'], { Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } } }),
    );
    const made = user([rights(passesLambda, allow(['lambda:*']))], { scps: [[only]] });
    expect(open(made, 'user', /^lambda-001/)).toEqual([`lambda-001 ${lambda}`]);
    const nowhere = doc(
      allow(['*']),
      deny(['lambda:*'], { Condition: { StringLike: { 'aws:RequestedRegion': ['*'] } } }),
    );
    expect(
      open(user([rights(passesLambda, allow(['lambda:*']))], { scps: [[nowhere]] }), 'user', /^lambda-001/),
    ).toEqual([]);
  });

  it('does not choose the role by what a condition says of it: then it depends', () => {
    const only = { Condition: { ArnEquals: { 'ec2:InstanceProfile': [iam('instance-profile/plain')] } } };
    const made = user([
      rights(
        allow(['iam:PassRole']),
        allow(['ec2:RunInstances'], only),
        allow(['cloudformation:CreateStack'], {
          Condition: { StringEquals: { 'cloudformation:RoleArn': [iam('role/plain')] } },
        }),
      ),
    ]);
    expect(open(made, 'user', /^(?:ec2-001|cloudformation-001)/)).toEqual([
      'cloudformation-001 role/svc/cloudformation ?',
      'ec2-001 role/svc/ec2 ?',
    ]);
  });

  it('is every kind of thing that an instance is started from', () => {
    const passes = allow(['iam:PassRole'], { Resource: [serviceRole('ec2.amazonaws.com')] });
    const instances = `arn:aws:ec2:*:${account}:instance/*`;
    expect(
      open(
        user([rights(passes, allow(['ec2:RunInstances'], { Resource: [instances] }))]),
        'user',
        /^ec2-001/,
      ),
    ).toEqual([]);
  });
});

describe('a role', () => {
  it('cannot be passed to a service that it does not trust, nor to another than the right names', () => {
    const toGlue = { Condition: { StringEquals: { 'iam:PassedToService': ['glue.amazonaws.com'] } } };
    const made = user([rights(allow(['iam:PassRole'], toGlue), allow(['lambda:*', 'glue:*']))]);
    expect(open(made, 'user', /^(?:lambda-001|glue-001)/)).toEqual(['glue-001 role/svc/glue']);
  });

  it('is reached on a machine only in an instance profile, and depends where none is told', () => {
    const made = (instanceProfiles: string | undefined): MadeAccount => {
      const base = user([rights(allow(['iam:PassRole', 'ec2:*']))]);
      const { instanceProfiles: _told, ...rest }: MadePrincipal = base.roles.find(
        ({ arn }) => arn === serviceRole('ec2.amazonaws.com'),
      ) ?? { arn: '', has: [] };
      const machine = instanceProfiles === undefined ? rest : { ...rest, instanceProfiles };
      return { ...base, roles: [machine] };
    };
    expect(open(made('none'), 'user', /^ec2-/)).toEqual([]);
    expect(open(made('web'), 'user', /^ec2-00[13]/)).toEqual([
      'ec2-001 role/svc/ec2',
      'ec2-003 role/svc/ec2',
    ]);
    expect(open(made(undefined), 'user', /^ec2-00[13]/)).toEqual([
      'ec2-001 role/svc/ec2 ?',
      'ec2-003 role/svc/ec2 ?',
    ]);
  });

  const withRole = (role: MadePrincipal, has: Actor['has']): MadeAccount => {
    const base = user(has);
    return { ...base, roles: [role] };
  };
  const target = (more: Partial<MadePrincipal>): MadePrincipal => ({ arn: places.target, has: [], ...more });

  it('that names the caller is assumed without a right, unless it is denied', () => {
    const named = target({ trust: trust({ AWS: [actorArn.user] }) });
    expect(open(withRole(named, []), 'user', /^sts-/)).toEqual(['sts-001 role/target']);
    expect(open(withRole(named, [policy('no', deny(['sts:*']))]), 'user', /^sts-/)).toEqual([]);
    const account_ = target({ trust: trust({ AWS: [account] }) });
    expect(open(withRole(account_, []), 'user', /^sts-/)).toEqual([]);
  });

  it('of another account needs both sides', () => {
    const arn = iam('role/partner', '222222222222');
    const mine: MadePrincipal = { arn, has: [], trust: trust({ AWS: [actorArn.user] }) };
    expect(open(withRole(mine, []), 'user', /^sts-/)).toEqual([]);
    expect(
      open(withRole(mine, [rights(allow(['sts:AssumeRole'], { Resource: [arn] }))]), 'user', /^sts-/),
    ).toEqual(['sts-001 role/partner']);
    const theirs: MadePrincipal = { arn, has: [], trust: trust({ AWS: ['222222222222'] }) };
    expect(open(withRole(theirs, [rights(allow(['sts:AssumeRole']))]), 'user', /^sts-/)).toEqual([]);
  });

  it('with a condition on what only the other side knows depends on it', () => {
    const outside = target({
      trust: trust(
        { AWS: [actorArn.user] },
        { Condition: { StringEquals: { 'sts:ExternalId': ['secret'] } } },
      ),
    });
    expect(open(withRole(outside, []), 'user', /^sts-/)).toEqual(['sts-001 role/target ?']);
  });

  it('that everybody but some may assume is assumed by the rest', () => {
    const but = (arn: string): MadePrincipal =>
      target({ trust: doc({ Effect: 'Allow', NotPrincipal: { AWS: [arn] }, Action: ['sts:AssumeRole'] }) });
    expect(open(withRole(but(iam('user/else')), []), 'user', /^sts-/)).toEqual(['sts-001 role/target']);
    expect(open(withRole(but(actorArn.user), []), 'user', /^sts-/)).toEqual([]);
  });

  it('whose trust it may rewrite is lost when assuming any is denied', () => {
    const plain = target({});
    const may = rights(allow(['iam:UpdateAssumeRolePolicy']));
    expect(open(withRole(plain, [may]), 'user', /^iam-012/)).toEqual(['iam-012 role/target']);
    expect(open(withRole(plain, [may, policy('no', deny(['sts:AssumeRole']))]), 'user', /^iam-012/)).toEqual(
      [],
    );
  });

  it('of a service or of Identity Center can be neither changed nor passed', () => {
    for (const path of ['aws-service-role/lambda.amazonaws.com', 'aws-reserved/sso.amazonaws.com']) {
      const reserved = {
        arn: iam(`role/${path}/R`),
        has: [],
        trust: trust({ Service: ['lambda.amazonaws.com'] }),
      };
      const made = withRole(reserved, [rights(allow(['iam:*', 'lambda:*']))]);
      expect(open(made, 'user', /^(?:lambda|iam-01[29]|iam-02)/)).toEqual([]);
    }
  });
});

describe('what is changed', () => {
  it('gains nothing beyond its own boundary', () => {
    const may = [rights(allow(['iam:PutUserPolicy']))];
    const narrow = doc(allow(['iam:PutUserPolicy', 's3:*']));
    expect(open(user(may, { boundary: narrow }), 'user', /^iam-007/)).toEqual([]);
    const wide = doc(allow(['iam:*']));
    expect(open(user(may, { boundary: wide }), 'user', /^iam-007/)).toEqual(['iam-007 administrator']);
  });

  it('has to have the boundary that the right asks for', () => {
    const bounded = (key: string) =>
      user([
        rights(
          allow(['iam:PutUserPolicy', 'iam:CreateAccessKey'], {
            Condition: { StringEquals: { 'iam:PermissionsBoundary': [key] } },
          }),
        ),
      ]);
    expect(open(bounded(iam('policy/limits')), 'user', /^iam-0(?:07|18)/)).toEqual([]);
  });

  it('is attached what the right leaves', () => {
    const only = (arn: string) =>
      user([
        rights(allow(['iam:AttachUserPolicy'], { Condition: { ArnEquals: { 'iam:PolicyARN': [arn] } } })),
      ]);
    expect(open(only('arn:aws:iam::aws:policy/ReadOnlyAccess'), 'user', /^iam-008/)).toEqual([]);
    expect(open(only('arn:aws:iam::*:policy/team/*'), 'user', /^iam-008/)).toEqual([]);
    expect(open(only('arn:aws:iam::aws:policy/Admin*'), 'user', /^iam-008/)).toEqual([
      'iam-008 administrator',
    ]);
    expect(open(only('arn:aws:iam::aws:policy/AdministratorAccess'), 'user', /^iam-008/)).toEqual([
      'iam-008 administrator',
    ]);
  });

  it('is no policy of AWS’s own', () => {
    const made: MadeAccount = {
      users: [
        {
          arn: actorArn.user,
          has: [{ arn: 'arn:aws:iam::aws:policy/X', doc: doc(allow(['iam:CreatePolicyVersion'])) }],
        },
      ],
      roles: [],
      groups: {},
    };
    expect(open(made, 'user', /^iam-001/)).toEqual([]);
  });

  it('is known by what is told of its keys, its password and its second factor', () => {
    const made = (more: Partial<MadePrincipal>): MadeAccount => ({
      users: [
        {
          arn: actorArn.user,
          has: [rights(allow(['iam:CreateAccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile']))],
        },
        { arn: iam('user/v'), has: [], ...more },
      ],
      roles: [],
      groups: {},
    });
    const found = (more: Partial<MadePrincipal>) => open(made(more), 'user', /^iam-00[246]/);
    expect(found({ accessKeys: 0, hasPassword: false })).toEqual(['iam-002 user/v', 'iam-004 user/v']);
    expect(found({ accessKeys: 2, hasPassword: true })).toEqual(['iam-006 user/v']);
    expect(found({ accessKeys: 2, hasPassword: true, hasMfa: true })).toEqual(['iam-006 user/v ?']);
    expect(found({})).toEqual(['iam-002 user/v ?', 'iam-004 user/v ?', 'iam-006 user/v ?']);
  });
});

describe('an administrator', () => {
  it('is told only what leads out of its account', () => {
    const made = user([rights(allow(['*']))]);
    expect(open(made, 'user', /./)).toEqual(['sts-001 role/partner']);
  });

  it('is whoever joins a group that makes one', () => {
    const made = user([rights(allow(['iam:AddUserToGroup'], { Resource: [places.admins] }))]);
    expect(open(made, 'user', /^iam-013/)).toEqual(['iam-013 administrator', 'iam-013 group/admins']);
  });
});
