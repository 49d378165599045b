import type { Database } from '../../platform/store/index.ts';
import { blindSample, handleOf, howManyPlanted, lowestFirst, plantedFor } from '../../review/index.ts';
import { itemsOf, type ItemShown } from '../campaigns/items.ts';
import type { System } from '../system.ts';
import { adviceOn, aroundOf } from './beside.ts';
import { placeAmong, placesOf } from './place.ts';
import { looksIn } from './looks.ts';
import { seedOf } from './seed.ts';
import type { AtCampaign, ReviewAsked } from './who.ts';

/** The most of a reviewer's items that are looked at to choose what to plant among them. */
const mostLookedAt = 500;

/**
 * The first time somebody opens their page of a campaign: what is planted among their items, and which are answered before
 * advice is shown, is chosen by the seed that the launch committed to. Once; a second opening changes nothing.
 */
export async function beginReview(
  system: System,
  { campaign, me, seed, rules }: AtCampaign,
  asked: ReviewAsked,
): Promise<void> {
  const { database } = system;
  const [begun] = await database.query(
    'select 1 from review.reviewer_quality where campaign = $1 and person = $2',
    [campaign.id, me.person],
  );
  if (begun !== undefined || campaign.state !== 'open') return;
  const items = await waiting(system, asked);
  const isSeeded = (await seedOf(database, campaign.id)) !== undefined;
  const how = isSeeded ? howManyPlanted(items.length, rules) : { bad: 0, sound: 0 };
  const now = system.clock.now();
  const planted = plantedFor(
    items.map(({ content }) => content),
    { ...how, sameGravity: campaign.design.lane === 'machines' },
    `${seed} ${me.person}`,
    now,
  );
  const around = await aroundOf(
    database,
    planted.map(({ looks }) => looks),
  );
  const places = await placesOf(database, campaign.no, items);
  // sound ones are sound for whoever looks; what should go is held by no other way either
  const kept = planted.flatMap((each, at) => {
    const stands = around[at];
    if (stands === undefined) return [];
    const advice = adviceOn(each.looks, stands, Date.parse(now))?.leans ?? null;
    const holds = each.right === 'reduce' ? stands.otherWays.length === 0 : advice !== 'reduce';
    return holds ? [{ ...each, advice }] : [];
  });
  await database.transaction(async (tx) => {
    const [first] = await tx.query(
      `insert into review.reviewer_quality (campaign, person, blind, begun_at) values ($1, $2, '{}', $3)
       on conflict do nothing returning campaign`,
      [campaign.id, me.person, system.clock.now()],
    );
    if (first === undefined) return;
    for (const each of kept)
      await tx.query(
        `insert into review.planted_item (campaign, person, seat, after_n, right_is, advice, looks)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          campaign.id,
          me.person,
          items[each.of]?.mySeat ?? 0,
          placeAmong(places, each, seed),
          each.right,
          each.advice,
          JSON.stringify(looksIn(each.looks)),
        ],
      );
  });
  await drawBlind(database, { campaign, me, seed, rules }, items);
}

/** Real and planted ones alike have their lot in the blind-first sample. */
async function drawBlind(
  database: Database,
  { campaign, me, seed, rules }: AtCampaign,
  items: readonly ItemShown[],
): Promise<void> {
  const planted = await database.query<{ k: number; seat: number }>(
    'select k, seat from review.planted_item where campaign = $1 and person = $2',
    [campaign.id, me.person],
  );
  const handles = [
    ...items.map(({ n, mySeat }) => handleOf(seed, { is: 'real', n, seat: mySeat ?? 0 })),
    ...planted.map(({ k, seat }) => handleOf(seed, { is: 'planted', n: k, seat })),
  ];
  await database.query(
    `update review.reviewer_quality set blind = $3 where campaign = $1 and person = $2 and blind = '{}'`,
    [campaign.id, me.person, lowestFirst(seed, [...blindSample(seed, me.person, handles, rules)])],
  );
}

async function waiting(system: System, asked: ReviewAsked): Promise<readonly ItemShown[]> {
  const items: ItemShown[] = [];
  let after: number | undefined;
  while (items.length < mostLookedAt) {
    const page = await itemsOf(system, {
      ...asked,
      show: 'waiting',
      limit: 200,
      ...(after === undefined ? {} : { after }),
    });
    if (!page.ok) return items;
    items.push(...page.value.items);
    if (page.value.next === null) break;
    after = page.value.next;
  }
  return items.slice(0, mostLookedAt);
}
