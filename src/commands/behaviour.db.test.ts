import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { readMadeLog } from '../../test/support/read-made-log.ts';
import { addSource, importRead } from '../estate/index.ts';
import { instantOf, isSourceId, must, type Observation } from '../model/index.ts';
import { openDatabase, type Database } from '../platform/store/index.ts';
import { behaviourReader, type BehaviourReader } from './behaviour.ts';

const test = useDatabase();
let db: Database;
let reader: BehaviourReader;
const at = instantOf(Date.UTC(2026, 2, 1));
beforeAll(() => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  reader = behaviourReader(db);
});
afterAll(() => db.close());

const account = (key: string, name = key, email?: string): Observation => ({
  type: 'account',
  key,
  name,
  kind: 'unknown',
  state: 'active',
  ...(email === undefined ? {} : { email }),
});

async function source(name: string, connector: string, observations: readonly Observation[]): Promise<void> {
  const id = must(isSourceId, name);
  await addSource(db, { id, connector, config: {}, at });
  async function* pages() {
    yield { observations, complete: true };
  }
  const read = await importRead({ database: db, source: id, pages: pages(), startedAt: at, now: () => at });
  if (!read.ok) throw new Error(read.message);
}

const log = (name: string, sources: readonly string[], events: readonly object[]): Promise<void> =>
  readMadeLog(db, { name, sources, events, at });

const trail = (userIdentity: object, eventTime = '2026-02-20T10:00:00Z', eventName = 'GetObject') => ({
  eventName,
  eventSource: 's3.amazonaws.com',
  userIdentity,
  eventTime,
});
const joins = async (): Promise<Readonly<Record<string, string>>> => {
  const now = await reader.now();
  const accounts = [
    ['aws', 'arn:aws:iam::111122223333:role/service/deploy'],
    ['aws', 'arn:aws:iam::111122223333:user/ana'],
    ['aws', 'arn:aws:iam::111122223333:root'],
    ['kube', 'serviceaccount/shop/web'],
    ['kube', 'user/ana%2Fadmin'],
    ['okta', 'user/00u1'],
    ['pg', 'role/svc%2Eorders'],
    ['hub', 'user/Ana-Dev'],
    ['crm', 'u1'],
  ] as const;
  return Object.fromEntries(
    accounts.flatMap(([of, key]) => now.joinedTo({ source: of, key }).map(({ because }) => [key, because])),
  );
};

describe('who did what', () => {
  it('joins actors to accounts by what the source tells them apart by, and says by what', async () => {
    await source('aws', 'aws', [
      account('arn:aws:iam::111122223333:role/service/deploy', 'deploy'),
      account('arn:aws:iam::111122223333:user/ana', 'ana'),
      account('arn:aws:iam::111122223333:root', 'root user of 111122223333'),
      account('arn:aws:iam::999999999999:role/other', 'other'),
    ]);
    await source('kube', 'kubernetes', [
      account('serviceaccount/shop/web', 'shop/web'),
      account('user/ana%2Fadmin', 'ana/admin'),
    ]);
    await source('okta', 'okta', [account('user/00u1', 'ana@acme.example')]);
    await source('pg', 'postgres', [account('role/svc%2Eorders', 'svc.orders')]);
    await source('hub', 'github', [account('user/Ana-Dev', 'Ana-Dev')]);
    await source('crm', 'csv', [
      account('u1', 'Ana', 'ana@acme.example'),
      account('u2', 'Twin', 'twin@acme.example'),
      account('u3', 'Twin', 'TWIN@acme.example'),
    ]);
    await log(
      'trail',
      ['aws'],
      [
        trail({
          type: 'AssumedRole',
          arn: 'arn:aws:sts::111122223333:assumed-role/deploy/x',
          accountId: '111122223333',
        }),
        trail({ type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ana', accountId: '111122223333' }),
        trail({ type: 'Root', accountId: '111122223333' }),
        // a role of the same name in another account is another role
        trail({
          type: 'AssumedRole',
          arn: 'arn:aws:sts::111122223333:assumed-role/other/x',
          accountId: '111122223333',
        }),
      ],
    );
    await log(
      'audit',
      ['kube'],
      [
        {
          kind: 'Event',
          apiVersion: 'audit.k8s.io/v1',
          verb: 'get',
          user: { username: 'system:serviceaccount:shop:web' },
          objectRef: { resource: 'pods' },
          stage: 'ResponseComplete',
          requestReceivedTimestamp: '2026-02-20T10:00:00Z',
        },
        {
          kind: 'Event',
          apiVersion: 'audit.k8s.io/v1',
          verb: 'get',
          user: { username: 'ana/admin' },
          objectRef: { resource: 'pods' },
          stage: 'ResponseComplete',
          requestReceivedTimestamp: '2026-02-20T10:00:00Z',
        },
      ],
    );
    await log(
      'okta-log',
      ['okta', 'crm'],
      [
        {
          eventType: 'user.session.start',
          uuid: '1',
          published: '2026-02-20T10:00:00Z',
          version: '0',
          actor: { id: '00u1', type: 'User', alternateId: 'ana@acme.example', displayName: 'Ana' },
          outcome: { result: 'SUCCESS' },
        },
        {
          eventType: 'user.session.start',
          uuid: '2',
          published: '2026-02-20T10:00:00Z',
          version: '0',
          actor: { id: '00u2', type: 'User', alternateId: 'twin@acme.example', displayName: 'Twin' },
          outcome: { result: 'SUCCESS' },
        },
      ],
    );
    await log(
      'pg-log',
      ['pg'],
      [
        {
          timestamp: '2026-02-20 10:00:00.000 UTC',
          user: 'svc.orders',
          dbname: 'orders',
          error_severity: 'LOG',
          message: 'connection authorized: user=svc.orders database=orders',
          pid: 1,
        },
      ],
    );
    await log(
      'hub-log',
      ['hub'],
      [
        {
          action: 'git.push',
          actor: 'ana-dev',
          _document_id: '1',
          org: 'acme',
          repo: 'acme/shop',
          '@timestamp': 1_771_580_400_000,
        },
      ],
    );
    expect(await joins()).toEqual({
      'arn:aws:iam::111122223333:role/service/deploy': 'the role of this name in this AWS account',
      'arn:aws:iam::111122223333:user/ana': 'its ARN',
      'arn:aws:iam::111122223333:root': 'the root user of this AWS account',
      'serviceaccount/shop/web': 'its namespace and name',
      'user/ana%2Fadmin': 'the user of this name',
      'user/00u1': 'its id in Okta',
      'role/svc%2Eorders': 'the role of this name',
      'user/Ana-Dev': 'its login',
      u1: 'its e-mail address',
    });
  });

  it('lists whoever acted and stands in no source that was read, and never chooses among several', async () => {
    expect((await reader.now()).unknown.map(({ actor, why }) => [actor.name, why])).toEqual([
      ['other', 'No account of `aws` goes by that.'],
      ['twin@acme.example', 'More than one account of `crm` goes by that: its e-mail address.'],
    ]);
  });

  it('joins what was read before the account was', async () => {
    await source('late', 'aws', [account('arn:aws:iam::222222222222:user/late', 'late')]);
    await log(
      'late-log',
      ['late'],
      [trail({ type: 'IAMUser', arn: 'arn:aws:iam::222222222222:user/later', accountId: '222222222222' })],
    );
    const later = { source: 'late', key: 'arn:aws:iam::222222222222:user/later' };
    expect((await reader.now()).joinedTo(later)).toEqual([]);
    async function* pages() {
      yield { observations: [account(later.key, 'later')], complete: true };
    }
    await importRead({
      database: db,
      source: must(isSourceId, 'late'),
      pages: pages(),
      startedAt: at,
      now: () => at,
    });
    expect((await reader.now()).joinedTo(later)).toMatchObject([{ because: 'its ARN' }]);
  });

  it('tells what is recent from what was before, what was never seen from what no log would show', async () => {
    await log(
      'trail-2',
      ['aws'],
      [
        trail(
          { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ana', accountId: '111122223333' },
          '2025-12-01T00:00:00Z',
        ),
        trail(
          { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ana', accountId: '111122223333' },
          '2026-02-27T23:00:00Z',
          'PutObject',
        ),
      ],
    );
    const now = await reader.now();
    const [ana, silent, nobody] = await now.of([
      { source: 'aws', key: 'arn:aws:iam::111122223333:user/ana' },
      { source: 'aws', key: 'arn:aws:iam::999999999999:role/other' },
      { source: 'nothing', key: 'x' },
    ]);
    expect(ana).toMatchObject({
      actors: ['ana'],
      from: '2025-12-01T00:00:00.000Z',
      until: '2026-02-27T23:00:00.000Z',
      whole: { events: 3 },
      // from Monday the 16th on
      recent: { events: 2 },
      before: { events: 1 },
      recentDays: 12,
      logs: [{ name: 'trail', format: 'cloudtrail' }, { name: 'trail-2' }],
    });
    expect(silent).toMatchObject({
      whole: { events: 0, first: null },
      actors: [],
      until: '2026-02-27T23:00:00.000Z',
    });
    expect(nobody).toBeNull();
    // what runs as a service account is never named itself: nobody can tell, though the cluster's log was read
    expect(await now.of([{ source: 'kube', key: 'Deployment/shop/web' }])).toEqual([null]);
  });

  it('digests of those who did something more are others, and only theirs', async () => {
    const digests = async () => {
      const found = new Map<string, string>();
      for await (const page of (await reader.now()).digests())
        for (const { account: of, digest } of page) found.set(`${of.source} ${of.key}`, digest);
      return found;
    };
    const before = await digests();
    await log(
      'trail-3',
      ['aws'],
      [trail({ type: 'Root', accountId: '111122223333' }, '2026-02-26T00:00:00Z')],
    );
    const after = await digests();
    const changed = [...after].filter(([name, digest]) => before.get(name) !== digest).map(([name]) => name);
    expect(changed.toSorted()).toEqual([
      'aws arn:aws:iam::111122223333:root',
      'aws arn:aws:iam::999999999999:role/other',
    ]);
  });
});
