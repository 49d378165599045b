import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { writeParquet } from '../../../test/support/parquet.ts';
import { readLogs } from '../../commands/activity.ts';
import { sqlText } from '../../platform/duckdb/index.ts';
import { inSummary, Summary } from '../summary.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulk-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const signal = new AbortController().signal;

/** Texts that keys, patterns and JSON could be broken by. */
const hostile = fc.constantFrom(
  'ci',
  "o'brien 🦆",
  'DOMAIN\\user "x"',
  '__proto__',
  '',
  ' ',
  'null',
  'Unknown',
  '5',
  '{"uid":1}',
  'tab\there',
  '\u001f',
  '\u001e',
  'a\u001fb',
  'é'.repeat(300),
  'x'.repeat(1100),
  'x'.repeat(5000),
);
const words = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom('ci', 'alice', 'svc', 'data/1', 'data/2') },
  { weight: 1, arbitrary: hostile },
);
const maybe = <T>(of: fc.Arbitrary<T>, weight = 2): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: of }, { weight: 1, arbitrary: fc.constant(undefined) });
const named = fc.record({ uid: maybe(words), name: maybe(words), type: maybe(words) });
const user = fc.record({
  uid: maybe(words),
  name: maybe(words),
  type: maybe(words),
  type_id: maybe(fc.constantFrom(0, 1, 4)),
  email_addr: maybe(words),
  credential_uid: maybe(words),
  account: maybe(named),
});
const calls = fc.constantFrom(
  ['s3.amazonaws.com', 'GetObject'],
  ['bedrock.amazonaws.com', 'InvokeModel'],
  ['bedrock-runtime.amazonaws.com', 'Converse'],
  ['aiplatform.googleapis.com', 'x.Predict'],
  [undefined, 'ChatCompletions_Create'],
  [undefined, 'chat'],
  ['kms.amazonaws.com', 'Decrypt'],
);
const event = fc
  .record({
    uid: fc.oneof(
      { weight: 6, arbitrary: fc.constant(6003) },
      { weight: 3, arbitrary: fc.constantFrom(3001, 3002, 3003, 3004, 3005, 3006) },
    ),
    activity: fc.constantFrom(1, 2, 99),
    activityName: maybe(fc.constantFrom('Read', 'Logon')),
    status: maybe(fc.constantFrom(0, 1, 2, 99)),
    minute: fc.nat(60 * 24 * 9),
    ms: fc.nat(59_999),
    vendor: fc.constantFrom('AWS', 'MCP', 'Okta'),
    call: calls,
    code: maybe(words),
    actor: maybe(
      fc.record({
        user: maybe(user, 8),
        session: maybe(fc.record({ uid: words, credential_uid: maybe(words) })),
        app_name: maybe(words, 1),
        invoked_by: maybe(words, 1),
      }),
      9,
    ),
    ip: fc.constantFrom(
      '198.51.100.7',
      '10.0.0.1',
      '10.0.9.1',
      '2001:db8::1',
      '::1',
      'AWS Internal',
      undefined,
    ),
    svc_name: maybe(words, 1),
    agent: maybe(
      fc.constantFrom('aws-cli/2.15', 'Mozilla/5.0 Chrome/120.0', 'é🦆/1', 'x'.repeat(80), '[Boto3/1.2]'),
    ),
    resources: maybe(fc.array(named, { maxLength: 5 })),
    resource: maybe(named, 1),
    user: maybe(user, 1),
    group: maybe(named, 1),
    entity: maybe(named, 1),
    service: maybe(named, 1),
    provenance: maybe(fc.array(words, { maxLength: 3 }), 1),
    behalf: maybe(user, 1),
    tells: fc.oneof(
      { weight: 9, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant({ user: { uid: 'role' }, provenance: ['repository r'] }) },
    ),
    more: maybe(
      fc.record({
        stage: maybe(fc.constantFrom('request', 'ResponseComplete', 'RequestReceived'), 1),
        model: maybe(words),
        readOnly: maybe(fc.boolean()),
      }),
      1,
    ),
    message: maybe(words),
  })
  .map((of): Record<string, unknown> => {
    const is = of.uid === 6003;
    const other = of.uid === 3004 ? 'entity' : of.uid === 3006 ? 'group' : 'user';
    return {
      class_uid: of.uid,
      category_uid: is ? 6 : 3,
      activity_id: of.activity,
      activity_name: of.activityName,
      type_uid: of.uid * 100 + of.activity,
      severity_id: 1,
      status_id: of.status,
      time: Date.UTC(2026, 2, 1) + of.minute * 60_000 + of.ms,
      message: of.message,
      metadata: {
        version: '1.8.0',
        uid: `e-${of.minute}`,
        event_code: of.code,
        product: { vendor_name: of.vendor, name: 'log' },
      },
      actor: of.actor,
      api: is
        ? { operation: of.call[1], service: of.call[0] === undefined ? undefined : { name: of.call[0] } }
        : undefined,
      src_endpoint: { ip: of.ip, svc_name: of.svc_name },
      http_request: of.agent === undefined ? undefined : { user_agent: of.agent },
      resources: of.resources,
      resource: of.resource,
      user: of.user,
      group: of.group,
      entity: of.entity,
      service: of.service,
      ...(is ? {} : { [other]: of[other] ?? { name: 'x' } }),
      unmapped: { provenance: of.provenance, on_behalf_of: of.behalf, tells_of: of.tells, more: of.more },
    };
  });
/** What an event of OCSF is not. */
const spoiled = fc.constantFrom<Record<string, unknown>>(
  { class_uid: 4001 },
  { class_uid: 6003, type_uid: 1 },
  { time: -1 },
  { time: '5' },
  { time: 2 ** 52 },
  { time: null },
  { metadata: {} },
  { actor: null, cloud: 5 },
  { actor: 'text' },
  { resources: [null] },
  { resources: [{ uid: 5 }] },
  { user: { uid: 5 } },
  { user: 'text' },
  { api: {} },
  { class_uid: 2004, finding_info: { title: 'something' } },
  { category: 'kube-audit', timestamp: 5 },
  { unmapped: 'text' },
  { status_id: '1' },
  { activity_name: 7 },
);
const odd = fc.tuple(event, spoiled).map(([one, other]) => ({ ...one, ...other }));

/** Each file counted by DuckDB and event by event; and how many events DuckDB did count. */
async function both(
  names: readonly string[],
): Promise<{ bulk: unknown[]; apart: unknown[]; counted: number }> {
  const request = { paths: names, cwd: folder, signal };
  let counted = 0;
  const told = async (how: object): Promise<unknown[]> => {
    const summaries: Summary[] = [];
    for await (const read of readLogs({ ...request, ...how })) {
      if (read.is === 'file') summaries.push(new Summary());
      if (read.is === 'counted' && read.of === 'one') counted += read.events;
      summaries.at(-1)?.add(read);
    }
    return summaries.map(plainly);
  };
  return { apart: await told({}), bulk: await told({ bulk: inSummary, bulkFromBytes: 0 }), counted };
}

function plainly(summary: Summary): unknown {
  const shown = summary.shown({ identities: 1000, names: 5000 });
  const inOrder = (of: Readonly<Record<string, number>>): unknown =>
    Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...shown,
    formats: inOrder(shown.formats),
    classes: inOrder(shown.classes),
    refused: shown.refused.toSorted((a, b) => (a.why < b.why ? -1 : 1)),
  };
}

let files = 0;
const writeLines = (events: readonly object[]): string => {
  const name = `lines-${files++}.ndjson`;
  writeFileSync(join(folder, name), events.map((each) => JSON.stringify(each)).join('\n'));
  return name;
};

const someFiles = fc.array(
  fc.array(fc.oneof({ weight: 60, arbitrary: event }, { weight: 1, arbitrary: odd }), {
    minLength: 2,
    maxLength: 60,
    size: 'max',
  }),
  { minLength: 4, maxLength: 4 },
);

describe('profiles counted by DuckDB', () => {
  it('are those of one event after the other, whatever lines and tables of OCSF say', async () => {
    await fc.assert(
      fc.asyncProperty(someFiles, async (list) => {
        const lines = list.map(writeLines);
        const tables = lines.map((name) => `${name}.parquet`);
        for (const name of lines)
          await writeParquet(
            join(folder, `${name}.parquet`),
            `SELECT * FROM read_json(${sqlText(join(folder, name))}, format = 'newline_delimited', sample_size = -1, map_inference_threshold = -1)`,
          );
        for (const names of [lines, tables]) {
          const { bulk, apart, counted } = await both(names);
          for (const [n, one] of bulk.entries()) expect([names[n], one]).toEqual([names[n], apart[n]]);
          expect(counted).toBeGreaterThan(10);
        }
      }),
      { numRuns: 1 },
    );
  });

  it('keep of many names those that one event after the other keeps', async () => {
    const events = Array.from({ length: 3000 }, (_, n) => ({
      class_uid: 6003,
      category_uid: 6,
      activity_id: 1,
      type_uid: 600301,
      severity_id: 1,
      status_id: (n % 3) + 1,
      time: Date.UTC(2026, 2, 1) + n * 47_000,
      metadata: { version: '1.8.0', product: { vendor_name: 'AWS' } },
      actor: { user: { uid: `u-${n % 3}` } },
      api: { operation: 'GetObject' },
      resources: [{ uid: `é/${(n * 7) % 2000}` }, { name: `"${n % 50}\\` }],
      src_endpoint: { ip: `10.${n % 90}.${n % 7}.1` },
    }));
    const { bulk, apart, counted } = await both([writeLines(events)]);
    expect(counted).toBe(3000);
    expect(bulk).toEqual(apart);
  });
});
