import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeParquet } from '../../../test/support/parquet.ts';
import { summariseActivity } from '../../commands/activity.ts';

const folder = mkdtempSync(join(tmpdir(), 'parquet-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const summaryOf = (...names: readonly string[]) =>
  summariseActivity({
    paths: names,
    cwd: folder,
    signal: new AbortController().signal,
    identities: 20,
    names: 20,
  });

/** A column as a lake has it: structs within structs, and nulls where nothing is told. */
const event = (more: {
  readonly user: string;
  readonly operation: string;
  readonly time: string;
}): string => `
  SELECT 6003::INTEGER AS class_uid, 6::INTEGER AS category_uid, 2::INTEGER AS activity_id, 'Read' AS activity_name,
    600302::BIGINT AS type_uid, 1::INTEGER AS severity_id, 'Success' AS status, 1::INTEGER AS status_id,
    ${more.time} AS "time", TIMESTAMP '2026-03-01 10:00:00' AS time_dt,
    {'version': '1.1.0', 'uid': 'e-1', 'product': {'name': 'CloudTrail', 'vendor_name': 'AWS', 'feature': {'name': 'Management'}}, 'profiles': ['cloud', 'datetime']} AS metadata,
    {'user': {'type': 'IAMUser', 'name': ${more.user}, 'uid': ${more.user}, 'account': {'uid': '111122223333'}, 'credential_uid': 'AKIA1'}, 'session': {'issuer': NULL::VARCHAR, 'created_time': NULL::BIGINT}} AS actor,
    {'operation': ${more.operation}, 'service': {'name': 's3.amazonaws.com'}, 'response': {'error': NULL::VARCHAR}, 'request': {'uid': 'r-1'}} AS api,
    {'user_agent': 'aws-cli/2.15'} AS http_request, {'ip': '198.51.100.7', 'uid': NULL::VARCHAR} AS src_endpoint,
    [{'uid': 'arn:aws:s3:::b/' || ${more.operation}, 'type': 'AWS::S3::Object', 'account': {'uid': '1'}}] AS resources,
    {'provider': 'AWS', 'region': 'eu-west-1'} AS cloud, MAP {'eventType': 'AwsApiCall'} AS unmapped,
    [{'name': 'x', 'value': 'y', 'type_id': 1}] AS observables`;

describe('a Parquet file', () => {
  it('of OCSF, as a security lake partitions it, is read as the same events in JSON are', async () => {
    await writeParquet(
      join(folder, 'lake.parquet'),
      `${event({ user: `'ci'`, operation: `'GetObject'`, time: '1772359200000::BIGINT' })}
       UNION ALL ${event({ user: `'o''brien 🦆'`, operation: `'PutObject'`, time: '1772359260000::BIGINT' })}`,
    );
    const lines = ['ci', "o'brien 🦆"].map((user, n) =>
      JSON.stringify({
        class_uid: 6003,
        category_uid: 6,
        activity_id: 2,
        activity_name: 'Read',
        type_uid: 600302,
        severity_id: 1,
        status_id: 1,
        time: 1772359200000 + n * 60_000,
        metadata: { version: '1.1.0', product: { name: 'CloudTrail', vendor_name: 'AWS' } },
        actor: {
          user: {
            type: 'IAMUser',
            name: user,
            uid: user,
            account: { uid: '111122223333' },
            credential_uid: 'AKIA1',
          },
        },
        api: { operation: n === 0 ? 'GetObject' : 'PutObject', service: { name: 's3.amazonaws.com' } },
        http_request: { user_agent: 'aws-cli/2.15' },
        src_endpoint: { ip: '198.51.100.7' },
        resources: [
          { uid: `arn:aws:s3:::b/${n === 0 ? 'GetObject' : 'PutObject'}`, type: 'AWS::S3::Object' },
        ],
      }),
    );
    writeFileSync(join(folder, 'lake.json'), lines.join('\n'));
    const read = await summaryOf('lake.parquet');
    expect(read).toEqual(await summaryOf('lake.json'));
    expect(read.events).toBe(2);
  });

  it('may write moments as such, hold nulls only, and be of other columns: each row is told or counted', async () => {
    await writeParquet(
      join(folder, 'times.parquet'),
      event({ user: `'ci'`, operation: `'GetObject'`, time: `TIMESTAMP '2026-03-01 10:00:00'` }),
    );
    expect(await summaryOf('times.parquet')).toMatchObject({
      events: 1,
      all: { first: '2026-03-01T10:00:00.000Z' },
    });
    await writeParquet(join(folder, 'other.parquet'), `SELECT i AS n, 'NaN'::DOUBLE AS d FROM range(3) t(i)`);
    await writeParquet(
      join(folder, 'nulls.parquet'),
      'SELECT NULL AS class_uid, NULL AS metadata FROM range(5)',
    );
    const told = await summaryOf('other.parquet', 'nulls.parquet');
    expect(told).toMatchObject({ events: 0, files: 2, unread: [] });
    expect(told.refused.reduce((sum, { count }) => sum + count, 0)).toBe(8);
  });

  it('of CloudTrail, as a query wrote it, is read as CloudTrail', async () => {
    await writeParquet(
      join(folder, 'trail.parquet'),
      `SELECT 'GetObject' AS eventname, 's3.amazonaws.com' AS eventsource, '2026-03-01T10:00:00Z' AS eventtime,
        '{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/ci"}' AS useridentity, '{"bucketName":"b"}' AS requestparameters`,
    );
    expect(await summaryOf('trail.parquet')).toMatchObject({
      events: 1,
      formats: { cloudtrail: 1 },
      identities: { shown: [{ name: 'ci' }] },
    });
  });

  it('names columns as it likes, and none of them is taken for SQL or for what all objects have', async () => {
    const names = [
      't',
      'a"b',
      "a'b",
      '"); DROP TABLE x; --',
      '__proto__',
      'constructor',
      'é🦆',
      'class_uid ',
      ' ',
    ];
    await writeParquet(
      join(folder, 'names.parquet'),
      `SELECT ${names.map((name) => `{'polluted': 'yes'} AS "${name.replaceAll('"', '""')}"`).join(', ')}`,
    );
    expect(await summaryOf('names.parquet')).toMatchObject({
      events: 0,
      refused: [{ count: 1 }],
      unread: [],
    });
    expect('polluted' in {}).toBe(false);
  });

  it('that is cut off, or damaged anywhere, is told and stops nothing else', async () => {
    const whole = readFileSync(join(folder, 'lake.parquet'));
    writeFileSync(join(folder, 'cut.parquet'), whole.subarray(0, whole.length - 20));
    writeFileSync(join(folder, 'head.parquet'), 'PAR1');
    writeFileSync(
      join(folder, 'wrong.parquet'),
      Buffer.concat([whole.subarray(0, 200), Buffer.alloc(whole.length - 208, 7), whole.subarray(-8)]),
    );
    const told = await summaryOf('cut.parquet', 'head.parquet', 'wrong.parquet', 'lake.parquet');
    expect(told.events).toBe(2);
    expect(told.unread.map(({ code }) => code)).toEqual(['input_invalid', 'input_invalid']);
    expect(told.unread.reduce((sum, { files }) => sum + files, 0)).toBe(3);
  });

  it('that was made to grow is given up', async () => {
    await writeParquet(
      join(folder, 'bomb.parquet'),
      `SELECT repeat('x', 100000) AS eventName FROM range(20000) t(i)`,
    );
    expect(statSync(join(folder, 'bomb.parquet')).size).toBeLessThan(200_000);
    expect((await summaryOf('bomb.parquet')).unread).toMatchObject([{ code: 'input_too_large' }]);
  });
});

describe('a detection finding of OCSF', () => {
  it('is a signal about whom it names, no event of theirs', async () => {
    const finding = (title: string, severity_id: number, user: unknown) => ({
      class_uid: 2004,
      category_uid: 2,
      activity_id: 1,
      type_uid: 200401,
      severity_id,
      time: 1772359200000,
      metadata: { version: '1.8.0', product: { name: 'GuardDuty', vendor_name: 'AWS' } },
      finding_info: { title, uid: 'f-1' },
      evidences: [{ actor: { user } }],
    });
    const arn = 'arn:aws:iam::111122223333:user/ci';
    const trail = {
      eventName: 'GetObject',
      eventSource: 's3.amazonaws.com',
      eventTime: '2026-03-01T10:00:00Z',
      userIdentity: { type: 'IAMUser', arn, userName: 'ci' },
    };
    const lines = [
      trail,
      finding('Keys of CI used from Tor', 5, { uid: arn }),
      finding('Something', 2, { name: 'CI' }),
      finding('Of somebody else', 99, { name: 'nobody here' }),
      { ...finding('', 1, {}), message: undefined },
    ];
    writeFileSync(join(folder, 'siem.json'), lines.map((line) => JSON.stringify(line)).join('\n'));
    const { signals, events, refused } = await summaryOf('siem.json');
    const key = `AWS ${arn}`;
    expect({ events, refused: refused.map(({ count }) => count), count: signals.count }).toEqual({
      events: 1,
      refused: [1],
      count: 3,
    });
    expect(signals.shown.map(({ what, severity, identities }) => ({ what, severity, identities }))).toEqual([
      { what: 'Keys of CI used from Tor', severity: 'critical', identities: [key] },
      { what: 'Something', severity: 'low', identities: [key] },
      { what: 'Of somebody else', severity: 'other', identities: [] },
    ]);
    const asParquet = (title: string) =>
      `SELECT 2004 AS class_uid, 5 AS severity_id, 1772359200000 AS "time", {'product': {'name': 'GuardDuty'}} AS metadata,
        {'title': '${title}'} AS finding_info, [{'actor': {'user': {'uid': '${arn}'}}}] AS evidences, 'x' AS severity`;
    await writeParquet(join(folder, 'siem.parquet'), asParquet('From a lake'));
    expect((await summaryOf('siem.parquet', 'siem.json')).signals.shown[0]).toMatchObject({
      what: 'From a lake',
      identities: [key],
    });
  });
});
