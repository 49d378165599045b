import { addSeconds, Fault, type Instant } from '../../model/index.ts';
import { keepLooked, lookedUntil, type Channel } from '../../notify/index.ts';
import type { System } from '../system.ts';
import { fileNotices } from './file-notices.ts';
import { noticeSources } from './sources/index.ts';

/** What happened so shortly before a look may not have been committed when it was taken: it is looked at once more. */
const overlapSeconds = 600;

/**
 * Looks for whatever people are to be told of, and keeps it. What was there before the first channel is not told. One source that
 * fails keeps no other from being looked at; its Fault is thrown at the end.
 */
export async function gatherNotices(
  system: System,
  channels: readonly Channel[],
  now: Instant,
): Promise<void> {
  const [oldest] = channels.toSorted((a, b) => (a.addedAt < b.addedAt ? -1 : 1));
  if (oldest === undefined) return;
  const faults: Fault[] = [];
  for (const source of noticeSources)
    try {
      const looked = await lookedUntil(system.database, source.name);
      const before = looked === undefined ? undefined : addSeconds(looked, -overlapSeconds);
      const since = before === undefined || before < oldest.addedAt ? oldest.addedAt : before;
      await fileNotices(system, channels, await source.look(system, { since, now }), now);
      await keepLooked(system.database, source.name, now);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(error);
    }
  const [first] = faults;
  if (first !== undefined) throw first;
}
