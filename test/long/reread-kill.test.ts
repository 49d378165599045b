import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { addSource } from '../../src/estate/index.ts';
import { instantOf, isSourceId, must } from '../../src/model/index.ts';
import type { Database } from '../../src/platform/store/index.ts';
import { startBenchServer, type BenchServer } from '../../bench/estate-database.ts';
import { heldRows } from '../support/held-rows.ts';
import { readFolder } from '../support/read-csv-folder.ts';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const kills = 18;
const accounts = 3000;
const root = mkdtempSync(join(tmpdir(), 'countersign-reread-kill-'));
let server: BenchServer;
let db: Database;
let url: string;

beforeAll(async () => {
  server = await startBenchServer();
  ({ db, url } = await server.fresh());
  return async () => {
    await db.close();
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  };
});

/** Folder `n` differs from the others in a hundredth of its lines, and lacks some and has others. */
function folder(n: number): string {
  const path = join(root, String(n));
  mkdirSync(path);
  writeFileSync(
    join(path, 'mapping.yaml'),
    '{ version: 1, files: [{ file: a.csv, record: account, columns: { key: login, attributes.team: team } }, ' +
      '{ file: m.csv, record: membership, columns: { memberKey: login, groupKey: group } }] }',
  );
  const lines = Array.from({ length: accounts }, (_, a) => a + n * 20);
  const team = (a: number): string => (a % 100 === n ? `team-${n}` : 'team');
  writeFileSync(join(path, 'a.csv'), `login,team\n${lines.map((a) => `u${a},${team(a)}`).join('\n')}\n`);
  writeFileSync(join(path, 'm.csv'), `login,group\n${lines.map((a) => `u${a},g${a % 7}`).join('\n')}\n`);
  return path;
}

it('leaves what the last finished read said, and skips on from there, when reads are killed at any moment', async () => {
  const folders = [folder(0), folder(1), folder(2)];
  const [killed, whole] = [must(isSourceId, 'killed'), must(isSourceId, 'whole')];
  for (const id of [killed, whole]) await addSource(db, { id, connector: 'csv', config: {}, at });
  let survived = 0;
  for (let round = 0; round < kills; round++) {
    const child = spawn(process.execPath, ['test/support/reread-child.ts', url, killed, ...folders], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    const begun = new Promise((resolve) => {
      child.stdout.once('data', resolve);
    });
    await begun;
    await sleep((round * 37) % 700);
    child.kill('SIGKILL');
    await gone;
    survived += await readFolder(db, killed, folders[round % 3] ?? '', { skips: true });
    await readFolder(db, whole, folders[round % 3] ?? '', { skips: false });
    const live = async (id: typeof killed): Promise<string> =>
      (await heldRows(db, id))
        .map((row) => JSON.stringify(row).replace(/"valid_from_read":\d+/, ''))
        .filter((row) => row.includes('"valid_to_read":null'))
        .join('\n');
    expect((await live(killed)) === (await live(whole))).toBe(true);
  }
  expect(survived).toBeGreaterThan(kills * accounts);
}, 600_000);
