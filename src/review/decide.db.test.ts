import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { alice, bob, type TestPerson } from '../../test/support/enforcement-twins.ts';
import { openWorld, target, type World, urlsIn } from '../../test/support/enforcement-world.ts';
import type { ProposalId } from '../model/index.ts';
import { newId } from '../platform/clock.ts';
import {
  fileProposal,
  openDecision,
  requestedDigest,
  stateOne,
  statementText,
  takeDecision,
} from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
let world: World;
beforeAll(async () => {
  world = openWorld({ urls: urlsIn(database) });
  await world.bootstrap();
  await database.db.query('create table public.decided (id int)');
  await database.db.query('grant select on public.decided to pg_monitor');
  Object.assign(world.policy, { needed: 2 });
});
afterAll(async () => {
  await database.db.query('drop table public.decided');
  await world.close();
});

async function filed(): Promise<ProposalId> {
  const [row] = await database.db.query<{ name: string }>('select current_database() as name');
  const answer = await fileProposal(
    world.review,
    {
      origin: 'rule',
      draftedBy: 'test',
      title: 'a test',
      reason: 'to see it refused',
      changes: [
        {
          type: 'grant.remove',
          source: target,
          subjectKey: 'role/pg_monitor',
          entitlementKey: `table/${row?.name ?? ''}.public.decided#SELECT`,
        },
      ],
      findings: [],
      endsAt: null,
      causedBy: [],
    },
    { as: 'filer' },
  );
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.proposal;
}
const open = (proposal: ProposalId, by: TestPerson = alice) =>
  openDecision(world.review, { proposal, keyFingerprint: by.fingerprint, answer: 'approve' });
async function statementOn(proposal: ProposalId, by: TestPerson = alice): Promise<string> {
  const opened = await open(proposal, by);
  if (!opened.ok) throw new Error(opened.message);
  return opened.value.statement;
}
const take = (statement: string) => takeDecision(world.review, statement, alice.sign(statement));

describe('a signed request', () => {
  it('asks once: neither twice at once nor again after a no, whoever brings its signature', async () => {
    const [row] = await database.db.query<{ name: string }>('select current_database() as name');
    const changes = [
      {
        type: 'grant.remove' as const,
        source: target,
        subjectKey: 'role/pg_monitor',
        entitlementKey: `table/${row?.name ?? ''}.public.decided#SELECT`,
      },
    ];
    const now = world.review.clock.now();
    const frame = { ledger: world.review.ledgerName, signer: alice.id, now, nonce: newId('non') };
    const reason = 'nobody uses it';
    const item = { changes: requestedDigest(changes, null), purpose: reason };
    const statement = statementText(stateOne(frame, 'request', item));
    const draft = { origin: 'person', draftedBy: 'person', title: 'a test', reason, changes } as const;
    const file = () =>
      fileProposal(
        world.review,
        { ...draft, findings: [], endsAt: null, causedBy: [] },
        { as: 'requester', person: alice.id, statement, signature: alice.sign(statement) },
      );
    const [one, two] = await Promise.all([file(), file()]);
    const first = one.ok ? one : two;
    const second = one.ok ? two : one;
    if (!first.ok) throw new Error(first.message);
    const { proposal } = first.value;
    expect(second).toMatchObject({ ok: false, code: 'already_done', details: { proposal } });
    await database.db.query(`update review.proposal set state = 'rejected' where id = $1`, [proposal]);
    expect(await file()).toMatchObject({ ok: false, code: 'already_done' });
  });
});

describe('two who approve at the same moment', () => {
  it('are both in the record, and one plan rests on both', async () => {
    const proposal = await filed();
    const statements = [await statementOn(proposal), await statementOn(proposal, bob)];
    const taken = await Promise.all(
      statements.map((statement, index) =>
        takeDecision(world.review, statement, (index === 0 ? alice : bob).sign(statement)),
      ),
    );
    const plans = taken.flatMap((each) =>
      each.ok && each.value.plan !== undefined ? [each.value.plan] : [],
    );
    const [plan, another] = plans;
    if (plan === undefined || another !== undefined) throw new Error(`${plans.length} plans`);
    const leaf = await world.review.ledger.sequenced(plan, 20);
    expect(leaf.entry.body['decisions']).toHaveLength(2);
    await database.db.query(`update review.proposal set state = 'rejected' where id = $1`, [proposal]);
  });
});

describe('a decision is not taken', () => {
  it('twice from one person', async () => {
    const proposal = await filed();
    expect(await take(await statementOn(proposal))).toMatchObject({ ok: true });
    expect(await take(await statementOn(proposal))).toMatchObject({ ok: false, code: 'already_done' });
  });

  it('when it covers other changes, evidence or policy than are true now', async () => {
    const statement = await statementOn(await filed());
    for (const name of ['changes', 'evidenceShown', 'evidenceMaterial', 'policy']) {
      const bent = statement.replace(new RegExp(`"${name}":"[0-9a-f]{64}"`), `"${name}":"${'0'.repeat(64)}"`);
      expect(bent).not.toBe(statement);
      expect(await take(bent)).toMatchObject({ ok: false, code: 'signature_stale' });
    }
  });

  it('nor offered for signing, once a material fact is another, and says which', async () => {
    const proposal = await filed();
    const statement = await statementOn(proposal);
    world.facts.lastUsed = '2026-02-28';
    expect(await open(proposal)).toMatchObject({
      ok: false,
      code: 'signature_stale',
      message: expect.stringContaining('last used'),
    });
    expect(await take(statement)).toMatchObject({ ok: false, code: 'signature_stale' });
    world.facts.lastUsed = '2025-01-01';
  });
});
