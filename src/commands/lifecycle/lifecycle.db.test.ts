import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { openSigningWorld, type SigningWorld } from '../../../test/support/signing-world.ts';
import { newSoftwareKeyFile, readSoftwareKeyFile } from '../../ledger/index.ts';
import { isInstant, isProposalId, millisecondsOf, must, type Result } from '../../model/index.ts';
import { loadProposal } from '../../review/index.ts';
import { openRequest } from '../proposals.ts';
import { bootstrap, openBootstrap } from '../signers.ts';
import { addSourceAt, readAndEvaluate } from '../sources.ts';
import type { System } from '../system.ts';
import { askFor, asksOf } from './ask-for.ts';
import { previewLives } from './preview.ts';
import { openRelease, takeRelease } from './release.ts';
import { ruleTexts } from '../law/rule-texts.ts';
import { livesRules } from './rule-file.ts';
import { runLives } from './run-lives.ts';
import { lifeTimeline, type EventShown } from './timeline.ts';

const database = useDatabase();
const top = mkdtempSync(join(tmpdir(), 'countersign-lives-'));
afterAll(() => rmSync(top, { recursive: true }));
const dana = readSoftwareKeyFile(newSoftwareKeyFile('dana'));
let world: SigningWorld;
let system: System;

const given = <T>(answer: Result<T>): T => {
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
  return answer.value;
};
const write = (folder: string, files: Readonly<Record<string, string>>): void => {
  mkdirSync(join(top, folder), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(top, folder, name), content);
};

const peopleMapping = `version: 1
files:
  - file: people.csv
    record: person
    columns: { key: id, name: name, email: mail, employeeNumber: id, department: dept, managerKey: boss, state: status, leftAt: last }
    values: { state: { in: active, out: left } }
`;
const appMapping = `version: 1
files:
  - file: accounts.csv
    record: account
    columns: { key: login, email: mail, state: state, kind: kind }
    values: { state: { on: active, off: disabled } }
  - { file: members.csv, record: membership, columns: { memberKey: login, groupKey: team } }
  - { file: teams.csv, record: group, columns: { key: team, name: team } }
  - { file: owners.csv, record: ownership, columns: { subjectKey: login, ownerRef: owner } }
`;

/** The feed: `ID NAME DEPT BOSS STATUS LAST` a line; beside them twenty who never change. */
function people(...lines: readonly string[]): void {
  const crowd = Array.from({ length: 20 }, (_, n) => `E1${n},Crowd ${n},crowd${n}@acme.example,Crowd,,in,`);
  const rows = lines.map((line) => {
    const [id = '', name = '', dept = '', boss = '', status = '', last = ''] = line
      .split(' ')
      .map((cell) => (cell === '-' ? '' : cell));
    return `${id},${name},${name.toLowerCase()}@acme.example,${dept},${boss},${status},${last}`;
  });
  write('hr', {
    'mapping.yaml': peopleMapping,
    'people.csv': `id,name,mail,dept,boss,status,last\n${[...crowd, ...rows].join('\n')}\n`,
  });
}
function app(accounts: readonly string[], members: readonly string[]): void {
  write('app', {
    'mapping.yaml': appMapping,
    'accounts.csv': `login,mail,state,kind\n${accounts
      .map((line) =>
        line
          .split(' ')
          .map((cell) => (cell === '-' ? '' : cell))
          .join(','),
      )
      .join('\n')}\n`,
    'members.csv': `login,team\n${members.map((line) => line.replace(' ', ',')).join('\n')}\n`,
    'teams.csv': 'team\nsales\nfinance\nold\n',
    'owners.csv': 'login,owner\nrobot,E2\n',
  });
}
const rules = `version: 1
feeds: [{ source: hr, hold: { share: 0.2, count: 50, fewest: 3 } }]
mover: { grace_days: 10 }
birthrights:
  - { id: sales, why: Sales sells., who: { department: Sales }, gets: [{ source: app, group: sales }] }
  - { id: finance, why: Finance counts., who: { department: Finance }, gets: [{ source: app, group: finance }] }
`;
const read = async (id: string): Promise<void> => {
  given(await readAndEvaluate(system, id, () => undefined, new AbortController().signal));
};
const at = (text: string): void => {
  world.pass((millisecondsOf(must(isInstant, text)) - millisecondsOf(system.clock.now())) / 1000);
};
const timeline = async () => given(await lifeTimeline(system, { limit: 100 }));
const events = async (): Promise<readonly EventShown[]> => (await timeline()).items.toReversed();
const brief = (event: EventShown): string =>
  [
    `${event.says} [${event.state}]`,
    ...event.follows.map(({ kind, stands, says }) => `${kind} ${stands}: ${says ?? '-'}`).toSorted(),
  ].join('\n');

const accounts = [
  'lea lea@acme.example on person',
  'mei mei@acme.example on person',
  'robot - on service_account',
];
const members = ['mei sales', 'mei old', 'lea sales'];

beforeAll(async () => {
  world = openSigningWorld(database.urlAs);
  write('rules', { 'lifecycle.yaml': rules });
  system = { ...world.system, lives: livesRules(ruleTexts([join(top, 'rules')])) };
  const who = { publicKey: dana.publicKey.line, roles: ['administrator', 'governor', 'reviewer'] };
  const { statement, person } = given(await openBootstrap(system, who));
  given(await bootstrap(system, { ...who, person, statement, signature: dana.sign(statement) }));
  people('E1 Boss Sales - in', 'E2 Lea Sales E1 in', 'E3 Mei Sales E1 in');
  app(accounts, members);
  for (const id of ['hr', 'app'])
    given(await addSourceAt(system, { id, connector: 'csv', location: join(top, id), from: 'owner' }));
  await read('app');
  await read('hr');
  return () => world.close();
});

// One story in its order.
describe('the lives that a feed tells of', () => {
  it('the first read tells nothing, and the preview what would follow for everybody', async () => {
    expect(await events()).toEqual([]);
    const preview = given(await previewLives(system, { limit: 100 }));
    expect(preview.rules).toEqual([{ rule: 'sales', kind: 'decide', people: 1, items: 1 }]);
  });

  it('who is dropped has left: the account’s end is filed for people to sign, and what they owned is to be asked for', async () => {
    people('E1 Boss Sales - in', 'E3 Mei Sales E1 in');
    await read('hr');
    const [left] = await events();
    expect(brief(left as EventShown)).toBe(
      'Lea left [open]\ntake proposed: lea will not be able to sign in, and its open sessions end\ntransfer asks: E1 (hr) will be the owner of robot (app)',
    );
    const proposal = left?.follows.find(({ kind }) => kind === 'take')?.proposal?.id ?? '';
    const filed = given(await loadProposal(system.database, must(isProposalId, proposal)));
    expect(filed).toMatchObject({
      state: 'open',
      proposal: { origin: 'lifecycle', draftedBy: 'lifecycle/leaver' },
    });
    expect(filed.proposal.requester).toBeUndefined();
  });

  it('a sweep that finds nothing new files nothing twice', async () => {
    const before = await events();
    await runLives(system);
    await runLives(system);
    expect(await events()).toEqual(before);
  });

  it('what is asked for is signed, and names what asked for it', async () => {
    const [left] = await events();
    const event = left?.id ?? '';
    const { asks } = given(await asksOf(system, { event }));
    const [ask] = asks;
    if (ask === undefined) throw new Error('there is something to ask for');
    expect(asks).toHaveLength(1);
    const request = { changes: ask.changes, purpose: ask.purpose, endsAt: null, findings: [] };
    const { statement } = given(
      await openRequest(system, { ...request, keyFingerprint: dana.publicKey.fingerprint }),
    );
    const signed = { statement, signature: dana.sign(statement) };
    const filed = given(await askFor(system, { event, follows: ask.follows, signed }));
    const shown = given(await loadProposal(system.database, filed.proposal));
    expect(shown.proposal).toMatchObject({
      origin: 'lifecycle',
      changes: [{ change: { type: 'owner.assign', personKey: 'E1' } }],
    });
    expect(shown.proposal.requester).toBeDefined();
    // the same signature asks for nothing else
    expect(await askFor(system, { event, follows: ask.follows, signed })).toMatchObject({
      ok: false,
      code: 'precondition_changed',
    });
  });

  it('when the account is disabled at the source, that part is done', async () => {
    app(['lea lea@acme.example off person', ...accounts.slice(1)], members);
    await read('app');
    const [left] = await events();
    expect(left?.follows.find(({ kind }) => kind === 'take')?.stands).toBe('settled');
  });

  it('a mover is given what the new place gives at once, and what goes waits for the grace', async () => {
    at('2026-03-05T12:00:00.000Z');
    people('E1 Boss Sales - in', 'E3 Mei Finance E1 in');
    await read('hr');
    const moved = (await events())[1];
    expect(brief(moved as EventShown)).toBe(
      [
        'Mei moved [open]',
        'decide asks: mei will no longer be a member of old',
        'give asks: mei will be a member of finance until 2026-09-01T12:00:00.000Z',
        'take waiting: mei will no longer be a member of sales',
      ].join('\n'),
    );
    at('2026-03-15T12:00:00.000Z');
    await runLives(system);
    const later = (await events())[1];
    expect(later?.follows.find(({ kind }) => kind === 'take')?.stands).toBe('proposed');
  });

  it('a last day to come is over at its end, without another read', async () => {
    people('E1 Boss Sales - in', 'E3 Mei Finance E1 in 2026-03-20');
    await read('hr');
    expect(await events()).toHaveLength(2);
    at('2026-03-21T00:00:00.000Z');
    await runLives(system);
    const left = (await events())[2];
    expect(left).toMatchObject({ kind: 'left', at: '2026-03-21T00:00:00.000Z' });
    expect(left?.follows.map(({ kind, stands }) => `${kind} ${stands}`)).toEqual(['take proposed']);
    // what the move before was to give is given to nobody
    expect((await events())[1]?.follows.every(({ stands }) => stands === 'settled')).toBe(true);
  });

  it('too many at once are held: nothing follows until somebody who may has signed, and the ledger holds to it', async () => {
    at('2026-03-22T12:00:00.000Z');
    write('hr', {
      'people.csv': `id,name,mail,dept,boss,status,last\n${Array.from({ length: 20 }, (_, n) => `E1${n},Crowd ${n},crowd${n}@acme.example,Crowd,,${n < 15 ? 'out' : 'in'},`).join('\n')}\nE1,Boss,boss@acme.example,Sales,,in,\n`,
    });
    await read('hr');
    const { holds, counts } = await timeline();
    expect(counts).toMatchObject({ held: 15 });
    const [hold] = holds;
    if (hold === undefined) throw new Error('it should be held');
    expect(hold.because).toMatch(/^left: 15 of 2\d people at once; more than 20 % wait for a person$/);
    await runLives(system);
    expect(
      (await events()).filter(({ state }) => state === 'held').flatMap(({ follows }) => follows),
    ).toEqual([]);

    const asked = {
      hold: hold.id,
      answer: 'release',
      reason: 'the crowd went home',
      keyFingerprint: dana.publicKey.fingerprint,
    } as const;
    const { statement } = given(await openRelease(system, asked));
    const swapped = statement.replace('crowd went', 'crowd goes');
    expect(await takeRelease(system, { statement: swapped, signature: dana.sign(statement) })).toMatchObject({
      ok: false,
    });
    const stranger = readSoftwareKeyFile(newSoftwareKeyFile('stranger'));
    expect(await takeRelease(system, { statement, signature: stranger.sign(statement) })).toMatchObject({
      ok: false,
      code: 'signer_unknown',
    });
    const signature = dana.sign(statement);
    expect(given(await takeRelease(system, { statement, signature }))).toMatchObject({
      events: 15,
      answer: 'release',
    });
    expect(await takeRelease(system, { statement, signature })).toMatchObject({
      ok: false,
      code: 'already_done',
    });
    expect((await timeline()).counts.held).toBe(0);
    expect((await world.verified()).authenticity.problems).toEqual([]);
  });
});
