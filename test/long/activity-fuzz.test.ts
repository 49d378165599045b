import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { ActivitySummary } from '../../src/activity/index.ts';
import { formatOf } from '../../src/activity/formats.ts';
import { isRecord } from '../../src/activity/fields.ts';
import { opened } from '../../src/activity/read/envelope.ts';
import { summariseActivity } from '../../src/commands/activity.ts';
import { bent } from '../support/hostile-json.ts';
import { writeParquet } from '../support/parquet.ts';
import { peakMegabytes } from '../support/peak-memory.ts';
import { sampleEvents } from '../support/sample-events.ts';

/** Whatever a log holds, and whatever holds it: each value is an event, a signal or counted with a reason, in bounded time and memory. */
const folder = mkdtempSync(join(tmpdir(), 'activity-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));
const milliseconds = 120_000;
const timed = (share: number): fc.Parameters<unknown> => ({
  numRuns: 10_000_000,
  interruptAfterTimeLimit: milliseconds * share,
  markInterruptAsFailure: false,
});
const mostMegabytes = 2500;
const mostSeconds = 30;

const read = async (...names: readonly string[]): Promise<ActivitySummary> => {
  const started = performance.now();
  const summary = await summariseActivity({
    paths: names.map((name) => join(folder, name)),
    cwd: folder,
    signal: AbortSignal.timeout(mostSeconds * 1000),
    identities: 10,
    names: 10,
  });
  expect((performance.now() - started) / 1000).toBeLessThan(mostSeconds);
  return summary;
};
const counted = ({ events, begun, signals, refused }: ActivitySummary): number =>
  events + begun + signals.count + refused.reduce((sum, { count }) => sum + count, 0);

const samples = Object.values(sampleEvents).flat();
const sample = fc.constantFrom<unknown>(...samples);
const twice = bent(bent(sample));
const events = fc.array(fc.oneof(sample, bent(sample), twice), { minLength: 1, maxLength: 30 });

/** What services put around events. */
const holders: readonly ((list: readonly unknown[]) => string)[] = [
  (list) => list.map((each) => JSON.stringify(each)).join('\n'),
  (list) => list.map((each) => JSON.stringify(each)).join('\r\n'),
  (list) => JSON.stringify(list),
  (list) => JSON.stringify({ Records: list }),
  (list) => JSON.stringify({ kind: 'EventList', items: list }, null, 1),
  (list) => list.map((each) => JSON.stringify({ Records: [each] })).join(''),
  (list) =>
    JSON.stringify({ logEvents: list.map((each) => ({ timestamp: 1, message: JSON.stringify(each) })) }),
  (list) => JSON.stringify({ Events: list.map((each) => ({ CloudTrailEvent: JSON.stringify(each) })) }),
  (list) => list.map((each) => `2026-03-01T10:00:00.000Z ${JSON.stringify(each)}`).join('\n'),
  (list) => `﻿${list.map((each) => JSON.stringify(each)).join('\n')}`,
];

/** A file with some of its bytes turned over, cut off, said twice or put before. */
const damaged = fc.array(
  fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('flip', 'cut', 'double', 'insert')),
  { maxLength: 4 },
);
function damage(bytes: Buffer, how: readonly (readonly [number, number, string])[]): Buffer {
  let now = Buffer.from(bytes);
  for (const [place, byte, what] of how) {
    const at = place % Math.max(1, now.length);
    if (what === 'flip' && now.length > 0) now[at] = byte;
    else if (what === 'cut') now = now.subarray(0, at);
    else if (what === 'double') now = Buffer.concat([now, now.subarray(at)]);
    else now = Buffer.concat([now.subarray(0, at), Buffer.from([byte]), now.subarray(at)]);
  }
  return now;
}

describe('logs', () => {
  it('are each of the type they are a sample of', () => {
    const told = Object.entries(sampleEvents).flatMap(([format, list]) =>
      list.flatMap((event) =>
        [...opened(event)].map((value) => [format, isRecord(value) ? formatOf(value)?.id : undefined]),
      ),
    );
    expect(told.filter(([format, is]) => format !== is)).toEqual([]);
  });

  it('line by line: every value is told or counted, none is lost', { timeout: 400_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(events, async (list) => {
        // what is opened may hold several
        const values = list.flatMap((each) => [...opened(JSON.parse(JSON.stringify(each) ?? 'null'))]);
        // by the first line it is told that these are lines
        const lines = ['{}', ...list.map((each) => JSON.stringify(each))];
        writeFileSync(join(folder, 'lines'), `${lines.join('\n')}\n`);
        const summary = await read('lines');
        expect(summary.unread).toEqual([]);
        expect(counted(summary)).toBe(values.length + 1);
      }),
      timed(0.3),
    );
  });

  it('in whatever holds them, damaged: read as far as they go', { timeout: 400_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.constantFrom(...holders),
        damaged,
        damaged,
        fc.boolean(),
        async (list, holder, inside, outside, isPacked) => {
          const text = damage(Buffer.from(holder(list)), inside);
          writeFileSync(join(folder, 'held'), damage(isPacked ? gzipSync(text) : text, outside));
          const summary = await read('held');
          expect(summary.unread.every(({ code }) => code.startsWith('input_'))).toBe(true);
          expect('polluted' in {}).toBe(false);
        },
      ),
      timed(0.35),
    );
  });

  it(
    'as Parquet, damaged: the file is read, or refused, and what lies beside it is read',
    { timeout: 400_000 },
    async () => {
      writeFileSync(join(folder, 'good.json'), JSON.stringify(samples[0]));
      for (const [format, list] of Object.entries(sampleEvents))
        for (const [n, event] of list.entries()) {
          writeFileSync(join(folder, `${format}-${n}.json`), JSON.stringify(event));
          await writeParquet(
            join(folder, `${format}-${n}.parquet`),
            `SELECT * FROM read_json_auto('${join(folder, `${format}-${n}.json`)}'), range(40)`,
          );
        }
      const names = Object.entries(sampleEvents).flatMap(([format, list]) =>
        list.map((_, n) => `${format}-${n}.parquet`),
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...names), damaged, async (name, how) => {
          writeFileSync(join(folder, 'damaged'), damage(readFileSync(join(folder, name)), how));
          const summary = await read('damaged', 'good.json');
          expect(summary.formats['cloudtrail']).toBeGreaterThanOrEqual(1);
          expect(summary.unread.every(({ code }) => code.startsWith('input_'))).toBe(true);
          expect(how.length > 0 || counted(summary) === 41).toBe(true);
        }),
        timed(0.35),
      );
    },
  );

  it('took no more memory than is bounded', () => {
    expect(peakMegabytes()).toBeLessThan(mostMegabytes);
  });
});
