import { done, type Instant } from '../../model/index.ts';
import { launchingRoles } from '../campaigns/launch.ts';
import type { InboxSource } from './inbox-item.ts';

/** Campaigns whose turn has come by their template: whoever may launch one may launch these. */
export const campaignsToLaunch: InboxSource = {
  kind: 'launch',
  async items(system, person, now) {
    const standing = (await system.signers.inForce(now)).find((each) => each.person === person);
    if (standing === undefined || !launchingRoles.some((role) => standing.roles.includes(role)))
      return done([]);
    const rows = await system.database.query<{
      name: string;
      title: string;
      since: Instant;
      items: number | null;
      every: string;
    }>(
      `select name, design->>'title' as title, waits_since as since, waiting_items as items, every
         from review.campaign_template where waits_since is not null and retired_because is null order by waits_since, name limit 100`,
    );
    return done(
      rows.map(({ name, title, since, items, every }) => ({
        kind: 'launch' as const,
        id: name,
        title,
        why: `It is launched every ${every}, and its turn has come${items === null ? '' : `: ${items} ${items === 1 ? 'item is' : 'items are'} in scope`}. Nothing is asked of anybody before you sign.`,
        since,
        due: null,
        isAsked: false,
        path: `/campaigns/new?template=${encodeURIComponent(name)}`,
        command: `countersign campaign launch --template ${name}`,
      })),
    );
  },
};
