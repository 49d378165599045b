import { done, Fault, millisecondsOf, type Instant, type Result } from '../../model/index.ts';
import type { Duckdb } from '../../platform/duckdb/index.ts';
import type { Database, Transaction } from '../../platform/store/index.ts';
import type { Reading } from '../format.ts';
import { Batch, mostActors } from './batch.ts';
import { logNamed, type Log } from './logs.ts';
import { loadMarks } from './mark-rows.ts';
import { Marks, type FileFound } from './marks.ts';
import { takeFile } from './take-file.ts';
import { toldTogether } from './told-of-log.ts';
import { writeBatch } from './write-batch.ts';

/** What reading a log’s files needs of whoever calls. */
export interface LogReading extends Reading {
  /** The files that lie there now. Throws Fault where that cannot be seen. */
  readonly files: () => Promise<readonly FileFound[]>;
  /** The bytes of one, from so many on. Throws Fault where it cannot be read. */
  readonly bytes: (path: string, from: number) => AsyncIterable<Uint8Array>;
  /** What reads tables, and counts lines of OCSF; without it a table is told as unread. */
  readonly duckdb?: (() => Promise<Duckdb>) | undefined;
  readonly sizeOf?: ((path: string) => Promise<number>) | undefined;
  /** Files of lines smaller than this are read faster than DuckDB begins. */
  readonly bulkFromBytes?: number | undefined;
  readonly now: () => Instant;
  /** Also files that could not be read and are as they were. */
  readonly isAsked: boolean;
  readonly report: (events: number) => void;
  /** Told of each batch as it is there for good; for tests that end the process. */
  readonly onCommit?: () => void;
}

/** What one reading brought. */
export interface LogRead {
  readonly files: number;
  readonly grown: number;
  readonly events: number;
  readonly unread: number;
  readonly rewritten: number;
}

/** So many events, or files, are written in one transaction, with how far each file is; one file alone may have more. */
const batchEvents = 20_000;
const batchFiles = 500;

/**
 * Reads what is new in a log’s files since the last time: new files whole, those that are written row by row from where they
 * ended. What came of a file and how far it is are kept in one transaction, so that a stop loses and doubles nothing.
 */
export async function readLog(
  database: Database,
  name: string,
  reading: LogReading,
): Promise<Result<LogRead>> {
  const found = await logNamed(database, name);
  if (!found.ok) return found;
  const log = found.value;
  const marks = new Marks(await loadMarks(database, log.no));
  const files = await reading.files();
  const there = new Set(files.map(({ path }) => path));
  const due = files.filter((file) => {
    const mark = marks.at(file.path);
    const isAsItWas = mark?.size === file.size && mark.modifiedMs === file.modifiedMs;
    return !isAsItWas || (mark.unread !== null && reading.isAsked);
  });
  const told = new Set(
    (await database.query<{ key: string }>('select key from activity.actor where log_no = $1', [log.no])).map(
      ({ key }) => key,
    ),
  );
  const run: Run = {
    log,
    reading,
    marks,
    there,
    isTold: (key) => told.has(key) || (told.size < mostActors && told.add(key).size > 0),
    counts: { files: 0, grown: 0, events: 0, unread: 0, rewritten: 0 },
  };
  let version = log.version;
  for (let at = 0; at < due.length;) {
    const taken = await database.transaction((tx) => takeBatch(tx, run, due.slice(at), version));
    if (!taken.ok) return taken;
    at += taken.value;
    version++;
    reading.onCommit?.();
  }
  await database.query('update activity.log set looked_at = $2, failure = null where no = $1', [
    log.no,
    reading.now(),
  ]);
  return done(run.counts);
}

/** One reading of a log. */
export interface Run {
  readonly log: Log;
  readonly reading: LogReading;
  /** As they are after what was read so far. */
  readonly marks: Marks;
  readonly there: ReadonlySet<string>;
  readonly isTold: (key: string) => boolean;
  readonly counts: { files: number; grown: number; events: number; unread: number; rewritten: number };
}

/** Takes as many of these files as make one batch; returns how many. */
async function takeBatch(
  tx: Transaction,
  run: Run,
  due: readonly FileFound[],
  version: number,
): Promise<Result<number>> {
  const { log, reading } = run;
  const now = millisecondsOf(reading.now());
  const [row] = await tx.query<{ batch: number }>(`select nextval('activity.batch') as batch`);
  const of = { tx, run, number: row?.batch ?? 0, nowMs: now, batch: new Batch(now, run.isTold) };
  let files = 0;
  for (const file of due) {
    await takeFile(of, file);
    files++;
    if (of.batch.events >= batchEvents || files >= batchFiles) break;
  }
  await writeBatch(tx, log.no, of.batch);
  const told = of.batch.takeTold();
  run.counts.files += told.files;
  run.counts.events += told.events;
  const [before] = await tx.query<{ told: unknown }>(
    'update activity.log set version = version + 1 where no = $1 and version = $2 returning told',
    [log.no, version],
  );
  const current = before === undefined ? undefined : await logNamed(tx, log.name);
  if (current?.ok !== true)
    // nothing of this batch stays: whoever was faster read it, or took the log away
    throw new Fault('in_progress', `Log \`${log.name}\` is being read already, or was removed.`, {
      next: 'Look again in a moment: `countersign activity list`.',
    });
  await tx.query('update activity.log set told = $2 where no = $1', [
    log.no,
    JSON.stringify(toldTogether(current.value.told, told)),
  ]);
  return done(files);
}
