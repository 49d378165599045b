import { newId } from '../../platform/clock.ts';
import type { Instant, SubjectId } from '../../model/index.ts';
import {
  claimDigest,
  compose,
  dueDigests,
  expectDigests,
  giveNotices,
  holdNotices,
  keepDelivery,
  type Channel,
  type Notice,
} from '../../notify/index.ts';
import { listInbox } from '../inbox/list-inbox.ts';
import type { System } from '../system.ts';
import { channelFor } from './receivers.ts';

/** How many people one round looks at; the next follows at once while there are more. */
const aRound = 200;
const mostItems = 200;

/** Makes everybody's digest whose hour has come: all that waits in their inbox, and what was kept for it. Nothing waits: no mail. */
export async function makeDigests(system: System, channels: readonly Channel[], now: Instant): Promise<void> {
  const people = (await system.signers.inForce(now)).map(({ person }) => person);
  await expectDigests(system.database, [...new Set(people)], now);
  for (const due of await dueDigests(system.database, now, aRound)) {
    const channel = channelFor(channels, due.person, due.preference);
    const waits = channel === undefined ? [] : await waitsFor(system, due.person, now);
    await system.database.transaction(async (tx) => {
      if (!(await claimDigest(tx, due, now)) || channel === undefined) return;
      const kept = await holdNotices(tx, due.person, 'of the digest', now, mostItems);
      const notices = [...waits, ...kept.map(({ notice }) => notice)];
      if (notices.length === 0) return;
      const message = compose({
        id: newId('dlv'),
        notices,
        as: 'digest',
        detail: channel.detail,
        console: channel.console ?? system.url() ?? '',
        at: now,
      });
      await keepDelivery(
        tx,
        { channel: channel.no, person: due.person, message, notices: notices.length },
        now,
      );
      await giveNotices(
        tx,
        kept.map(({ no }) => no),
        message.id,
      );
    });
  }
}

/** Everything in somebody's inbox, what is most pressing first. What could not be told is said. */
async function waitsFor(system: System, person: SubjectId, now: Instant): Promise<readonly Notice[]> {
  const inbox = await listInbox(system, { person, limit: mostItems });
  if (!inbox.ok) return [];
  const { items, unknown, total } = inbox.value;
  const line = (notice: Pick<Notice, 'about' | 'title' | 'why'> & Partial<Notice>): Notice => ({
    kind: 'inbox.waiting',
    since: now,
    due: null,
    otherwise: null,
    path: '/inbox',
    ...notice,
  });
  return [
    ...items.map(({ id, title, why, since, due, otherwise, path }) =>
      line({ about: id, title, why, since, due, otherwise: otherwise ?? null, path }),
    ),
    ...unknown.map(({ kind, why }) =>
      line({ about: kind, title: 'something may wait that could not be told', why }),
    ),
    ...(total.count > items.length
      ? [line({ about: 'inbox', title: `${total.count - items.length} more wait in your inbox`, why: '' })]
      : []),
  ];
}
