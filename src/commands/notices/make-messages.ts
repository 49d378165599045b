import { isSubjectId, type Instant } from '../../model/index.ts';
import { newId } from '../../platform/clock.ts';
import {
  compose,
  dropNotices,
  dueReceivers,
  giveNotices,
  holdNotices,
  keepDelivery,
  preferenceOf,
  type Channel,
} from '../../notify/index.ts';
import type { System } from '../system.ts';
import { channelFor } from './receivers.ts';

/** How many receivers one round looks at; the next follows at once while there are more. */
const aRound = 500;
/** More than one message shows in lines: it says how many more there are. */
const mostInOne = 1000;

/**
 * Makes a message of what is to go out by now to each receiver: one, however much it is, so that a thousand changes at once are
 * not a thousand mails.
 */
export async function makeMessages(
  system: System,
  channels: readonly Channel[],
  now: Instant,
): Promise<void> {
  for (const receiver of await dueReceivers(system.database, now, aRound)) {
    const channel = await channelOf(system, channels, receiver);
    await system.database.transaction(async (tx) => {
      const due = await holdNotices(tx, receiver, 'besides', now, mostInOne);
      if (due.length === 0) return;
      const nos = due.map(({ no }) => no);
      if (channel === undefined) {
        await dropNotices(tx, nos, 'No channel reaches them any more.');
        return;
      }
      const message = compose({
        id: newId('dlv'),
        notices: due.map(({ notice }) => notice),
        as: 'notice',
        detail: channel.detail,
        console: channel.console ?? system.url() ?? '',
        at: now,
      });
      const person = isSubjectId(receiver) ? receiver : null;
      await keepDelivery(tx, { channel: channel.no, person, message, notices: due.length }, now);
      await giveNotices(tx, nos, message.id);
    });
  }
}

async function channelOf(
  { database }: Pick<System, 'database'>,
  channels: readonly Channel[],
  receiver: string,
): Promise<Channel | undefined> {
  if (!isSubjectId(receiver)) return channels.find(({ no }) => String(no) === receiver);
  const { preference } = await preferenceOf(database, receiver);
  return channelFor(channels, receiver, preference);
}
