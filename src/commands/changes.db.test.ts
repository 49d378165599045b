import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { readMadeLog } from '../../test/support/read-made-log.ts';
import { defaultDetectionConfig } from '../detection/index.ts';
import { addSource, importRead, openAccess } from '../estate/index.ts';
import { instantOf, isSourceId, must, type Instant, type Observation } from '../model/index.ts';
import { openDatabase, type Database } from '../platform/store/index.ts';
import { behaviourReader } from './behaviour.ts';
import { changes } from './changes.ts';
import { dormant } from './dormant.ts';
import { viewReader } from './estate-views.ts';

const test = useDatabase();
let db: Database;
const at = instantOf(Date.UTC(2026, 2, 1));
const arn = (name: string): string => `arn:aws:iam::111122223333:user/${name}`;
const account = (name: string, lastUsedAt?: Instant | null, createdAt?: Instant): Observation => ({
  type: 'account',
  key: arn(name),
  name,
  kind: 'service_account',
  state: 'active',
  ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
  ...(createdAt === undefined ? {} : { createdAt }),
});
const on = (month: number, day: number, hour = 10): Instant => instantOf(Date.UTC(2026, month, day, hour));

const act = (name: string, eventTime: string, more: object = {}): object => ({
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  eventTime,
  userIdentity: { type: 'IAMUser', arn: arn(name), accountId: '111122223333', accessKeyId: 'AKIA1' },
  requestParameters: { bucketName: 'orders' },
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-sdk/2',
  ...more,
});

const system = () => ({
  database: db,
  behaviour: behaviourReader(db),
  views: viewReader(db, openAccess(db)),
  detection: defaultDetectionConfig,
  clock: { now: () => at },
});

beforeAll(async () => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  const aws = must(isSourceId, 'aws');
  await addSource(db, { id: aws, connector: 'aws', config: {}, at });
  async function* pages() {
    yield {
      observations: [
        account('thumbnails'),
        account('steady'),
        account('old', instantOf(Date.UTC(2025, 5, 1))),
        account('unused', null, instantOf(Date.UTC(2025, 1, 1))),
        account('new', null, instantOf(Date.UTC(2026, 1, 20))),
        account('used-by-log', instantOf(Date.UTC(2025, 5, 2))),
        account('nobody-knows'),
      ],
      complete: true,
    };
  }
  const read = await importRead({ database: db, source: aws, pages: pages(), startedAt: at, now: () => at });
  if (!read.ok) throw new Error(read.message);
  const days = Array.from({ length: 59 }, (_, n) => instantOf(Date.UTC(2026, 0, 1 + n, 10)));
  const elsewhere = { sourceIPAddress: '203.0.113.9', userAgent: 'curl/8' };
  const events = [
    ...days.flatMap((day) => ['thumbnails', 'steady'].map((name) => act(name, day))),
    act('thumbnails', on(1, 27, 3), {
      ...elsewhere,
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateAccessKey',
    }),
    act('used-by-log', on(1, 20)),
  ];
  await readMadeLog(db, { name: 'trail', sources: ['aws'], events, at });
});
afterAll(() => db.close());

describe('what changed, from logs that were read', () => {
  it('puts what broke with its past before what did not, and says why', async () => {
    const told = await changes(system(), { limit: 10 });
    if (!told.ok) throw new Error(told.message);
    const { items, looked, worth, cannotTell } = told.value;
    expect({ looked, worth, cannotTell, names: items.map(({ account: { name } }) => name) }).toEqual({
      looked: 3,
      worth: 1,
      cannotTell: 1,
      names: ['thumbnails', 'steady', 'used-by-log'],
    });
    const [first, second] = items.map((item) => item.changes);
    expect(first?.is === 'told' && first.anomalies.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['sensitive-first', 'new-network', 'new-client']),
    );
    expect(second).toMatchObject({ is: 'told', anomalies: [], bits: 0 });
    expect(items[1]?.cadence).toMatchObject({ is: 'told', verdict: 'suffices' });
  });

  it('tells of one identity alone, and refuses one that there is not', async () => {
    const one = await changes(system(), { identity: `aws/${arn('steady')}`, limit: 10 });
    expect(one.ok && one.value.items.map(({ account: { name } }) => name)).toEqual(['steady']);
    expect(await changes(system(), { identity: '__proto__', limit: 10 })).toMatchObject({
      code: 'not_found',
    });
  });
});

describe('who is dormant, from sources and logs', () => {
  it('takes a log for use, an account that was just made for no sleeper, and silence for nothing', async () => {
    const told = await dormant(system(), { limit: 10 });
    if (!told.ok) throw new Error(told.message);
    const { clusters, cannotTell } = told.value;
    expect(clusters.map(({ members }) => members.map(({ sleeper }) => sleeper.account.name))).toEqual([
      ['unused'],
      ['old'],
    ]);
    expect(cannotTell).toBe(1);
  });
});
