import { isSubjectId, type Instant, type SubjectId } from '../../model/index.ts';
import {
  expectDigests,
  keepNotices,
  noticeKinds,
  preferenceOf,
  sendAt,
  type Channel,
  type NoticeFor,
} from '../../notify/index.ts';
import type { System } from '../system.ts';
import type { NoticeDraft } from './notice-source.ts';
import { channelFor } from './receivers.ts';

/** Whom drafts reached: kept to be sent, or by no channel. */
export interface Filed {
  /** Who is told something new. */
  readonly told: readonly string[];
  readonly byNone: readonly SubjectId[];
}

/**
 * Keeps what people and rooms are to be told, to go out when each of them wants it. What no channel brings to somebody is kept
 * too and goes out with no message, so that it is not worked out again: the console shows what it tells of.
 */
export async function fileNotices(
  system: Pick<System, 'database' | 'signers'>,
  channels: readonly Channel[],
  drafts: readonly NoticeDraft[],
  now: Instant,
): Promise<Filed> {
  const byNone = new Set<SubjectId>();
  const all: NoticeFor[] = [];
  const preferences = new Map<SubjectId, Awaited<ReturnType<typeof preferenceOf>>['preference']>();
  const inForce = drafts.some(({ roles = [] }) => roles.length > 0) ? await system.signers.inForce(now) : [];
  for (const { notice, people, roles = [], cause } of drafts) {
    const holders = inForce.filter((one) => roles.some((role) => one.roles.includes(role)));
    for (const person of new Set([...people, ...holders.map((one) => one.person)])) {
      const preference = preferences.get(person) ?? (await preferenceOf(system.database, person)).preference;
      preferences.set(person, preference);
      const isReached = channelFor(channels, person, preference) !== undefined;
      if (!isReached) byNone.add(person);
      all.push({
        receiver: person,
        notice,
        sendAt: isReached ? sendAt(notice.kind, preference, now) : null,
        cause: cause ?? null,
      });
    }
    for (const room of channels)
      if (room.reaches === 'room' && room.kinds.includes(notice.kind))
        all.push({ receiver: String(room.no), notice, sendAt: now, cause: cause ?? null });
  }
  // whoever has something for their digest has one, also without a key
  const digested = all.filter(
    ({ notice, sendAt: at }) => at !== null && noticeKinds[notice.kind].timing === 'digest',
  );
  await expectDigests(
    system.database,
    [...new Set(digested.flatMap(({ receiver }) => (isSubjectId(receiver) ? [receiver] : [])))],
    now,
  );
  const fresh = await keepNotices(system.database, all, now);
  const none = new Set<string>(byNone);
  return { told: fresh.filter((receiver) => !none.has(receiver)), byNone: [...byNone] };
}
