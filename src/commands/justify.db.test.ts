import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { readMadeLog } from '../../test/support/read-made-log.ts';
import { addSource, importRead, openAccess } from '../estate/index.ts';
import { instantOf, isSourceId, must, type Observation } from '../model/index.ts';
import { openDatabase, type Database } from '../platform/store/index.ts';
import { behaviourReader } from './behaviour.ts';
import { justifyOf } from './justify.ts';
import { leastPrivilegeOf } from './least-privilege.ts';

const test = useDatabase();
const at = instantOf(Date.UTC(2026, 3, 20));
const user = 'arn:aws:iam::111122223333:user/ana';
const policy = 'arn:aws:iam::111122223333:policy/deploy';
const day = (n: number): string => instantOf(Date.UTC(2026, 0, 1) + n * 86_400_000);

let db: Database;
let system: Parameters<typeof justifyOf>[0];

const right = (action: string, on: string): readonly Observation[] => [
  { type: 'entitlement', key: `${action}#${on}`, action, resourcePattern: on },
  {
    type: 'grant',
    key: `${policy}#${action}#${on}`,
    subjectKey: policy,
    entitlementKey: `${action}#${on}`,
    effect: 'allow',
  },
];
const event = (eventName: string, eventSource: string, eventTime: string, more: object = {}) => ({
  eventName,
  eventSource: `${eventSource}.amazonaws.com`,
  eventTime,
  userIdentity: { type: 'IAMUser', arn: user, accountId: '111122223333', userName: 'ana' },
  recipientAccountId: '111122223333',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.1',
  ...more,
});

beforeAll(async () => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  system = {
    database: db,
    clock: { now: () => at },
    access: openAccess(db),
    behaviour: behaviourReader(db),
  };
  const statement = { Effect: 'Allow', Action: ['ecr:*', 'iam:DeleteUser', 'iam:PassRole'], Resource: '*' };
  const observations: readonly Observation[] = [
    {
      type: 'account',
      key: user,
      name: 'ana',
      kind: 'service_account',
      state: 'active',
      attributes: { 'tag:purpose': 'releases' },
    },
    {
      type: 'ownership',
      key: `${user}#owner`,
      subjectKey: user,
      role: 'owner',
      ownerRef: 'nobody@acme.example',
    },
    { type: 'group', key: policy, name: 'deploy', kind: 'policy' },
    { type: 'membership', key: `${user}#${policy}`, memberKey: user, groupKey: policy, via: 'attached' },
    ...statement.Action.flatMap((action) => right(action, '*')),
    {
      type: 'policy',
      key: policy,
      language: 'aws',
      use: 'identity',
      document: [JSON.stringify({ Version: '2012-10-17', Statement: statement })],
    },
  ];
  const id = must(isSourceId, 'aws');
  await addSource(db, { id, connector: 'aws', config: {}, at });
  async function* pages() {
    yield { observations, complete: true };
  }
  const read = await importRead({ database: db, source: id, pages: pages(), startedAt: at, now: () => at });
  if (!read.ok) throw new Error(read.message);
  const events = [
    ...Array.from({ length: 100 }, (_, n) =>
      event('PutImage', 'ecr', day(n), {
        resources: [{ ARN: 'arn:aws:ecr:eu-north-1:111122223333:repository/web' }],
      }),
    ),
    event('GetAuthorizationToken', 'ecr', day(99)),
    event('ListUsers', 'iam', day(50), { errorCode: 'AccessDenied' }),
    event('CreateBucket', 's3', day(50), { requestParameters: { bucketName: 'b' } }),
  ];
  await readMadeLog(db, { name: 'trail', sources: ['aws'], events, at });
});
afterAll(() => db.close());

describe('granted against used', () => {
  it('is told from the estate and the logs that were added, with the policy that would have sufficed', async () => {
    const found = await leastPrivilegeOf(system, { identity: 'ana' });
    if (!found.ok) throw new Error(found.message);
    const [account] = found.value.accounts;
    expect(account).toMatchObject({
      platform: 'aws',
      covered: { days: 99, logs: ['trail'] },
      counts: { used: 1, unused: 1, cannot_tell: 1 },
      denied: { told: [{ action: 'iam.amazonaws.com ListUsers' }] },
      unexplained: { told: [{ action: 's3.amazonaws.com CreateBucket' }] },
    });
    expect(
      Object.fromEntries(account?.grants.map(({ entitlement, use }) => [entitlement?.name, use.is]) ?? []),
    ).toEqual({
      'ecr:* on *': 'used',
      'iam:DeleteUser on *': 'unused',
      'iam:PassRole on *': 'cannot_tell',
    });
    const { suffices } = account ?? {};
    expect(JSON.parse(suffices?.text ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Used1',
          Effect: 'Allow',
          Action: ['ecr:PutImage'],
          Resource: ['arn:aws:ecr:eu-north-1:111122223333:repository/web'],
        },
        { Sid: 'Used2', Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: ['*'] },
        { Sid: 'Kept1', Effect: 'Allow', Action: ['iam:PassRole'], Resource: ['*'] },
      ],
    });
    expect(suffices).toMatchObject({
      inWindow: { acts: 2, count: 101, denied: { count: 0 } },
      heldOut: { denied: { count: 1, told: [{ action: 'ecr.amazonaws.com GetAuthorizationToken' }] } },
    });
  });

  it('refuses whom nobody knows', async () => {
    expect(await leastPrivilegeOf(system, { identity: '__proto__' })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
    expect(await justifyOf(system, { identity: 'x'.repeat(4096) })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
  });
});

describe('whether it is justified', () => {
  it('is said of each right with its reason, and rights of which the same decides are counted together', async () => {
    const found = await justifyOf(system, { identity: 'ana' });
    if (!found.ok) throw new Error(found.message);
    const [account] = found.value.accounts;
    const of = (name: string) =>
      account?.grants.find(({ entitlement }) => entitlement?.name.startsWith(name))?.justification;
    expect(of('iam:DeleteUser')).toMatchObject({ verdict: 'not_justified', deciding: ['use'] });
    expect(of('ecr:*')?.verdict).toBe('cannot_tell');
    expect(of('ecr:*')?.deciding).toContain('entitlement');
    expect(of('ecr:*')?.said.find(({ aspect }) => aspect === 'purpose')).toMatchObject({
      says: 'for',
      text: 'it is for: releases',
    });
    expect(account?.groups[0]).toEqual({ verdict: 'not_justified', deciding: ['use'], count: 1 });
  });
});
