import { z } from 'zod';
import { done, refuse, type Instant, type Result } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { nothingTold, toldOfLog, type ToldOfLog } from './told-of-log.ts';

/** A log that is read: where its files are, and the accounts of which sources they tell of. */
export interface Log {
  readonly no: number;
  readonly name: string;
  readonly path: string;
  readonly sources: readonly string[];
  readonly addedAt: Instant;
  /** When its files were last looked at; null: never. */
  readonly lookedAt: Instant | null;
  /** Why it could not be looked at, the last time. */
  readonly failure: { readonly at: Instant; readonly code: string; readonly message: string } | null;
  readonly version: number;
  readonly told: ToldOfLog;
}

/** Rung when there is a new log to read. */
export const logsChannel = 'activity_log';

/** Notes why a log’s files could not be looked at. */
export async function noteLogFailure(
  db: Queryable,
  no: number,
  failure: NonNullable<Log['failure']>,
): Promise<void> {
  await db.query('update activity.log set failure = $2 where no = $1', [no, JSON.stringify(failure)]);
}

export const isLogName = (name: string): boolean => /^[a-z][a-z0-9-]{0,39}$/.test(name);
/** More logs than this are no overview. */
const mostLogs = 200;

export async function addLog(
  tx: Queryable,
  log: {
    readonly name: string;
    readonly path: string;
    readonly sources: readonly string[];
    readonly at: Instant;
  },
): Promise<Result<Log>> {
  const [count] = await tx.query<{ logs: number }>('select count(*)::int as logs from activity.log');
  if ((count?.logs ?? 0) >= mostLogs)
    return refuse(
      'rate_limited',
      `At most ${mostLogs} logs are read.`,
      'Give a folder instead of its files.',
    );
  const rows = await tx.query<LogRow>(
    `insert into activity.log (name, path, sources, added_at, told) values ($1, $2, $3, $4, $5)
     on conflict (name) do nothing returning ${columns}`,
    [log.name, log.path, log.sources, log.at, JSON.stringify(nothingTold)],
  );
  const [row] = rows;
  if (row !== undefined) await tx.query(`select pg_notify('${logsChannel}', '')`);
  return row === undefined
    ? refuse(
        'already_done',
        `There is a log \`${log.name}\` already.`,
        'Choose another name, or remove that one first.',
      )
    : done(logOf(row));
}

/** Every log, in order of their names. */
export async function listLogs(db: Queryable): Promise<readonly Log[]> {
  return (await db.query<LogRow>(`select ${columns} from activity.log order by name collate "C"`)).map(logOf);
}

export async function logNamed(db: Queryable, name: string): Promise<Result<Log>> {
  const [row] = await db.query<LogRow>(`select ${columns} from activity.log where name = $1`, [name]);
  return row === undefined
    ? refuse('not_found', `There is no log \`${name}\`.`, 'List them with `countersign activity list`.')
    : done(logOf(row));
}

/** Takes a log away with all that came of it. Its files stay where they are. */
export async function removeLog(tx: Queryable, name: string): Promise<Result<Log>> {
  const found = await logNamed(tx, name);
  if (found.ok) await tx.query('delete from activity.log where no = $1', [found.value.no]);
  return found;
}

/** Files of a log that were not read, or of which there is something to say; the first of them. */
export async function filesOf(
  db: Queryable,
  no: number,
  most: number,
): Promise<{
  readonly unread: readonly {
    readonly path: string;
    readonly code: string;
    readonly why: string;
    readonly next: string | null;
  }[];
  readonly noted: readonly { readonly path: string; readonly note: string }[];
  readonly unreadCount: number;
}> {
  const unread = await db.query<{ path: string; unread: unknown }>(
    'select path, unread from activity.file where log_no = $1 and unread is not null order by path limit $2',
    [no, most],
  );
  const noted = await db.query<{ path: string; note: string }>(
    'select path, note from activity.file where log_no = $1 and note is not null order by path limit $2',
    [no, most],
  );
  const [count] = await db.query<{ files: number }>(
    'select count(*)::int as files from activity.file where log_no = $1 and unread is not null',
    [no],
  );
  return {
    unread: unread.map((row) => ({ path: row.path, ...unreadSchema.parse(row.unread) })),
    noted,
    unreadCount: count?.files ?? 0,
  };
}

export const unreadSchema = z.object({ code: z.string(), why: z.string(), next: z.string().nullable() });

interface LogRow {
  readonly no: number;
  readonly name: string;
  readonly path: string;
  readonly sources: readonly string[];
  readonly added_at: Instant;
  readonly looked_at: Instant | null;
  readonly failure: Log['failure'];
  readonly version: number;
  readonly told: unknown;
}
const columns = 'no, name, path, sources, added_at, looked_at, failure, version, told';

const logOf = (row: LogRow): Log => ({
  no: row.no,
  name: row.name,
  path: row.path,
  sources: row.sources,
  addedAt: row.added_at,
  lookedAt: row.looked_at,
  failure: row.failure,
  version: row.version,
  told: toldOfLog.parse(row.told),
});
