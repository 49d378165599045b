import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import {
  account,
  grant,
  group,
  member,
  openCampaignWorld,
  person,
  resource,
  right,
  type CampaignWorld,
  type TestSigner,
} from '../../../test/support/campaign-world.ts';
import type { CampaignAnswer, CampaignId, Result } from '../../model/index.ts';
import { handleOf, seedCommitment } from '../../review/index.ts';
import { openLaunchOf } from '../campaigns/begin.ts';
import { takeLaunch } from '../campaigns/launch.ts';
import { answerReview, takeBackReview, type ReviewAnswer } from './answer.ts';
import { reviewItem } from './item.ts';
import { reviewPage } from './page.ts';
import { plantedOf } from './planted-rows.ts';
import { seedOf } from './seed.ts';
import type { ReviewLine } from './shapes.ts';
import { myQuality, openReviewSubmission, qualityOfCampaign, takeReviewSubmission } from './submission.ts';

const database = useDatabase();
let world: CampaignWorld;
let who: Readonly<Record<'boss' | 'lee', TestSigner>>;
let careless: CampaignId;
let careful: CampaignId;

const staff = Array.from({ length: 24 }, (_, at) => `p${at}`);

beforeAll(async () => {
  world = openCampaignWorld(database.urlAs);
  await world.take('hr', [person('boss'), person('lee', 'boss'), ...staff.map((key) => person(key, 'lee'))]);
  await world.take('app', [
    ...staff.map((key) => account(key)),
    resource('wiki', 'low'),
    resource('shop', 'medium'),
    resource('vault', 'high'),
    right('wiki', 'read'),
    right('shop', 'sell'),
    right('vault', 'open'),
    group('team'),
    grant('team', 'wiki#read'),
    member('p0', 'team'),
    ...staff.map((key) => grant(key, 'wiki#read')),
    ...staff.slice(0, 10).map((key) => grant(key, 'shop#sell')),
    ...staff.slice(0, 3).map((key) => grant(key, 'vault#open')),
  ]);
  who = await world.begin({ boss: ['administrator', 'governor', 'reviewer'], lee: ['manager', 'reviewer'] });
  await vi.waitFor(async () => {
    const { signers, clock } = world.system;
    if ((await signers.standing(who.boss.fingerprint, clock.now())) === undefined)
      throw new Error('the first entry is not sequenced yet');
  });
  careless = await launch('Careless');
  careful = await launch('Careful');
});
afterAll(() => world.close());

const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};
const launch = async (title: string): Promise<CampaignId> => {
  const design = { title, kind: 'manager' as const };
  const asked = { design, keyFingerprint: who.boss.fingerprint, evenIfEmpty: false };
  const { statement } = must(await openLaunchOf(world.system, asked));
  return must(await takeLaunch(world.system, { statement, signature: who.boss.sign(statement) })).campaign;
};
const asked = (campaign: CampaignId) => ({ campaign, keyFingerprint: who.lee.fingerprint });
const page = async (campaign: CampaignId) =>
  must(await reviewPage(world.system, { ...asked(campaign), limit: 200 }));
const answer = async (campaign: CampaignId, answers: readonly ReviewAnswer[]) =>
  answerReview(world.system, { ...asked(campaign), answers });
const answerAll = async (campaign: CampaignId, of: (line: ReviewLine) => CampaignAnswer) => {
  for (const line of (await page(campaign)).items)
    must(await answer(campaign, [{ item: line.item, answer: of(line), seenMs: 2000 }]));
};
const submit = async (campaign: CampaignId) => {
  const opened = must(await openReviewSubmission(world.system, asked(campaign)));
  const { statement, about, decisions, answers } = opened;
  if (statement === undefined || about === null) return opened;
  const signed = {
    statement,
    about,
    signature: who.lee.sign(statement),
    decisions: decisions.map(({ item }) => item),
    answers: answers.map(({ leaf }) => leaf),
  };
  must(await takeReviewSubmission(world.system, signed, asked(campaign)));
  return opened;
};
const planted = (campaign: CampaignId) => plantedOf(world.system.database, campaign, who.lee.person);
const quality = async (campaign: CampaignId) => must(await myQuality(world.system, asked(campaign))).told;

describe('planted items', () => {
  it('are among the items of whoever is asked, made like any other, and the launch commits to how they were chosen', async () => {
    const { items, counts } = await page(careless);
    const all = await planted(careless);
    expect(all.filter(({ rightIs }) => rightIs === 'reduce')).toHaveLength(6);
    expect(all.length).toBeGreaterThan(7);
    expect(counts.waiting).toBe(items.length);
    expect(new Set(items.map(({ item }) => item)).size).toBe(items.length);
    expect(new Set(items.map((line) => Object.keys(line).toSorted().join()))).toHaveLength(1);
    expect(new Set(items.map(({ looks }) => Object.keys(looks).toSorted().join()))).toHaveLength(1);
    const seed = (await seedOf(world.system.database, careless)) ?? '';
    const entries = await world.system.database.query<{ body: { basis: { seed: string } } }>(
      `select convert_from(leaf, 'UTF8')::jsonb->'entry' as body from ledger.entry
        where convert_from(leaf, 'UTF8')::jsonb->'entry'->>'type' = 'campaign.launched'`,
    );
    expect(entries.map(({ body }) => body.basis.seed)).toContain(seedCommitment(careless, seed));
  });

  it('have everything beside them that real ones have', async () => {
    const seed = (await seedOf(world.system.database, careless)) ?? '';
    const [one] = await planted(careless);
    if (one === undefined) throw new Error('nothing was planted');
    const { items } = await page(careless);
    const handle = handleOf(seed, { is: 'planted', n: one.k, seat: one.seat });
    const real = items.find(({ item }) => item !== handle)?.item ?? '';
    const [of, as] = [
      must(await reviewItem(world.system, { ...asked(careless), item: handle })),
      must(await reviewItem(world.system, { ...asked(careless), item: real })),
    ];
    expect(Object.keys(of).toSorted()).toEqual(Object.keys(as).toSorted());
    expect(of.no.says).not.toBe('');
  });

  it('are of no row that a change could be made of, nor in what is signed, filed, planned or carried out', async () => {
    await answerAll(careless, () => 'certify');
    const all = await planted(careless);
    const opened = must(await openReviewSubmission(world.system, asked(careless)));
    expect(opened.planted).toBe(all.length);
    const keys = new Set(all.map(({ looks }) => `"key":"${looks.account.key}" "key":"${looks.object.key}"`));
    for (const { text } of opened.answers) expect(keys.has(text)).toBe(false);
    const [columns] = await world.system.database.query<{ names: string }>(
      `select string_agg(column_name, ' ' order by column_name) as names from information_schema.columns
        where table_schema = 'review' and table_name = 'planted_item'`,
    );
    expect(columns?.names).not.toMatch(/source_no|hash|proposal|changes|digest/);
    const rows = await world.system.database.query<{ content: string }>(
      'select content from review.campaign_item',
    );
    const frozen = rows.map(({ content }): { account: { key: string }; object: { key: string } } =>
      JSON.parse(content),
    );
    for (const { looks } of all)
      expect(
        frozen.some(({ account: a, object: o }) => a.key === looks.account.key && o.key === looks.object.key),
      ).toBe(false);
    // what somebody wants taken away of a planted item
    await world.system.database.query(
      "update review.planted_item set answer = 'revoke' where campaign = $1",
      [careless],
    );
    const [{ count } = { count: -1 }] = await world.system.database.query<{ count: number }>(
      'select count(*)::integer as count from review.proposal',
    );
    expect(count).toBe(0);
    await world.system.database.query(
      "update review.planted_item set answer = 'certify' where campaign = $1",
      [careless],
    );
  });

  it('cannot be answered any more once what is signed was prepared, since that tells which they were', async () => {
    const seed = (await seedOf(world.system.database, careless)) ?? '';
    const [one] = await planted(careless);
    const handle = handleOf(seed, { is: 'planted', n: one?.k ?? 0, seat: one?.seat ?? 0 });
    expect(must(await answer(careless, [{ item: handle, answer: 'revoke' }])).items).toMatchObject([
      { is: 'refused', why: { code: 'already_done' } },
    ]);
  });
});

describe('whoever certifies everything', () => {
  it('has what they kept opened again, once, and may not answer in bulk; nothing of it was signed', async () => {
    const before = await page(careless);
    expect(before.mostInBulk).toBe(1);
    expect(before.items.every(({ chosen }) => chosen === null)).toBe(true);
    expect(await quality(careless)).toBeNull();
    const two = before.items
      .slice(0, 2)
      .map(({ item }) => ({ item, answer: 'certify' as const, reason: 'all fine' }));
    expect(await answer(careless, two)).toMatchObject({ ok: false, code: 'policy_denied' });
    await answerAll(careless, () => 'certify');
    const again = await submit(careless);
    expect(again.reopened).toEqual([]);
    expect(again.answers).toHaveLength(before.items.length);
  });

  it('is told how it went and which items were planted, after submitting; the ledger has the figure', async () => {
    const told = await quality(careless);
    expect(told).toMatchObject({ standing: 'low' });
    expect(told?.words.counted[0]).toBe('Of 6 planted items that should not be kept, 0 were not.');
    expect(told?.planted).toHaveLength((await planted(careless)).length);
    const recorded = async (): Promise<readonly object[]> =>
      (
        await world.system.database.query<{ body: object }>(
          `select convert_from(leaf, 'UTF8')::jsonb->'entry'->'body' as body from ledger.entry
            where convert_from(leaf, 'UTF8')::jsonb->'entry'->>'type' = 'quality.recorded'`,
        )
      ).map(({ body }) => body);
    await expect
      .poll(recorded, { timeout: 10_000 })
      .toMatchObject([{ standing: 'low', caught: { times: '0', of: 6 } }]);
    const report = await world.verified();
    expect([report.integrity.problems, report.authenticity.problems]).toEqual([[], []]);
  });

  it('is seen by nobody else: together it is told only where one cannot be made out', async () => {
    expect(must(await qualityOfCampaign(world.system, careless))).toEqual({ told: null, fewest: 5 });
    const other = { campaign: careless, keyFingerprint: who.boss.fingerprint };
    expect(must(await myQuality(world.system, other)).told).toBeNull();
  });
});

describe('whoever looks', () => {
  it('sees no advice on what was drawn for their own view until they have answered, and what they said first stays said', async () => {
    const { items } = await page(careful);
    const blind = items.filter(({ blind: is }) => is === 'waits');
    expect(blind.length).toBeGreaterThan(5);
    expect(blind.every(({ advice }) => advice === null)).toBe(true);
    const [first, second] = blind;
    if (first === undefined || second === undefined) throw new Error('nothing was drawn');
    const bulk = [first, second].map(({ item }) => ({ item, answer: 'certify' as const, reason: 'why not' }));
    expect(must(await answer(careful, bulk)).items).toMatchObject([
      { is: 'refused', why: { code: 'policy_denied' } },
      { is: 'refused', why: { code: 'policy_denied' } },
    ]);
    must(await answer(careful, [{ item: first.item, answer: 'dont_know' }]));
    must(await answer(careful, [{ item: first.item, answer: 'certify' }]));
    const [line] = (await page(careful)).items.filter(({ item }) => item === first.item);
    expect(line).toMatchObject({ blind: 'shown', chosen: { answer: 'certify', before: 'dont_know' } });
    const { items: back } = must(
      await takeBackReview(world.system, { ...asked(careful), items: [first.item] }),
    );
    expect(back).toMatchObject([{ chosen: null, blind: 'shown' }]);
  });

  it('answers several at once with a reason, and no answer that is there is overwritten', async () => {
    const { items, mostInBulk } = await page(careful);
    expect(mostInBulk).toBe(25);
    const free = items.filter(({ blind, chosen }) => blind === 'no' && chosen === null).slice(0, 3);
    const [one] = free;
    if (one === undefined) throw new Error('nothing is free');
    must(await answer(careful, [{ item: one.item, answer: 'revoke' }]));
    const bulk = free.map(({ item }) => ({ item, answer: 'certify' as const }));
    expect(must(await answer(careful, bulk)).items.every(({ is }) => is === 'refused')).toBe(true);
    const said = must(
      await answer(
        careful,
        bulk.map((each) => ({ ...each, reason: 'everyone reads the wiki' })),
      ),
    ).items;
    expect(said.map(({ is }) => is)).toEqual(['refused', 'kept', 'kept']);
    expect(said[0]).toMatchObject({ why: { code: 'already_done' } });
    must(await takeBackReview(world.system, { ...asked(careful), items: free.map(({ item }) => item) }));
  });

  it('is told so, and nothing is opened again', async () => {
    await answerAll(careful, ({ looks }) =>
      // they know that nobody needs the vault, and who is in the team
      looks.object.key === 'vault#open' || (looks.object.key === 'team' && looks.account.key !== 'p0')
        ? 'revoke'
        : 'certify',
    );
    const opened = await submit(careful);
    expect(opened.reopened).toEqual([]);
    const told = await quality(careful);
    expect(told?.standing).not.toBe('low');
    expect(told?.words.counted[0]).toBe('Of 6 planted items that should not be kept, 6 were not.');
  });
});

it('refuses a handle of another campaign, and one that was made up', async () => {
  const seed = (await seedOf(world.system.database, careful)) ?? '';
  const other = handleOf(seed, { is: 'real', n: 0, seat: 0 });
  for (const item of [other, `itm_${'a'.repeat(32)}`])
    expect(await reviewItem(world.system, { ...asked(careless), item })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
});
