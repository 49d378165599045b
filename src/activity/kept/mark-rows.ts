import type { Queryable } from '../../platform/store/index.ts';
import { unreadSchema } from './logs.ts';
import type { Mark } from './marks.ts';

interface MarkRow {
  readonly head: Buffer;
  readonly head_bytes: number;
  readonly path: string;
  readonly size: number;
  readonly modified_ms: number;
  readonly rows: Mark['rows'];
  readonly read_to: number;
  readonly content: Buffer;
  readonly batch: number;
  readonly note: string | null;
  readonly unread: unknown;
}

/** Every mark of a log, in the order in which they were made. */
export async function loadMarks(db: Queryable, logNo: number): Promise<readonly Mark[]> {
  const rows = await db.query<MarkRow>(
    `select head, head_bytes, path, size, modified_ms, rows, read_to, content, batch, note, unread
       from activity.file where log_no = $1 order by batch, path`,
    [logNo],
  );
  return rows.map((row) => ({
    path: row.path,
    size: row.size,
    modifiedMs: row.modified_ms,
    head: row.head.toString('hex'),
    headBytes: row.head_bytes,
    rows: row.rows,
    readTo: row.read_to,
    content: row.content.toString('hex'),
    batch: row.batch,
    note: row.note,
    unread: row.unread === null ? null : unreadSchema.parse(row.unread),
  }));
}

export async function writeMark(tx: Queryable, logNo: number, mark: Mark): Promise<void> {
  await tx.query(
    `insert into activity.file (log_no, head, head_bytes, path, size, modified_ms, rows, read_to, batch, note, unread, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (log_no, head, head_bytes, content) do update set path = excluded.path, size = excluded.size,
       modified_ms = excluded.modified_ms, rows = excluded.rows, read_to = excluded.read_to, batch = excluded.batch,
       note = excluded.note, unread = excluded.unread`,
    [
      logNo,
      Buffer.from(mark.head, 'hex'),
      mark.headBytes,
      mark.path,
      mark.size,
      mark.modifiedMs,
      mark.rows,
      mark.readTo,
      mark.batch,
      mark.note,
      mark.unread === null ? null : JSON.stringify(mark.unread),
      Buffer.from(mark.content, 'hex'),
    ],
  );
}

export async function dropMark(
  tx: Queryable,
  logNo: number,
  { head, headBytes, content }: Mark,
): Promise<void> {
  await tx.query(
    'delete from activity.file where log_no = $1 and head = $2 and head_bytes = $3 and content = $4',
    [logNo, Buffer.from(head, 'hex'), headBytes, Buffer.from(content, 'hex')],
  );
}
