import { isSubjectId, type Instant } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { isNoticeKind, kindNames, noticeKinds } from '../kinds.ts';
import type { Notice } from '../message.ts';

/** One notice for one receiver: a person, or a room by its number. */
export interface NoticeFor {
  readonly receiver: string;
  readonly notice: Notice;
  /** When it goes out; null: with no message. */
  readonly sendAt: Instant | null;
  readonly cause: string | null;
}

/** Keeps notices to be sent, each once: what somebody was told of a thing, they are not told again. Answers for whom it is new. */
export async function keepNotices(
  tx: Queryable,
  notices: readonly NoticeFor[],
  now: Instant,
): Promise<readonly string[]> {
  if (notices.length === 0) return [];
  const column = <T>(of: (one: NoticeFor) => T): readonly T[] => notices.map(of);
  const rows = await tx.query<{ receiver: string }>(
    `insert into notify.notice (receiver, kind, about, title, why, since, due, otherwise, path, cause, send_at, at)
     select *, $12::timestamptz from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
       $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::timestamptz[])
     on conflict (receiver, kind, about) do nothing returning receiver`,
    [
      column(({ receiver }) => receiver),
      column(({ notice }) => notice.kind),
      column(({ notice }) => notice.about),
      column(({ notice }) => notice.title),
      column(({ notice }) => notice.why),
      column(({ notice }) => notice.since),
      column(({ notice }) => notice.due),
      column(({ notice }) => notice.otherwise),
      column(({ notice }) => notice.path),
      column(({ cause }) => cause),
      column(({ sendAt }) => sendAt),
      now,
    ],
  );
  return rows.map(({ receiver }) => receiver);
}

/** What comes to people in their digest alone. */
const digestKinds = kindNames.filter((kind) => noticeKinds[kind].timing === 'digest');

/** Who has notices that are to go out by now, and not with a digest. */
export async function dueReceivers(db: Queryable, now: Instant, limit: number): Promise<readonly string[]> {
  const rows = await db.query<{ receiver: string }>(
    `select receiver from notify.notice where delivery is null and dropped_because is null and send_at <= $1
       and (receiver not like 'psn\\_%' or kind <> all($3::text[]))
      group by receiver order by min(send_at), receiver limit $2`,
    [now, limit, digestKinds],
  );
  return rows.map(({ receiver }) => receiver);
}

export interface DueNotice {
  readonly no: string;
  readonly notice: Notice;
}

/** What is to go out to one receiver by now, with their digest or besides it, held so that no other server sends it too. */
export async function holdNotices(
  tx: Queryable,
  receiver: string,
  which: 'of the digest' | 'besides',
  now: Instant,
  most: number,
): Promise<readonly DueNotice[]> {
  const isOfDigest = which === 'of the digest';
  const isRoom = !isSubjectId(receiver);
  const rows = await tx.query<Omit<Notice, 'kind'> & { readonly no: string; readonly kind: string }>(
    `select no::text, kind, about, title, why, since, due, otherwise, path from notify.notice
      where receiver = $1 and delivery is null and dropped_because is null and send_at <= $2
       and ($4::text[] is null or kind = any($4)) and ($5::text[] is null or kind <> all($5))
      order by send_at, no limit $3 for update skip locked`,
    [receiver, now, most, isOfDigest ? digestKinds : null, isOfDigest || isRoom ? null : digestKinds],
  );
  return rows.flatMap(({ no, kind, ...rest }) =>
    isNoticeKind(kind) ? [{ no, notice: { ...rest, kind } }] : [],
  );
}

export const giveNotices = (tx: Queryable, nos: readonly string[], delivery: string) =>
  tx.query('update notify.notice set delivery = $2 where no = any($1::bigint[])', [nos, delivery]);

/** What cannot reach anybody is dropped with a reason: the console shows what it told of. */
export const dropNotices = (tx: Queryable, nos: readonly string[], because: string) =>
  tx.query('update notify.notice set dropped_because = $2 where no = any($1::bigint[])', [nos, because]);

/** When the next notice, digest or try is due. */
export async function nextDue(db: Queryable): Promise<Instant | undefined> {
  const [row] = await db.query<{ at: Instant | null }>(
    `select least(
       (select min(send_at) from notify.notice where delivery is null and dropped_because is null
          and (receiver not like 'psn\\_%' or kind <> all($1::text[]))),
       (select min(next_digest) from notify.preference),
       (select min(next_at) from notify.delivery where state = 'waiting')) as at`,
    [digestKinds],
  );
  return row?.at ?? undefined;
}

/** How far a source of notices was looked through; undefined: never. */
export async function lookedUntil(db: Queryable, source: string): Promise<Instant | undefined> {
  const [row] = await db.query<{ at: Instant }>('select at from notify.looked where source = $1', [source]);
  return row?.at;
}

export const keepLooked = (db: Queryable, source: string, at: Instant) =>
  db.query(
    `insert into notify.looked (source, at) values ($1, $2) on conflict (source) do update set at = greatest(notify.looked.at, excluded.at)`,
    [source, at],
  );
