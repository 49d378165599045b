import {
  isEntryId,
  isSubjectId,
  must,
  type EntryId,
  type Instant,
  type SubjectId,
} from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { Reach } from '../channels/address-guard.ts';
import { channelKinds, type ChannelKind } from '../channels/endpoint.ts';
import { isNoticeKind, type NoticeKind } from '../kinds.ts';

export const reaches = ['people', 'person', 'room'] as const;
export type Reaches = (typeof reaches)[number];

/** By what people are told: everybody by their own address, one person, or whoever reads along in a room. */
export interface Channel {
  readonly no: number;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly reaches: Reaches;
  readonly person: SubjectId | null;
  /** Which kinds a room is told of. */
  readonly kinds: readonly NoticeKind[];
  readonly detail: 'brief' | 'full';
  readonly reach: Reach;
  /** The host alone: the rest of its address may be a secret. */
  readonly host: string;
  /** Where links lead to; null: to this server. */
  readonly console: string | null;
  readonly entry: EntryId;
  readonly addedAt: Instant;
  readonly removedAt: Instant | null;
  readonly removedBecause: string | null;
}

interface Row extends Omit<Channel, 'kind' | 'reaches' | 'person' | 'kinds' | 'detail' | 'reach' | 'entry'> {
  readonly kind: string;
  readonly reaches: string;
  readonly person: string | null;
  readonly kinds: readonly string[];
  readonly detail: string;
  readonly isPrivate: boolean;
  readonly entry: string;
}

const columns = `no, name, kind, reaches, person, kinds, detail, private_network as "isPrivate", host, console, entry,
  added_at as "addedAt", removed_at as "removedAt", removed_because as "removedBecause"`;

/** Channels in use, by name; with `all` those that were taken out too. */
export async function listChannels(db: Queryable, which: 'in use' | 'all'): Promise<readonly Channel[]> {
  const rows = await db.query<Row>(
    `select ${columns} from notify.channel where removed_at is null or $1 order by removed_at nulls first, name, no`,
    [which === 'all'],
  );
  return rows.map(channelOf);
}

export async function channelByNo(db: Queryable, no: number): Promise<Channel | undefined> {
  const [row] = await db.query<Row>(`select ${columns} from notify.channel where no = $1`, [no]);
  return row === undefined ? undefined : channelOf(row);
}

/** Keeps a channel; its caller has seen that none in use has this name. */
export async function keepChannel(
  tx: Queryable,
  channel: Omit<Channel, 'no' | 'removedAt' | 'removedBecause'> & { readonly addedBy: SubjectId | null },
): Promise<void> {
  const { name, kind, person, kinds, detail, reach, host, console, entry, addedBy, addedAt } = channel;
  await tx.query(
    `insert into notify.channel (name, kind, reaches, person, kinds, detail, private_network, host, console, entry, added_by, added_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      name,
      kind,
      channel.reaches,
      person,
      kinds,
      detail,
      reach === 'private too',
      host,
      console,
      entry,
      addedBy,
      addedAt,
    ],
  );
}

/** Takes a channel out: nothing goes by it any more. Undefined: there is none in use by this name. */
export async function closeChannel(
  tx: Queryable,
  asked: { readonly name: string; readonly entry: EntryId; readonly because: string; readonly at: Instant },
): Promise<number | undefined> {
  const [row] = await tx.query<{ no: number }>(
    `update notify.channel set removed_entry = $2, removed_because = $3, removed_at = $4
      where name = $1 and removed_at is null returning no`,
    [asked.name, asked.entry, asked.because, asked.at],
  );
  return row?.no;
}

const oneOf = <T extends string>(all: readonly T[], text: string): T => {
  const found = all.find((one) => one === text);
  if (found === undefined) throw new TypeError(`\`${text}\` is in a column that does not take it`);
  return found;
};

const channelOf = ({
  kind,
  reaches: how,
  person,
  kinds,
  detail,
  isPrivate,
  entry,
  ...row
}: Row): Channel => ({
  ...row,
  kind: oneOf(channelKinds, kind),
  reaches: oneOf(reaches, how),
  person: person === null ? null : must(isSubjectId, person),
  // a version that knew other kinds may have written them
  kinds: kinds.filter(isNoticeKind),
  detail: oneOf(['brief', 'full'], detail),
  reach: isPrivate ? 'private too' : 'public',
  entry: must(isEntryId, entry),
});
