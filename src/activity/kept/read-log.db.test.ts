import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createReadStream } from 'node:fs';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { writeParquet } from '../../../test/support/parquet.ts';
import { instantOf, type ProfileShown } from '../../model/index.ts';
import { openDuckdb, sqlText, type Duckdb } from '../../platform/duckdb/index.ts';
import { openDatabase, type Database } from '../../platform/store/index.ts';
import { mapped } from '../read-activity.ts';
import { Profile } from '../profile/profile.ts';
import { addLog, filesOf, listLogs, logNamed, removeLog } from './logs.ts';
import { actorsIn, profilesOf } from './profiles.ts';
import { readLog, type LogReading } from './read-log.ts';

const test = useDatabase();
const now = instantOf(Date.UTC(2026, 2, 1, 12));
let server: Database;
let root: string;
beforeAll(() => {
  server = openDatabase({ url: test.urlAs('server'), applicationName: 'test' });
  root = mkdtempSync(join(tmpdir(), 'activity-'));
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

interface Raw {
  readonly who: string;
  readonly action: string;
  readonly minute?: number | undefined;
}
const event = ({ who, action, minute }: Raw) => ({
  eventName: action,
  eventSource: 's3.amazonaws.com',
  userIdentity: {
    type: 'IAMUser',
    arn: `arn:aws:iam::111122223333:user/${who}`,
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  },
  sourceIPAddress: '198.51.100.7',
  requestParameters: { bucketName: 'reports' },
  ...(minute === undefined ? {} : { eventTime: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString() }),
});
const line = (raw: Raw): string => `${JSON.stringify(event(raw))}\n`;
const raws = fc.array(
  fc.record({
    who: fc.constantFrom('ci', 'ana', '__proto__'),
    action: fc.constantFrom('GetObject', 'PutObject', 'ListBuckets'),
    minute: fc.option(fc.nat(60 * 24 * 40), { nil: undefined }),
  }),
  { maxLength: 20 },
);

const reading = (folder: string, more: Partial<LogReading> = {}): LogReading => ({
  fingerprint: (secret) => `fp:${secret.length}`,
  files: () =>
    Promise.resolve(
      readdirSync(folder)
        .toSorted()
        .map((name) => {
          const { size, mtimeMs } = statSync(join(folder, name));
          return { path: join(folder, name), size, modifiedMs: mtimeMs };
        }),
    ),
  bytes: (path, start) => createReadStream(path, { start }),
  now: () => now,
  isAsked: false,
  report: () => undefined,
  ...more,
});

let logs = 0;
async function fresh(): Promise<{ readonly name: string; readonly folder: string }> {
  const name = `log-${++logs}`;
  const folder = mkdtempSync(join(root, `${name}-`));
  const added = await addLog(server, { name, path: folder, sources: ['aws'], at: now });
  expect(added.ok).toBe(true);
  return { name, folder };
}

async function kept(name: string): Promise<Readonly<Record<string, ProfileShown>>> {
  const log = await logNamed(server, name);
  if (!log.ok) throw new Error(log.message);
  const actors = await actorsIn(server, [log.value.no]);
  const profiles = await profilesOf(
    server,
    actors.map(({ no }) => ({ actors: [no], recentFrom: instantOf(Date.UTC(2026, 0, 26)) })),
  );
  return Object.fromEntries(actors.map((actor, at) => [actor.name, profiles[at]?.whole ?? never()]));
}
const never = (): never => {
  throw new Error('there is a profile for each actor');
};

/** What one reading of all these events gives. */
function expected(list: readonly Raw[]): Readonly<Record<string, ProfileShown>> {
  const profiles = new Map<string, Profile>();
  for (const raw of list) {
    const result = mapped(event(raw), { fingerprint: () => '' });
    if (result.is !== 'event') throw new Error(result.is === 'refused' ? result.why : 'a signal');
    const profile = profiles.get(raw.who) ?? new Profile(256);
    profile.add(result.event);
    profiles.set(raw.who, profile);
  }
  return Object.fromEntries([...profiles].map(([who, profile]) => [who, profile.shown(1024)]));
}

describe('what is kept of a log', () => {
  it('is the profile of all its events, however the file grew, was cut, renamed or packed, and whenever reading was stopped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(raws, fc.nat(400), fc.constantFrom('append', 'rotate', 'pack', 'stop', 'half')), {
          maxLength: 6,
        }),
        async (steps) => {
          const { name, folder } = await fresh();
          const all: Raw[] = [];
          let rotated = 0;
          writeFileSync(join(folder, 'audit.log'), '');
          for (const [list, at, how] of steps) {
            const current = join(folder, 'audit.log');
            const text = list.map(line).join('');
            all.push(...list);
            if (how === 'half') {
              // the writer is in the middle of a line when the log is read
              appendFileSync(current, text.slice(0, at));
              await readLog(server, name, reading(folder));
              appendFileSync(current, text.slice(at));
            } else appendFileSync(current, text);
            if (how === 'stop') {
              const stopped = readLog(
                server,
                name,
                reading(folder, {
                  bytes: async function* (path, start) {
                    for await (const chunk of createReadStream(path, { start, highWaterMark: 64 })) {
                      yield chunk;
                      if (start > 0 || at % 2 === 0) throw new TypeError('stopped');
                    }
                  },
                }),
              );
              await stopped.catch(() => undefined);
            }
            const read = await readLog(server, name, reading(folder));
            expect(read.ok).toBe(true);
            if (how === 'rotate' && statSync(current).size > 0) {
              renameSync(current, `${current}.${++rotated}`);
              writeFileSync(current, '');
            }
            if (how === 'pack' && statSync(current).size > 0) {
              writeFileSync(`${current}.${++rotated}.gz`, gzipSync(readFileSync(current)));
              writeFileSync(current, '');
            }
          }
          await readLog(server, name, reading(folder));
          expect(await kept(name)).toEqual(expected(all));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is there whole or not at all, batch by batch, when the process ends between two', async () => {
    const { name, folder } = await fresh();
    const list = Array.from({ length: 1200 }, (_, n) => ({
      who: `u${n % 7}`,
      action: 'GetObject',
      minute: n,
    }));
    for (const [n, raw] of list.entries())
      writeFileSync(
        join(folder, `${String(n).padStart(5, '0')}.json`),
        JSON.stringify({ Records: [event(raw)] }),
      );
    let commits = 0;
    await expect(
      readLog(
        server,
        name,
        reading(folder, {
          onCommit: () => {
            if (++commits === 2) throw new TypeError('the end');
          },
        }),
      ),
    ).rejects.toThrow('the end');
    expect((await listLogs(server)).find((log) => log.name === name)?.told.events).toBe(1000);
    expect(await readLog(server, name, reading(folder))).toMatchObject({
      value: { files: 200, events: 200 },
    });
    expect(await kept(name)).toEqual(expected(list));
    expect(await readLog(server, name, reading(folder))).toMatchObject({ value: { files: 0, events: 0 } });
  });

  it('does not count twice what is a copy, or a document that was written anew; it says so', async () => {
    const { name, folder } = await fresh();
    const list = Array.from({ length: 40 }, (_, n) => ({ who: 'ci', action: 'GetObject', minute: n }));
    const document = (of: readonly Raw[]) => JSON.stringify({ Records: of.map(event) });
    writeFileSync(join(folder, 'a.json'), document(list));
    writeFileSync(join(folder, 'b.json'), document(list));
    await readLog(server, name, reading(folder));
    expect(await kept(name)).toEqual(expected(list));
    writeFileSync(join(folder, 'a.json'), document([...list, ...list]));
    expect(await readLog(server, name, reading(folder))).toMatchObject({
      value: { rewritten: 1, events: 0 },
    });
    expect(await kept(name)).toEqual(expected(list));
    const log = await logNamed(server, name);
    expect(log.ok && (await filesOf(server, log.value.no, 5)).noted).toMatchObject([
      { note: expect.stringContaining('written anew') },
    ]);
  });

  it('keeps a broken file out wholly, with the reason, and takes it once it is mended', async () => {
    const { name, folder } = await fresh();
    const list = Array.from({ length: 30 }, (_, n) => ({ who: 'ci', action: 'GetObject', minute: n }));
    const packed = gzipSync(list.map(line).join(''));
    writeFileSync(join(folder, 'cut.gz'), packed.subarray(0, packed.length - 20));
    writeFileSync(join(folder, 'note.txt'), 'nothing');
    expect(await readLog(server, name, reading(folder))).toMatchObject({ value: { events: 0, unread: 2 } });
    expect(await kept(name)).toEqual({});
    const log = await logNamed(server, name);
    expect(log.ok && (await filesOf(server, log.value.no, 5)).unread).toMatchObject([
      { code: 'input_invalid', why: expect.stringContaining('damaged') },
      { code: 'input_wrong_kind' },
    ]);
    writeFileSync(join(folder, 'cut.gz'), packed);
    expect(await readLog(server, name, reading(folder))).toMatchObject({ value: { events: 30, unread: 0 } });
    expect(await kept(name)).toEqual(expected(list));
  });

  it('refuses times that have not come, names of any length are bounded, and secrets are not in it', async () => {
    const { name, folder } = await fresh();
    const far = { ...event({ who: 'ci', action: 'GetObject' }), eventTime: '9999-12-31T00:00:00Z' };
    const long = {
      ...event({ who: 'x'.repeat(4000), action: 'y'.repeat(3000), minute: 1 }),
      requestParameters: { bucketName: 'z'.repeat(4000) },
    };
    const vault = {
      type: 'request',
      auth: { client_token: 'hvs.the-secret', display_name: 'a\0b', entity_id: 'e1' },
      request: { id: '1', operation: 'read', path: 'secret/x', client_token: 'hvs.the-secret' },
      time: '2026-02-01T00:00:00Z',
    };
    writeFileSync(join(folder, 'x.json'), [far, long, vault].map((each) => JSON.stringify(each)).join('\n'));
    await readLog(server, name, reading(folder));
    const log = await logNamed(server, name);
    if (!log.ok) throw new Error(log.message);
    expect(log.value.told.refused).toEqual([
      { format: 'cloudtrail', why: 'An event of a time that has not come yet.', count: 1 },
    ]);
    const rows = await test.db.query<{ text: string }>(
      `select row_to_json(a)::text || convert_from(p.state, 'UTF8') as text
         from activity.actor a join activity.profile p on p.actor_no = a.no where a.log_no = $1`,
      [log.value.no],
    );
    expect(rows.map(({ text }) => text.length < 12_000)).not.toContain(false);
    expect(rows.map(({ text }) => text).join()).not.toContain('hvs.the-secret');
  });

  it('tells files apart that begin alike for longer than a beginning is, and knows one again that moved', async () => {
    const { name, folder } = await fresh();
    const padded = (who: string): string =>
      Array.from({ length: 20 }, (_, n) => line({ who: 'ci', action: 'GetObject', minute: n })).join('') +
      line({ who, action: 'PutObject', minute: 40 });
    const document = (who: string): string =>
      JSON.stringify({
        Records: padded(who)
          .trim()
          .split('\n')
          .map((each) => JSON.parse(each)),
      });
    for (const who of ['ana', 'eva']) {
      writeFileSync(join(folder, `${who}.log`), padded(who));
      writeFileSync(join(folder, `${who}.json`), document(who));
    }
    expect(await readLog(server, name, reading(folder))).toMatchObject({ value: { files: 4, events: 84 } });
    renameSync(join(folder, 'eva.log'), join(folder, 'eva.log.1'));
    renameSync(join(folder, 'eva.json'), join(folder, 'moved.json'));
    appendFileSync(join(folder, 'eva.log.1'), line({ who: 'eva', action: 'ListBuckets', minute: 50 }));
    expect(await readLog(server, name, reading(folder))).toMatchObject({ value: { events: 1 } });
    expect((await kept(name))['eva']).toMatchObject({ events: 3 });
  });

  it('may be a table, and lines that DuckDB counts: once, and as they are read one by one', async () => {
    const { name: apart, folder } = await fresh();
    const ocsf = Array.from({ length: 400 }, (_, n) => {
      const read = mapped(event({ who: n % 3 === 0 ? 'ana' : 'ci', action: 'GetObject', minute: n * 61 }), {
        fingerprint: () => '',
      });
      if (read.is !== 'event') throw new Error('no event');
      return JSON.stringify(n === 7 ? { ...read.event, time: 32_503_680_000_000 } : read.event);
    });
    writeFileSync(join(folder, 'lake.ndjson'), ocsf.join('\n'));
    await readLog(server, apart, reading(folder));
    const duckdb = async (list: string): Promise<Partial<LogReading>> => {
      const files = readdirSync(list).map((file) => join(list, file));
      const opened = await openDuckdb({ files, signal: new AbortController().signal });
      opens.push(opened);
      return {
        duckdb: () => Promise.resolve(opened),
        sizeOf: (path) => Promise.resolve(statSync(path).size),
        bulkFromBytes: 0,
      };
    };
    const opens: Duckdb[] = [];
    for (const kind of ['lines', 'table']) {
      const { name, folder: other } = await fresh();
      if (kind === 'lines') writeFileSync(join(other, 'lake.ndjson'), ocsf.join('\n'));
      else
        for (const file of ['lake.parquet', 'copy.parquet'])
          await writeParquet(
            join(other, file),
            `SELECT * FROM read_json(${sqlText(join(folder, 'lake.ndjson'))}, format = 'newline_delimited', sample_size = -1)`,
          );
      const more = await duckdb(other);
      let counted = 0;
      const report = (events: number): void => void (counted += events > 1 ? 1 : 0);
      const read = await readLog(server, name, reading(other, { ...more, report }));
      expect([kind, read]).toMatchObject([kind, { value: { events: 399, unread: 0 } }]);
      expect([kind, counted > 0]).toEqual([kind, true]);
      expect(await kept(name)).toEqual(await kept(apart));
      const [log, one] = [await logNamed(server, name), await logNamed(server, apart)];
      expect(log.ok && one.ok && log.value.told.refused).toEqual(one.ok && one.value.told.refused);
      if (kind === 'lines') appendFileSync(join(other, 'lake.ndjson'), `\n${ocsf[0]}\n`);
      expect(await readLog(server, name, reading(other, more))).toMatchObject({
        value: { events: kind === 'lines' ? 1 : 0 },
      });
    }
    for (const opened of opens) await opened.close();
  });

  it('goes with its log', async () => {
    const { name, folder } = await fresh();
    writeFileSync(join(folder, 'a.log'), line({ who: 'ci', action: 'GetObject', minute: 1 }));
    await readLog(server, name, reading(folder));
    const log = await removeLog(server, name);
    if (!log.ok) throw new Error(log.message);
    expect(await actorsIn(server, [log.value.no])).toEqual([]);
    expect(await readLog(server, name, reading(folder))).toMatchObject({ ok: false, code: 'not_found' });
  });
});
