// The appender's promise: what it has acknowledged is there, whatever is killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { createAppender } from '../../src/ledger/index.ts';
import { behindLock } from '../../src/ledger/schema.ts';
import { draftOf } from '../../src/ledger/testing.ts';
import { migrations } from '../../src/migrations.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { newPassword, setRolePassword, startCluster } from '../../src/platform/postgres-server/index.ts';
import { migrate, openDatabase, type Database, type Queryable } from '../../src/platform/store/index.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const program = join(import.meta.dirname, 'ledger-appender-child.ts');

/** Runs the writers until `ended` has made an end of them; answers the ids that they said were durable. */
async function acknowledged(
  told: { readonly url: string; readonly password?: string },
  count: number,
  end: (child: ReturnType<typeof spawn>) => void,
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program, JSON.stringify(told)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const ids: string[] = [];
  for await (const id of createInterface({ input: child.stdout })) {
    ids.push(id);
    if (ids.length === count) end(child);
  }
  await exited;
  return ids;
}

async function missing(from: Queryable, ids: readonly string[]): Promise<number> {
  const [row] = await from.query<{ missing: number }>(
    `select count(*) as missing from unnest($1::text[]) as told (id)
     where not exists (select from ledger.inbox_server where entry_id = told.id)`,
    [ids],
  );
  return row?.missing ?? Number.NaN;
}

it.each([1, 63, 64, 65, 500, 1201])(
  'loses nothing it acknowledged to 64 writers when its process is killed after %i',
  async (count) => {
    const ids = await acknowledged({ url: database.urlAs('server') }, count, (child) =>
      child.kill('SIGKILL'),
    );
    expect(ids.length).toBeGreaterThanOrEqual(count);
    expect(await missing(database.db, ids)).toBe(0);
  },
);

it('loses nothing it acknowledged when the database crashes under it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cs-append-'));
  const options = { folder: join(folder, 'pg'), socketFolder: join(folder, 'run') };
  const openAdmin = (url: { url: string; password: string }): Database =>
    openDatabase({ ...url, applicationName: 'test' });
  let cluster = await startCluster(options);
  try {
    const password = newPassword();
    const admin = openAdmin(cluster.superuser('postgres'));
    await migrate(admin, migrations);
    await setRolePassword(admin, 'countersign_server', password);
    await admin.close();
    for (const count of [700, 1500]) {
      const told = { url: cluster.url('postgres', 'countersign_server'), password };
      // SIGQUIT: every server process drops what it is doing and flushes nothing
      const ids = await acknowledged(told, count, () => process.kill(cluster.pid, 'SIGQUIT'));
      cluster = await startCluster(options);
      const again = openAdmin(cluster.superuser('postgres'));
      expect(await missing(again, ids)).toBe(0);
      await again.close();
    }
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true });
  }
});

it('refuses one entry of a group without losing or refusing the others', async () => {
  const server = openDatabase({ url: database.urlAs('server'), applicationName: 'test-server' });
  try {
    const appender = createAppender({ database: server, writer: 'server', clock: systemClock });
    const drafts = Array.from({ length: 20 }, () => draftOf('source.read', systemClock.now()));
    const [first] = drafts;
    if (first === undefined) throw new Error('no draft');
    const lineBreak = { ...first, id: `${first.id}\n${first.id}` as typeof first.id };
    const outcomes = await Promise.allSettled(
      [...drafts, first, lineBreak].map((draft) => appender.append(draft)),
    );
    expect(outcomes.map((each) => each.status)).toEqual([
      ...drafts.map(() => 'fulfilled'),
      'rejected',
      'rejected',
    ]);
    expect(
      await missing(
        database.db,
        drafts.map((draft) => draft.id),
      ),
    ).toBe(0);
  } finally {
    await server.close();
  }
});

it('lets a sequencer that is behind catch up, and goes on by itself when that takes too long', async () => {
  const server = openDatabase({ url: database.urlAs('server'), applicationName: 'test-server' });
  const sequencer = openDatabase({ url: database.urlAs('sequencer'), applicationName: 'test-sequencer' });
  const held = await sequencer.connect();
  try {
    const appender = createAppender({ database: server, writer: 'server', clock: systemClock });
    const append = () => appender.append(draftOf('source.read', systemClock.now()));
    await held.query('select pg_advisory_lock($1)', [behindLock]);
    await append(); // durable at once: it learns afterwards
    let isBehind = true;
    const second = append().then(() => isBehind);
    await database.db.query('select 1');
    isBehind = false;
    await held.query('select pg_advisory_unlock($1)', [behindLock]);
    expect(await second).toBe(false);

    await held.query('select pg_advisory_lock($1)', [behindLock]);
    await append();
    await append(); // a second later, though nobody has caught up
  } finally {
    held.release(true);
    await Promise.all([server.close(), sequencer.close()]);
  }
});
