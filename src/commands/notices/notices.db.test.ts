import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import {
  account,
  openCampaignWorld,
  owns,
  person,
  resource,
  right,
  type CampaignWorld,
  type TestSigner,
} from '../../../test/support/campaign-world.ts';
import { useDatabase } from '../../../test/support/database.ts';
import {
  eventsTake,
  hookServer,
  mailServer,
  slackTakes,
  type HookServer,
  type MailServer,
} from '../../../test/support/notice-servers.ts';
import {
  addSeconds,
  Fault,
  isEntryId,
  isSourceId,
  isSubjectId,
  must,
  type Change,
  type Observation,
  type ProposalId,
  type Result,
} from '../../model/index.ts';
import { listChannels, usualPreference, type Channel } from '../../notify/index.ts';
import { listenFor } from '../../platform/store/index.ts';
import { delegate, openDelegation } from '../delegations/delegate.ts';
import { openRequest, proposeByPerson } from '../proposals.ts';
import type { System } from '../system.ts';
import { lookAtCases } from '../waiting/run-waiting.ts';
import { addChannel, removeChannel, showChannels, showDeliveries, testChannel } from './channels.ts';
import { fileNotices } from './file-notices.ts';
import { choosePreference, showPreference } from './preferences.ts';
import { channelFor } from './receivers.ts';
import { remind } from './remind.ts';
import { bringAboutNotices } from './run-notices.ts';

const database = useDatabase();
const app = must(isSourceId, 'app');
const day = 86_400;
const hookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
let world: CampaignWorld;
let system: System;
let who: Readonly<Record<'boss' | 'ann' | 'ben' | 'dee' | 'sec', TestSigner>>;
let mail: MailServer;
let room: HookServer;
let hook: HookServer;
const sealed = new Map<string, string>();

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};
const round = () => bringAboutNotices(system, new AbortController().signal);
const mailTo = (name: string) =>
  mail.got
    .filter(({ to }) => to.includes(`${name}@acme.example`))
    .map(({ source }) => ({ source: source.replaceAll('=\r\n', '') }));
/** Subjects of mail, its encoding undone. */
const subjectsTo = (name: string): readonly string[] =>
  mailTo(name).map(
    ({ source }) => /^Subject: (.*(?:\r\n .*)*)/m.exec(source)?.[1]?.replaceAll('\r\n', '') ?? '',
  );

async function readPeople(dee: 'active' | 'left' = 'active'): Promise<void> {
  const leaver: Observation = {
    type: 'person',
    key: 'dee',
    name: 'Dee',
    email: 'dee@acme.example',
    state: dee,
    managerKey: 'boss',
  };
  await world.take('hr', [
    person('boss'),
    person('ann', 'boss'),
    person('ben', 'ann'),
    leaver,
    person('sec', 'boss'),
  ]);
}

beforeAll(async () => {
  world = openCampaignWorld(database.urlAs);
  system = {
    ...world.system,
    secret: (reference) => {
      const found = sealed.get(reference);
      return found === undefined
        ? Promise.reject(new Fault('secret_unavailable', 'not here'))
        : Promise.resolve(found);
    },
  };
  await readPeople();
  await world.take('app', [
    account('ben'),
    resource('books', 'medium'),
    right('books', 'read'),
    owns('books', 'owner', 'dee'),
  ]);
  who = await world.begin({
    boss: ['requester'],
    ann: ['requester'],
    ben: ['requester'],
    dee: ['requester'],
    sec: ['administrator', 'security'],
  });
  while ((await system.signers.inForce(system.clock.now())).length < 5)
    await new Promise((resolve) => setTimeout(resolve, 10));
  mail = await mailServer({ user: 'iga', password: 'pw' });
  room = await hookServer(slackTakes);
  // its clock is not the world's: it is held to what was signed, not to when
  hook = await hookServer();
  const from = 'Countersign <iga@acme.example>';
  sealed
    .set(
      'stored:notify/mail',
      JSON.stringify({ url: `smtp://iga@127.0.0.1:${mail.port}`, password: 'pw', from }),
    )
    .set('stored:notify/room', JSON.stringify({ url: room.url }))
    .set('stored:notify/events', JSON.stringify({ url: hook.url, signingSecret: hookSecret }));
});
afterAll(async () => {
  await Promise.all([mail.close(), room.close(), hook.close()]);
  await world.close();
});

const channel = {
  person: null,
  kinds: [],
  detail: 'brief',
  privateNetwork: true,
  console: 'https://iga.acme.example',
} as const;

async function request(by: TestSigner = who.ben): Promise<ProposalId> {
  const change: Change = {
    type: 'grant.add',
    source: app,
    subjectKey: 'ben',
    entitlementKey: 'books#read',
    grantable: false,
    until: addSeconds(system.clock.now(), 60 * day),
  };
  const asked = { changes: [change], purpose: 'the quarter', endsAt: null, findings: [] };
  const { statement } = value(await openRequest(system, { ...asked, keyFingerprint: by.fingerprint }));
  const filed = value(
    await proposeByPerson(system, { ...asked, signed: { statement, signature: by.sign(statement) } }),
  );
  await lookAtCases(system);
  return filed.proposal;
}

it('tells nobody of anything, and says so, where there is no channel', async () => {
  expect(await round()).toBeUndefined();
  const reminded = await remind(system, [who.dee.person], {
    kind: 'campaign.reminder',
    id: 'cmp_00000000000000000000000001',
    title: 'Q1',
    why: 'Items wait.',
    since: system.clock.now(),
    due: null,
    otherwise: null,
    path: '/campaigns/cmp_00000000000000000000000001',
  });
  expect(reminded).toEqual({ told: 0, alreadyTold: 0, unreachable: [who.dee.person] });
});

it('adds a channel only with an address that was sealed, records who did, and shows its host alone', async () => {
  const asked = { ...channel, name: 'mail', kind: 'smtp', reaches: 'people', detail: 'full' } as const;
  expect(await addChannel(system, { ...asked, name: 'other' }, who.sec.person)).toMatchObject({
    code: 'secret_unavailable',
  });
  expect(await addChannel(system, { ...asked, reaches: 'room' }, who.sec.person)).toMatchObject({
    code: 'input_invalid',
  });
  expect(await addChannel(system, { ...asked, privateNetwork: false }, who.sec.person)).toMatchObject({
    code: 'input_invalid',
  });
  const { entry } = value(await addChannel(system, asked, who.sec.person));
  expect(await addChannel(system, asked, who.sec.person)).toMatchObject({ code: 'already_done' });
  value(
    await addChannel(system, { ...channel, name: 'room', kind: 'slack', reaches: 'room' }, who.sec.person),
  );
  value(
    await addChannel(system, { ...channel, name: 'events', kind: 'webhook', reaches: 'room' }, undefined),
  );
  const { entry: added } = await system.ledger.sequenced(entry, 10);
  expect(added).toMatchObject({ type: 'notification.channel.added', actor: { id: who.sec.person } });
  const shown = JSON.stringify(value(await showChannels(system)));
  expect(shown).toContain(`127.0.0.1:${mail.port}`);
  expect(shown).not.toMatch(/secret-in-path|whsec_|"pw"/);
});

it('sends a digest of everything in an inbox at the hour that its receiver chose, and none where nothing waits', async () => {
  const proposal = await request();
  await round();
  expect(mail.got).toEqual([]);
  value(
    await choosePreference(system, who.dee.person, {
      channel: 'mail',
      digestAt: 9 * 60,
      quiet: { from: 20 * 60, until: 6 * 60 },
      zone: 'America/New_York',
    }),
  );
  world.pass(2 * 3600 - 60); // 13:59 UTC, 08:59 in New York
  await round();
  expect(mailTo('dee')).toEqual([]);
  world.pass(60);
  await round();
  expect(subjectsTo('dee')).toEqual(['[advice] 1 thing waits for you']);
  expect(mailTo('dee')[0]?.source).toContain(`https://iga.acme.example/proposals/${proposal}`);
  await round();
  expect(mail.got.filter(({ source }) => source.includes('thing waits'))).toHaveLength(1);
});

it('tells at once of a new delegation outside quiet hours, and after them within', async () => {
  const lend = async (from: TestSigner, to: TestSigner): Promise<void> => {
    const start = addSeconds(system.clock.now(), 1);
    const asked = { to: to.person, start, end: addSeconds(start, day), only: null, reason: 'on leave' };
    const { statement } = value(await openDelegation(system, { ...asked, keyFingerprint: from.fingerprint }));
    const { delegation } = value(await delegate(system, { statement, signature: from.sign(statement) }));
    await system.ledger.sequenced(delegation, 10);
  };
  await lend(who.boss, who.dee);
  await round();
  expect(subjectsTo('dee')).toHaveLength(2);
  world.pass(12 * 3600); // 02:00 UTC: 21:00 in New York
  await lend(who.ann, who.dee);
  await round();
  expect(subjectsTo('dee')).toHaveLength(2);
  world.pass(9 * 3600); // 11:00 UTC: 06:00 there
  await round();
  expect(subjectsTo('dee').at(-1)).toContain(
    '[decision] Somebody lets you answer for them: Ann, from 2026-03-0',
  );
});

it('records that a message leaves and what came of it, with neither its text nor its receiver’s address', async () => {
  const { items } = value(await showDeliveries(system, { channel: 'mail', limit: 10 }));
  expect(items.every(({ state }) => state === 'sent')).toBe(true);
  const rows = await database.db.query<{ going: string; settled: string }>(
    'select going_entry as going, settled_entry as settled from notify.delivery',
  );
  for (const { going, settled } of rows) {
    const first = await system.ledger.sequenced(
      must((text): text is never => text.startsWith('ent_'), going),
      10,
    );
    expect(first.entry).toMatchObject({ type: 'notification.sent', body: { is: 'going', channel: 'mail' } });
    expect(first.entry.blobs).toMatchObject([{ name: 'receiver' }]);
    const second = await system.ledger.sequenced(
      must((text): text is never => text.startsWith('ent_'), settled),
      10,
    );
    expect(second.entry).toMatchObject({ body: { is: 'sent', tries: 1 }, causedBy: [going] });
    expect(JSON.stringify([first.entry, second.entry])).not.toMatch(/acme\.example|books|thing waits/);
  }
  const report = await world.verified();
  expect([report.integrity.problems, report.completeness.problems, report.authenticity.problems]).toEqual([
    [],
    [],
    [],
  ]);
});

it('reminds people once an hour however often it is asked', async () => {
  const about = {
    kind: 'campaign.reminder',
    id: 'cmp_00000000000000000000000001',
    title: 'Q1 <script>',
    why: 'Items wait.',
    since: system.clock.now(),
    due: null,
    otherwise: null,
    path: '/campaigns/cmp_00000000000000000000000001',
  } as const;
  const people = [who.dee.person, who.dee.person, who.ann.person];
  expect(await remind(system, people, about)).toEqual({ told: 2, alreadyTold: 0, unreachable: [] });
  expect(await remind(system, people, about)).toEqual({ told: 0, alreadyTold: 2, unreachable: [] });
  await round();
  expect(subjectsTo('ann')).toContain('[advice] A campaign waits for answers: Q1 <script>');
});

it('tells of a broken glass at once, in quiet hours too, those who were passed over and the rooms', async () => {
  world.pass(14 * 3600); // 01:00 UTC: quiet for everybody
  const proposal = await request(who.ben);
  const at = system.clock.now();
  const entry = 'ent_0000000000000000000glass1';
  await database.db.query(
    `insert into review.plan (entry, proposal, kind, created_at) values ('ent_000000000000000000000plan1', $1, 'decision', $2)`,
    [proposal, at],
  );
  await database.db.query(
    `insert into review.glass (entry, proposal, plan, person, reason, ends_at, at)
     values ($1, $2, 'ent_000000000000000000000plan1', $3, 'the site is down', $4, $5)`,
    [entry, proposal, who.ben.person, addSeconds(at, 3600), at],
  );
  await database.db.query(
    `insert into review.notice (person, kind, about, proposal, at) values ($1, 'glass.broken', $2, $3, $4)`,
    [who.dee.person, entry, proposal, at],
  );
  const before = [mailTo('dee').length, room.got.length, hook.got.length];
  await round();
  expect(subjectsTo('dee')).toContainEqual(
    expect.stringContaining('[decision] Access was taken in an emergency'),
  );
  expect(room.got).toHaveLength((before[1] ?? 0) + 1);
  // a room that may not see names is told none
  expect(room.got.at(-1)?.body).toContain('Access was taken in an emergency');
  expect(room.got.at(-1)?.body).not.toMatch(/books|site is down/);
  const event = hook.got.at(-1);
  if (event === undefined) throw new Error('no event');
  expect(JSON.parse(event.body)).toMatchObject({
    type: 'countersign.glass.broken',
    subject: entry,
    authority: 'decision',
  });
  // signed by the world's clock, which is not now: told apart from a wrong signature
  expect(() => eventsTake(hookSecret)(event)).toThrow('too old');
});

it('tells of what failed and was proven, of what is held, late, closed, ending and wrong: each once, to whom it concerns', async () => {
  world.pass(11 * 3600);
  const now = system.clock.now();
  const run = (text: string, ...values: readonly unknown[]) => database.db.query(text, values);
  const [late, closed, proven, failed] = [await request(), await request(), await request(), await request()];
  await run(
    `update review.case_wait set stage = 'reminded', look_at = $2 where proposal = $1`,
    late,
    addSeconds(now, day),
  );
  // the sources were read a day ago, so nobody is found any more who could answer: as it was when it was asked
  await run(
    `insert into review.waiting (proposal, person, authority, roles, asked_at) values ($1, $2, $2, '{resource_owner}', $3)`,
    late,
    who.dee.person,
    now,
  );
  await run(
    `update review.case_wait set stage = 'closed', look_at = null, close_at = $2 where proposal = $1`,
    closed,
    addSeconds(now, -60),
  );
  await run(`update review.proposal set state = 'withdrawn' where id = $1`, closed);
  for (const [at, [proposal, outcome]] of [
    [proven, 'done'],
    [failed, 'diverged'],
  ].entries()) {
    const plan = `ent_000000000000000000000pla${at}`;
    await run(
      `insert into review.plan (entry, proposal, kind, created_at) values ($1, $2, 'decision', $3)`,
      plan,
      proposal,
      addSeconds(now, -10 * day),
    );
    await run(
      `insert into enforcement.execution (plan, entry, kind, once, started_at, outcome, finished_entry, finished_at)
       values ($1, $2, 'decision', $3, $4, $5, $6, $4)`,
      plan,
      `ent_000000000000000000000exe${at}`,
      proposal,
      now,
      outcome,
      `ent_000000000000000000000fin${at}`,
    );
  }
  await run(
    `insert into review.ending (plan, step, source, ends_at, look_at) values ('ent_000000000000000000000pla0', 0, 'app', $1, $1)`,
    addSeconds(now, day),
  );
  await run(
    `insert into lifecycle.hold (id, source, at, because, events, digest, entry)
     values ('hld_00000000000000000000000001', 'hr', $1, '40 of 50 left at once', 40, 'd', 'ent_0000000000000000000000hold')`,
    now,
  );
  await run(
    `insert into ledger.inbox_refused (position, writer, entry_id, type, draft, why, at)
     values (900000, 'server', 'ent_00000000000000000000refuse', 'source.read', '{}', 'it is no entry', $1)`,
    now,
  );
  await round();
  const told = await run(
    `select kind, array_agg(receiver order by receiver) as receivers from notify.notice where at = $1 group by kind order by kind`,
    now,
  );
  const names = new Map(Object.entries(who).map(([name, { person: id }]) => [id, name] as const));
  const by = Object.fromEntries(
    z
      .array(z.object({ kind: z.string(), receivers: z.array(z.string()) }))
      .parse(told)
      .map(({ kind, receivers }) => [
        kind,
        receivers.map((receiver) => [...names].find(([id]) => id === receiver)?.[1] ?? 'room').toSorted(),
      ]),
  );
  expect(by).toMatchObject({
    'breaker.held': ['room', 'room', 'sec'],
    'case.closed': ['ben'],
    'case.late': ['dee'],
    'effect.failed': ['ben', 'room', 'room'],
    'effect.proven': ['ben'],
    'grant.ending': ['ben'],
    'ledger.problem': ['room', 'room', 'sec'],
  });
  const wake = listenFor(system.database, 'notify_due', new AbortController().signal);
  await wake.next(0);
  world.pass(31);
  await round();
  // found again and kept before: nobody is told twice, and nothing rings for another look
  expect(await run('select 1 from notify.notice where at = $1', system.clock.now())).toEqual([]);
  expect(await wake.next(50)).toBe(false);
  await wake.close();
  await run(`delete from ledger.inbox_refused where position = 900000`);
});

it('waits for the next thing that is due, also while somebody without a key has something for a digest', async () => {
  const stranger = must(isSubjectId, 'psn_00000000000000000000000077');
  const channels = await listChannels(system.database, 'in use');
  const notice = {
    kind: 'effect.proven',
    about: 'ent_00000000000000000000000077',
    title: 'x',
    why: '',
    since: system.clock.now(),
    due: null,
    otherwise: null,
    path: '/proposals/prp_00000077',
  } as const;
  await fileNotices(system, channels, [{ notice, people: [stranger] }], system.clock.now());
  world.pass(2 * day);
  await round(); // what had piled up goes out
  const next = await round();
  expect(next !== undefined && next > system.clock.now()).toBe(true);
  const [{ items }] = [value(await showDeliveries(system, { person: stranger, limit: 10 }))];
  expect(items).toMatchObject([
    { state: 'dropped', because: 'Nobody is known by this id, and no key speaks for them.' },
  ]);
});

it('tells a person by the channel that they chose, or that is theirs alone, and nobody by another’s', () => {
  const of = (more: Partial<Channel> & Pick<Channel, 'no' | 'name' | 'reaches'>): Channel => ({
    kind: more.reaches === 'people' ? 'smtp' : 'slack',
    person: null,
    kinds: [],
    detail: 'full',
    reach: 'public',
    host: 'x.example',
    console: null,
    entry: must(isEntryId, 'ent_00000000000000000000000001'),
    addedAt: system.clock.now(),
    removedAt: null,
    removedBecause: null,
    ...more,
  });
  const mine = of({ no: 1, name: 'mine', reaches: 'person', person: who.ann.person });
  const theirs = of({ no: 2, name: 'theirs', reaches: 'person', person: who.ben.person });
  const [all, open] = [
    of({ no: 3, name: 'all', reaches: 'people' }),
    of({ no: 4, name: 'open', reaches: 'room' }),
  ];
  const by = (channels: readonly Channel[], channel: string | null) =>
    channelFor(channels, who.ann.person, { ...usualPreference, channel })?.name;
  expect(by([mine, theirs, all, open], null)).toBe('all');
  expect(by([mine, theirs, all, open], 'mine')).toBe('mine');
  expect(by([mine, theirs, all, open], 'theirs')).toBe('all');
  expect(by([mine, theirs, open], 'taken-out')).toBe('mine');
  expect(by([theirs, open], null)).toBeUndefined();
});

it('loses nothing of a channel that is down for a day, keeps no other waiting, and sends the same id each time', async () => {
  const remindAgain = (id: string) =>
    remind(system, [who.dee.person], {
      kind: 'campaign.reminder',
      id,
      title: id,
      why: '',
      since: system.clock.now(),
      due: null,
      otherwise: null,
      path: `/campaigns/${id}`,
    });
  world.pass(3 * 3600); // 15:00 UTC
  await round();
  const before = mailTo('dee').length;
  for (let n = 0; n < 200; n++) room.answers.push(503);
  value(await testChannel(system, { name: 'room' }));
  await remindAgain('cmp_00000000000000000000000002');
  await round();
  expect(mailTo('dee')).toHaveLength(before + 1);
  const waiting = () => showDeliveries(system, { channel: 'room', state: 'waiting', limit: 10 });
  const [first] = value(await waiting()).items;
  expect(first).toMatchObject({ state: 'waiting', because: 'It refused (503).' });
  for (let n = 0; n < 4; n++) {
    world.pass(6 * 3600);
    await round();
  }
  expect(value(await waiting()).items.map(({ id }) => id)).toContain(first?.id);
  const got = room.got.length;
  room.answers.splice(0);
  world.pass(3600);
  await round();
  expect(value(await waiting()).items).toEqual([]);
  expect(room.got.length).toBeGreaterThan(got);
  expect(value(await showDeliveries(system, { channel: 'room', limit: 1 })).items[0]?.state).toBe('sent');
});

it('gives up what is not taken for three days, and says so', async () => {
  for (let n = 0; n < 200; n++) hook.answers.push(500);
  value(await testChannel(system, { name: 'events' }));
  for (let n = 0; n < 4; n++) {
    world.pass(day);
    await round();
  }
  hook.answers.splice(0);
  expect(
    value(await showDeliveries(system, { channel: 'events', state: 'failed', limit: 1 })).items[0]?.because,
  ).toMatch(/^Given up after \d+ tries: It refused \(500\)\.$/);
});

it('sends nothing to whoever has left, also what was waiting for them', async () => {
  await round();
  mail.refuses.set('dee@acme.example', 450);
  const before = mailTo('dee').length;
  await remind(system, [who.dee.person], {
    kind: 'campaign.reminder',
    id: 'cmp_00000000000000000000000003',
    title: 'x',
    why: '',
    since: system.clock.now(),
    due: null,
    otherwise: null,
    path: '/campaigns/cmp_00000000000000000000000003',
  });
  await round();
  mail.refuses.clear();
  await readPeople('left');
  world.pass(2 * day);
  await round();
  await round();
  expect(mailTo('dee')).toHaveLength(before);
  const dropped = value(
    await showDeliveries(system, { person: who.dee.person, state: 'dropped', limit: 10 }),
  ).items;
  expect(dropped[0]?.because).toBe('They have left.');
  expect(value(await showPreference(system, who.dee.person)).email).toBeNull();
});

it('takes a channel out: nothing goes by it any more, and what waited says why', async () => {
  expect(await removeChannel(system, { name: 'nothing', reason: 'x' }, undefined)).toMatchObject({
    code: 'not_found',
  });
  room.answers.push(503);
  value(await testChannel(system, { name: 'room' }));
  value(await removeChannel(system, { name: 'room', reason: 'another room' }, who.sec.person));
  world.pass(3600);
  await round();
  expect(value(await showDeliveries(system, { channel: 'room', limit: 1 })).items[0]).toMatchObject({
    state: 'dropped',
    because: 'Its channel was taken out.',
  });
  expect(await testChannel(system, { name: 'room' })).toMatchObject({ code: 'not_found' });
});

it('refuses a preference for a channel of somebody else, and shows what is usual to who chose nothing', async () => {
  expect(
    await choosePreference(system, who.ann.person, {
      channel: 'events',
      digestAt: 480,
      quiet: null,
      zone: 'UTC',
    }),
  ).toMatchObject({ code: 'not_found' });
  expect(value(await showPreference(system, who.ann.person))).toMatchObject({
    isChosen: false,
    by: 'mail',
    email: 'ann@acme.example',
    preference: { digestAt: 480 },
  });
});
