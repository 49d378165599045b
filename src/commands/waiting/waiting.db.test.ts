import { afterAll, beforeAll, expect, it } from 'vitest';
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
  addSeconds,
  isSourceId,
  must,
  type Change,
  type Observation,
  type ProposalId,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { reassign } from '../approvers/reassign.ts';
import { openRecusal, recuse } from '../approvers/recuse.ts';
import { approvalRings } from '../approvers/rings.ts';
import { decide, openDecisionOn } from '../decisions.ts';
import { delegate, openDelegation } from '../delegations/delegate.ts';
import { endDelegation, openDelegationEnd } from '../delegations/end-delegation.ts';
import { listInbox } from '../inbox/list-inbox.ts';
import { openRequest, proposeByPerson } from '../proposals.ts';
import { aboutCase } from '../requests/about-case.ts';
import { lookAtCases } from './run-waiting.ts';

const database = useDatabase();
const app = must(isSourceId, 'app');
const day = 86_400;
let world: CampaignWorld;
let who: Readonly<Record<'boss' | 'ann' | 'ben' | 'dee' | 'sec', TestSigner>>;

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};

/** ben reports to ann, ann and dee to the boss; dee owns the ledger that ben wants to read. */
async function readAgain(annIs: 'here' | 'gone' = 'here'): Promise<void> {
  const ann: Observation = {
    type: 'person',
    key: 'ann',
    name: 'ann',
    email: 'ann@acme.example',
    state: annIs === 'here' ? 'active' : 'left',
    managerKey: 'boss',
  };
  await world.take('hr', [
    person('boss'),
    ann,
    person('ben', 'ann'),
    person('dee', 'boss'),
    person('sec', 'boss'),
  ]);
  await world.take('app', [
    account('ben'),
    resource('books', 'medium'),
    right('books', 'read'),
    right('books', 'write'),
    owns('books', 'owner', 'dee'),
  ]);
}
beforeAll(async () => {
  world = openCampaignWorld(database.urlAs);
  await readAgain();
  who = await world.begin({
    boss: ['requester'],
    ann: ['requester'],
    ben: ['requester'],
    dee: ['requester'],
    sec: ['administrator', 'security'],
  });
  while ((await world.system.signers.inForce(world.system.clock.now())).length < 5)
    await new Promise((resolve) => setTimeout(resolve, 10));
});
afterAll(() => world.close());

async function request(action: 'read' | 'write' = 'read', by: TestSigner = who.ben): Promise<ProposalId> {
  const { system } = world;
  const change: Change = {
    type: 'grant.add',
    source: app,
    subjectKey: 'ben',
    entitlementKey: `books#${action}`,
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
const named = (id: SubjectId): string =>
  Object.entries(who).find(([, { person: one }]) => one === id)?.[0] ?? id;
/** Who has it in their inbox, those who are asked by name with a star, and for whom. */
async function waitsFor(proposal: ProposalId): Promise<readonly string[]> {
  const told: string[] = [];
  for (const [name, signer] of Object.entries(who)) {
    const { items } = value(
      await listInbox(world.system, { keyFingerprint: signer.fingerprint, limit: 100 }),
    );
    for (const item of items)
      if (item.id === proposal)
        told.push(
          `${name}${item.standsFor === undefined ? '' : ` for ${named(item.standsFor)}`}${item.isAsked ? '*' : ''}`,
        );
  }
  return told.toSorted();
}
const withoutStars = async (proposal: ProposalId): Promise<readonly string[]> =>
  (await waitsFor(proposal)).map((one) => one.replace('*', ''));
async function answer(proposal: ProposalId, by: TestSigner, giver?: TestSigner) {
  const opened = await openDecisionOn(world.system, {
    proposal,
    keyFingerprint: by.fingerprint,
    answer: 'approve',
    ...(giver === undefined ? {} : { for: giver.person }),
  });
  if (!opened.ok) return opened;
  return decide(world.system, {
    statement: opened.value.statement,
    signature: by.sign(opened.value.statement),
  });
}
async function notes(proposal: ProposalId): Promise<readonly unknown[]> {
  await world.system.ledger.size();
  const leaves = await world.system.ledger.correlated(proposal);
  return leaves.filter(({ entry }) => entry.type === 'proposal.noted').map(({ entry }) => entry.body['kind']);
}

it('tells what is said about a request to who asked and who is to answer, and to nobody else who looks at their own alone', async () => {
  const id = await request();
  const told = async (concerned?: SubjectId) => (await aboutCase(world.system, { id, concerned })).ok;
  expect([await told(who.ben.person), await told(who.ann.person), await told()]).toEqual([true, true, true]);
  expect(await aboutCase(world.system, { id, concerned: who.sec.person })).toMatchObject({
    ok: false,
    code: 'not_found',
  });
});

it('waits for those who could answer, and moves on when they do not: the next, who stands in, and at last it is closed', async () => {
  const proposal = await request();
  expect(await withoutStars(proposal)).toEqual(['ann', 'dee']);
  const first = (await waitsFor(proposal)).filter((one) => one.endsWith('*'));
  expect(first).toHaveLength(1);

  world.pass(day - 1);
  await lookAtCases(world.system);
  expect((await waitsFor(proposal)).filter((one) => one.endsWith('*'))).toEqual(first);
  world.pass(1);
  await lookAtCases(world.system);
  expect(await waitsFor(proposal), 'the next is asked as well').toEqual(['ann*', 'dee*']);
  // nobody who may not answer gets it before its time
  expect(await answer(proposal, who.boss)).toMatchObject({ ok: false, code: 'policy_denied' });

  world.pass(2 * day);
  await readAgain();
  await lookAtCases(world.system);
  expect(await withoutStars(proposal)).toEqual(['ann', 'boss', 'dee']);
  expect(value(await answer(proposal, who.boss)).verdict.outcome).toBe('permit');
  await lookAtCases(world.system);
  expect(await waitsFor(proposal)).toEqual([]);
  expect(await notes(proposal)).toEqual(['reminded', 'stood in']);

  const silent = await request('write');
  world.pass(21 * day);
  await readAgain();
  await lookAtCases(world.system);
  expect(await waitsFor(silent)).toEqual([]);
  expect(await answer(silent, who.ann)).toMatchObject({ ok: false, code: 'already_done' });
  expect(await notes(silent)).toEqual(['lapsed']);
});

it('follows who leaves, who takes no part, who hands on, and who stands for whom', async () => {
  await readAgain();
  const proposal = await request();
  const { system } = world;
  const lent = {
    to: who.sec.person,
    start: system.clock.now(),
    end: addSeconds(system.clock.now(), 10 * day),
    only: null,
    reason: 'away',
  };
  const word = value(await openDelegation(system, { ...lent, keyFingerprint: who.dee.fingerprint }));
  const { delegation } = value(
    await delegate(system, { statement: word.statement, signature: who.dee.sign(word.statement) }),
  );
  const again = { statement: word.statement, signature: who.dee.sign(word.statement) };
  expect(await delegate(system, again), 'sent twice').toMatchObject({ ok: false, code: 'already_done' });
  await lookAtCases(system);
  expect(await withoutStars(proposal), 'what was open before is covered').toEqual([
    'ann',
    'dee',
    'sec for dee',
  ]);
  // nor can somebody stand for whoever asked, or answer what they asked for with another's authority
  const own = value(
    await openDelegation(system, { ...lent, to: who.ben.person, keyFingerprint: who.ann.fingerprint }),
  );
  value(await delegate(system, { statement: own.statement, signature: who.ann.sign(own.statement) }));
  await lookAtCases(system);
  expect(await withoutStars(proposal)).toEqual(['ann', 'dee', 'sec for dee']);
  expect(await answer(proposal, who.ben, who.ann)).toMatchObject({ ok: false, code: 'self_approval' });

  const handed = value(
    await reassign(system, {
      proposal,
      keyFingerprint: who.dee.fingerprint,
      to: who.ann.person,
      reason: 'hers',
    }),
  );
  const { entry: noted } = await system.ledger.sequenced(handed.entry, 10);
  expect([JSON.stringify(noted.body).includes('hers'), noted.blobs.length], 'words can be erased').toEqual([
    false,
    1,
  ]);
  expect(await waitsFor(proposal)).toContain('ann*');
  expect(await withoutStars(proposal)).not.toContain('dee');
  expect(
    await reassign(system, {
      proposal,
      keyFingerprint: who.ann.fingerprint,
      to: who.ben.person,
      reason: 'x',
    }),
  ).toMatchObject({ ok: false, code: 'policy_denied' });

  const out = value(
    await openRecusal(system, { proposal, reason: 'my brother', keyFingerprint: who.dee.fingerprint }),
  );
  value(await recuse(system, { statement: out.statement, signature: who.dee.sign(out.statement) }));
  await lookAtCases(system);
  expect(await withoutStars(proposal), 'nor whoever would stand for her').toEqual(['ann']);
  expect(await answer(proposal, who.sec, who.dee)).toMatchObject({ ok: false, code: 'policy_denied' });

  await readAgain('gone');
  await database.db.query(`update review.case_wait set look_at = 'epoch' where proposal = $1`, [proposal]);
  await lookAtCases(system);
  expect(await withoutStars(proposal), 'the next up the line of somebody who left').toEqual(['boss']);
  expect(value(await answer(proposal, who.boss)).verdict.outcome).toBe('permit');

  const end = value(
    await openDelegationEnd(system, { delegation, reason: 'back', keyFingerprint: who.dee.fingerprint }),
  );
  value(await endDelegation(system, { statement: end.statement, signature: who.dee.sign(end.statement) }));
  expect(value(await approvalRings(system, { days: 90 })).rings).toEqual([]);
  expect((await world.verified()).authenticity).toMatchObject({ holds: true });
});
