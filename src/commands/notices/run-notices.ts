import { addSeconds, type Instant } from '../../model/index.ts';
import { listChannels, nextDue } from '../../notify/index.ts';
import { lookWhenDue } from '../look-when-due.ts';
import type { System } from '../system.ts';
import { deliverDue } from './deliver.ts';
import { makeDigests } from './digests.ts';
import { gatherNotices } from './gather.ts';
import { makeMessages } from './make-messages.ts';
import { noteTold } from './sources/emergencies.ts';

/** How often it is looked for what nobody rings for. */
const everySeconds = 30;

/**
 * One round: looks for what people are to be told, makes messages of what is due, and hands them to their channels. Answers when
 * to look next; undefined while there is no channel.
 */
export async function bringAboutNotices(system: System, stop: AbortSignal): Promise<Instant | undefined> {
  const channels = await listChannels(system.database, 'in use');
  if (channels.length === 0) return undefined;
  const now = system.clock.now();
  let fault: unknown;
  await gatherNotices(system, channels, now).catch((error: unknown) => {
    fault = error; // what could be gathered goes out all the same
  });
  await makeMessages(system, channels, now);
  await noteTold(system, now);
  await makeDigests(system, channels, now);
  await deliverDue(system, channels, now, stop);
  if (fault !== undefined) throw fault;
  const next = await nextDue(system.database);
  const soonest = addSeconds(now, everySeconds);
  return next !== undefined && next < soonest ? next : soonest;
}

/** Does so until told to stop; what any server files, and a channel that is added, wake it. */
export const runNotices = (
  system: System,
  stop: AbortSignal,
  tell: (error: unknown) => void,
): Promise<void> =>
  lookWhenDue(
    system,
    {
      channel: 'notify_due',
      waits: { longestMs: 60_000, shortestMs: 1000, afterFaultMs: 10_000 },
      look: () => bringAboutNotices(system, stop),
    },
    stop,
    tell,
  );
