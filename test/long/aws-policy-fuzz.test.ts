import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileAws, type AwsRows } from '../../src/estate/access/aws-estate.ts';
import { compilePolicy, evaluate, Question } from '../../src/estate/access/aws/index.ts';
import { Openings } from '../../src/estate/escalation/aws/openings.ts';
import { awsTechniqueList } from '../../src/estate/escalation/aws/techniques/index.ts';
import { isSourceId, must } from '../../src/model/index.ts';
import { monotonicMs } from '../../src/platform/clock.ts';
import { when } from '../support/aws/made-account.ts';
import { bent, bodyText } from '../support/hostile-json.ts';
import { holdsOf } from '../support/aws/holds-of.ts';

/**
 * Policies from strangers, in every place that a policy can be in: whatever they say, they are compiled or refused, questions to
 * them are answered, and what stands open is told, soon.
 */
const account = '111111111111';
const iam = (rest: string): string => `arn:aws:iam::${account}:${rest}`;
const policy = {
  Version: '2012-10-17',
  Id: 'x',
  Statement: [
    {
      Sid: 'a',
      Effect: 'Allow',
      Principal: { AWS: [account, iam('user/u'), '*'], Service: 'lambda.amazonaws.com', Federated: 'x' },
      Action: ['iam:*', 'sts:AssumeRole', 'lambda:*', 's3:Get?bject', '*'],
      Resource: ['*', 'arn:aws:s3:::b/${aws:username}/*', iam("role/${aws:PrincipalTag/team, 'x'}")],
      Condition: {
        StringLike: { 'aws:PrincipalArn': ['arn:*', '${aws:userid}'], 'iam:PassedToService': '*' },
        'ForAllValues:StringEqualsIfExists': { 'aws:TagKeys': ['a', 'b'] },
        NumericLessThan: { 's3:max-keys': 10 },
        DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' },
        Bool: { 'aws:MultiFactorAuthPresent': true },
        IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '2001:db8::/32'] },
        ArnLike: { 'aws:SourceArn': 'arn:aws:*:*:*:*' },
        BinaryEquals: { key: 'QmluYXJ5' },
        Null: { 'aws:TokenIssueTime': 'false' },
      },
    },
    {
      Effect: 'Deny',
      NotPrincipal: { AWS: iam('role/r') },
      NotAction: 'iam:Get*',
      NotResource: iam('user/*'),
    },
    { Effect: 'Allow', Action: 'iam:PassRole', Resource: iam('role/*') },
  ],
};
const words = [
  '*'.repeat(2000),
  '?*'.repeat(1000),
  '${',
  '${*}',
  '${aws:username',
  "${aws:username, '${aws:userid}'}",
  '${__proto__}',
  'arn:aws:iam::*:*:*:*:*',
  'ForAnyValue:ForAllValues:StringEquals',
  '0.0.0.0/0/0',
  '1e400',
  '-0',
  'ſ',
  'İ',
  'a*'.repeat(3000),
];

const document = fc.oneof(
  fc.constant(JSON.stringify(policy)),
  bodyText(bent(bent(fc.constant(policy)))).map(String),
  fc.tuple(fc.nat(), fc.constantFrom(...words), fc.nat({ max: 12 })).map(([place, word, drop]) => {
    const text = JSON.stringify(policy);
    const strings = [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)];
    const at = strings[place % strings.length];
    if (at === undefined) return text;
    return drop === 0
      ? text.slice(0, at.index) + text.slice(at.index + at[0].length)
      : text.slice(0, at.index) + JSON.stringify(word) + text.slice(at.index + at[0].length);
  }),
);
const uses = ['identity', 'boundary', 'trust', 'resource', 'scp', 'rcp'] as const;

const seconds = 120;

test(`compiles or refuses whatever policies say, and answers and tells what follows, for ${seconds} seconds`, () => {
  let [compiled, refused, opened, slowest] = [0, 0, 0, 0];
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom(...uses), { minLength: 1 }),
      document,
      document,
      (where, a, b) => {
        const began = monotonicMs();
        const result = compilePolicy('a', a);
        if (result.ok) compiled++;
        else refused++;
        expect(result.ok || /\S+ \S+/.test(result.next ?? '')).toBe(true);
        const estate = compileAws(rowsWith((use) => (where.some((each) => each === use) ? a : b)));
        for (const action of ['iam:PassRole', 's3:GetObject', 'sts:AssumeRole'])
          for (const { ask } of estate.principals)
            for (const resource of [iam('role/r'), 'arn:aws:s3:::b/u/x', '*'])
              expect(['allow', 'deny', 'depends']).toContain(
                evaluate(new Question(action), { ...ask, resource }).verdict,
              );
        const openings = new Openings(estate, when);
        for (const principal of estate.principals) {
          openings.administrator(principal);
          opened += [...openings.of(principal, awsTechniqueList)].length;
        }
        slowest = Math.max(slowest, monotonicMs() - began);
        expect(Object.keys(Object.prototype)).toEqual([]);
      },
    ),
    { numRuns: 10_000_000, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false },
  );
  process.stderr.write(
    `policy fuzz: ${compiled} compiled, ${refused} refused, ${opened} ways open, the slowest in ${Math.round(slowest)} ms\n`,
  );
  expect(Math.min(compiled, refused)).toBeGreaterThan(100);
  expect(opened).toBeGreaterThan(compiled);
  expect(slowest).toBeLessThan(30_000);
});

/** A user, a role that it is to become, and an organisation, with policies in every place. */
function rowsWith(documentFor: (use: (typeof uses)[number]) => string): AwsRows {
  const hash = (lo: number) => ({ hi: 0, lo });
  const root = 'arn:aws:organizations::999999999999:root/o-x/r-x';
  const own = `arn:aws:organizations::999999999999:account/o-x/${account}`;
  return {
    source: must(isSourceId, 'cloud'),
    accounts: [
      {
        key: iam('user/u'),
        hash: hash(1),
        attributes: { permissionsBoundary: iam('policy/bound'), 'tag:team': 'x' },
      },
      { key: iam('role/r'), hash: hash(2), attributes: {} },
    ],
    holds: holdsOf([
      [iam('user/u'), iam('policy/p')],
      [iam('role/r'), iam('policy/p')],
    ]),
    policyGroups: new Map([[iam('policy/p'), hash(3)]]),
    policies: [
      { key: iam('policy/p'), use: 'identity', subject: null, document: documentFor('identity') },
      { key: iam('policy/bound'), use: 'identity', subject: null, document: documentFor('boundary') },
      { key: `${iam('role/r')}#trust`, use: 'trust', subject: iam('role/r'), document: documentFor('trust') },
      {
        key: 'arn:aws:s3:::b#policy',
        use: 'resource',
        subject: 'arn:aws:s3:::b',
        document: documentFor('resource'),
      },
      ...(['scp', 'rcp'] as const).map((use) => ({
        key: `arn:aws:organizations::999999999999:policy/o-x/p-${use}#${root}`,
        use,
        subject: root,
        document: documentFor(use),
      })),
    ],
    resources: [
      { key: root, kind: 'aws_organization_root', parent: null },
      { key: own, kind: 'aws_account', parent: root },
    ],
    unread: new Map(),
  };
}
