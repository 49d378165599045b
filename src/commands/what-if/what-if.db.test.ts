import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import { isSourceId, must, type Change, type Result } from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { simulateRules } from '../law/simulate-rules.ts';
import { bundleToGive } from '../bundles/give.ts';
import { openDuties } from '../duties/open-duties.ts';
import { dutyFile } from '../duties/duty-file.ts';
import { ruleTexts } from '../law/rule-texts.ts';
import { standingReader } from '../estate-views.ts';
import { readRuleBook } from '../../lifecycle/index.ts';
import { openDecisionOn } from '../decisions.ts';
import { refreshLists } from '../identities.ts';
import { openRequest, proposeByPerson, showProposal } from '../proposals.ts';
import type { System } from '../system.ts';
import { makeWhatIf, showWhatIf, supposeChanges } from './keep.ts';
import { whatIfOfCase } from './of-case.ts';
import { whatIfOfDuties } from './of-duties.ts';

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'countersign-what-if-'));
afterAll(() => rmSync(folder, { recursive: true }));
const app = must(isSourceId, 'app');
let world: CampaignWorld;
let system: System;
let who: Readonly<Record<'boss' | 'lee' | 'gov', TestSigner>>;

const given = <T>(answer: Result<T>): T => {
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
  return answer.value;
};
const dutiesText = (rules: string): string => `version: 1
duties:
  - { id: enter, title: enter invoices, any: [{ action: enter, on: invoices }] }
  - { id: pay, title: pay them, any: [{ action: pay, on: invoices }] }
  - { id: look, title: look at them, any: [{ action: look, on: invoices }] }
rules:
${rules}
`;
const apart =
  '  - { id: enter-and-pay, title: Who enters does not pay, why: Fraud., severity: high, apart: [enter, pay] }';
const lives = `version: 1
feeds: [{ source: hr, time_zone: UTC }]
birthrights:
  - { id: finance-basics, why: Everybody in Finance looks at invoices., who: { department: Finance }, gets: [{ bundle: basics }], days: 180 }
`;
const inTeam = (memberKey: string, groupKey: string): Change => ({
  type: 'membership.add',
  source: app,
  memberKey,
  groupKey,
  until: null,
});
const notIn = (memberKey: string, groupKey: string): Change => ({
  type: 'membership.remove',
  source: app,
  memberKey,
  groupKey,
});
const people = () => [
  person('boss'),
  { ...person('lee', 'boss'), department: 'Finance' },
  { ...person('mia', 'lee'), department: 'Finance' },
  person('gov'),
];
const estate = (...more: Parameters<CampaignWorld['take']>[1]) => [
  ...['lee', 'mia', 'noa'].map((key) => account(key)),
  resource('invoices', 'high'),
  ...['enter', 'pay', 'look'].map((action) => right('invoices', action)),
  ...['clerks', 'payers', 'viewers', 'all'].map((key) => group(key)),
  grant('clerks', 'invoices#enter'),
  grant('payers', 'invoices#pay'),
  grant('viewers', 'invoices#look'),
  member('clerks', 'viewers'),
  member('mia', 'clerks'),
  member('noa', 'payers'),
  ...more,
];

beforeAll(async () => {
  world = openCampaignWorld(database.urlAs);
  await world.take('hr', people());
  await world.take('app', estate());
  writeFileSync(join(folder, 'duties.yaml'), dutiesText(apart));
  const { database: on, access, views, behaviour, escalation, clock } = world.system;
  const duties = openDuties({
    database: on,
    clock,
    access,
    views,
    spellings: () => [],
    file: dutyFile(ruleTexts([folder])),
  });
  const book = readRuleBook('lifecycle.yaml', lives);
  system = {
    ...world.system,
    duties,
    standings: standingReader(on, access, escalation, behaviour, duties),
    lives: () => Promise.resolve({ digest: digestOf(lives), book }),
  };
  who = await world.begin({
    boss: ['resource_owner', 'manager'],
    lee: ['requester', 'manager'],
    gov: ['governor', 'security'],
  });
}, 60_000);
afterAll(() => world.close());

const rows = async (): Promise<unknown> =>
  system.database.query(
    `select (select count(*)::int from sources.read) as reads, (select count(*)::int from estate.memberships) as members,
            (select count(*)::int from estate.memberships where valid_to_read is null) as live,
            (select count(*)::int from detection.finding) as findings`,
  );

describe('what would be if', () => {
  it('somebody left a group: what they lose with all that comes with it, and nothing of it is kept', async () => {
    const before = await rows();
    const found = given(await supposeChanges(system, [notIn('mia', 'clerks')]));
    expect(found.lost).toEqual([
      {
        account: { source: 'app', key: 'mia', name: 'mia' },
        rights: ['enter on invoices', 'look on invoices'],
        more: 0,
      },
    ]);
    expect(found.gained).toEqual([]);
    expect(found.unseen).toMatchObject([{ account: { key: 'mia' }, rights: 2 }]);
    expect(await rows()).toEqual(before);
    expect(
      (await system.access.whatCan({ identity: { entity: 'account', source: app, key: 'mia' } })).ok,
    ).toBe(true);
  });

  it('somebody came into a group: the duties that come together, the finding that opens, and what they could do', async () => {
    const found = given(await supposeChanges(system, [inTeam('mia', 'payers')]));
    expect(found.gained).toMatchObject([{ account: { key: 'mia' }, rights: ['pay on invoices'] }]);
    expect(found.duties).toMatchObject({
      appear: { total: 1, told: [{ rule: 'enter-and-pay', identity: { key: 'mia' }, isSure: true }] },
      go: { total: 0 },
    });
    expect(found.findings.open.told).toMatchObject([{ rule: 'duties-conflict', account: { key: 'mia' } }]);
  });

  it('a group came into another: everybody in it is told, by whatever way', async () => {
    const found = given(await supposeChanges(system, [inTeam('payers', 'viewers')]));
    expect(found.gained).toMatchObject([{ account: { key: 'noa' }, rights: ['look on invoices'] }]);
  });

  it('an account were disabled: what it did with others in mind goes with it', async () => {
    const found = given(
      await supposeChanges(system, [
        inTeam('mia', 'payers'),
        { type: 'account.disable', source: app, accountKey: 'mia' },
      ]),
    );
    expect(found.duties.appear.total).toBe(0);
  });

  it('says what it could not suppose', async () => {
    const found = given(await supposeChanges(system, [notIn('lee', 'payers'), inTeam('ghost', 'payers')]));
    expect(found.notSupposed.map(({ because }) => because)).toEqual([
      'it is not in that group',
      '`ghost` is not there as last read',
    ]);
  });

  it('other rules about duties were in force', async () => {
    const more = `${apart}\n  - { id: enter-and-look, title: Neither, why: Test., severity: low, apart: [enter, look] }`;
    const found = given(await whatIfOfDuties(system, { text: dutiesText(more) }));
    expect(found.says).toEqual(['a new rule enter-and-look: Neither']);
    expect(found.duties).toMatchObject({
      appear: { total: 1, told: [{ rule: 'enter-and-look' }] },
      go: { total: 0 },
    });
    expect(found.findings.open.total).toBe(1);
    expect(await whatIfOfDuties(system, { text: 'version: 2' })).toMatchObject({
      ok: false,
      code: 'input_invalid',
    });
  });
});

describe('a law with other rules', () => {
  const more = `${apart}\n  - { id: enter-and-look, title: Neither, why: Test., severity: low, apart: [enter, look] }`;

  it('is proposed with what they would find, and whom they would give more or less', async () => {
    const gift = '{ source: app, group: viewers }';
    const found = await simulateRules(
      system,
      { 'duties.yaml': dutiesText(more), 'lifecycle.yaml': lives.replace('{ bundle: basics }', gift) },
      30,
    );
    expect(found?.duties?.duties.appear.total).toBe(1);
    expect(found?.lives).toEqual({
      people: 2,
      gets: 2,
      loses: 0,
      told: [
        { person: 'hr/lee', name: 'Lee', gets: ['group app viewers'], loses: [] },
        { person: 'hr/mia', name: 'Mia', gets: ['group app viewers'], loses: [] },
      ],
    });
  });

  it('says nothing of rules that stay as they are', async () => {
    expect(
      await simulateRules(system, { 'duties.yaml': dutiesText(apart), 'lifecycle.yaml': lives }, 30),
    ).toBe(undefined);
  });
});

describe('a bundle', () => {
  const define: Change = {
    type: 'bundle.define',
    source: 'countersign',
    bundle: 'basics',
    title: 'Basics',
    why: 'For all of Finance.',
    ownerSource: must(isSourceId, 'hr'),
    ownerKey: 'boss',
    content: [{ is: 'group', source: app, key: 'payers' }],
  };
  const ask = async (changes: readonly Change[], signer: TestSigner): Promise<string> => {
    const asked = { changes, purpose: 'Finance starts', endsAt: null, findings: [] };
    const { statement } = given(await openRequest(system, { ...asked, keyFingerprint: signer.fingerprint }));
    const filed = given(
      await proposeByPerson(system, { ...asked, signed: { statement, signature: signer.sign(statement) } }),
    );
    return filed.proposal;
  };

  it('is asked for with what it comes to for each holder, which is what others sign, and goes stale by name', async () => {
    await refreshLists(system); // who has which account
    const proposal = await ask([define], who.lee);
    const shown = given(await showProposal(system, proposal));
    const fact = shown.filed.proposal.evidence.facts.find(({ id }) => id === 'what-if#found');
    expect(fact?.value).toEqual(expect.arrayContaining(['duties come together: enter-and-pay in hr/mia']));
    expect(shown.filed.proposal.evidence.material).toContain('what-if#found');
    expect(shown.missingInWords.join(' ')).not.toMatch(/would come to/);

    const about = given(await whatIfOfCase(system, { proposal }));
    expect(about).toMatchObject({ stale: [], found: { about: 'bundle' } });
    expect(about.found.gained.map(({ account: of }) => of.key)).toEqual(['lee', 'mia']);

    const open = () =>
      openDecisionOn(system, {
        proposal: shown.filed.proposal.id,
        keyFingerprint: who.gov.fingerprint,
        answer: 'approve',
      });
    const first = await open();
    expect(first.ok ? first.ok : first).toBe(true);
    // a read that shows nothing else makes nothing stale
    await world.take('app', estate());
    expect((await open()).ok).toBe(true);
    expect(given(await whatIfOfCase(system, { proposal })).stale).toEqual([]);
    // mia is no clerk any more: no duties would come together
    await world.take(
      'app',
      estate().filter((each) => !(each.type === 'membership' && each.memberKey === 'mia')),
    );
    const kept = about.kept?.entry ?? '';
    expect(given(await showWhatIf(system, kept)).stale).toEqual([
      expect.stringMatching(/^`app` changed with read \d+$/),
    ]);
    const stale = await open();
    expect(stale).toMatchObject({ ok: false, code: 'signature_stale' });
    expect(stale.ok ? '' : stale.message).toMatch(/would be otherwise of what-if was .*enter-and-pay/);
    await world.take('app', estate());
  });

  it('is given as all that somebody lacks of it, in one request', async () => {
    await database.db.query(
      `insert into estate.bundle (id, title, why, owner, content, version, execution)
       values ('basics', 'Basics', 'All of Finance.', 'hr/boss', $1, 1, 'ent_00000000000000000000000001')`,
      [
        JSON.stringify(
          ['clerks', 'payers']
            .map((key) => ({ is: 'group', source: 'app', key }))
            .concat({ is: 'group', source: 'elsewhere', key: 'x' }),
        ),
      ],
    );
    const found = given(await bundleToGive(system, { bundle: 'basics', for: 'app/mia', endsAt: null }));
    expect(found).toMatchObject({
      version: 1,
      changes: [inTeam('mia', 'payers')],
      held: ['group app clerks'],
      noAccount: ['group elsewhere x'],
    });
    expect(await bundleToGive(system, { bundle: 'none', for: 'app/mia' })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
    await database.db.query(`delete from estate.bundle`);
  });

  it('altered in the database is refused, and permits nothing: the case it was made for is still only asked for', async () => {
    const made = given(await makeWhatIf(system, [notIn('mia', 'clerks')]));
    await database.db.query(
      `update review.what_if set found = replace(found, 'mia', 'noa') where entry = $1`,
      [made.entry],
    );
    expect(await showWhatIf(system, made.entry)).toMatchObject({ ok: false, code: 'ledger_invalid' });
    expect(await world.verified()).toMatchObject({ authenticity: { holds: true } });
  });
});
