import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBenchServer, type BenchServer } from '../../bench/estate-database.ts';
import { openLaunchOf } from '../../src/commands/campaigns/begin.ts';
import { itemsOf } from '../../src/commands/campaigns/items.ts';
import { takeLaunch } from '../../src/commands/campaigns/launch.ts';
import { showCampaign } from '../../src/commands/campaigns/show.ts';
import type { Result } from '../../src/model/index.ts';
import { rootOfHashes } from '../../src/platform/merkle-pages.ts';
import { leafOf } from '../../src/review/index.ts';
import { openCampaignWorld, type CampaignWorld } from '../support/campaign-world.ts';
import { access, asPages, keyOf, peopleFor, staff } from '../support/large-campaign.ts';

/** As many items as the largest that a product we know of takes into one campaign; a million by `COUNTERSIGN_LARGE_ITEMS`. */
const wanted = Number(process.env['COUNTERSIGN_LARGE_ITEMS'] ?? '100000');
let server: BenchServer;
let world: CampaignWorld;
let closed: () => Promise<void>;

beforeAll(async () => {
  server = await startBenchServer();
  const { url, drop } = await server.fresh();
  world = openCampaignWorld((role) => url.replace('countersign_server', `countersign_${role}`));
  closed = async () => {
    await world.close();
    await drop();
    await server.stop();
  };
  const people = peopleFor(wanted);
  await world.takePages('hr', () => asPages(staff(people)));
  await world.takePages('app', () => asPages(access(people)));
});
afterAll(() => closed());

const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.message);
  return result.value;
};

it('freezes as many items as were asked for under one root, and gives a reviewer a page of theirs', async () => {
  const { [keyOf(0)]: lead } = await world.begin({ [keyOf(0)]: ['administrator', 'governor', 'reviewer'] });
  if (lead === undefined) throw new Error('nobody leads');
  const { statement, item } = must(
    await openLaunchOf(world.system, {
      design: { title: 'all', kind: 'manager' },
      keyFingerprint: lead.fingerprint,
      evenIfEmpty: false,
    }),
  );
  expect(item.items).toBeGreaterThanOrEqual(wanted);
  const { campaign } = must(await takeLaunch(world.system, { statement, signature: lead.sign(statement) }));
  expect(must(await showCampaign(world.system, campaign))).toMatchObject({
    items: item.items,
    open: item.items,
    unrouted: 0,
    drifted: 0,
  });
  const page = must(
    await itemsOf(world.system, { campaign, keyFingerprint: lead.fingerprint, show: 'waiting', limit: 50 }),
  );
  expect(page.items).toHaveLength(50);
  expect(page.items.every(({ text, digest, mySeat }) => leafOf(text) === digest && mySeat === 0)).toBe(true);

  // the root once more, from the texts alone, in their order
  const leaves: Buffer[] = [];
  for (let after = -1; ;) {
    const rows = await world.system.database.query<{ content: string; n: number }>(
      `select i.content, i.n from review.campaign_item i join review.campaign c on c.no = i.campaign
        where c.id = $1 and i.n > $2 order by i.n limit 20000`,
      [campaign, after],
    );
    for (const { content } of rows) leaves.push(Buffer.from(leafOf(content), 'hex'));
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.n;
  }
  expect(leaves).toHaveLength(item.items);
  expect(rootOfHashes(leaves).toString('hex')).toBe(item.manifest);
});
