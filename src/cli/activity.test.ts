import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../model/index.ts';
import { activityCommands } from './commands/activity.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-activity-'));
  // as CloudTrail lays it out in a bucket
  const day = join(folder, 'AWSLogs', '111122223333', 'CloudTrail', 'eu-central-1', '2026', '03', '01');
  mkdirSync(day, { recursive: true });
  for (const hour of [9, 10, 11])
    writeFileSync(
      join(day, `0${hour}.json.gz`),
      gzipSync(
        JSON.stringify({
          Records: [call('alice', hour), call('ci', hour), call('ci', hour, 'AccessDenied')],
        }),
      ),
    );
  writeFileSync(join(folder, 'README.md'), '# Not a log\n');
  writeFileSync(
    join(folder, 'vault.log'),
    `${JSON.stringify(vaultEntry)}\nnot json\n${JSON.stringify({ hello: 'world' })}\n`,
  );
  symlinkSync('/', join(folder, 'AWSLogs', 'out'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const call = (user: string, hour: number, errorCode?: string) => ({
  eventVersion: '1.11',
  eventTime: `2026-03-01T${String(hour).padStart(2, '0')}:15:00Z`,
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'eu-central-1',
  sourceIPAddress: '203.0.113.9',
  userAgent: 'aws-cli/2.15.1',
  userIdentity: {
    type: 'IAMUser',
    arn: `arn:aws:iam::111122223333:user/${user}`,
    userName: user,
    accountId: '111122223333',
  },
  requestParameters: { bucketName: 'invoices', key: `${hour}.pdf\u001b[31m` },
  errorCode,
});
const vaultEntry = {
  time: '2026-03-01T12:00:00Z',
  type: 'response',
  auth: { client_token: 'hvs.hunter2', display_name: 'oidc-alice', entity_id: 'e1' },
  request: { id: '1', operation: 'read', path: 'secret/data/db', client_token: 'hvs.hunter2' },
};

async function run(...argv: readonly string[]) {
  let [out, err] = ['', ''];
  const [show] = activityCommands;
  const json = argv.includes('--json');
  try {
    const exit = await show?.run(
      argv.filter((word) => word !== '--json'),
      {
        out: (text) => (out += text),
        err: (text) => (err += text),
        json,
        isTerminal: false,
        env: { KEY: '0123456789abcdef0123456789abcdef' },
        cwd: folder,
        signal: new AbortController().signal,
        data: undefined,
      },
    );
    return { exit, out, err };
  } catch (error) {
    if (error instanceof Fault) return { exit: error.code, out, err: error.message };
    throw error;
  }
}

describe('countersign activity show', () => {
  it('summarises a folder, with what was not read and why, and follows no link out of it', async () => {
    const { exit, out } = await run('.');
    expect(exit).toBe(0);
    expect(out).toContain('10 events in 5 files, 2026-03-01 09:15 to 2026-03-01 12:00 UTC');
    expect(out).toContain('logs      cloudtrail 9, vault 1');
    expect(out).toContain('outcomes  success 7, failure 3');
    expect(out).toContain('not read 1: A line that is no JSON.');
    expect(out).toContain('not read 1: It is of no log type that is read');
    expect(out).toMatch(/could not read 1 file: It looks like plain text/);
    expect(out).toMatch(/6 {2}ci +IAMUser of 111122223333 · 3 failed/);
    expect(out).toContain('s3.amazonaws.com GetObject 6');
  });

  it('shows what one identity did, by whichever name one knows; hostile text is made visible', async () => {
    const { exit, out } = await run('.', '--who', 'ALICE');
    expect(exit).toBe(0);
    expect(out).toContain('3 events in 5 files');
    expect(out).toContain('alice (IAMUser), AWS arn:aws:iam::111122223333:user/alice');
    expect(out).toContain('arn:aws:s3:::invoices/9.pdf\\u{1b}[31m');
    expect(out).not.toContain('\u001b');
    expect((await run('.', '--who', 'nobody')).out).toContain('Nobody in these logs goes by nobody.');
  });

  it('gives one document with --json, which says the same', async () => {
    const { out } = await run('.', '--json', '--limit', '1');
    expect(JSON.parse(out)).toMatchObject({
      files: 5,
      events: 10,
      formats: { cloudtrail: 9, vault: 1 },
      identities: {
        count: 3,
        shown: [{ name: 'ci', profile: { events: 6, outcomes: { success: 3, failure: 3 } } }],
      },
    });
  });

  it('prints OCSF one event a line, without secrets; fingerprints of one key are the same', async () => {
    const first = await run('.', '--ocsf', '--fingerprint-key', 'env:KEY');
    const events = first.out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(events).toHaveLength(10);
    expect(first.out).not.toContain('hunter2');
    expect(first.err).toContain('left out 1: A line that is no JSON.');
    expect((await run('.', '--ocsf', '--fingerprint-key', 'env:KEY')).out).toBe(first.out);
    expect((await run('.', '--ocsf')).out).not.toBe(first.out);
  });

  it('says what is wrong with what it was given', async () => {
    expect(await run('missing')).toMatchObject({ exit: 'not_found' });
    expect(await run()).toMatchObject({ exit: 'usage' });
    expect(await run('.', '--limit', '0')).toMatchObject({ exit: 'usage' });
    expect(await run('.', '--ocsf', '--json')).toMatchObject({ exit: 'usage' });
    expect(await run('README.md')).toMatchObject({ exit: 1 });
    expect(await run('.', '--fingerprint-key', 'env:NONE')).toMatchObject({ exit: 'usage' });
  });

  it('ends with 1 when a log breaks off, after telling what came before', async () => {
    writeFileSync(join(folder, 'cut.json'), JSON.stringify([call('eve', 9), call('eve', 10)]).slice(0, -30));
    const { exit, out } = await run('cut.json');
    rmSync(join(folder, 'cut.json'));
    expect(exit).toBe(1);
    expect(out).toContain('could not read 1 file: The JSON is cut off');
  });
});
