import { describe, expect, it } from 'vitest';
import { loadAwsActions } from './aws/load-actions.ts';
import { awsDialect } from './aws/index.ts';
import type { GrantHeld } from './dialect.ts';
import { kubernetesDialect } from './kubernetes/index.ts';
import { postgresDialect } from './postgres/index.ts';
import { day, profile, seenIn } from './testing.ts';
import { usesOf } from './uses.ts';

const grant = (action: string, on: string): GrantHeld => ({ entitlement: null, action, on });
const bucket = 'arn:aws:s3:::invoices';
const acts = {
  'iam.amazonaws.com CreateAccessKey\tbob': 2,
  [`s3.amazonaws.com ListObjectsV2\t${bucket}`]: 9,
  'lambda.amazonaws.com CreateFunction20150331\tthumbs': 1,
  'signin.amazonaws.com ConsoleLogin\tbob': 4,
  'monitoring.amazonaws.com DescribeAlarms\t111122223333': 3,
  'ec2.amazonaws.com NoSuchCall\ti-1': 1,
};
const aws = async () =>
  awsDialect(await loadAwsActions(Object.keys(acts).map((name) => ({ action: name.split('\t')[0] ?? '' }))));

describe('what was used of AWS rights', () => {
  it('is told in IAM’s words: other names, dated names, other prefixes, and what no log would show', async () => {
    const grants = [
      grant('iam:Create*', '*'),
      grant('s3:ListBucket', bucket),
      grant('lambda:CreateFunction', '*'),
      grant('cloudwatch:Describe*', '*'),
      grant('iam:DeleteUser', '*'),
      grant('s3:PutObject', `${bucket}/*`),
      grant('iam:PassRole', '*'),
    ];
    const found = usesOf({ grants, seen: seenIn('cloudtrail', acts), dialect: await aws() });
    expect(found.uses.map((use) => (use.is === 'used' ? `${use.is} ${use.count}` : use.is))).toEqual([
      'used 2',
      'used 9',
      'used 1',
      'used 3',
      'unused',
      'cannot_tell',
      'cannot_tell',
    ]);
    expect(found.uses.slice(4)).toEqual([
      { is: 'unused', days: 100 },
      {
        is: 'cannot_tell',
        because: 'CloudTrail has data events only where a trail was set to log them, and s3:PutObject is one',
      },
      {
        is: 'cannot_tell',
        because: 'iam:PassRole is asked about within other calls, and no event is called so',
      },
    ]);
    expect(found.uses[1]).toMatchObject({ onlyReads: true, last: day(40) });
    expect(found.untranslated).toMatchObject({
      total: 1,
      because: 'AWS lists no action that ec2.amazonaws.com NoSuchCall would need',
    });
  });

  it('is not guessed where two rights on different resources could have allowed it and the log names no ARN', async () => {
    const [a, b] = ['arn:aws:iam::1:user/bob', 'arn:aws:iam::1:user/ops/bob'];
    const grants = [
      grant('iam:CreateAccessKey', a),
      grant('iam:CreateAccessKey', b),
      grant('iam:CreateAccessKey', 'arn:aws:iam::1:user/eve'),
    ];
    const found = usesOf({
      grants,
      seen: seenIn('cloudtrail', { 'iam.amazonaws.com CreateAccessKey\tbob': 1 }),
      dialect: await aws(),
    });
    expect(found.uses.map(({ is }) => is)).toEqual(['cannot_tell', 'cannot_tell', 'unused']);
  });

  it('takes no time over names that nothing in AWS can have, and none for what they are not', async () => {
    const long = 'a*'.repeat(50_000);
    const grants = [grant('iam:CreateAccessKey', `arn:aws:iam::1:user/${'*a'.repeat(500)}`)];
    const seen = seenIn('cloudtrail', {
      [`iam.amazonaws.com CreateAccessKey\t${long}`]: 1,
      [`iam.amazonaws.com CreateAccessKey\tarn:aws:iam::1:user/${long}`]: 1,
      'iam.amazonaws.com __proto__\tconstructor': 1,
    });
    const found = usesOf({ grants, seen, dialect: await aws() });
    expect(found.uses[0]).toMatchObject({ is: 'used', count: 2 });
    expect(found.untranslated.total).toBe(1);
  });

  it('lists what was done without any right that was read, and what was denied', async () => {
    const seen = seenIn(
      'cloudtrail',
      { 'iam.amazonaws.com CreateAccessKey\tbob': 1 },
      { denied: { 'iam.amazonaws.com ListUsers\t1': 5 } },
    );
    const found = usesOf({ grants: [grant('s3:*', '*')], seen, dialect: await aws() });
    expect(found.unexplained.told).toMatchObject([
      { action: 'iam.amazonaws.com CreateAccessKey', target: 'bob' },
    ]);
    expect(found.denied.told).toMatchObject([{ action: 'iam.amazonaws.com ListUsers', count: 5 }]);
  });

  it('is never “unused” where no log of the kind was read, or only a sample of its acts was kept', async () => {
    const grants = [grant('iam:DeleteUser', '*')];
    const dialect = await aws();
    const seen = seenIn('cloudtrail', acts);
    const sampled = { ...seen.whole.aspects.acts, distinct: { count: 9000, exact: false } };
    const part = { ...seen, whole: { ...seen.whole, aspects: { ...seen.whole.aspects, acts: sampled } } };
    for (const given of [null, seenIn('okta', acts), part])
      expect(usesOf({ grants, seen: given, dialect }).uses[0]?.is).toBe('cannot_tell');
    // a log that holds several kinds counts
    expect(usesOf({ grants, seen: seenIn('okta, cloudtrail', acts), dialect }).uses[0]?.is).toBe('unused');
  });
});

describe('what was used of Kubernetes rights', () => {
  const grants = [
    grant('get', 'core:pods * in shop'),
    grant('create', 'apps:deployments * in shop'),
    grant('delete', 'core:secrets * in shop'),
    grant('impersonate', 'core:users * in (cluster)'),
    grant('get', '/healthz*'),
  ];
  it('is told by verb, kind, name and namespace, and URLs', () => {
    const found = usesOf({
      grants,
      seen: seenIn('kubernetes', {
        'core get pods\tcore:pods web in shop': 3,
        'apps create deployments\tapps:deployments web in shop': 1,
        'core get path\t/healthz/ready': 8,
        'core get pods\tcore:pods web in other': 1,
      }),
      dialect: kubernetesDialect,
    });
    expect(found.uses.map(({ is }) => is)).toEqual(['used', 'used', 'unused', 'cannot_tell', 'used']);
    expect(found.unexplained.told).toMatchObject([{ target: 'core:pods web in other' }]);
  });
  it('does not call a read unused where no read at all is in the log', () => {
    const seen = seenIn('kubernetes', { 'apps create deployments\tapps:deployments web in shop': 1 });
    expect(usesOf({ grants, seen, dialect: kubernetesDialect }).uses.map(({ is }) => is)).toEqual([
      'cannot_tell',
      'used',
      'unused',
      'cannot_tell',
      'cannot_tell',
    ]);
  });
});

describe('what was used of PostgreSQL privileges', () => {
  const table = 'table/orders.billing.orders';
  const grants = [
    grant('SELECT', table),
    grant('INSERT', table),
    grant('UPDATE', 'table/orders.billing.payments'),
    grant('USAGE', 'schema/orders.billing'),
    grant('CONNECT', 'database/orders'),
    grant('SELECT', 'table/orders.billing.salaries'),
    grant('SELECT', 'defaults/orders.billing.owner.tables'),
  ];
  it('is told by statement and object, with what comes along with them', () => {
    const seen = seenIn('postgres', {
      [`SELECT\t${table}`]: 5,
      'INSERT\tbilling.orders': 1,
      'connection authorized\tdatabase/orders': 2,
      'SELECT\tdatabase/orders': 1,
      'BEGIN\tdatabase/orders': 7,
    });
    const found = usesOf({ grants, seen, dialect: postgresDialect });
    expect(found.uses.map(({ is }) => is)).toEqual([
      'used',
      'used',
      'unused',
      'used',
      'used',
      'unused',
      'cannot_tell',
    ]);
    expect(found.unexplained.total).toBe(0);
  });
  it('is not told of tables by statements, which name one of several', () => {
    const seen = seenIn('postgres', { 'SELECT\tbilling.orders': 5 });
    expect(usesOf({ grants, seen, dialect: postgresDialect }).uses.map(({ is }) => is)).toEqual([
      'used',
      'unused',
      'unused',
      'cannot_tell',
      'cannot_tell',
      'cannot_tell',
      'cannot_tell',
    ]);
  });
  it('takes an empty profile for what it is: nothing that would be logged was done', () => {
    const seen = { ...seenIn('postgres', {}), whole: profile({}) };
    const [use] = usesOf({ grants, seen, dialect: postgresDialect }).uses;
    expect(use?.is).toBe('cannot_tell');
  });
});
