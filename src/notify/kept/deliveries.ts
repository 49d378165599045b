import {
  addSeconds,
  isSubjectId,
  must,
  type EntryId,
  type Instant,
  type SubjectId,
} from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { authorities, isNoticeKind, type Authority, type NoticeKind } from '../kinds.ts';
import type { Message } from '../message.ts';
import { readMessage } from './read-message.ts';

export const deliveryStates = ['waiting', 'sent', 'failed', 'dropped'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One message to one receiver by one channel, and what became of it. */
export interface Delivery {
  readonly id: string;
  readonly channel: number;
  readonly person: SubjectId | null;
  readonly kinds: readonly NoticeKind[];
  readonly authority: Authority;
  readonly notices: number;
  readonly createdAt: Instant;
  readonly state: DeliveryState;
  readonly tries: number;
  readonly nextAt: Instant;
  readonly because: string | null;
  readonly goingEntry: string | null;
  readonly settledAt: Instant | null;
}

interface Row extends Omit<Delivery, 'kinds' | 'authority' | 'state' | 'person'> {
  readonly person: string | null;
  readonly kinds: readonly string[];
  readonly authority: string;
  readonly state: string;
}
const columns = `d.id, d.channel, d.person, d.kinds, d.authority, d.notices, d.created_at as "createdAt", d.state, d.tries,
  d.next_at as "nextAt", d.because, d.going_entry as "goingEntry", d.settled_at as "settledAt"`;

/** Keeps a message that is to go out: from here on it is tried until it was taken, or given up and said so. */
export async function keepDelivery(
  tx: Queryable,
  delivery: {
    readonly channel: number;
    readonly person: SubjectId | null;
    readonly message: Message;
    readonly notices: number;
  },
  now: Instant,
): Promise<void> {
  const { channel, person, message, notices } = delivery;
  await tx.query(
    `insert into notify.delivery (id, channel, person, kinds, authority, notices, message, created_at, next_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
    [message.id, channel, person, message.kinds, message.authority, notices, JSON.stringify(message), now],
  );
}

/** Messages that are to be tried by now, a few of each channel, so that a slow one keeps no other waiting. */
export async function dueDeliveries(db: Queryable, now: Instant, each: number): Promise<readonly Delivery[]> {
  const rows = await db.query<Row>(
    `select ${columns} from notify.channel c cross join lateral (
       select * from notify.delivery where channel = c.no and state = 'waiting' and next_at <= $1 order by next_at, id limit $2) d
      order by d.next_at, d.id`,
    [now, each],
  );
  return rows.map(deliveryOf);
}

/**
 * Takes one message to try it now, and sets when it is tried again should nothing come of it, this server's end included.
 * Undefined: another server has it, or it is settled.
 */
export async function claimDelivery(
  tx: Queryable,
  { id, tries }: Pick<Delivery, 'id' | 'tries'>,
  now: Instant,
  pauseSeconds: number,
): Promise<Message | undefined> {
  const [row] = await tx.query<{ message: unknown }>(
    `update notify.delivery set tries = tries + 1, next_at = $3
      where id = $1 and tries = $2 and state = 'waiting' and next_at <= $4 returning message`,
    [id, tries, addSeconds(now, pauseSeconds), now],
  );
  return row === undefined ? undefined : readMessage(row.message);
}

export const noteGoing = (tx: Queryable, id: string, entry: EntryId) =>
  tx.query('update notify.delivery set going_entry = $2 where id = $1 and going_entry is null', [id, entry]);

export const noteFailure = (db: Queryable, id: string, because: string) =>
  db.query(`update notify.delivery set because = $2 where id = $1 and state = 'waiting'`, [id, because]);

export async function settleDelivery(
  tx: Queryable,
  settled: {
    readonly id: string;
    readonly state: Exclude<DeliveryState, 'waiting'>;
    readonly because: string | null;
    readonly entry: EntryId | null;
    readonly at: Instant;
  },
): Promise<boolean> {
  const rows = await tx.query(
    `update notify.delivery set state = $2, because = $3, settled_entry = $4, settled_at = $5
      where id = $1 and state = 'waiting' returning id`,
    [settled.id, settled.state, settled.because, settled.entry, settled.at],
  );
  return rows.length > 0;
}

/** What still waits to go by a channel that is taken out. */
export async function waitingBy(db: Queryable, channel: number): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(
    `select id from notify.delivery where channel = $1 and state = 'waiting'`,
    [channel],
  );
  return rows.map(({ id }) => id);
}

export interface DeliveryPlace {
  readonly value: Instant;
  readonly id: string;
}

/** Messages, newest first: all, or those of a channel, a state, a person. */
export async function listDeliveries(
  db: Queryable,
  asked: {
    readonly channel?: number;
    readonly state?: DeliveryState;
    readonly person?: SubjectId;
    readonly limit: number;
    readonly after?: DeliveryPlace;
  },
): Promise<{ readonly items: readonly Delivery[]; readonly next: DeliveryPlace | null }> {
  const { channel, state, person, limit, after } = asked;
  const rows = await db.query<Row>(
    `select ${columns} from notify.delivery d
      where ($1::integer is null or d.channel = $1) and ($2::text is null or d.state = $2) and ($3::text is null or d.person = $3)
        and ($4::timestamptz is null or (d.created_at, d.id) < ($4, $5))
      order by d.created_at desc, d.id desc limit $6`,
    [channel ?? null, state ?? null, person ?? null, after?.value ?? null, after?.id ?? null, limit + 1],
  );
  const items = rows.slice(0, limit).map(deliveryOf);
  const last = items.at(-1);
  return {
    items,
    next: rows.length > limit && last !== undefined ? { value: last.createdAt, id: last.id } : null,
  };
}

/** How many messages of each channel are in which state, and why the last that was not taken was not. */
export async function countsByChannel(
  db: Queryable,
): Promise<
  ReadonlyMap<
    number,
    { readonly counts: Readonly<Record<DeliveryState, number>>; readonly because: string | null }
  >
> {
  const rows = await db.query<{ channel: number; state: string; count: number; because: string | null }>(
    `select channel, state, count(*) as count,
            (array_agg(because order by created_at desc) filter (where because is not null))[1] as because
       from notify.delivery group by channel, state`,
  );
  return new Map(
    [...Map.groupBy(rows, ({ channel }) => channel)].map(([channel, of]) => {
      const count = (state: DeliveryState): number => of.find((row) => row.state === state)?.count ?? 0;
      return [
        channel,
        {
          counts: {
            waiting: count('waiting'),
            sent: count('sent'),
            failed: count('failed'),
            dropped: count('dropped'),
          },
          because:
            of.find((row) => row.state === 'waiting')?.because ??
            of.find((row) => row.state === 'failed')?.because ??
            null,
        },
      ];
    }),
  );
}

const deliveryOf = ({ person, kinds, authority, state, ...row }: Row): Delivery => ({
  ...row,
  person: person === null ? null : must(isSubjectId, person),
  kinds: kinds.filter(isNoticeKind),
  authority: authorities.find((one) => one === authority) ?? 'advice',
  state: deliveryStates.find((one) => one === state) ?? 'failed',
});
