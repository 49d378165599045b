import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createReader, liveBytes, verifyLedger } from '../../src/ledger/index.ts';
import { isEntryId, must } from '../../src/model/index.ts';
import { useDatabase } from '../support/database.ts';
import { liveLedger } from './ledger-fixture.ts';

const database = useDatabase();
const program = join(import.meta.dirname, 'ledger-writer-child.ts');
const each = 300;

/** Runs one writer; answers the ids it was told are durable. `killAfter`: ends it with SIGKILL once it said so many. */
async function writer(name: string, killAfter?: number): Promise<readonly string[]> {
  const told = JSON.stringify({ url: database.urlAs('server'), name, entries: each });
  const child = spawn(process.execPath, [program, told], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ids: string[] = [];
  for await (const id of createInterface({ input: child.stdout })) {
    ids.push(id);
    if (ids.length === killAfter) child.kill('SIGKILL');
  }
  return ids;
}

it('makes one consistent log of what three server processes write at once, one of them killed, and loses nothing acknowledged', async () => {
  const ledger = await liveLedger(database, 0);
  try {
    const [one, two, three] = await Promise.all([writer('one'), writer('two'), writer('three', 100)]);
    expect([one.length, two.length]).toEqual([each, each]);
    const acknowledged = [...one, ...two, ...three];
    const reader = createReader({
      database: ledger.server,
      origin: ledger.options.origin,
      checkpointKey: ledger.checkpointKey,
    });
    for (const ids of [one, two, three]) await reader.sequenced(must(isEntryId, ids.at(-1) ?? ''), 20);
    const rows = await ledger.server.query<{ seq: number }>(
      `select e.seq from unnest($1::text[]) with ordinality as told (id, n) join ledger.entry e using (id)
       order by n`,
      [acknowledged],
    );
    const seqs = rows.map((row) => row.seq);
    expect(new Set(seqs).size).toBe(acknowledged.length);
    // each process's own entries stand in the order in which it wrote them
    for (const ids of [one, two]) {
      const own = ids.map((id) => seqs[acknowledged.indexOf(id)] ?? -1);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
    const report = await ledger.server.transaction(
      (tx) => verifyLedger(liveBytes(tx, ledger.outside.all()), { checkpointKey: ledger.checkpointKey }),
      'repeatable read',
    );
    expect([report.integrity.holds, report.completeness.holds]).toEqual([true, true]);
    expect(report.size).toBeGreaterThanOrEqual(Math.max(...seqs) + 1);
  } finally {
    await ledger.stop();
  }
});
