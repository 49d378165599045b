import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { alice, bob, carol, type TestPerson } from '../../test/support/enforcement-twins.ts';
import { target, type World } from '../../test/support/enforcement-world.ts';
import { openPayWorld, type PayWorld } from '../../test/support/pay-world.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import { execute } from './index.ts';
import {
  addSeconds,
  isEntryId,
  must,
  type Change,
  type DelegationStanding,
  type EntryId,
  type ProposalId,
} from '../model/index.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import {
  fileProposal,
  openDecision,
  openRestore,
  stateOne,
  statementText,
  takeDecision,
  takeRestore,
} from '../review/index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const role = `sf_${randomUUID().slice(0, 8)}`;
let world: World;
let name: string;
let close: PayWorld['close'];

beforeAll(async () => {
  ({ world, name, close } = await openPayWorld(database, [role]));
});
afterAll(() => close());
afterEach(() => {
  world.delegations.held.splice(0);
  Object.assign(world.policy, { needed: 1, denies: false });
});

const revoke = (): Change => ({
  type: 'grant.remove',
  source: target,
  subjectKey: roleKey(role),
  entitlementKey: `table/${name}.public.pay#SELECT`,
});
const now = () => world.review.clock.now();
function lend(from: TestPerson, to: TestPerson, over: Partial<DelegationStanding> = {}): DelegationStanding {
  const one: DelegationStanding = {
    entry: must(isEntryId, newId('ent')),
    since: now(),
    from: from.id,
    to: to.id,
    start: now(),
    end: addSeconds(now(), 86_400),
    only: null,
    assurance: 'passkey',
    reason: 'away',
    endedAt: null,
    ...over,
  };
  world.delegations.held.push(one);
  return one;
}
async function file(): Promise<ProposalId> {
  await database.db.query(`grant select on public.pay to ${role}`);
  const filed = await fileProposal(
    world.review,
    {
      origin: 'rule',
      draftedBy: 'test',
      title: 'a test',
      reason: 'to see it happen',
      changes: [revoke()],
      findings: [],
      endsAt: null,
      causedBy: [],
    },
    { as: 'filer' },
  );
  if (!filed.ok) throw new Error(filed.message);
  await world.review.ledger.sequenced(filed.value.entry, 20);
  return filed.value.proposal;
}
const open = (proposal: ProposalId, person: TestPerson, giver?: TestPerson) =>
  openDecision(world.review, {
    proposal,
    keyFingerprint: person.fingerprint,
    answer: 'approve',
    ...(giver === undefined ? {} : { for: giver.id }),
  });
async function sign(proposal: ProposalId, person: TestPerson, giver?: TestPerson) {
  const opened = await open(proposal, person, giver);
  if (!opened.ok) return opened;
  return takeDecision(world.review, opened.value.statement, person.sign(opened.value.statement));
}
async function planned(proposal: ProposalId, person: TestPerson, giver?: TestPerson): Promise<EntryId> {
  const taken = await sign(proposal, person, giver);
  if (!taken.ok || taken.value.plan === undefined) throw new Error(JSON.stringify(taken));
  await world.review.ledger.sequenced(taken.value.plan, 20);
  return taken.value.plan;
}
const outcome = async (plan: EntryId): Promise<string> => {
  const end = await execute(world.enforcement, plan);
  return end.ok ? end.value.outcome : end.code;
};

describe('somebody who stands for somebody else', () => {
  it('answers with their authority, and says so in what they sign', async () => {
    const proposal = await file();
    expect(await open(proposal, carol)).toMatchObject({ ok: false, code: 'policy_denied' });
    const { entry } = lend(alice, carol);
    // not by themselves: whose authority they use is theirs to say
    expect(await open(proposal, carol)).toMatchObject({ ok: false, details: { for: alice.id } });
    const plan = await planned(proposal, carol, alice);
    const [decided] = await world.review.ledger.causedBy(entry, 'decision.signed');
    expect(decided?.entry).toMatchObject({ actor: { id: carol.id, via: [alice.id] } });
    expect(await outcome(plan)).toBe('done');
  });

  it('has what they signed refused once the authority is no longer lent, though the server planned it', async () => {
    for (const end of [
      (one: DelegationStanding) => ({ ...one, endedAt: now() }),
      (one: DelegationStanding) => ({ ...one, end: addSeconds(now(), 1) }),
      (one: DelegationStanding) => ({ ...one, from: bob.id }),
      (one: DelegationStanding) => ({ ...one, to: bob.id }),
      (one: DelegationStanding) => ({ ...one, only: ['sponsor' as const] }),
      () => undefined,
    ]) {
      const proposal = await file();
      const one = lend(alice, carol);
      const plan = await planned(proposal, carol, alice);
      const changed = end(one);
      world.delegations.held.splice(0);
      if (changed !== undefined) world.delegations.held.push(changed);
      expect(['signature_invalid', 'signature_stale']).toContain(await outcome(plan));
      world.delegations.held.splice(0);
    }
  });

  it('puts back what they signed while the authority is lent, and no longer', async () => {
    const one = lend(alice, carol);
    const done = await execute(world.enforcement, await planned(await file(), carol, alice));
    if (!done.ok) throw new Error(done.message);
    const asked = {
      execution: done.value.execution,
      keyFingerprint: carol.fingerprint,
      reason: 'still needed',
    };
    const opened = await openRestore(world.review, asked);
    if (!opened.ok) throw new Error(opened.message);
    const { statement } = opened.value;
    const taken = await takeRestore(world.review, statement, carol.sign(statement));
    if (!taken.ok) throw new Error(taken.message);
    await world.review.ledger.sequenced(taken.value.plan, 20);
    world.pass(60);
    world.delegations.held.splice(0, 1, { ...one, endedAt: now() });
    expect(await outcome(taken.value.plan)).toBe('policy_denied');
    expect(await openRestore(world.review, asked)).toMatchObject({ ok: false, code: 'policy_denied' });
    world.delegations.held.splice(0, 1, one);
    expect(await outcome(taken.value.plan)).toBe('done');
  });

  it('makes no second voice of the one whose authority it is, in whatever order they sign', async () => {
    Object.assign(world.policy, { needed: 2 });
    const first = await file();
    lend(alice, carol);
    expect((await sign(first, alice)).ok).toBe(true);
    expect(await sign(first, carol, alice)).toMatchObject({ ok: false, code: 'already_done' });
    const second = await file();
    expect((await sign(second, carol, alice)).ok).toBe(true);
    expect(await sign(second, alice)).toMatchObject({ ok: false, code: 'already_done' });
    // one person, several delegations: still one answer
    lend(bob, carol);
    expect(await sign(second, carol, bob)).toMatchObject({ ok: false, code: 'already_done' });
    expect(await sign(second, bob)).toMatchObject({ ok: true, value: { verdict: { outcome: 'permit' } } });
  });

  it('cannot use what was lent to their giver, nor what two lend each other in a circle', async () => {
    const proposal = await file();
    lend(alice, bob);
    lend(bob, carol, { only: ['reviewer'] });
    lend(carol, alice);
    expect(await open(proposal, carol, alice)).toMatchObject({ ok: false, code: 'policy_denied' });
    expect(await open(proposal, carol, bob)).toMatchObject({ ok: false, code: 'policy_denied' });
  });

  it('answers once, when two of them press at the same moment and when a statement is handed in again', async () => {
    const proposal = await file();
    lend(alice, carol);
    const opened = await open(proposal, carol, alice);
    if (!opened.ok) throw new Error(opened.message);
    const { statement } = opened.value;
    const taken = await Promise.all(
      [statement, statement].map((text) => takeDecision(world.review, text, carol.sign(text))),
    );
    expect(taken.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await takeDecision(world.review, statement, carol.sign(statement))).toMatchObject({ ok: false });
  });

  it('is stopped at the enforcer when who lent it takes no part in the case since', async () => {
    const proposal = await file();
    lend(alice, carol);
    const plan = await planned(proposal, carol, alice);
    const leaf = await world.review.ledger.entry(plan);
    const proposalEntry = must(isEntryId, String(leaf?.entry.body['proposalEntry']));
    const statement = statementText(
      stateOne(
        { ledger: world.review.ledgerName, signer: alice.id, now: now(), nonce: newId('non') },
        'recusal',
        { proposalEntry, reason: 'my sister’s team' },
      ),
    );
    const note = (signature: string) =>
      entryDraft({
        type: 'proposal.noted',
        at: now(),
        actor: world.review.self,
        causedBy: [proposalEntry],
        correlation: proposal,
        body: { kind: 'recused', person: alice.id, statement, signature },
      });
    const record = async (entry: ReturnType<typeof note>): Promise<void> => {
      await world.review.database.transaction((tx) => world.review.recorder.record(tx, entry));
      await world.review.ledger.sequenced(entry.id, 20);
    };
    // a server cannot take somebody out: the note has to be theirs
    await record(note(bob.sign(statement)));
    const other = await file();
    expect(await outcome(await planned(other, carol, alice))).toBe('done');
    await record(note(alice.sign(statement)));
    expect(await outcome(plan)).toBe('policy_denied');
  });

  it('puts nothing back once they took themselves out', async () => {
    lend(alice, carol);
    const proposal = await file();
    const done = await execute(world.enforcement, await planned(proposal, carol, alice));
    if (!done.ok) throw new Error(done.message);
    const opened = await openRestore(world.review, {
      execution: done.value.execution,
      keyFingerprint: carol.fingerprint,
      reason: 'still needed',
    });
    if (!opened.ok) throw new Error(opened.message);
    const wished = opened.value.statement;
    const taken = await takeRestore(world.review, wished, carol.sign(wished));
    if (!taken.ok) throw new Error(taken.message);
    await world.review.ledger.sequenced(taken.value.plan, 20);
    const [row] = await database.db.query<{ entry: EntryId }>(
      'select entry from review.proposal where id = $1',
      [proposal],
    );
    const proposalEntry = must(isEntryId, row?.entry ?? '');
    const statement = statementText(
      stateOne(
        { ledger: world.review.ledgerName, signer: carol.id, now: now(), nonce: newId('non') },
        'recusal',
        { proposalEntry, reason: 'my sister’s team' },
      ),
    );
    const note = entryDraft({
      type: 'proposal.noted',
      at: now(),
      actor: world.review.self,
      causedBy: [proposalEntry],
      correlation: proposal,
      body: { kind: 'recused', person: carol.id, statement, signature: carol.sign(statement) },
    });
    await world.review.database.transaction((tx) => world.review.recorder.record(tx, note));
    await world.review.ledger.sequenced(note.id, 20);
    expect(await outcome(taken.value.plan)).toBe('policy_denied');
  });
});
