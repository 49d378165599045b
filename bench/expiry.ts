// What ended: of a million things that were given until a date, those whose end has come, as the sweep asks for them.
import { dueEndings, reopenEndings } from '../src/commands/endings/ending-row.ts';
import { addSeconds, instantOf } from '../src/model/index.ts';
import type { Database } from '../src/platform/store/index.ts';
import { nextEnding } from '../src/review/index.ts';
import { startBenchServer } from './estate-database.ts';
import { ratio, sampleOf, seconds, type Report } from './report.ts';

export const name = 'expiry';

const now = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const grants = 1_000_000;
const due = 500;
/** As many as one round of the sweep looks at. */
const aRound = 200;
const rounds = 9;

/**
 * Each with its plan, execution and step: most end in the time to come, some have ended now, every tenth was taken back
 * long ago. Which ones have ended is spread over all of them.
 */
async function fill(admin: Database): Promise<void> {
  const id = `'ent_bench' || lpad(n::text, 12, '0')`;
  await admin.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    const all = `from generate_series(1, ${grants}) as each (n)`;
    await tx.query(
      `insert into review.plan (entry, proposal, kind, created_at) select ${id}, 'prp_' || n, 'decision', $1 ${all}`,
      [now],
    );
    await tx.query(
      `insert into enforcement.execution (plan, entry, kind, once, started_at, outcome, finished_entry, finished_at)
       select ${id}, ${id} || 'e', 'decision', 'prp_' || n, $1, 'done', ${id} || 'f', $1 ${all}`,
      [now],
    );
    await tx.query(
      `insert into enforcement.step (execution, step, intended_entry, resolution, resolution_entry)
       select ${id} || 'e', 0, ${id} || 'i', 'applied', ${id} || 'r' ${all}`,
    );
    const ends = `case when n % ${grants / due} = 1 then $1::timestamptz - (n % 86400) * interval '1 second'
      else $1::timestamptz + (1 + n % 15000000) * interval '1 second' end`;
    await tx.query(
      `insert into review.ending (plan, step, source, ends_at, look_at, settled, settled_at)
       select ${id}, 0, 'target', ${ends}, ${ends}, case when n % 10 = 0 then 'taken back' end, case when n % 10 = 0 then $1::timestamptz end ${all}`,
      [now],
    );
  });
  for (const table of ['review.ending', 'review.plan', 'enforcement.execution', 'enforcement.step'])
    await admin.query(`analyze ${table}`);
}

export async function run(): Promise<Report> {
  const server = await startBenchServer();
  try {
    const { db, admin, drop } = await server.fresh();
    await fill(admin);
    const [found, ours, baseline]: [number[], number[], number[]] = [[], [], []];
    let told = 0;
    const look = async (): Promise<void> => {
      await reopenEndings(db, now);
      told = (await dueEndings(db, now, aRound)).length;
      await nextEnding(db);
    };
    await look(); // the first reads what the server has not in memory yet
    for (let round = 0; round < rounds; round++) {
      const took = await seconds(look);
      found.push(took * 1000);
      ours.push(took);
      baseline.push(
        await seconds(() =>
          admin.transaction(async (tx) => {
            await tx.query('set local enable_indexscan = off');
            await tx.query('set local enable_bitmapscan = off');
            await tx.query(
              'select plan, step from review.ending where settled is null and look_at <= $1 order by look_at limit $2',
              [addSeconds(now, round), aRound],
            );
          }),
        ),
      );
    }
    await drop();
    return {
      what: `${grants.toLocaleString('en')} things given until a date, ${due} of which have ended; a round tells ${told} of them with what was done to each`,
      figures: [
        {
          what: 'a round of the sweep finds what has ended',
          unit: 'ms',
          sample: sampleOf(found),
          target: { atMost: 100 },
        },
      ],
      ratios: [ratio('ours ÷ looking through all of them', ours, baseline, { atMost: 0.5 })],
      notMeasured: ['taking them back: that is the enforcer’s, target by target'],
    };
  } finally {
    await server.stop();
  }
}
