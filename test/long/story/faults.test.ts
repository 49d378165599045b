// Bad input and bad days, through the real CLI: each ends in a clear error with the next step, with nothing half-applied and
// nothing acknowledged lost.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  eventually,
  Installation,
  type DecisionSaid,
  type FiledSaid,
  type FindingSaid,
} from '../../support/installation.ts';

const hr = join(import.meta.dirname, '../../../fixtures/acme/hr');
const people = readFileSync(join(hr, 'people.csv'), 'utf8').trimEnd().split('\n');

/** An HR export with these rows, where the installation can read it. */
function exportOf(folder: string, rows: Iterable<string>): string {
  mkdirSync(folder, { recursive: true });
  cpSync(join(hr, 'mapping.yaml'), join(folder, 'mapping.yaml'));
  writeFileSync(join(folder, 'people.csv'), [people[0], ...rows, ''].join('\n'));
  return folder;
}
function* manyPeople(count: number): Iterable<string> {
  for (let n = 0; n < count; n++)
    yield `N${n},Person Number ${n},person.number.${n}@acme.example,Department ${n % 40},Clerk of the ${n}th desk,,Active,2020-01-01,`;
}
interface Counted {
  readonly estate: { readonly accounts: number; readonly people: number };
}
const estateOf = (installation: Installation) =>
  installation
    .rows<{ people: number; reads: number; entries: number }>(
      'postgres',
      `select (select count(*)::int from estate.persons where valid_to_read is null) as people,
         (select count(*)::int from sources.read) as reads,
         (select count(*)::int from ledger.entry where type = 'source.read') as entries`,
    )
    .then(([row]) => row);

describe('an export that is not what it should be', () => {
  const own = new Installation();
  const at = (name: string): string => join(own.folder, name);
  beforeAll(async () => {
    chmodSync(own.folder, 0o711);
    const started = await own.start<Counted>('--source', `hr:csv=${exportOf(at('hr'), people.slice(1))}`);
    expect(started).toMatchObject({ estate: { people: 60 } });
  });
  afterAll(async () => {
    await own.stop();
    rmSync(own.folder, { recursive: true, force: true });
  });

  const files: readonly (readonly [name: string, content: string, code: string, says: RegExp])[] = [
    ['cut-off', '{"UserDetailList":[{"Path":"/","UserName":"a"', 'input_invalid', /cut off at byte \d+/],
    ['picture', '\u0089PNG\r\n\u001a\n\0\0\0', 'input_wrong_kind', /expected JSON/],
    ['deep', `{"UserDetailList":${'['.repeat(100_000)}`, 'input_too_large', /deeper than \d+ levels/],
    ['empty', '', 'input_invalid', /empty: 0 bytes/],
  ];
  test.each(files)('is refused when it is %s, and says what to do', async (name, content, code, says) => {
    const before = await estateOf(own);
    const file = at(`${name}.json`);
    writeFileSync(file, content);
    await own.ask('source', 'add', `${name}:aws=${file}`);
    const refusal = await own.refused('source', 'read', name);
    expect(refusal).toMatchObject({
      code,
      message: expect.stringMatching(says),
      next: expect.stringMatching(/\w+/),
    });
    expect(await estateOf(own)).toEqual(before);
  });

  test('is refused whole when it says two things of one person', async () => {
    const before = await estateOf(own);
    const twice = [...people.slice(1), people[1]?.replace('Active', 'Terminated') ?? ''];
    await own.ask('source', 'add', `twice:csv=${exportOf(at('twice'), twice)}`);
    const refusal = await own.refused('source', 'read', 'twice');
    expect(refusal).toMatchObject({ code: 'source_untrusted', next: expect.stringMatching(/at the source/) });
    expect(await estateOf(own)).toEqual(before);
  });

  test('pauses its source when half is gone, asks, and is taken once a person said so', async () => {
    exportOf(at('hr'), people.slice(1, 21));
    const refusal = await own.refused('source', 'read', 'hr');
    expect(refusal).toMatchObject({
      code: 'source_paused',
      message: expect.stringContaining('60 → 20'),
      next: expect.stringContaining('countersign source resume hr'),
    });
    expect(await own.refused('source', 'read', 'hr')).toMatchObject({ code: 'source_paused' });
    expect(await estateOf(own)).toMatchObject({ people: 60 });
    await own.ask('source', 'resume', 'hr');
    await own.ask('source', 'read', 'hr');
    expect(await estateOf(own)).toMatchObject({ people: 20 });
  });

  test('is taken as it is when its clock is ahead, and nobody has left before their day', async () => {
    const future = 'F1,Far Ahead,far.ahead@acme.example,Sales,Clerk,,Active,2031-01-01,2032-01-01';
    exportOf(at('hr'), [...people.slice(1, 21), future]);
    await own.ask('source', 'read', 'hr');
    const rows = await own.rows<{ state: string }>(
      'postgres',
      `select state from estate.persons where key = 'F1' and valid_to_read is null`,
    );
    expect(rows).toEqual([{ state: 'active' }]);
  });

  test('leaves a record that holds', async () => {
    expect((await own.run('ledger', 'verify', '--json')).status).toBe(0);
  });
});

describe('a database that goes away and comes back', () => {
  const acme = new Installation();
  let items: readonly FindingSaid[];
  beforeAll(async () => {
    ({ items } = await acme.start());
  });
  afterAll(async () => {
    await acme.stop();
    rmSync(acme.folder, { recursive: true, force: true });
  });

  /** SIGKILL to one backend: PostgreSQL drops every connection, recovers from its log and comes back, as after a crash. */
  /** An idle backend still shows its last query, so `within` a transaction is what tells that the work is under way. */
  async function crash(
    backendOf: string,
    within: 'a transaction' | 'any state' = 'any state',
  ): Promise<void> {
    let pid: number | undefined;
    await eventually(`a backend for ${backendOf}`, async () => {
      [pid] = (
        await acme.rows<{ pid: number }>(
          'postgres',
          `select pid from pg_stat_activity where datname = 'countersign' and pid <> pg_backend_pid() and query ~* $1
             and ($2 = 'any state' or xact_start is not null)`,
          [backendOf, within],
        )
      ).map((row) => row.pid);
      return pid !== undefined;
    });
    process.kill(pid ?? 0, 'SIGKILL');
  }
  const isBack = (): Promise<boolean> =>
    acme.rows('postgres', 'select 1').then(
      () => true,
      () => false,
    );

  test('in the middle of a read leaves nothing of it, says so, and the same command then reads it whole', async () => {
    const before = await estateOf(acme);
    const folder = join(acme.folder, 'many');
    await acme.ask('source', 'add', `many:csv=${exportOf(folder, manyPeople(150_000))}`);
    const reading = acme.refused('source', 'read', 'many');
    await crash('^copy', 'a transaction');
    expect(await reading).toMatchObject({
      code: 'database_unreachable',
      next: expect.stringMatching(/again|repeated/),
    });
    await eventually('the database is back', isBack);
    expect(await estateOf(acme)).toEqual(before);
    await acme.ask('source', 'read', 'many');
    expect(await estateOf(acme)).toMatchObject({ people: (before?.people ?? 0) + 150_000 });
  });

  test('in the middle of an execution: it is finished or undone, and what the ledger says is what the target says', async () => {
    const finding = items.find(
      (item) => item.rule === 'orphan-account-of-leaver' && item.draft.title !== undefined,
    );
    const filed = await acme.ask<FiledSaid>('propose', finding?.id ?? '');
    const { plan = '' } = await acme.ask<DecisionSaid>('decide', filed.proposal, '--approve', '--as', 'dana');
    const executing = acme.run('execute', plan, '--json');
    await eventually('it begins', async () => {
      const rows = await acme.rows('postgres', `select 1 from enforcement.request where plan = $1`, [plan]);
      return rows.length > 0;
    });
    await crash('enforcement|ledger');
    await executing;
    await eventually('the database is back', isBack);
    await eventually('it has ended', async () => {
      const again = await acme.run('execute', plan, '--json');
      return again.status === 0;
    });
    const [row] = await acme.rows<{ outcome: string }>(
      'postgres',
      'select outcome from enforcement.execution where plan = $1',
      [plan],
    );
    expect(row).toEqual({ outcome: 'done' });
    const name = finding?.subject.key.replace('role/', '') ?? '';
    expect(
      await acme.rows('target', 'select rolcanlogin as login from pg_roles where rolname = $1', [name]),
    ).toEqual([{ login: false }]);
    expect((await acme.run('ledger', 'verify', '--json')).status).toBe(0);
  });
});

const disk = mkdtempSync(join(tmpdir(), 'countersign-disk-'));
const isMounted =
  process.getuid?.() === 0 &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=800m,mode=755', 'tmpfs', disk]).status === 0;
if (!isMounted)
  console.info('skipped: a full disk. No small file system can be mounted here (root is needed).');
afterAll(() => {
  if (isMounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

describe.skipIf(!isMounted)('a full disk', () => {
  let own: Installation;
  const filler = join(disk, 'filler');
  /** Leaves this much room. */
  function fillUp(leaveBytes: number): void {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)));
  }
  beforeAll(async () => {
    own = new Installation({ below: disk });
    chmodSync(own.folder, 0o711);
    await own.start('--source', `hr:csv=${exportOf(join(own.folder, 'hr'), people.slice(1))}`);
  });
  afterAll(async () => {
    await own.stop();
  });

  test('in the middle of a read, and while the ledger is written: refused with the next step, and all of it is there once there is room', async () => {
    const folder = join(own.folder, 'many');
    await own.ask('source', 'add', `many:csv=${exportOf(folder, manyPeople(80_000))}`);
    const before = await estateOf(own);
    fillUp(6 << 20);
    const reading = await own.refused('source', 'read', 'many');
    expect(reading).toMatchObject({
      code: expect.stringMatching(/^(disk_full|database_unreachable)$/),
      next: expect.stringMatching(/again|repeated/),
    });
    const acknowledged: string[] = [];
    for (let n = 0; n < 5; n++) {
      const said = await own.run('source', 'add', `more-${n}:csv=${hr}`, '--json');
      if (said.status === 0) acknowledged.push(`more-${n}`);
      expect(said.status === 0 || said.out.includes('"next":')).toBe(true);
    }
    rmSync(filler);
    await own.stop();
    await own.start();
    expect(await estateOf(own)).toEqual(before);
    const kept = await own.rows<{ id: string }>('postgres', 'select id from sources.source');
    expect(kept.map(({ id }) => id)).toEqual(expect.arrayContaining(['hr', 'many', ...acknowledged]));
    expect((await own.run('ledger', 'verify', '--json')).status).toBe(0);
    await own.ask('source', 'read', 'many');
    expect(await estateOf(own)).toMatchObject({ people: 60 + 80_000 });
  });
});
