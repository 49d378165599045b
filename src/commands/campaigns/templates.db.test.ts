// Campaigns that come again: at a rhythm, for what changed, and at each identity's own cadence.
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
import { addSeconds, type CampaignId, type Result } from '../../model/index.ts';
import type { TemplateDesign, Rhythm } from '../../review/index.ts';
import { listInbox } from '../inbox/list-inbox.ts';
import { keepAnswers } from './answer.ts';
import { openLaunchOf, previewOf } from './begin.ts';
import { itemsOf } from './items.ts';
import { takeLaunch } from './launch.ts';
import { openSubmission } from './open-submission.ts';
import { takeSubmission } from './take-submission.ts';
import { designOfTemplate, listTemplates, retireTemplate, saveTemplate } from './templates.ts';
import { tendCampaigns } from './tend-campaigns.ts';

const database = useDatabase();
let world: CampaignWorld;
let who: Readonly<Record<'boss' | 'lee', TestSigner>>;
const day = 86_400;
const held = ['mia wiki#read', 'noa wiki#read', 'mia wiki#edit'];

const read = (grants: readonly string[]) =>
  world.take('app', [
    ...['mia', 'noa'].map((key) => account(key)),
    resource('wiki', 'low'),
    right('wiki', 'read'),
    right('wiki', 'edit'),
    ...grants.map((each) => {
      const [who_ = '', what = ''] = each.split(' ');
      return grant(who_, what);
    }),
  ]);
beforeAll(async () => {
  world = openCampaignWorld(database.urlAs);
  await world.take('hr', [person('boss'), person('lee', 'boss'), person('mia', 'lee'), person('noa', 'lee')]);
  await read(held.slice(0, 2));
  who = await world.begin({ boss: ['administrator', 'governor', 'reviewer'], lee: ['manager'] });
  await vi.waitFor(async () => {
    const { signers, clock } = world.system;
    if ((await signers.standing(who.boss.fingerprint, clock.now())) === undefined)
      throw new Error('the first entry is not sequenced yet');
  });
});
afterAll(() => world.close());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};
const save = async (name: string, design: TemplateDesign, every: Rhythm | null) =>
  value(
    await saveTemplate(world.system, {
      name,
      design,
      dueDays: 10,
      every,
      first: every === null ? null : addSeconds(world.system.clock.now(), day),
      by: 'test',
    }),
  );
const templateOf = async (name: string) => {
  const found = value(await listTemplates(world.system, { all: true })).items.find(
    (each) => each.name === name,
  );
  if (found === undefined) throw new Error(`${name} is not there`);
  return found;
};
const launchFrom = async (template: string): Promise<CampaignId> => {
  const { design } = value(await designOfTemplate(world.system, { name: template }));
  const asked = { design, template, keyFingerprint: who.boss.fingerprint, evenIfEmpty: false };
  const { statement } = value(await openLaunchOf(world.system, asked));
  const launched = value(await takeLaunch(world.system, { statement, signature: who.boss.sign(statement) }));
  await world.system.ledger.sequenced(launched.launch, 20);
  return launched.campaign;
};
const accountsOf = async (campaign: CampaignId) =>
  value(await itemsOf(world.system, { campaign, show: 'all', limit: 50 })).items.map(
    ({ content }) => `${content.account.name} ${content.object.key}`,
  );
const toLaunch = async () =>
  value(await listInbox(world.system, { person: who.boss.person, limit: 50 })).items.filter(
    ({ kind }) => kind === 'launch',
  );

describe('a template', () => {
  it('waits for a signature when its turn comes, and has its next when it was launched', async () => {
    await save('people', { title: 'People', kind: 'manager' }, 'quarter');
    const first = (await templateOf('people')).nextAt;
    await tendCampaigns(world.system);
    expect(await toLaunch()).toEqual([]);
    world.pass(day);
    await tendCampaigns(world.system);
    expect(await templateOf('people')).toMatchObject({
      waitsSince: first,
      waitingItems: 2,
      lastCampaign: null,
    });
    expect(await toLaunch()).toMatchObject([
      { id: 'people', command: 'countersign campaign launch --template people' },
    ]);
    const campaign = await launchFrom('people');
    const after = await templateOf('people');
    expect(after).toMatchObject({ waitsSince: null, lastCampaign: campaign });
    expect(Date.parse(after.nextAt ?? '') - Date.parse(first ?? '')).toBeGreaterThan(88 * day * 1000);
    expect(await toLaunch()).toEqual([]);
  });

  it('asks nobody anything when nothing changed, and about the one thing that did', async () => {
    await save('changed', { title: 'What changed', kind: 'changed' }, 'day');
    world.pass(day);
    await tendCampaigns(world.system);
    expect(await templateOf('changed')).toMatchObject({ waitsSince: null, waitingItems: 0 });
    await read(held);
    world.pass(day);
    await tendCampaigns(world.system);
    expect(await templateOf('changed')).toMatchObject({ waitingItems: 1 });
    expect(await accountsOf(await launchFrom('changed'))).toEqual(['mia wiki#edit']);
    expect(value(await designOfTemplate(world.system, { name: 'changed' })).design.since).toBe(
      (await templateOf('changed')).lastLaunchedAt,
    );
  });

  it('comes back to each identity at its own cadence, and not to whom it has just asked about', async () => {
    await save('cadence', { title: 'Always', kind: 'continuous' }, null);
    const scope = async () =>
      value(await previewOf(world.system, { title: 'Always', kind: 'continuous' })).accounts;
    expect(await scope()).toBe(2);
    const campaign = await launchFrom('cadence');
    const all = value(await itemsOf(world.system, { campaign, show: 'all', limit: 50 })).items;
    const mias = all.filter(({ content }) => content.account.name === 'mia');
    const { fingerprint: keyFingerprint } = who.lee;
    value(
      await keepAnswers(world.system, {
        campaign,
        keyFingerprint,
        by: 'choice',
        answers: mias.map(({ n, digest }) => ({ item: n, itemDigest: digest, answer: 'certify' })),
      }),
    );
    const { statement, about, answers } = value(
      await openSubmission(world.system, { campaign, keyFingerprint }),
    );
    if (statement === undefined || about === null) throw new Error('nothing to sign');
    const signature = who.lee.sign(statement);
    const leaves = answers.map(({ leaf }) => leaf);
    value(
      await takeSubmission(world.system, { statement, signature, about, decisions: [], answers: leaves }),
    );
    expect(await scope()).toBe(1);
    world.pass(91 * day);
    expect(await scope()).toBe(2);
  });

  it('ends with a reason, and one that cannot be a campaign is not kept', async () => {
    value(await retireTemplate(world.system, { name: 'changed', reason: 'asked at once now' }));
    expect(await designOfTemplate(world.system, { name: 'changed' })).toMatchObject({ code: 'not_found' });
    const wrong = { title: 'x', kind: 'manager' as const, lane: 'machines' as const };
    expect(
      await saveTemplate(world.system, {
        name: 'x',
        design: wrong,
        dueDays: 1,
        every: null,
        first: null,
        by: 'test',
      }),
    ).toMatchObject({ code: 'input_invalid' });
  });
});
