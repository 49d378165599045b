// Logs read event by event: JSON lines, gzipped, and Parquet through DuckDB's process; against DuckDB's own counting of the same table.
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { readLogs, summariseActivity } from '../src/commands/activity.ts';
import { openDuckdb, sqlText } from '../src/platform/duckdb/index.ts';
import { writeParquet } from '../test/support/parquet.ts';
import { peakMegabytes } from '../test/support/peak-memory.ts';
import { ratio, sampleOf, seconds, type Report } from './report.ts';

export const name = 'activity';

const rounds = Number(process.env['COUNTERSIGN_BENCH_ROUNDS'] ?? '5');
const signal = new AbortController().signal;

/** `COUNTERSIGN_BENCH_EVENTS` for other sizes. */
export async function run(): Promise<Report> {
  const events = Number(process.env['COUNTERSIGN_BENCH_EVENTS'] ?? '100000');
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-activity-'));
  try {
    const of = (file: string): string => join(folder, file);
    await writeTrail(of('trail.ndjson'), events);
    await pipeline(
      createReadStream(of('trail.ndjson')),
      createGzip(),
      createWriteStream(of('trail.ndjson.gz')),
    );
    await writeOcsf(of('trail.ndjson'), of('ocsf.ndjson'));
    await writeParquet(
      of('ocsf.parquet'),
      `SELECT * FROM read_json_auto(${sqlText(of('ocsf.ndjson'))}, sample_size = 20000)`,
    );
    // machines that do the same again and again: 2,000 different calls, each at other times
    await writeParquet(
      of('again.parquet'),
      `SELECT * REPLACE ("time" + i * 61000 AS "time") FROM (SELECT * FROM read_parquet(${sqlText(of('ocsf.parquet'))}) LIMIT 2000), range(${Math.ceil((events * 5) / 2000)}) t(i)`,
    );
    const many = Math.ceil((events * 5) / 2000) * 2000;
    const rates: Record<string, number[]> = {};
    const timed = async (what: string, work: () => Promise<unknown>, count = events): Promise<void> => {
      (rates[what] ??= []).push(count / (await seconds(work)));
    };
    for (let round = 0; round < rounds; round++) {
      for (const [file, count] of Object.entries({
        'trail.ndjson': events,
        'trail.ndjson.gz': events,
        'ocsf.ndjson': events,
        'ocsf.parquet': events,
        'again.parquet': many,
      }))
        await timed(
          file,
          async () => {
            const { events: read } = await summariseActivity({
              paths: [of(file)],
              cwd: folder,
              signal,
              identities: 20,
              names: 8,
            });
            if (read !== count) throw new Error(`${file}: ${read} of ${count} events were read`);
          },
          count,
        );
      await timed('own', () => counted(of('again.parquet')), many);
    }
    const figure = (what: string, file: string) => ({
      what,
      unit: 'events/s',
      sample: sampleOf(rates[file] ?? []),
    });
    return {
      what: `${events.toLocaleString('en')} events of 900 identities, made by a seed`,
      figures: [
        figure('CloudTrail, JSON lines', 'trail.ndjson'),
        figure('the same gzipped', 'trail.ndjson.gz'),
        figure('OCSF, JSON lines', 'ocsf.ndjson'),
        figure('OCSF, Parquet by way of DuckDB’s process', 'ocsf.parquet'),
        figure('the same of 2,000 different calls that are repeated', 'again.parquet'),
        figure('DuckDB alone counting actions by identity in that table', 'own'),
        { what: 'largest resident memory of the reader', unit: 'MB', sample: sampleOf([peakMegabytes()]) },
      ],
      ratios: [
        ratio('OCSF from Parquet ÷ from JSON lines', rates['ocsf.parquet'] ?? [], rates['ocsf.ndjson'] ?? []),
        ratio('profiles of repeated calls ÷ DuckDB alone', rates['again.parquet'] ?? [], rates['own'] ?? []),
      ],
      notMeasured: ['memory of DuckDB’s process, which is given 1 GB', 'several readers at once'],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function counted(path: string): Promise<void> {
  const duckdb = await openDuckdb({ files: [path], signal });
  const sql = `SELECT to_json({'who': actor.user.uid, 'what': api.operation, 'count': count(*), 'first': min("time"), 'last': max("time")})::VARCHAR
    FROM read_parquet(${await duckdb.named(path)}) GROUP BY actor.user.uid, api.operation`;
  let groups = 0;
  for await (const rows of duckdb.rows(sql)) groups += rows.length;
  await duckdb.close();
  if (groups === 0) throw new Error('DuckDB counted nothing');
}

async function writeOcsf(from: string, to: string): Promise<void> {
  const out = createWriteStream(to);
  for await (const read of readLogs({ paths: [from], cwd: '/', signal }))
    if (read.is === 'event' && !out.write(`${JSON.stringify(read.event)}\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
}

const calls = [
  ['s3.amazonaws.com', 'GetObject'],
  ['s3.amazonaws.com', 'PutObject'],
  ['sts.amazonaws.com', 'AssumeRole'],
  ['ec2.amazonaws.com', 'DescribeInstances'],
  ['kms.amazonaws.com', 'Decrypt'],
  ['secretsmanager.amazonaws.com', 'GetSecretValue'],
  ['iam.amazonaws.com', 'ListRoles'],
] as const;
const agents = [
  'aws-cli/2.15.3 Python/3.11',
  'Boto3/1.28.1 md/Botocore',
  'Mozilla/5.0 Chrome/120.0 Safari/537.36',
];

/** Four weeks of a company: few identities and calls make most of it, as in logs that one sees. */
async function writeTrail(path: string, events: number): Promise<void> {
  const out = createWriteStream(path);
  const random = xorshift(20261127);
  const few = (most: number): number => Math.floor(random() * random() * most);
  const account = '111122223333';
  for (let n = 0; n < events; n++) {
    const who = few(900);
    const [eventSource, eventName] = calls[few(calls.length)] ?? calls[0];
    const thing = few(2000);
    const role = `arn:aws:iam::${account}:role/role-${who}`;
    const event = {
      eventVersion: '1.09',
      userIdentity:
        who % 2 === 0
          ? {
              type: 'AssumedRole',
              principalId: `AROA${who}:s`,
              arn: `arn:aws:sts::${account}:assumed-role/role-${who}/s`,
              accountId: account,
              accessKeyId: `ASIA${who}X${Math.floor(n / 20_000)}`,
              sessionContext: {
                sessionIssuer: { type: 'Role', arn: role, accountId: account, userName: `role-${who}` },
                attributes: { creationDate: '2026-02-01T00:00:00Z', mfaAuthenticated: 'false' },
              },
            }
          : {
              type: 'IAMUser',
              arn: `arn:aws:iam::${account}:user/u-${who}`,
              accountId: account,
              accessKeyId: `AKIA${who}`,
              userName: `u-${who}`,
            },
      eventTime: new Date(Date.UTC(2026, 1, 1) + Math.floor((n * 28 * 86_400_000) / events))
        .toISOString()
        .replace(/\.\d+/, ''),
      eventSource,
      eventName,
      awsRegion: 'eu-west-1',
      sourceIPAddress: `10.${who % 200}.${(who * 7) % 250}.${Math.floor(random() * 3)}`,
      userAgent: agents[who % agents.length],
      ...(random() < 0.05 ? { errorCode: 'AccessDenied', errorMessage: 'User is not authorized' } : {}),
      requestParameters:
        eventSource === 's3.amazonaws.com'
          ? { bucketName: `data-${who % 40}`, key: `part/${thing}.parquet` }
          : eventName === 'AssumeRole'
            ? { roleArn: `arn:aws:iam::${account}:role/role-${thing % 100}` }
            : null,
      responseElements: null,
      requestID: `r-${n}`,
      eventID: `e-${n}`,
      readOnly: true,
      eventType: 'AwsApiCall',
      managementEvent: eventSource !== 's3.amazonaws.com',
      recipientAccountId: account,
      tlsDetails: { tlsVersion: 'TLSv1.3', clientProvidedHostHeader: eventSource },
    };
    if (!out.write(`${JSON.stringify(event)}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
