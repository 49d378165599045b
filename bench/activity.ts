// Logs read event by event, and counted by DuckDB; against DuckDB’s own aggregates of the same names from the same table.
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Summary } from '../src/activity/summary.ts';
import { readLogs, summariseActivity } from '../src/commands/activity.ts';
import { openDuckdb, sqlText } from '../src/platform/duckdb/index.ts';
import { writeParquet } from '../test/support/parquet.ts';
import { peakMegabytes } from '../test/support/peak-memory.ts';
import { ratio, sampleOf, seconds, type Report } from './report.ts';

export const name = 'activity';

const rounds = Number(process.env['COUNTERSIGN_BENCH_ROUNDS'] ?? '5');
const signal = new AbortController().signal;

/** `COUNTERSIGN_BENCH_EVENTS` for other sizes: of what is read one by one; ten times as many are counted in SQL. */
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
    // ten times as many: each call comes again at other times, as those of programs do
    await writeAgain(of('ocsf.ndjson'), of('again.ndjson'), events / 10, 100);
    await writeParquet(of('ocsf.parquet'), `SELECT * FROM ${lines(of('ocsf.ndjson'))}`);
    await writeParquet(of('again.parquet'), `SELECT * FROM ${lines(of('again.ndjson'))}`);
    const rates: Record<string, number[]> = {};
    const timed = async (what: string, work: () => Promise<unknown>, count: number): Promise<void> => {
      (rates[what] ??= []).push(count / (await seconds(work)));
    };
    const many = (events / 10) * 100;
    const inBulk = {
      'ocsf.ndjson': events,
      'again.ndjson': many,
      'ocsf.parquet': events,
      'again.parquet': many,
    };
    for (let round = 0; round < rounds; round++) {
      for (const file of ['trail.ndjson', 'trail.ndjson.gz', 'ocsf.ndjson'])
        await timed(`${file} one by one`, () => oneByOne(folder, file, events), events);
      for (const [file, count] of Object.entries(inBulk))
        await timed(file, () => summed(folder, file, count), count);
      for (const file of ['ocsf.parquet', 'again.parquet'] as const)
        await timed(`own ${file}`, () => counted(of(file)), inBulk[file]);
    }
    const figure = (what: string, file: string) => ({
      what,
      unit: 'events/s',
      sample: sampleOf(rates[file] ?? []),
    });
    return {
      what: `${events.toLocaleString('en')} events of 900 identities, made by a seed, and ${many.toLocaleString('en')} of a tenth of them again and again`,
      figures: [
        figure('CloudTrail, JSON lines, one by one', 'trail.ndjson one by one'),
        figure('the same gzipped', 'trail.ndjson.gz one by one'),
        figure('OCSF, JSON lines, one by one', 'ocsf.ndjson one by one'),
        figure('OCSF, JSON lines, counted by DuckDB, nearly each about another thing', 'ocsf.ndjson'),
        { ...figure('OCSF, JSON lines, counted by DuckDB', 'again.ndjson'), target: { atLeast: 300_000 } },
        figure('OCSF, Parquet, nearly each about another thing', 'ocsf.parquet'),
        figure('OCSF, Parquet', 'again.parquet'),
        figure('DuckDB alone: names of all aspects in that table', 'own again.parquet'),
        { what: 'largest resident memory of the reader', unit: 'MB', sample: sampleOf([peakMegabytes()]) },
      ],
      ratios: [
        ratio(
          'profiles from Parquet ÷ DuckDB alone',
          rates['again.parquet'] ?? [],
          rates['own again.parquet'] ?? [],
          { atLeast: 0.7 },
        ),
        ratio(
          'the same where nearly each event is about another thing',
          rates['ocsf.parquet'] ?? [],
          rates['own ocsf.parquet'] ?? [],
        ),
      ],
      notMeasured: ['memory of DuckDB’s process, which is given 1 GB', 'several readers at once'],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const lines = (path: string): string =>
  `read_json(${sqlText(path)}, format = 'newline_delimited', sample_size = 20000)`;

async function oneByOne(cwd: string, file: string, count: number): Promise<void> {
  const summary = new Summary();
  for await (const read of readLogs({ paths: [file], cwd, signal })) summary.add(read);
  if (summary.shown({ identities: 20, names: 8 }).events !== count)
    throw new Error(`${file}: not all was read`);
}

async function summed(cwd: string, file: string, count: number): Promise<void> {
  const { events } = await summariseActivity({ paths: [file], cwd, signal, identities: 20, names: 8 });
  if (events !== count) throw new Error(`${file}: ${events} of ${count} events were read`);
}

/** The first so many lines, each that often at other times. */
async function writeAgain(from: string, to: string, different: number, times: number): Promise<void> {
  const out = createWriteStream(to);
  const first: string[] = [];
  for await (const line of createInterface({ input: createReadStream(from) })) {
    first.push(line);
    if (first.length === different) break;
  }
  for (let n = 0; n < times; n++)
    for (const line of first) {
      const later = line.replace(/"time":(\d+)/, (_, ms: string) => `"time":${Number(ms) + n * 7_261_000}`);
      if (!out.write(`${later}\n`)) await once(out, 'drain');
    }
  out.end();
  await once(out, 'close');
}

/**
 * What DuckDB takes for plain aggregates: of each identity and aspect every name with its count, first and last time. It holds
 * nothing to the schema, keeps no fewer names than there are, and hands over how many rows there were.
 */
async function counted(path: string): Promise<void> {
  const duckdb = await openDuckdb({ files: [path], signal });
  const names: Readonly<Record<string, string>> = {
    actions: 'action',
    targets: 'target',
    acts: `CASE WHEN status_id <> 2 THEN action || chr(9) || target END`,
    denied: `CASE WHEN status_id = 2 THEN action || chr(9) || target END`,
    networks: 'network',
    clients: 'client',
    credentials: 'credential',
    onBehalfOf: 'NULL',
    deeds: `class_uid || activity_name`,
    days: 'strftime(make_timestamp("time" * 1000), \'%Y-%m-%d\')',
    provenances: 'NULL',
    credentialNetworks: 'credential || chr(9) || network',
    credentialClients: 'credential || chr(9) || client',
    credentialProvenances: 'NULL',
    models: `CASE WHEN contains(action, 'bedrock') THEN action END`,
    minutes: 'strftime(make_timestamp("time" * 1000), \'%Y-%m-%dT%H:%M\')',
    modelMinutes: `CASE WHEN contains(action, 'bedrock') THEN strftime(make_timestamp("time" * 1000), '%Y-%m-%dT%H:%M') END`,
  };
  const sql = `WITH e AS MATERIALIZED (SELECT actor.user.uid AS who, class_uid, activity_name, status_id, "time",
      api.service.name || ' ' || api.operation AS action, resources[1].uid AS target, actor.user.credential_uid AS credential,
      regexp_extract(src_endpoint.ip, '^([0-9]+[.][0-9]+[.][0-9]+)[.]', 1) || '.0/24' AS network,
      regexp_extract(http_request.user_agent, '^([A-Za-z0-9_ .+-]+/[0-9]+)', 1) AS client FROM read_parquet(${await duckdb.named(path)}))
    ${Object.entries(names)
      .map(
        ([aspect, name]) =>
          `SELECT '${aspect} ' || count(*) || ' ' || sum(n) AS text FROM (SELECT who, ${name} AS name, count(*) AS n, min("time") AS a, max("time") AS b FROM e GROUP BY who, name)`,
      )
      .join('\n UNION ALL ')}`;
  let told = 0;
  for await (const rows of duckdb.rows(sql)) told += rows.length;
  await duckdb.close();
  if (told !== Object.keys(names).length) throw new Error('DuckDB did not count every aspect');
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
