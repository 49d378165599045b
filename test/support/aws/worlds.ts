import fc from 'fast-check';
import type { Doc, PrincipalElement, Stmt, Who } from './slow-evaluator.ts';

/** A question with its policies, and how much of the context is known: a key is known, absent, or missing. */
export interface Case {
  readonly who: Who;
  readonly isSessionNameKnown: boolean;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly keys: ReadonlyMap<string, readonly string[] | 'absent' | 'missing'>;
  readonly identity: readonly Doc[];
  readonly boundary: readonly Doc[] | undefined;
  readonly session: readonly Doc[] | undefined;
  readonly scps: readonly (readonly Doc[])[];
  readonly rcps: readonly (readonly Doc[])[];
  readonly resourcePolicy: readonly Doc[];
  /** The layer to which a policy is attached that nobody read. */
  readonly unread: 'identity' | 'boundary' | 'scp' | 'resource' | undefined;
}

export const own = '111111111111';
export const other = '222222222222';
const user = `arn:aws:iam::${own}:user/team/ann`;
const role = `arn:aws:iam::${own}:role/app`;
const federated = `arn:aws:sts::${own}:federated-user/fay`;

const callers: readonly Who[] = [
  { kind: 'user', arn: user, account: own },
  { kind: 'role', arn: role, account: own, sessionName: 's1' },
  { kind: 'role', arn: role, account: own, sessionName: 's1', serviceLinked: true },
  { kind: 'federated_user', arn: federated, account: own, userArn: user },
  { kind: 'root', arn: `arn:aws:iam::${own}:root`, account: own },
  { kind: 'service', name: 'ec2.amazonaws.com' },
  { kind: 'identity_provider', provider: `arn:aws:iam::${own}:oidc-provider/ci.example` },
  { kind: 'anonymous' },
];

/** What can be asked, with patterns of Resource that have something to do with it. */
const requests: readonly {
  readonly action: string;
  readonly resources: readonly string[];
  readonly actions: readonly string[];
  readonly patterns: readonly string[];
}[] = [
  {
    action: 's3:GetObject',
    resources: ['arn:aws:s3:::b/ab', 'arn:aws:s3:::b/a:b/*', 'arn:aws:s3:::b'],
    actions: ['*', 's3:*', 'S3:getobject', 's3:Get*', 's3:?etObject', 's3:Put*'],
    patterns: [
      '*',
      'arn:aws:s3:::b/*',
      'arn:aws:s3:::b/ab',
      'arn:aws:s3:::b/?b',
      'arn:aws:s3:::b/${t:v}',
      'arn:aws:s3:::b/${t:v}b',
      "arn:aws:s3:::b/${t:v, 'ab'}",
      'arn:aws:s3:::b/a:b/${*}',
      'arn:aws:s3:::${aws:username}/*',
      'arn:aws:*:b/ab',
      'arn:aws:s?:::b/*b',
      'arn:aws:s3?::b/ab',
      'arn:*3:::b/ab',
      'arn:aws*:b/ab',
    ],
  },
  {
    action: 'kms:Decrypt',
    resources: [`arn:aws:kms:eu-west-1:${own}:key/k1`, `arn:aws:kms:eu-west-1:${other}:key/k1`],
    actions: ['*', 'kms:*', 'kms:decrypt', 'kms:Encrypt'],
    patterns: ['*', `arn:aws:kms:*:${own}:key/*`, 'arn:aws:kms:eu-west-1:*:key/k1', 'arn:aws:kms:*:key/k1'],
  },
  {
    action: 'sts:AssumeRole',
    resources: [`arn:aws:iam::${own}:role/target`, `arn:aws:iam::${other}:role/target`],
    actions: ['*', 'sts:*', 'sts:AssumeRole', 'sts:TagSession'],
    patterns: ['*', `arn:aws:iam::${own}:role/*`, 'arn:aws:iam::*:role/target'],
  },
  {
    action: 'iam:GetUser',
    resources: [`arn:aws:iam::${own}:user/team/ann`],
    actions: ['*', 'iam:*', 'iam:Get*'],
    patterns: ['*', `arn:aws:iam::${own}:user/*`, `arn:aws:iam::${own}:user/team/\${aws:username}`],
  },
];

const principals: readonly PrincipalElement[] = [
  '*',
  { AWS: ['*'] },
  { AWS: [own] },
  { AWS: [`arn:aws:iam::${own}:root`] },
  { AWS: [user] },
  { AWS: [role] },
  { AWS: [`arn:aws:sts::${own}:assumed-role/app/s1`] },
  { AWS: [`arn:aws:sts::${own}:assumed-role/app/s1`, role, own] },
  { AWS: [`arn:aws:sts::${own}:assumed-role/app/s2`, role, own] },
  { AWS: [federated, user, own] },
  { AWS: [user, own] },
  { AWS: [other] },
  { Service: ['ec2.amazonaws.com'] },
  { Federated: [`arn:aws:iam::${own}:oidc-provider/ci.example`] },
];
/** With the account, without which AWS leaves open what NotPrincipal means. */
const spared: readonly PrincipalElement[] = principals.filter(
  (each) =>
    each === '*' || each['AWS'] === undefined || each['AWS'].includes('*') || each['AWS'].includes(own),
);

/** Keys of each kind, what policies say of them, and every value that a missing key is tried with. */
const texts = [
  ...allTexts('abAB', 3),
  'aabb',
  'abab',
  'bbbb',
  'bbab',
  'x',
  '*',
  'a:b/*',
  ':b/*',
  ...new Set(asWritten().flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()])),
];
/** Of a key with several values: in small letters alone, what policies say with patterns; the rest is what they say letter by letter. */
const listed = ['a', 'b', 'ab', 'bb', 'x', 'xb', 'ax'];
export const pools: Readonly<Record<string, readonly (readonly string[])[]>> = {
  't:s': texts.map((text) => [text]),
  't:v': texts.map((text) => [text]),
  't:n': ['-1', '0', '0.5', '1', '2', '2.5', '3', '4', '10', '11'].map((text) => [text]),
  't:d': [
    '2019-01-01T00:00:00Z',
    '2020-01-01T00:00:00Z',
    '2020-06-01T00:00:00Z',
    '2021-01-01T00:00:00Z',
    '1700000000',
  ].map((text) => [text]),
  't:b': [['true'], ['false']],
  't:ip': ['203.0.112.255', '203.0.113.0', '203.0.113.7', '203.0.114.0', '2001:db8::1', '2001:db9::1'].map(
    (text) => [text],
  ),
  't:bin': ['QUJD', 'QUJE', 'QUI=', ''].map((text) => [text]),
  't:arn': [
    'arn:aws:sns:eu-west-1:1:t',
    'arn:aws:sns:eu-west-1:2:t',
    'arn:aws:sns:us-east-1:1:t',
    'arn:aws:sns:us-east-1:2:t',
    'arn:aws:sns:eu-west-1:1:t/x',
    'arn:aws:sns:eu-west-1:2:x:1:t',
    'arn:aws:sns:eu-west-1:2:t:1:t',
    'arn:aws:sns:us-east-1:2:x:1:t',
    'arn:aws:sqs:eu-west-1:2:x:t',
    'arn:aws:sns:eu-west-1:2:x:t',
    'arn:aws:sqs:eu-west-1:1:t',
    'arn:aws:sqs:eu-west-1:2:t/x',
    'none',
  ].map((text) => [text]),
  't:list': [
    [''],
    ...subsetsOf(listed).filter(({ length }) => length > 0 && length <= 4),
    ...subsetsOf([...listed, 'A', 'B', 'aB', 'a*', '*b', 'A*']).filter(
      (set) => set.length > 0 && set.length <= 2 && !set.every((each) => listed.includes(each)),
    ),
  ],
  '(session)': [['s1'], ['s2'], ['s3']],
};

/** What policies say of texts, letter by letter: without wildcards or variables these are values like any other, in any case. */
function asWritten(): readonly string[] {
  return [
    'a*',
    '*b',
    '?',
    'a?b',
    'b*',
    '${t:v}',
    'b${t:v}',
    "${t:v, 'a'}",
    '${*}',
    "b${t:v, 'a'}",
    'ba*',
    'b*b',
    'b?',
    'bb*',
  ];
}

function allTexts(letters: string, longest: number): readonly string[] {
  const texts = [''];
  for (const text of texts) if (text.length < longest) texts.push(...letters.split('').map((c) => text + c));
  return texts;
}

function subsetsOf(all: readonly string[]): readonly (readonly string[])[] {
  return all.reduce<readonly (readonly string[])[]>(
    (sets, each) => [...sets, ...sets.map((set) => [...set, each])],
    [[]],
  );
}

interface Kind {
  readonly key: string;
  readonly operators: readonly string[];
  readonly values: readonly string[];
}
const strings = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
];
const ordered = (prefix: string): readonly string[] =>
  ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
    (end) => prefix + end,
  );
const orIfExists = (names: readonly string[]): readonly string[] => [
  ...names,
  ...names.map((name) => `${name}IfExists`),
];
const kinds: readonly Kind[] = [
  {
    key: 't:s',
    operators: orIfExists(strings),
    values: [
      'a',
      'ab',
      'A',
      'aB',
      'a*',
      '*b',
      '?',
      'a?b',
      '*',
      '',
      '${t:v}',
      'b${t:v}',
      "${t:v, 'a'}",
      '${*}',
      'b*',
    ],
  },
  { key: 't:v', operators: orIfExists(strings), values: ['a', 'b', 'a*', '*b'] },
  { key: 't:n', operators: orIfExists(ordered('Numeric')), values: ['0', '1', '2.5', '10', 'ten'] },
  {
    key: 't:d',
    operators: orIfExists(ordered('Date')),
    values: ['2020-01-01T00:00:00Z', '2020-01-01', '2021-01-01T01:00:00+01:00', '1577836800'],
  },
  { key: 't:b', operators: orIfExists(['Bool']), values: ['true', 'false', 'TRUE'] },
  {
    key: 't:ip',
    operators: orIfExists(['IpAddress', 'NotIpAddress']),
    values: ['203.0.113.0/24', '203.0.113.7', '2001:db8::/32', '0.0.0.0/0', '::/0'],
  },
  { key: 't:bin', operators: orIfExists(['BinaryEquals']), values: ['QUJD', 'QUI='] },
  {
    key: 't:arn',
    operators: orIfExists(['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike', 'StringLike']),
    values: [
      'arn:aws:sns:*:1:t',
      'arn:aws:s?s:eu-west-1:*:t*',
      'arn:aws:sns:*',
      '*',
      'arn:aws:sns:eu-west-1:1:t',
    ],
  },
  {
    key: 't:list',
    operators: ['ForAllValues:', 'ForAnyValue:'].flatMap((set) =>
      orIfExists(strings.slice(0, 6)).map((name) => set + name),
    ),
    values: ['a', 'b', 'a*', '*b', 'ab'],
  },
];

const condition = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom(...kinds).chain((kind) =>
      fc.record({
        key: fc.constantFrom(kind.key, kind.key.toUpperCase()),
        operator: fc.constantFrom(...kind.operators),
        values: fc.array(fc.constantFrom(...kind.values), { minLength: 1, maxLength: 2 }),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      key: fc.constantFrom(...kinds.map(({ key }) => key)),
      operator: fc.constant('Null'),
      values: fc.constantFrom<readonly string[]>(['true'], ['false']).map((values) => [...values]),
    }),
  },
);

const conditions = fc.array(condition, { maxLength: 2 }).map((tests) => {
  const block: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of tests) (block[operator] ??= {})[key] = values;
  return block;
});

type Subject = (typeof requests)[number];

const statement = (of: Subject, onResource: boolean): fc.Arbitrary<Stmt> =>
  fc
    .record({
      effect: fc.constantFrom<'Allow' | 'Deny'>('Allow', 'Allow', 'Allow', 'Allow', 'Allow', 'Deny'),
      actions: fc.array(fc.constantFrom(...of.actions), { minLength: 1, maxLength: 2 }),
      isNotAction: fc.integer({ max: 9, min: 0 }).map((n) => n === 0),
      resources: fc.array(fc.constantFrom(...of.patterns), { minLength: 1, maxLength: 2 }),
      resourceIs: fc.constantFrom('in', 'in', 'in', 'in', 'not', onResource ? 'none' : 'in'),
      principal: fc.constantFrom(...principals),
      spared: fc.constantFrom(...spared),
      isNotPrincipal: fc.integer({ max: 5, min: 0 }).map((n) => n === 0),
      condition: conditions,
    })
    .map((s): Stmt => ({
      Effect: s.effect,
      ...(s.isNotAction ? { NotAction: s.actions } : { Action: s.actions }),
      ...(s.resourceIs === 'not'
        ? { NotResource: s.resources }
        : s.resourceIs === 'in'
          ? { Resource: s.resources }
          : {}),
      ...(onResource ? (s.isNotPrincipal ? { NotPrincipal: s.spared } : { Principal: s.principal }) : {}),
      Condition: s.condition,
    }));

const document = (of: Subject, onResource: boolean): fc.Arbitrary<Doc> =>
  fc
    .record({
      version: fc.constantFrom('2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17'),
      statements: fc.array(statement(of, onResource), { minLength: 1, maxLength: 3 }),
    })
    .map(({ version, statements }) => ({ Version: version, Statement: statements }));

const everything: Doc = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
};
const everythingToAll: Doc = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: ['*'], Resource: ['*'] }],
};

/** Levels of an organisation: most of them with the policy that allows everything, as AWS attaches it. */
const levels = (of: Subject, onResource: boolean): fc.Arbitrary<readonly (readonly Doc[])[]> =>
  fc.oneof(
    fc.constant([]),
    fc.array(
      fc
        .record({
          full: fc.integer({ min: 0, max: 4 }),
          more: fc.array(document(of, onResource), { maxLength: 1 }),
        })
        .map(({ full, more }) => (full === 0 ? more : [onResource ? everythingToAll : everything, ...more])),
      { minLength: 1, maxLength: 2 },
    ),
  );

const knowledge = (key: string): fc.Arbitrary<readonly string[] | 'absent' | 'missing'> =>
  fc.oneof(
    // short enough that a text put together of one of them and a letter is among those tried
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        ...(pools[key] ?? []).filter((known) => key !== 't:v' || (known[0] ?? '').length <= 2),
      ),
    },
    { weight: 1, arbitrary: fc.constant('absent' as const) },
    { weight: 5, arbitrary: fc.constant('missing' as const) },
  );

/** Cases of the whole logic: every kind of caller, policy, operator; some keys missing and sometimes a policy unread. */
export const cases: fc.Arbitrary<Case> = fc.constantFrom(...requests).chain((of) => {
  const docs = (most: number, onResource = false): fc.Arbitrary<readonly Doc[]> =>
    fc.array(document(of, onResource), { maxLength: most });
  return fc
    .record({
      who: fc.constantFrom(...callers),
      isSessionNameKnown: fc.boolean(),
      action: fc.constantFrom(of.action, of.action.toUpperCase()),
      resource: fc.constantFrom(...of.resources),
      foreign: fc.boolean(),
      keys: fc
        .tuple(...kinds.map(({ key }) => knowledge(key).map((known) => [key, known] as const)))
        .map((entries) => new Map(entries)),
      identity: docs(2),
      boundary: fc.option(docs(2), { nil: undefined, freq: 2 }),
      session: fc.option(docs(2), { nil: undefined, freq: 2 }),
      scps: levels(of, false),
      rcps: levels(of, true),
      resourcePolicy: docs(2, true),
      unread: fc.constantFrom(
        undefined,
        undefined,
        undefined,
        'identity' as const,
        'boundary' as const,
        'scp' as const,
        'resource' as const,
      ),
    })
    .map(({ foreign, ...rest }): Case => ({
      ...rest,
      resourceAccount: accountIn(rest.resource) ?? (foreign ? other : own),
      unread: rest.unread,
    }));
});

const accountIn = (arn: string): string | undefined => /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
