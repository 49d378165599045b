import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import {
  account,
  grant,
  group,
  machine,
  member,
  openCampaignWorld,
  owns,
  person,
  resource,
  right,
  type CampaignWorld,
  type TestSigner,
} from '../../../test/support/campaign-world.ts';
import { addSeconds, isSourceId, must as mustBe, type CampaignId, type Result } from '../../model/index.ts';
import { leafOf, readContent, type DesignAsked } from '../../review/index.ts';
import { listChannels } from '../../notify/index.ts';
import { listInbox } from '../inbox/list-inbox.ts';
import { addChannel } from '../notices/channels.ts';
import { gatherNotices } from '../notices/gather.ts';
import { remindCampaign } from '../notices/remind-campaign.ts';
import { keepAnswers, type AnswerChosen } from './answer.ts';
import { openLaunchOf, previewOf } from './begin.ts';
import { submissionCovers } from './covers.ts';
import { openClose, takeClose } from './close.ts';
import { handOn } from './hand-on.ts';
import { itemsOf, type ItemShown, type ItemsAsked } from './items.ts';
import { takeLaunch } from './launch.ts';
import { openSubmission } from './open-submission.ts';
import { showCampaign } from './show.ts';
import { takeSubmission } from './take-submission.ts';
import { tendCampaigns } from './tend-campaigns.ts';

const database = useDatabase();
let world: CampaignWorld;
let who: Readonly<Record<'boss' | 'lee' | 'mia', TestSigner>>;

beforeAll(async () => {
  world = openCampaignWorld(database.urlAs);
  await world.take('hr', [
    person('boss'),
    person('lee', 'boss'),
    person('mia', 'lee'),
    person('noa', 'lee'),
    person('orphan'),
  ]);
  await world.take('app', [
    ...['lee', 'mia', 'noa', 'orphan'].map((key) => account(key)),
    machine('bot'),
    machine('stray'),
    resource('wiki', 'low'),
    resource('vault', 'high'),
    right('wiki', 'read'),
    right('wiki', 'edit "all"\n\u0001\u007f é 🙂'),
    right('vault', 'open'),
    group('team'),
    group('all'),
    member('mia', 'team'),
    member('team', 'all'),
    grant('all', 'wiki#read'),
    grant('mia', 'wiki#read'),
    grant('noa', 'wiki#edit "all"\n\u0001\u007f é 🙂'),
    grant('lee', 'vault#open'),
    grant('orphan', 'wiki#read'),
    grant('bot', 'vault#open'),
    grant('stray', 'wiki#read'),
    owns('bot', 'owner', 'lee'),
    owns('bot', 'sponsor', 'boss'),
    owns('vault', 'owner', 'boss'),
  ]);
  who = await world.begin({
    boss: ['administrator', 'governor', 'reviewer'],
    lee: ['manager', 'reviewer'],
    mia: ['requester', 'security'],
  });
});
afterAll(() => world.close());

const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};
const launch = async (design: DesignAsked, by: TestSigner = who.boss): Promise<CampaignId> => {
  const opened = must(
    await openLaunchOf(world.system, { design, keyFingerprint: by.fingerprint, evenIfEmpty: false }),
  );
  const { statement } = opened;
  return must(await takeLaunch(world.system, { statement, signature: by.sign(statement) })).campaign;
};
const items = async (
  campaign: CampaignId,
  by: TestSigner | undefined,
  show: ItemsAsked['show'] = 'waiting',
): Promise<readonly ItemShown[]> =>
  must(
    await itemsOf(world.system, {
      campaign,
      show,
      limit: 50,
      ...(by === undefined ? {} : { keyFingerprint: by.fingerprint }),
    }),
  ).items;
const answer = async (
  campaign: CampaignId,
  by: TestSigner,
  answers: readonly AnswerChosen[],
  from: 'choice' | 'advice' = 'choice',
) =>
  must(await keepAnswers(world.system, { campaign, keyFingerprint: by.fingerprint, answers, by: from }))
    .items;
const chosen = (item: ItemShown, given: Omit<AnswerChosen, 'item' | 'itemDigest'>): AnswerChosen => ({
  item: item.n,
  itemDigest: item.digest,
  ...given,
});
const prepare = async (campaign: CampaignId, by: TestSigner) => {
  const opened = must(await openSubmission(world.system, { campaign, keyFingerprint: by.fingerprint }));
  const { statement, about } = opened;
  if (statement === undefined || about === null) throw new Error('there is nothing to sign');
  return {
    opened,
    signed: {
      statement,
      signature: by.sign(statement),
      about,
      decisions: opened.decisions.map(({ item }) => item),
      answers: opened.answers.map(({ leaf }) => leaf),
    },
  };
};
const submit = async (campaign: CampaignId, by: TestSigner) =>
  must(await takeSubmission(world.system, (await prepare(campaign, by)).signed));
const namesOf = (list: readonly ItemShown[]) =>
  list.map(({ content }) => `${content.account.name} ${content.object.key}`);

describe('a campaign by manager', () => {
  let id: CampaignId;

  it('is previewed: who would get how much, and what about the data speaks against it', async () => {
    const preview = must(await previewOf(world.system, { title: 'Q1', kind: 'manager' }));
    expect(preview).toMatchObject({ items: 5, accounts: 4, byTier: { low: 4, high: 1 } });
    expect(preview.shares.map(({ reviewer, items: n }) => [reviewer?.name ?? null, n])).toEqual(
      expect.arrayContaining([
        ['Lee', 3],
        ['Boss', 1],
        [null, 1],
      ]),
    );
    expect(preview.gates.map(({ gate }) => gate)).toEqual(['reviewer_unknown']);
  });

  it('freezes every item under one root, each text with its own digest', async () => {
    id = await launch({ title: 'Q1', kind: 'manager', correctSeconds: 600 });
    const all = await items(id, undefined, 'all');
    expect(all.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
    const inbox = must(
      await listInbox(world.system, { keyFingerprint: who.lee.fingerprint, limit: 10 }),
    ).items;
    expect(inbox.find((one) => one.id === id)).toMatchObject({ kind: 'certify' });
    for (const { text, digest, content } of all) {
      expect(leafOf(text)).toBe(digest);
      expect(readContent(text)).toEqual(content);
    }
    expect(all.every(({ drift }) => drift === null)).toBe(true);
  });

  it('tells each reviewer by name of it, and reminds them once an hour, by who launched it or governs', async () => {
    const mail = { url: 'smtp://127.0.0.1:1', from: 'iga@acme.example' };
    const system = { ...world.system, secret: () => Promise.resolve(JSON.stringify(mail)) };
    const channel = {
      name: 'mail',
      kind: 'smtp',
      reaches: 'people',
      person: null,
      kinds: [],
      detail: 'full',
    } as const;
    must(await addChannel(system, { ...channel, privateNetwork: true, console: null }, who.boss.person));
    await gatherNotices(system, await listChannels(system.database, 'in use'), system.clock.now());
    const told = await system.database.query<{ receiver: string }>(
      `select receiver from notify.notice where kind = 'campaign.launched' and about = $1 and send_at is not null`,
      [id],
    );
    expect(new Set(told.map(({ receiver }) => receiver))).toEqual(new Set([who.lee.person, who.boss.person]));
    const remind = (by: TestSigner | undefined) => remindCampaign(system, { campaign: id, by: by?.person });
    expect(await remind(who.lee)).toMatchObject({ ok: false, code: 'not_permitted' });
    expect(must(await remind(who.mia))).toEqual({ told: 2, alreadyTold: 0, unreachable: [] });
    expect(must(await remind(undefined))).toEqual({ told: 0, alreadyTold: 2, unreachable: [] });
  });

  it('asks each manager for theirs, and the pool for what nobody is known for', async () => {
    const lees = await items(id, who.lee);
    expect(namesOf(lees)).toEqual(
      expect.arrayContaining([
        'mia team',
        'mia wiki#read',
        'noa wiki#edit "all"\n\u0001\u007f é 🙂',
        'orphan wiki#read',
      ]),
    );
    expect(namesOf(await items(id, who.boss))).toEqual(
      expect.arrayContaining(['lee vault#open', 'orphan wiki#read']),
    );
    expect(namesOf(await items(id, who.mia))).toEqual(['orphan wiki#read']);
  });

  it('keeps what is chosen, refuses what is not theirs or not as shown, and lets advice overwrite nothing', async () => {
    const lees = await items(id, who.lee);
    const [team, read] = ['mia team', 'mia wiki#read'].map(
      (name) => lees.find((each) => namesOf([each])[0] === name) ?? lees[0],
    );
    const [vault] = await items(id, who.boss);
    if (team === undefined || read === undefined || vault === undefined) throw new Error('items are missing');
    const told = await answer(id, who.lee, [
      chosen(team, { answer: 'certify' }),
      chosen(read, { answer: 'revoke', reason: 'comes with the team' }),
      { ...chosen(team, { answer: 'certify' }), itemDigest: vault.digest },
      chosen(vault, { answer: 'certify' }),
      chosen(team, { answer: 'suspend' }),
      chosen(read, {
        answer: 'narrow',
        changes: [
          {
            type: 'grant.remove',
            source: mustBe(isSourceId, 'app'),
            subjectKey: 'lee',
            entitlementKey: 'vault#open',
          },
        ],
      }),
    ]);
    expect(told.map((each) => (each.is === 'kept' ? each.is : each.why.code))).toEqual([
      'kept',
      'kept',
      'signature_stale',
      'not_permitted',
      'input_invalid',
      'input_invalid',
    ]);
    expect(await answer(id, who.lee, [chosen(team, { answer: 'revoke' })], 'advice')).toMatchObject([
      { is: 'refused', why: { code: 'already_done' } },
    ]);
    expect(await items(id, who.lee, 'pending')).toMatchObject([
      { pending: { answer: expect.stringMatching(/certify|revoke/) } },
      { pending: { answer: expect.stringMatching(/certify|revoke/) } },
    ]);
  });

  it('takes one signature over all of it: the no is decided by it and waits to be carried out', async () => {
    const { opened, signed } = await prepare(id, who.lee);
    expect(opened.decisions).toHaveLength(1);
    const bent = {
      ...signed,
      answers: signed.answers.map((leaf) => ({ ...leaf, answer: 'certify' as const })),
    };
    expect(await takeSubmission(world.system, bent)).toMatchObject({ ok: false, code: 'signature_invalid' });
    const twice = await Promise.all([signed, signed].map((each) => takeSubmission(world.system, each)));
    const said = twice.flatMap((each) => must(each).decisions.map(({ is }) => is));
    expect(new Set(said)).toEqual(new Set(['planned', 'recorded']));
    expect(await world.system.database.query('select from review.campaign_submission')).toHaveLength(1);
    expect(must(await takeSubmission(world.system, signed)).decisions).toMatchObject([{ is: 'recorded' }]);
    const shown = must(await showCampaign(world.system, id));
    expect(shown).toMatchObject({ kept: 1, taken: 1, open: 3, effects: { planned: 1 } });
    expect(namesOf(await items(id, who.lee))).not.toContain('mia team');
  });

  it('lets a mistaken answer be corrected until it is carried out, and voids what it had begun', async () => {
    const [taken] = (await items(id, who.lee, 'answered')).filter(({ state }) => state === 'taken');
    if (taken === undefined) throw new Error('nothing was taken');
    await answer(id, who.lee, [chosen(taken, { answer: 'certify', reason: 'I was wrong' })]);
    await submit(id, who.lee);
    expect(must(await showCampaign(world.system, id))).toMatchObject({
      kept: 2,
      taken: 0,
      effects: { planned: 0 },
    });
    const voided = await world.system.database.query(
      `select from review.asking where state = 'called_off' and settled_by = 'corrected'`,
    );
    expect(voided).toHaveLength(1);
  });

  it('passes on what nobody can say, and never calls it done', async () => {
    const [orphan] = (await items(id, who.mia)).filter(({ content }) => content.account.name === 'orphan');
    if (orphan === undefined) throw new Error('the pool has nothing');
    await answer(id, who.mia, [chosen(orphan, { answer: 'dont_know' })]);
    await submit(id, who.mia);
    const [after] = (await items(id, undefined, 'unrouted')).filter(({ n }) => n === orphan.n);
    expect(after).toMatchObject({ state: 'open', stage: 1, waits: [{ role: 'pool' }] });
  });

  it('hands an item on with a reason, but not to who holds it', async () => {
    const noas = (await items(id, who.lee)).find(({ content }) => content.account.name === 'noa');
    if (noas === undefined) throw new Error('the item of noa is missing');
    const ask = (to: TestSigner['person'] | null) =>
      handOn(world.system, {
        campaign: id,
        keyFingerprint: who.lee.fingerprint,
        items: [noas.n],
        to,
        reason: 'knows better',
      });
    expect(must(await ask(who.mia.person))).toMatchObject({ handedOn: 1, left: [] });
    expect(namesOf(await items(id, who.mia))).toContain(namesOf([noas])[0]);
    expect(must(await showCampaign(world.system, id)).notes).toMatchObject([
      { what: 'reassigned', item: noas.n },
    ]);
  });

  it('shows that the source has changed since', async () => {
    await world.take('app', [
      ...['lee', 'mia', 'noa', 'orphan'].map((key) => account(key)),
      machine('bot'),
      machine('stray'),
      resource('wiki', 'low'),
      resource('vault', 'high'),
      right('wiki', 'read'),
      right('vault', 'open'),
      group('team'),
      group('all'),
      member('mia', 'team'),
      member('team', 'all'),
      grant('all', 'wiki#read'),
      grant('mia', 'wiki#read'),
      grant('lee', 'vault#open', { grantable: true }),
      grant('orphan', 'wiki#read'),
      grant('bot', 'vault#open'),
      grant('stray', 'wiki#read'),
      owns('bot', 'owner', 'lee'),
      owns('bot', 'sponsor', 'boss'),
      owns('vault', 'owner', 'boss'),
    ]);
    const drifted = await items(id, undefined, 'drifted');
    expect(drifted.map(({ content, drift }) => [content.account.name, drift])).toEqual(
      expect.arrayContaining([
        ['noa', 'gone'],
        ['lee', 'changed'],
      ]),
    );
  });

  it('is closed by a signature that says what is left open, and is never deleted', async () => {
    const opened = must(
      await openClose(world.system, {
        campaign: id,
        keyFingerprint: who.boss.fingerprint,
        reason: 'end of quarter',
      }),
    );
    expect(opened.item).toMatchObject({ items: 5, open: 3 });
    const { statement } = opened;
    const signed = { statement, signature: who.boss.sign(statement) };
    expect(must(await takeClose(world.system, signed))).toMatchObject({ open: 3 });
    expect(await takeClose(world.system, signed)).toMatchObject({ ok: false, code: 'already_done' });
    // the one function that throws a draft away throws away nothing that was launched
    const thrown = await world.system.database.query<{ thrown: boolean }>(
      `select review.discard_campaign(no) as thrown from review.campaign where state <> 'draft'`,
    );
    expect(thrown.map((row) => row.thrown)).toContain(false);
    expect(thrown.map((row) => row.thrown)).not.toContain(true);
    await expect(world.system.database.query('delete from review.campaign')).rejects.toThrow(
      'permission denied',
    );
    await expect(world.system.database.query('delete from review.campaign_item')).rejects.toThrow(
      'permission denied',
    );
  });
});

describe('a campaign over machines', () => {
  it('asks owner and sponsor both, and of tier high somebody independent: keeping takes all of them', async () => {
    const id = await launch({ title: 'machines', kind: 'privileged', lane: 'machines' });
    const [bot, ...none] = await items(id, who.lee);
    expect(none).toEqual([]);
    expect(bot).toMatchObject({
      content: { account: { name: 'bot' } },
      mySeat: 0,
      waits: [{ role: 'owner', reviewer: 'Lee' }, { role: 'sponsor', reviewer: 'Boss' }, { role: 'pool' }],
    });
    for (const [at, by] of [who.lee, who.boss, who.mia].entries()) {
      const [mine] = await items(id, by);
      if (mine === undefined) throw new Error('nothing waits');
      expect(mine.mySeat).toBe(at);
      await answer(id, by, [chosen(mine, { answer: 'certify' })]);
      await submit(id, by);
      expect(must(await showCampaign(world.system, id)).kept).toBe(at === 2 ? 1 : 0);
    }
  });
});

it('lets who retires a machine sign what comes of it: suspended and watched first', async () => {
  const id = await launch({ title: 'retire', kind: 'unowned', lane: 'machines', sources: [] });
  const [stray] = await items(id, who.boss);
  if (stray === undefined) throw new Error('nothing waits');
  await answer(id, who.boss, [chosen(stray, { answer: 'retire' })]);
  const { opened, signed } = await prepare(id, who.boss);
  const signing = { ledger: world.system.ledgerName, now: world.system.clock.now() };
  const { about, statement } = signed;
  const shown = { campaign: id, about, decisions: opened.decisions, answers: opened.answers };
  expect(opened.decisions.map(({ proposal }) => proposal.changes.map(({ change }) => change))).toMatchObject([
    [{ type: 'account.disable' }, { type: 'account.drop', watchedSeconds: 172_800 }],
  ]);
  expect(submissionCovers(statement, signing, shown)).toMatchObject({ ok: true });
});

describe('a limit', () => {
  const limited = async (seconds: number) => {
    const id = await launch({ title: 'limits', kind: 'manager', correctSeconds: 0 });
    const mine = (await items(id, who.lee)).find(({ content }) => content.object.key === 'wiki#read');
    if (mine === undefined) throw new Error('the right of Mia is missing');
    await answer(id, who.lee, [
      chosen(mine, { answer: 'limit', until: addSeconds(world.system.clock.now(), seconds) }),
    ]);
    return { id, taken: await submit(id, who.lee) };
  };
  const effects = async (id: CampaignId) => must(await showCampaign(world.system, id)).effects;

  it('within a week is signed now and asked for at its date', async () => {
    const { id, taken } = await limited(3 * 86_400);
    expect(taken.decisions).toMatchObject([{ is: 'planned' }]);
    const [asking] = await world.system.database.query<{ days: number }>(
      `select extract(epoch from due_at - $1::timestamptz) / 86400 as days from review.asking where state = 'waiting'`,
      [world.system.clock.now()],
    );
    expect(Math.round(Number(asking?.days))).toBe(3);
    expect(await effects(id)).toMatchObject({ planned: 1 });
    const [mine] = await items(id, who.lee, 'answered');
    if (mine === undefined) throw new Error('nothing was answered');
    await answer(id, who.lee, [chosen(mine, { answer: 'certify' })]);
    await submit(id, who.lee);
  });

  it('beyond becomes a case six days before its date, so that people sign it in time; and a late campaign is open to the pool', async () => {
    const { id, taken } = await limited(40 * 86_400);
    expect(taken.decisions).toEqual([]);
    expect(await effects(id)).toMatchObject({ planned: 1, 'not filed': 0 });
    await tendCampaigns(world.system);
    expect(await effects(id)).toMatchObject({ planned: 1 });
    world.pass(33 * 86_400);
    await tendCampaigns(world.system);
    expect(await effects(id)).toMatchObject({ planned: 1 });
    world.pass(2 * 86_400);
    await tendCampaigns(world.system);
    expect(await effects(id)).toMatchObject({ planned: 0, waiting: 1 });
    const shown = must(await showCampaign(world.system, id));
    expect([shown.isLate, shown.notes.map(({ what }) => what)]).toEqual([true, ['escalated']]);
    expect(namesOf(await items(id, who.mia))).not.toContain('mia team');
    expect(namesOf(await items(id, who.mia))).toContain('lee vault#open');
  });
});

it('may be of one item', async () => {
  const id = await launch({ title: 'one', kind: 'unowned', lane: 'machines', sources: [] });
  expect(must(await showCampaign(world.system, id))).toMatchObject({ items: 1, open: 1 });
  const [item] = await items(id, undefined, 'all');
  expect(item?.content.account.name).toBe('stray');
});

it('refuses a campaign of nothing unless it is asked for, and then says so for ever', async () => {
  const design: DesignAsked = {
    title: 'none',
    kind: 'dormant',
    lane: 'machines',
    dormantDays: 1,
    sources: [],
  };
  const ask = (evenIfEmpty: boolean) =>
    openLaunchOf(world.system, {
      design: { ...design, tiers: ['medium'] },
      keyFingerprint: who.boss.fingerprint,
      evenIfEmpty,
    });
  expect(await ask(false)).toMatchObject({ ok: false, code: 'input_invalid' });
  const { statement, item } = must(await ask(true));
  expect(item.items).toBe(0);
  const { campaign } = must(
    await takeLaunch(world.system, { statement, signature: who.boss.sign(statement) }),
  );
  expect(must(await showCampaign(world.system, campaign))).toMatchObject({
    state: 'open',
    items: 0,
    open: 0,
  });
});

it('leaves a ledger that holds', async () => {
  const report = await world.verified();
  expect([report.integrity.problems, report.completeness.problems, report.authenticity.problems]).toEqual([
    [],
    [],
    [],
  ]);
});
