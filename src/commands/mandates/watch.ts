import type { Instant } from '../../model/index.ts';
import { itemColumns, type MandateItemRow } from '../../review/index.ts';
import type { System } from '../system.ts';
import { useBroke } from './object.ts';
import type { Seen } from './seen.ts';

/**
 * Looks at whatever mandates had done and is still watched: where logs show that the account was refused something since,
 * its use broke, and what was before is put back. Logs that nobody read show nothing, and nothing is concluded from that.
 */
export async function watchItems(system: System, seen: Seen, now: Instant): Promise<void> {
  const items = await system.database.query<MandateItemRow>(
    `${itemColumns} where i.state = 'done' and i.watched_until > $1 order by i.no`,
    [now],
  );
  if (items.length === 0) return;
  const state = `${await system.behaviour.asOf()} ${items.map((item) => item.no).join()}`;
  if (seen.watched === state) return;
  const behaviours = await system.behaviour.now();
  const accounts = items.map(({ subject }) => {
    const slash = subject.indexOf('/');
    return { source: subject.slice(0, slash), key: subject.slice(slash + 1) };
  });
  const told = await behaviours.of(accounts);
  for (const [at, item] of items.entries()) {
    const since = item.doneAt;
    if (since === null) continue;
    const broken = told[at]?.whole.aspects.denied.names.find(({ last }) => last !== null && last > since);
    if (broken !== undefined)
      await useBroke(
        system,
        item.proposal,
        `It was refused \`${broken.name.replaceAll('\t', ' on ').slice(0, 300)}\` at ${broken.last ?? 'some time'}.`,
      );
  }
  seen.watched = state;
}
