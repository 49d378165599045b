// What nobody answers: the mandate that people signed for it, what it selects, and what it never does.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import {
  account,
  grant,
  openCampaignWorld,
  person,
  resource,
  right,
  type CampaignWorld,
  type TestSigner,
} from '../../../test/support/campaign-world.ts';
import type { CampaignId, Change, MandateId, Result } from '../../model/index.ts';
import { isSourceId, must } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { keepAnswers } from '../campaigns/answer.ts';
import { openLaunchOf } from '../campaigns/begin.ts';
import { itemsOf, type ItemShown } from '../campaigns/items.ts';
import { takeLaunch } from '../campaigns/launch.ts';
import { openSubmission } from '../campaigns/open-submission.ts';
import { showCampaign } from '../campaigns/show.ts';
import { proposeSilence } from '../campaigns/silence.ts';
import { campaignsSilence } from '../notices/sources/campaigns.ts';
import { takeSubmission } from '../campaigns/take-submission.ts';
import { bringAboutMandates } from './bring-about.ts';
import { itemFacts } from './item-facts.ts';
import { openSigning, show, sign } from './mandates.ts';
import { nothingSeen } from './seen.ts';

const database = useDatabase();
let world: CampaignWorld;
let who: Readonly<Record<'boss' | 'lee' | 'zoe', TestSigner>>;
let campaign: CampaignId;
let mandate: MandateId;
const day = 86_400;
const readAll = async (): Promise<void> => {
  await world.take('hr', [
    person('boss'),
    person('zoe'),
    person('lee', 'boss'),
    person('mia', 'lee'),
    person('noa', 'lee'),
    person('orphan'),
  ]);
  await world.take('app', [
    ...['lee', 'mia', 'noa', 'orphan'].map((key) => account(key)),
    resource('shop', 'medium'),
    right('shop', 'sell'),
    ...['mia', 'noa', 'orphan'].map((key) => grant(key, 'shop#sell')),
  ]);
};

beforeAll(async () => {
  world = openCampaignWorld(database.urlAs);
  await readAll();
  who = await world.begin({
    boss: ['administrator', 'governor', 'reviewer'],
    lee: ['manager', 'reviewer'],
    zoe: ['security'],
  });
  await vi.waitFor(async () => {
    const { signers, clock } = world.system;
    if ((await signers.standing(who.boss.fingerprint, clock.now())) === undefined)
      throw new Error('the first entry is not sequenced yet');
  });
  const { statement } = value(
    await openLaunchOf(world.system, {
      design: { title: 'Q1', kind: 'manager' },
      keyFingerprint: who.boss.fingerprint,
      evenIfEmpty: false,
    }),
  );
  const launched = value(await takeLaunch(world.system, { statement, signature: who.boss.sign(statement) }));
  await world.system.ledger.sequenced(launched.launch, 20);
  ({ campaign } = launched);
});
afterAll(() => world.close());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};
const items = async (): Promise<readonly ItemShown[]> =>
  value(await itemsOf(world.system, { campaign, show: 'all', limit: 50 })).items;
const itemOf = async (name: string): Promise<ItemShown> => {
  const found = (await items()).find(({ content }) => content.account.name === name);
  if (found === undefined) throw new Error(`${name} has no item`);
  return found;
};
const no = (key: string): Change => ({
  type: 'grant.remove',
  source: must(isSourceId, 'app'),
  subjectKey: key,
  entitlementKey: 'shop#sell',
});
const factsOf = async (name: string, change: Change = no(name)) =>
  itemFacts.factsOf(world.system.database, {
    change,
    account: undefined,
    about: { of: campaign, item: String((await itemOf(name)).n) },
    now: world.system.clock.now(),
  });
const round = () => bringAboutMandates(world.system, nothingSeen());
const announced = async () => value(await show(world.system, { mandate, limit: 50, preview: false })).items;

async function certified(name: string): Promise<void> {
  const { n, digest } = await itemOf(name);
  const { fingerprint: keyFingerprint } = who.lee;
  const answers = [{ item: n, itemDigest: digest, answer: 'certify' as const }];
  value(await keepAnswers(world.system, { campaign, keyFingerprint, by: 'choice', answers }));
  const opened = value(await openSubmission(world.system, { campaign, keyFingerprint }));
  const { statement, about } = opened;
  if (statement === undefined || about === null) throw new Error('nothing to sign');
  const taken = value(
    await takeSubmission(world.system, {
      statement,
      signature: who.lee.sign(statement),
      about,
      decisions: [],
      answers: opened.answers.map(({ leaf }) => leaf),
    }),
  );
  await world.system.ledger.sequenced(taken.submission, 20);
}

describe('a rule for what nobody answers', () => {
  it('is written for one campaign, announced on it, and does nothing until two people have signed', async () => {
    ({ mandate } = value(
      await proposeSilence(world.system, {
        campaign,
        does: 'revoke',
        afterDays: 3,
        tiers: ['medium'],
        perDay: 10,
        inAll: 10,
        noticeHours: 24,
        watchDays: 7,
        by: 'test',
      }),
    ));
    const before = value(await showCampaign(world.system, campaign)).silence;
    expect(before).toMatchObject([{ mandate }]);
    expect(before[0]?.says).toContain('If nobody answers by 3 days after it is due');
    expect(before[0]?.whyNot).not.toBeNull();
    const at = world.system.clock.now();
    expect(await campaignsSilence.look(world.system, { since: at, now: at })).toEqual([]);
    for (const by of [who.boss, who.zoe]) {
      const opened = value(await openSigning(world.system, { mandate, keyFingerprint: by.fingerprint }));
      const taken = value(
        await sign(world.system, { statement: opened.statement, signature: by.sign(opened.statement) }),
      );
      await world.system.ledger.sequenced(taken.entry, 20);
    }
    expect(value(await showCampaign(world.system, campaign)).silence).toMatchObject([{ whyNot: null }]);
    const now = world.system.clock.now();
    const [told] = await campaignsSilence.look(world.system, { since: now, now });
    expect(told?.notice).toMatchObject({ kind: 'campaign.silence', about: mandate });
    expect(told?.notice.why).toContain('If nobody answers by 3 days after it is due');
    expect(told?.people).toContain(who.lee.person);
    await round();
    expect(await announced()).toEqual([]);
  });

  it('knows of an item only what the signed manifest and the ledger say', async () => {
    expect(await factsOf('mia')).toEqual({ 'item.asked': 'somebody', 'item.answered': 'no' });
    expect(await factsOf('mia', no('noa'))).toEqual({});
    expect(await factsOf('orphan')).toEqual({ 'item.asked': 'nobody' });
    const { n } = await itemOf('mia');
    const kept = await database.db.query<{ content: string }>(
      'select content from review.campaign_item where n = $1',
      [n],
    );
    await database.db.query(
      `update review.campaign_item set content = replace(content, 'shop#sell', 'shop#rule') where n = $1`,
      [n],
    );
    expect(await factsOf('mia')).toEqual({});
    await database.db.query('update review.campaign_item set content = $2 where n = $1', [
      n,
      kept[0]?.content,
    ]);
  });

  it('knows nothing of an item whose tree is not there, nor of a campaign whose launch is no statement', async () => {
    const { n } = await itemOf('mia');
    const asked = (of: CampaignId, on: Queryable = world.system.database) =>
      itemFacts.factsOf(on, {
        change: no('mia'),
        account: undefined,
        about: { of, item: String(n) },
        now: world.system.clock.now(),
      });
    await database.db.query('create table kept_pages as select * from review.campaign_page');
    await database.db.query('delete from review.campaign_page');
    expect(await asked(campaign)).toEqual({});
    await database.db.query('insert into review.campaign_page select * from kept_pages');
    expect(await asked(campaign)).toMatchObject({ 'item.asked': 'somebody' });
    const forged: Queryable = {
      query: () => world.system.database.query(`select 'campaign.launched' as type, 'no JSON' as statement`),
    };
    expect(await asked(campaign, forged)).toEqual({});
  });

  it('announces what is overdue and was asked of somebody, and leaves open what was asked of nobody', async () => {
    await certified('noa');
    expect(await factsOf('noa')).toMatchObject({ 'item.answered': 'yes' });
    world.pass(22 * day);
    await round();
    expect(await announced()).toEqual([]);
    world.pass(3 * day);
    await readAll();
    expect(await factsOf('mia')).toMatchObject({ 'item.overdue_days': 4 });
    await round();
    expect(await announced()).toMatchObject([{ state: 'announced', subject: 'app/mia' }]);
    await round();
    expect(await announced()).toHaveLength(1);
  });

  it('drops what was announced when somebody answers before its notice is over', async () => {
    await certified('mia');
    await round();
    expect(await announced()).toMatchObject([{ state: 'dropped', because: 'somebody answered' }]);
    expect(await world.verified()).toMatchObject({ authenticity: { holds: true } });
  });
});
