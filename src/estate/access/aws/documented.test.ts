import { describe, expect, it } from 'vitest';
import {
  compilePolicy,
  contextOf,
  evaluate,
  Question,
  type Answer,
  type Ask,
  type Caller,
  type PolicySet,
} from './index.ts';

/** What AWS's documentation says of its own examples, and of the points that people get wrong. */

const set = (...documents: readonly object[]): PolicySet => ({
  policies: documents.map((document, at) => {
    const compiled = compilePolicy(`policy ${at + 1}`, { Version: '2012-10-17', ...document });
    if (!compiled.ok) throw new TypeError(compiled.message);
    return compiled.value;
  }),
  unread: [],
});
const says = (...Statement: readonly object[]): object => ({ Statement });
const allow = (Action: unknown, Resource: unknown, more: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown, more: object = {}): object => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...more,
});
const none: PolicySet = { policies: [], unread: [] };

const user = (name: string, account = '111111111111'): Caller => ({
  kind: 'user',
  arn: `arn:aws:iam::${account}:user/${name}`,
  account,
});
const roleArn = 'arn:aws:iam::111111111111:role/examplerole';
const role = (sessionName?: string): Caller => ({
  kind: 'role',
  arn: roleArn,
  account: '111111111111',
  ...(sessionName === undefined ? {} : { sessionName }),
});

type Given = Partial<Omit<Ask, 'context'>> & { readonly context?: Parameters<typeof contextOf>[0] };
const ask = (action: string, resource: string, given: Given): Answer =>
  evaluate(new Question(action), {
    caller: user('carlossalazar'),
    identity: none,
    resourceAccount: '111111111111',
    ...given,
    resource,
    context: contextOf(given.context ?? {}),
  });
const verdict = (...asked: Parameters<typeof ask>): string => ask(...asked).verdict;

describe('a request within one account', () => {
  const carlos = set(
    says(
      allow(['s3:GetBucketLocation', 's3:ListAllMyBuckets'], 'arn:aws:s3:::*', { Sid: 'AllowS3ListRead' }),
      allow('s3:*', ['arn:aws:s3:::carlossalazar/*', 'arn:aws:s3:::carlossalazar'], { Sid: 'AllowS3Self' }),
      deny('s3:*', 'arn:aws:s3:::*log*', { Sid: 'DenyS3Logs' }),
    ),
  );
  const bucketPolicy = set(
    says({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:user/carlossalazar' },
      Action: 's3:*',
      Resource: ['arn:aws:s3:::carlossalazar-logs/*', 'arn:aws:s3:::carlossalazar-logs'],
    }),
  );

  it('is denied by an explicit Deny although the bucket policy allows it, and says by which statement', () => {
    const answer = ask('s3:PutObject', 'arn:aws:s3:::carlossalazar-logs/a', {
      identity: carlos,
      resourcePolicy: bucketPolicy,
    });
    expect(answer).toEqual({
      verdict: 'deny',
      because: [
        {
          layer: 'identity',
          statement: { policy: 'policy 1', statement: 3, sid: 'DenyS3Logs', effect: 'deny' },
        },
      ],
    });
  });

  it('is allowed by either an identity policy or the resource’s policy', () => {
    expect(verdict('s3:PutObject', 'arn:aws:s3:::carlossalazar/a', { identity: carlos })).toBe('allow');
    expect(
      verdict('s3:PutObject', 'arn:aws:s3:::carlossalazar-logs/a', { resourcePolicy: bucketPolicy }),
    ).toBe('allow');
    expect(
      ask('s3:PutObject', 'arn:aws:s3:::other/a', { identity: carlos, resourcePolicy: bucketPolicy }),
    ).toEqual({
      verdict: 'deny',
      because: [{ layer: 'identity', statement: undefined }],
    });
  });

  it('is not allowed by a policy that names the account alone', () => {
    const toAccount = set(
      says({ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 's3:*', Resource: '*' }),
    );
    expect(verdict('s3:GetObject', 'arn:aws:s3:::b/a', { resourcePolicy: toAccount })).toBe('deny');
    expect(
      verdict('s3:GetObject', 'arn:aws:s3:::b/a', {
        resourcePolicy: toAccount,
        identity: set(says(allow('s3:*', '*'))),
      }),
    ).toBe('allow');
  });
});

describe('a permissions boundary', () => {
  const shirley = set(says(allow(['s3:*', 'cloudwatch:*', 'ec2:*'], '*')));
  it('takes away what it does not allow and gives nothing', () => {
    const createUser = set(says(allow('iam:CreateUser', '*')));
    expect(
      verdict('iam:CreateUser', 'arn:aws:iam::111111111111:user/x', {
        identity: createUser,
        boundary: shirley,
      }),
    ).toBe('deny');
    expect(verdict('s3:GetObject', 'arn:aws:s3:::b/a', { boundary: shirley })).toBe('deny');
    expect(
      verdict('s3:GetObject', 'arn:aws:s3:::b/a', {
        identity: set(says(allow('*', '*'))),
        boundary: shirley,
      }),
    ).toBe('allow');
  });

  const toPrincipal = (AWS: string): PolicySet =>
    set(says({ Effect: 'Allow', Principal: { AWS }, Action: 'sqs:*', Resource: '*' }));
  const queue = 'arn:aws:sqs:eu-west-1:111111111111:q';
  it('does not limit what a resource’s policy gives a user or a session by name, and limits what it gives a role', () => {
    const boundary = shirley;
    const userArn = 'arn:aws:iam::111111111111:user/carlossalazar';
    expect(verdict('sqs:SendMessage', queue, { boundary, resourcePolicy: toPrincipal(userArn) })).toBe(
      'allow',
    );
    expect(
      verdict('sqs:SendMessage', queue, {
        caller: role('s'),
        boundary,
        resourcePolicy: toPrincipal(roleArn),
      }),
    ).toBe('deny');
    expect(
      verdict('sqs:SendMessage', queue, { caller: role('s'), resourcePolicy: toPrincipal(roleArn) }),
    ).toBe('allow');
    const session = toPrincipal('arn:aws:sts::111111111111:assumed-role/examplerole/s');
    expect(verdict('sqs:SendMessage', queue, { caller: role('s'), boundary, resourcePolicy: session })).toBe(
      'allow',
    );
    expect(verdict('sqs:SendMessage', queue, { caller: role('t'), boundary, resourcePolicy: session })).toBe(
      'deny',
    );
    expect(
      verdict('sqs:SendMessage', queue, { caller: role('s'), boundary, resourcePolicy: toPrincipal('*') }),
    ).toBe('allow');
  });

  it('does not depend on a session’s name unless a policy does', () => {
    const session = toPrincipal('arn:aws:sts::111111111111:assumed-role/examplerole/s');
    const answer = ask('sqs:SendMessage', queue, { caller: role(), resourcePolicy: session });
    expect(answer).toMatchObject({
      verdict: 'depends',
      on: [{ is: 'key', key: '(role session name)', tests: ['the session is named s'] }],
      allowedWhen: { '(role session name)': ['s'] },
    });
  });

  it('is denied whatever NotPrincipal spares, as AWS warns', () => {
    const sparing = set(
      says({
        Effect: 'Deny',
        NotPrincipal: { AWS: ['111111111111', 'arn:aws:iam::111111111111:user/carlossalazar'] },
        Action: '*',
        Resource: '*',
      }),
    );
    const identity = set(says(allow('*', '*')));
    expect(verdict('sqs:SendMessage', queue, { identity, resourcePolicy: sparing })).toBe('allow');
    expect(verdict('sqs:SendMessage', queue, { identity, boundary: identity, resourcePolicy: sparing })).toBe(
      'deny',
    );
    expect(
      verdict('sqs:SendMessage', queue, { caller: user('other'), identity, resourcePolicy: sparing }),
    ).toBe('deny');
  });

  it('spares no session of which NotPrincipal leaves out the role', () => {
    const asked = (...AWS: readonly string[]): string =>
      verdict('sqs:SendMessage', queue, {
        caller: role('s'),
        identity: set(says(allow('*', '*'))),
        resourcePolicy: set(says({ Effect: 'Deny', NotPrincipal: { AWS }, Action: '*', Resource: '*' })),
      });
    const session = 'arn:aws:sts::111111111111:assumed-role/examplerole/s';
    expect([asked(session, '111111111111'), asked(session, roleArn, '111111111111')]).toEqual([
      'deny',
      'allow',
    ]);
    expect(asked(roleArn, '111111111111')).toBe('deny');
  });

  it('leaves open whom NotPrincipal names without the account: services differ', () => {
    const sparing = set(
      says({
        Effect: 'Deny',
        NotPrincipal: { AWS: 'arn:aws:iam::111111111111:user/carlossalazar' },
        Action: '*',
        Resource: '*',
      }),
    );
    expect(
      ask('sqs:SendMessage', queue, { identity: set(says(allow('*', '*'))), resourcePolicy: sparing }),
    ).toMatchObject({
      verdict: 'depends',
      on: [{ is: 'unclear', what: expect.stringContaining('names without their account') }],
    });
  });
});

describe('a request into another account', () => {
  const production = set(
    says({
      Effect: 'Allow',
      Action: ['s3:GetObject*', 's3:PutObject*', 's3:ReplicateObject', 's3:RestoreObject'],
      Principal: { AWS: 'arn:aws:iam::111111111111:user/carlossalazar' },
      Resource: 'arn:aws:s3:::Production/*',
    }),
  );
  const carlos = set(
    says(
      allow('s3:ListAllMyBuckets', '*'),
      allow('s3:*Object*', 'arn:aws:s3:::Production/*'),
      deny('s3:*', ['arn:aws:s3:::*log*', 'arn:aws:s3:::*log*/*']),
    ),
  );
  const across = { identity: carlos, resourceAccount: '222222222222', resourcePolicy: production };

  it('needs both sides', () => {
    expect(verdict('s3:PutObject', 'arn:aws:s3:::Production/a', across)).toBe('allow');
    expect(verdict('s3:DeleteObject', 'arn:aws:s3:::Production/a', across)).toBe('deny');
    expect(ask('s3:PutObject', 'arn:aws:s3:::Production/a', { ...across, identity: none })).toEqual({
      verdict: 'deny',
      because: [{ layer: 'identity', statement: undefined }],
    });
    expect(verdict('s3:PutObject', 'arn:aws:s3:::Production-logs/a', across)).toBe('deny');
  });

  it('can be opened to the whole account, which leaves it to that account’s policies', () => {
    const toAccount = set(
      says({ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 's3:*', Resource: '*' }),
    );
    expect(
      verdict('s3:PutObject', 'arn:aws:s3:::Production/a', { ...across, resourcePolicy: toAccount }),
    ).toBe('allow');
  });

  it('depends on whose the bucket is when nobody knows', () => {
    expect(
      ask('s3:PutObject', 'arn:aws:s3:::Production/a', { identity: carlos, resourceAccount: null }),
    ).toMatchObject({
      verdict: 'depends',
      on: [{ is: 'unclear', what: expect.stringContaining('belongs to account 111111111111') }],
    });
  });
});

describe('keys and roles', () => {
  const key = 'arn:aws:kms:eu-west-1:111111111111:key/k';
  const all = set(says(allow('*', '*')));
  it('open by their own policy only, whatever identity policies say', () => {
    const toRoot = set(
      says({
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111111111111:root' },
        Action: 'kms:*',
        Resource: '*',
      }),
    );
    const toUser = set(
      says({
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111111111111:user/carlossalazar' },
        Action: 'kms:*',
        Resource: '*',
      }),
    );
    expect(ask('kms:Decrypt', key, { identity: all })).toEqual({
      verdict: 'deny',
      because: [{ layer: 'resource', statement: undefined }],
    });
    expect(verdict('kms:Decrypt', key, { identity: all, resourcePolicy: toRoot })).toBe('allow');
    expect(verdict('kms:Decrypt', key, { resourcePolicy: toRoot })).toBe('deny');
    expect(verdict('kms:Decrypt', key, { resourcePolicy: toUser })).toBe('allow');
    expect(
      verdict('kms:Decrypt', key, {
        caller: { kind: 'root', arn: 'arn:aws:iam::111111111111:root', account: '111111111111' },
        resourcePolicy: toUser,
      }),
    ).toBe('deny');
    expect(verdict('kms:ListKeys', '*', { identity: all })).toBe('allow');
  });

  it('of which a trust policy speaks of becoming the role and not of managing it', () => {
    const trust = (Principal: object): PolicySet =>
      set(says({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }));
    const toAccount = trust({ AWS: 'arn:aws:iam::111111111111:root' });
    expect(verdict('sts:AssumeRole', roleArn, { identity: all, resourcePolicy: toAccount })).toBe('allow');
    expect(verdict('sts:AssumeRole', roleArn, { resourcePolicy: toAccount })).toBe('deny');
    expect(
      verdict('sts:AssumeRole', roleArn, {
        identity: all,
        resourcePolicy: trust({ Service: 'ec2.amazonaws.com' }),
      }),
    ).toBe('deny');
    expect(
      verdict('sts:AssumeRole', roleArn, {
        caller: { kind: 'service', name: 'ec2.amazonaws.com' },
        resourcePolicy: trust({ Service: 'ec2.amazonaws.com' }),
      }),
    ).toBe('allow');
    expect(
      verdict('sts:AssumeRole', roleArn, {
        caller: { kind: 'service', name: 'lambda.amazonaws.com' },
        resourcePolicy: trust({ Service: 'ec2.amazonaws.com' }),
      }),
    ).toBe('deny');
    expect(verdict('iam:PassRole', roleArn, { identity: all })).toBe('allow');
    expect(
      verdict('iam:DeleteRole', roleArn, {
        resourcePolicy: set(says({ Effect: 'Allow', Principal: '*', Action: '*' })),
      }),
    ).toBe('deny');
  });

  it('let a workload in from its provider when what it claims is what is trusted', () => {
    const provider = 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com';
    const trust = set(
      says({
        Effect: 'Allow',
        Principal: { Federated: provider },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
          StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/app:*' },
        },
      }),
    );
    const asked = (context: Given['context']): string =>
      verdict('sts:AssumeRoleWithWebIdentity', roleArn, {
        caller: { kind: 'identity_provider', provider },
        resourcePolicy: trust,
        ...(context === undefined ? {} : { context }),
      });
    const aud = { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' };
    expect(
      asked({ ...aud, 'token.actions.githubusercontent.com:sub': 'repo:acme/app:ref:refs/heads/main' }),
    ).toBe('allow');
    expect(
      asked({ ...aud, 'token.actions.githubusercontent.com:sub': 'repo:evil/app:ref:refs/heads/main' }),
    ).toBe('deny');
    expect(asked(aud)).toBe('depends');
  });
});

describe('an organisation', () => {
  const all = set(says(allow('*', '*')));
  const bucket = 'arn:aws:s3:::b/a';
  it('needs an Allow at every level, and a Deny at one is enough', () => {
    const noS3 = set(says(allow('*', '*'), deny('s3:*', '*')));
    const onlyEc2 = set(says(allow('ec2:*', '*')));
    expect(verdict('s3:GetObject', bucket, { identity: all, scps: [all, all, all] })).toBe('allow');
    expect(ask('s3:GetObject', bucket, { identity: all, scps: [all, onlyEc2, all] })).toEqual({
      verdict: 'deny',
      because: [{ layer: 'scp', statement: undefined }],
    });
    expect(verdict('s3:GetObject', bucket, { identity: all, scps: [noS3, all] })).toBe('deny');
    expect(verdict('s3:GetObject', bucket, { identity: none, scps: [all] })).toBe('deny');
  });

  it('binds the root user, and neither services nor service-linked roles', () => {
    const scps = [set(says(deny('*', '*')))];
    const toAll = set(says({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }));
    const root: Caller = { kind: 'root', arn: 'arn:aws:iam::111111111111:root', account: '111111111111' };
    const linked: Caller = { kind: 'role', arn: roleArn, account: '111111111111', serviceLinked: true };
    expect(verdict('s3:GetObject', bucket, { caller: root })).toBe('allow');
    expect(verdict('s3:GetObject', bucket, { caller: root, scps })).toBe('deny');
    expect(
      verdict('s3:GetObject', bucket, {
        caller: { kind: 'service', name: 's3.amazonaws.com' },
        scps,
        resourcePolicy: toAll,
      }),
    ).toBe('allow');
    expect(verdict('s3:GetObject', bucket, { caller: linked, identity: all, scps })).toBe('allow');
  });

  it('limits by RCPs whoever asks, also outsiders, and not the retiring of a grant', () => {
    const full = says({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' });
    const onlyOurs = says({
      Effect: 'Deny',
      Principal: '*',
      Action: '*',
      Resource: '*',
      Condition: {
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-ours' },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      },
    });
    const toAll = set(full);
    const rcps = [set(full, onlyOurs)];
    const across = { identity: all, rcps, resourcePolicy: toAll, resourceAccount: '222222222222' };
    expect(verdict('s3:GetObject', bucket, { ...across, context: { 'aws:PrincipalOrgID': 'o-ours' } })).toBe(
      'allow',
    );
    expect(
      verdict('s3:GetObject', bucket, { ...across, context: { 'aws:PrincipalOrgID': 'o-theirs' } }),
    ).toBe('deny');
    expect(ask('s3:GetObject', bucket, across)).toMatchObject({
      verdict: 'depends',
      on: [{ key: 'aws:principalorgid' }],
    });
    expect(
      verdict('s3:GetObject', bucket, { ...across, caller: { kind: 'service', name: 'x.amazonaws.com' } }),
    ).toBe('allow');
    const nothing = [set(full, says({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }))];
    const key = { identity: all, rcps: nothing, resourcePolicy: toAll };
    expect(verdict('kms:RetireGrant', 'arn:aws:kms:eu-west-1:111111111111:key/k', key)).toBe('allow');
    expect(verdict('kms:Decrypt', 'arn:aws:kms:eu-west-1:111111111111:key/k', key)).toBe('deny');
  });

  it('whose policies were not read leaves open what they could deny, by name', () => {
    const answer = ask('s3:GetObject', bucket, {
      identity: all,
      scps: [{ policies: [], unread: ['SCPs of the organisation'] }],
    });
    expect(answer).toMatchObject({
      verdict: 'depends',
      on: [{ is: 'policy', policy: 'SCPs of the organisation' }],
    });
    expect(
      verdict('s3:GetObject', bucket, { identity: none, scps: [{ policies: [], unread: ['SCPs'] }] }),
    ).toBe('deny');
  });
});

describe('sessions', () => {
  const s3 = set(says(allow('s3:*', '*')));
  it('are limited by the policies passed when they were made', () => {
    const session = set(says(allow('s3:GetObject', '*')));
    expect(verdict('s3:GetObject', 'arn:aws:s3:::b/a', { caller: role('s'), identity: s3, session })).toBe(
      'allow',
    );
    expect(verdict('s3:PutObject', 'arn:aws:s3:::b/a', { caller: role('s'), identity: s3, session })).toBe(
      'deny',
    );
  });
  it('of a federated user have nothing unless policies were passed', () => {
    const caller: Caller = {
      kind: 'federated_user',
      arn: 'arn:aws:sts::111111111111:federated-user/f',
      account: '111111111111',
      userArn: 'arn:aws:iam::111111111111:user/u',
    };
    expect(verdict('s3:GetObject', 'arn:aws:s3:::b/a', { caller, identity: s3 })).toBe('deny');
    expect(verdict('s3:GetObject', 'arn:aws:s3:::b/a', { caller, identity: s3, session: s3 })).toBe('allow');
  });
});

describe('conditions', () => {
  const when = (Condition: object, context: Given['context'] = {}, action = 'x:Do'): string =>
    verdict(action, 'arn:aws:x:::y', { identity: set(says(allow('*', '*', { Condition }))), context });

  it('all have to hold; several values are alternatives, and none of them for a negated test', () => {
    const block = {
      StringEquals: {
        'aws:PrincipalTag/department': ['finance', 'hr', 'legal'],
        'aws:PrincipalTag/role': ['audit', 'security'],
      },
    };
    expect(when(block, { 'aws:PrincipalTag/department': 'hr', 'aws:PrincipalTag/role': 'audit' })).toBe(
      'allow',
    );
    expect(when(block, { 'aws:PrincipalTag/department': 'hr', 'aws:PrincipalTag/role': 'sales' })).toBe(
      'deny',
    );
    expect(when({ StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' })).toBe('deny');
    expect(when({ StringNotEquals: { k: ['a', 'b'] } }, { k: 'c' })).toBe('allow');
  });

  it('on a missing key are false, true when negated, and true with IfExists', () => {
    expect(when({ StringEquals: { k: 'a' } }, { k: null })).toBe('deny');
    expect(when({ StringNotEquals: { k: 'a' } }, { k: null })).toBe('allow');
    expect(when({ StringEqualsIfExists: { k: 'a' } }, { k: null })).toBe('allow');
    expect(when({ NumericLessThan: { k: '5' } }, { k: null })).toBe('deny');
    expect(when({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { 'aws:SourceIp': null })).toBe(
      'allow',
    );
  });

  it('with ForAllValues and ForAnyValue compare sets, also empty ones', () => {
    const all = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['ID', 'Message', 'Tags'] } };
    expect(when(all, { 'dynamodb:Attributes': ['Message', 'Tags'] })).toBe('allow');
    expect(when(all, { 'dynamodb:Attributes': ['Message', 'UserName'] })).toBe('deny');
    expect(when(all, { 'dynamodb:Attributes': [] })).toBe('allow');
    expect(when(all, { 'dynamodb:Attributes': '' })).toBe('allow');
    expect(when(all, { 'dynamodb:Attributes': null })).toBe('allow');
    const any = { 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': ['ID', 'PostDateTime'] } };
    expect(when(any, { 'dynamodb:Attributes': ['UserName', 'Message', 'PostDateTime'] })).toBe('allow');
    expect(when(any, { 'dynamodb:Attributes': ['UserName'] })).toBe('deny');
    expect(when(any, { 'dynamodb:Attributes': [] })).toBe('deny');
    expect(when({ 'ForAnyValue:StringNotEquals': { k: 'a' } }, { k: ['a', 'b'] })).toBe('allow');
    expect(when({ 'ForAnyValue:StringNotEquals': { k: 'a' } }, { k: null })).toBe('deny');
  });

  it('taken for one value leave it open when the key has several', () => {
    expect(when({ StringEquals: { k: 'a' } }, { k: ['a', 'b'] })).toBe('depends');
  });

  it('Null asks whether the key is there', () => {
    expect(when({ Null: { 'aws:TokenIssueTime': 'true' } }, { 'aws:TokenIssueTime': null })).toBe('allow');
    expect(
      when({ Null: { 'aws:TokenIssueTime': 'true' } }, { 'aws:TokenIssueTime': '2026-01-01T00:00:00Z' }),
    ).toBe('deny');
    expect(
      when({ Null: { 'aws:TokenIssueTime': false } }, { 'aws:TokenIssueTime': '2026-01-01T00:00:00Z' }),
    ).toBe('allow');
  });

  it('compare ARNs part by part, where a text would match', () => {
    const arn = 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt';
    const pattern = 'arn:aws:someservice:*:111122223333:finance/*';
    expect(when({ StringLike: { k: pattern } }, { k: arn })).toBe('allow');
    expect(when({ ArnLike: { k: pattern } }, { k: arn })).toBe('deny');
    expect(
      when(
        { ArnEquals: { k: pattern } },
        { k: 'arn:aws:someservice:us-east-2:111122223333:finance/document.txt' },
      ),
    ).toBe('allow');
  });

  it('take nothing for an ARN that has fewer than six parts', () => {
    expect(when({ ArnLike: { k: 'arn:aws:sns' } }, { k: 'arn:aws:sns' })).toBe('deny');
    expect(when({ ArnLike: { k: 'arn:aws:sns:*' } }, { k: 'arn:aws:sns:eu-west-1:1:t' })).toBe('deny');
    expect(when({ ArnLike: { k: '*' } }, { k: 'arn:aws:sns:eu-west-1:1:t' })).toBe('allow');
  });

  it.each([
    ['DateGreaterThan', '2020-01-01T00:00:01Z', '2020-01-01T00:00:02Z', '2020-01-01T00:00:01Z'],
    ['DateLessThan', '1577836800', '2019-12-31T23:59:59Z', '2020-01-01'],
    ['DateEquals', '2020-01-01T01:00:00+01:00', '1577836800', '2020-01-01T01:00:00Z'],
    ['NumericLessThanEquals', '10', '10.0', '10.5'],
    ['NumericEquals', '1e1', '10', 'ten'],
    ['NumericGreaterThan', '-1', '0', '-1'],
    ['IpAddress', '203.0.113.0/24', '203.0.113.255', '203.0.114.0'],
    ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5678::1', '2001:db8:1234:5679::1'],
    ['IpAddress', '::/0', '2001:db8::1', '203.0.113.7'],
    ['IpAddress', '::ffff:203.0.113.7', '::ffff:cb00:7107', '203.0.113.7'],
    ['NotIpAddress', '10.0.0.0/8', '11.0.0.1', '10.255.255.255'],
    ['Bool', 'true', 'true', 'false'],
    ['Bool', 'True', 'tRUE', 'yes'],
    ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NA', 'QmluYXJ5'],
    ['StringEqualsIgnoreCase', 'aB', 'Ab', 'abc'],
    ['StringLike', 'a*?c', 'abxc', 'ac'],
    ['StringEquals', 'a*', 'a*', 'ab'],
    ['StringLike', 'a${*}', 'a*', 'ab'],
    ['StringLike', 'a${?}b${$}', 'a?b$', 'axb$'],
  ])('%s %s takes %s and not %s', (operator, expected, yes, no) => {
    expect([
      when({ [operator]: { k: expected } }, { k: yes }),
      when({ [operator]: { k: expected } }, { k: no }),
    ]).toEqual(['allow', 'deny']);
  });

  it('by an operator that AWS does not have leave open whether the statement applies', () => {
    expect(when({ StringMatches: { k: 'a' } }, { k: 'a' })).toBe('depends');
  });
});

describe('wildcards in Resource', () => {
  const matches = (pattern: string, resource: string): boolean =>
    verdict('s3:GetObject', resource, { identity: set(says(allow('*', pattern))) }) === 'allow';
  it('stay within their segment, unless a * ends it', () => {
    const object = 'arn:aws:s3:::b/a:c/d';
    expect(matches('arn:aws:s3:::b/*', object)).toBe(true);
    expect(matches('arn:aws:s3:::b/*/d', object)).toBe(true);
    expect(matches('arn:aws:s3:::b/a?c/d', object)).toBe(true);
    expect(matches('arn:aws:*', object)).toBe(true);
    expect(matches('arn:*:b/a:c/d', object)).toBe(true);
    expect(matches('arn:a*s:s3:::b/*', object)).toBe(true);
    expect(matches('arn:a*3:::b/*', object)).toBe(false);
    expect(matches('arn:aws:s3?::b/*', object)).toBe(false);
    expect(matches('ARN:aws:s3:::b/*', object)).toBe(false);
  });
});

describe('policy variables', () => {
  const home = set(says(allow('s3:*', 'arn:aws:s3:::home/${aws:username}/*')));
  it('stand for values of the request, in which wildcards mean nothing', () => {
    expect(verdict('s3:GetObject', 'arn:aws:s3:::home/carlossalazar/a', { identity: home })).toBe('allow');
    expect(verdict('s3:GetObject', 'arn:aws:s3:::home/dana/a', { identity: home })).toBe('deny');
    const star: Caller = { kind: 'user', arn: 'arn:aws:iam::111111111111:user/*', account: '111111111111' };
    expect(verdict('s3:GetObject', 'arn:aws:s3:::home/dana/a', { caller: star, identity: home })).toBe(
      'deny',
    );
  });
  it('without a value match nothing; the default stands in, where there is one', () => {
    expect(
      verdict('s3:GetObject', 'arn:aws:s3:::home/carlossalazar/a', { caller: role('s'), identity: home }),
    ).toBe('deny');
    const team = set(says(allow('s3:*', "arn:aws:s3:::bucket-${aws:PrincipalTag/team, 'company-wide'}")));
    const asked = (tag: string | null, bucket: string): string =>
      verdict('s3:ListBucket', `arn:aws:s3:::bucket-${bucket}`, {
        identity: team,
        context: { 'aws:PrincipalTag/team': tag },
      });
    expect([asked('yellow', 'yellow'), asked('yellow', 'company-wide'), asked(null, 'company-wide')]).toEqual(
      ['allow', 'deny', 'allow'],
    );
    const unlike = set(
      says(
        allow('*', '*'),
        deny('s3:GetObject', '*', {
          Condition: { StringNotEquals: { 's3:ExistingObjectTag/Team': '${aws:PrincipalTag/Team}' } },
        }),
      ),
    );
    const tagged = (mine: string | null): string =>
      verdict('s3:GetObject', 'arn:aws:s3:::b/a', {
        identity: unlike,
        context: { 'aws:PrincipalTag/Team': mine, 's3:ExistingObjectTag/Team': 'red' },
      });
    expect([tagged('red'), tagged('blue'), tagged(null)]).toEqual(['allow', 'deny', 'deny']);
  });
  it('are plain text in a policy of the old version', () => {
    const old = set({
      Version: '2008-10-17',
      Statement: [allow('s3:*', 'arn:aws:s3:::home/${aws:username}/*')],
    });
    expect(verdict('s3:GetObject', 'arn:aws:s3:::home/carlossalazar/a', { identity: old })).toBe('deny');
  });
});

describe('what is not known', () => {
  const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
  const no = { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } };
  const doc = (...statements: readonly object[]): Given => ({ identity: set(says(...statements)) });

  it('is named when it matters, with examples of either side', () => {
    expect(ask('x:Do', '*', doc(allow('*', '*', mfa)))).toMatchObject({
      verdict: 'depends',
      on: [
        { is: 'key', key: 'aws:multifactorauthpresent', tests: ['Bool aws:MultiFactorAuthPresent: true'] },
      ],
      allowedWhen: { 'aws:multifactorauthpresent': ['true'] },
      deniedWhen: { 'aws:multifactorauthpresent': ['false'] },
      isExact: true,
    });
  });
  it('does not matter when every value comes to the same', () => {
    expect(verdict('x:Do', '*', doc(allow('*', '*', mfa), allow('*', '*', no)))).toBe('allow');
    expect(
      verdict(
        'x:Do',
        '*',
        doc(
          allow('*', '*', mfa),
          deny('*', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
        ),
      ),
    ).toBe('deny');
    const like = (StringLike: object): object => allow('*', '*', { Condition: { StringLike } });
    expect(
      verdict(
        'x:Do',
        '*',
        doc(like({ k: 'a*' }), deny('*', '*', { Condition: { StringNotLike: { k: '*' } } })),
      ),
    ).toBe('depends');
    expect(
      verdict(
        'x:Do',
        '*',
        doc(allow('*', '*', { Condition: { StringLike: { k: 'a*' }, StringNotLike: { k: '?*' } } })),
      ),
    ).toBe('deny');
    expect(
      verdict(
        'x:Do',
        '*',
        doc(allow('*', '*', { Condition: { NumericGreaterThan: { k: '5' }, NumericLessThan: { K: '5' } } })),
      ),
    ).toBe('deny');
    expect(
      verdict(
        'x:Do',
        '*',
        doc(
          allow('*', '*', {
            Condition: { IpAddress: { k: '10.0.0.0/8' }, NotIpAddress: { k: '10.0.0.0/7' } },
          }),
        ),
      ),
    ).toBe('deny');
    const same = { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' };
    expect(
      verdict(
        'x:Do',
        '*',
        doc(
          allow('*', '*', { Condition: { StringEquals: same } }),
          allow('*', '*', { Condition: { StringNotEquals: same } }),
        ),
      ),
    ).toBe('allow');
  });
  const both = (...conditions: readonly object[]): Given =>
    doc(allow('*', '*', { Condition: Object.assign({}, ...conditions) }));
  it('is found wherever it lies: between numbers, beyond ranges, in other letters, in sets of nothing', () => {
    const example = (given: Given): unknown => {
      const answer = ask('x:Do', '*', given);
      return answer.verdict === 'depends' ? answer.allowedWhen['k'] : answer.verdict;
    };
    expect(example(both({ NumericGreaterThan: { k: '1' } }, { NumericLessThan: { k: '2' } }))).toEqual([
      '1.5',
    ]);
    expect(example(both({ IpAddress: { k: '0.0.0.0/0' } }, { NotIpAddress: { k: '0.0.0.0/1' } }))).toEqual([
      '128.0.0.0',
    ]);
    expect(example(both({ StringEqualsIgnoreCase: { k: 'ab' } }, { StringNotEquals: { k: 'ab' } }))).toEqual([
      'aB',
    ]);
    expect(
      example(both({ StringLike: { k: '??' } }, { StringNotLike: { k: ['a?', 'b?', '?a', '?b'] } })),
    ).toEqual(['xx']);
    expect(
      example(
        both(
          { Null: { k: 'false' } },
          { 'ForAllValues:StringEquals': { k: 'a' } },
          { 'ForAllValues:StringNotEquals': { k: 'a' } },
        ),
      ),
    ).toEqual(['']);
  });
  it('is found in what a variable could be, whatever its case, and nowhere when the variable has several values', () => {
    const any = both({ StringEqualsIgnoreCase: { mine: '${k}' } }, { StringNotEquals: { k: 'AB' } });
    expect(verdict('x:Do', '*', { ...any, context: { mine: 'AB' } })).toBe('depends');
    const home = doc(allow('*', 'arn:aws:s3:::home/${k}'));
    expect(verdict('x:Do', 'arn:aws:s3:::home/a', { ...home, context: { k: 'a' } })).toBe('allow');
    expect(verdict('x:Do', 'arn:aws:s3:::home/a', { ...home, context: { k: ['a', 'b'] } })).toBe('deny');
  });
  it('of a policy not read on a resource may name the role, which its boundary limits', () => {
    const answer = ask('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111111111111:q', {
      caller: role('s'),
      boundary: set(says(allow('*', '*', mfa))),
      resourcePolicy: { policies: [], unread: ['policy of the queue'] },
    });
    expect(answer).toMatchObject({
      on: [{ key: 'aws:multifactorauthpresent' }, { policy: 'policy of the queue' }],
    });
  });

  it('stays bounded, and depends on all of it, when there is too much to go through', () => {
    const many = Array.from({ length: 400 }, (_, n) => `${'*a?b'.repeat(6)}${n}*`);
    const answer = ask(
      'x:Do',
      '*',
      doc(
        allow('*', '*', {
          Condition: { StringLike: { k: many }, StringNotLike: { k: many.map((each) => `?${each}`) } },
        }),
      ),
    );
    expect(answer.verdict).toBe('depends');
  });
});

describe('a document', () => {
  it('that AWS would refuse is refused, naming the policy and the place', () => {
    expect(compilePolicy('p', '{"Statement":[{"Effect":"Maybe"}]}')).toMatchObject({
      ok: false,
      code: 'input_invalid',
      message: expect.stringContaining('`p` cannot be read: Statement'),
    });
    expect(compilePolicy('p', 'no json')).toMatchObject({ ok: false });
    expect(compilePolicy('p', { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })).toMatchObject({
      ok: true,
    });
  });
});
