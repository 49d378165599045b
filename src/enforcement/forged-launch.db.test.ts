// A case of a campaign names who launched it as its filer, so that a reviewer's signature is independent of them. A server
// that was taken over can write that name under anything: nothing is carried out by it unless launch and answer are signed.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { alice, bob, carol, type TestPerson } from '../../test/support/enforcement-twins.ts';
import { ledgerName, target, type World } from '../../test/support/enforcement-world.ts';
import { openPayWorld, type PayWorld } from '../../test/support/pay-world.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import {
  isCampaignId,
  isDigest,
  must,
  type AnswerLeaf,
  type EntryId,
  type FrozenItem,
  type FrozenItemReader,
  type MandateId,
  type Result,
} from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { merkleTree } from '../platform/merkle.ts';
import { canonicalJson } from '../platform/canonical.ts';
import {
  fileItem,
  fileProposal,
  itemColumns,
  loadMandate,
  openDecision,
  openMandate,
  proposeMandate,
  silenceTerms,
  stateMany,
  stateOne,
  statementText,
  takeDecision,
  takeMandate,
  writeMandated,
  type MandateItemRow,
} from '../review/index.ts';
import { execute } from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const role = `kept_${randomUUID().slice(0, 8)}`;
const campaign = must(isCampaignId, newId('cmp'));
const manifest = must(isDigest, digestOf('everything in scope'));
let world: World;
let name: string;
let close: PayWorld['close'];
let launch: EntryId;
beforeAll(async () => {
  ({ world, name, close } = await openPayWorld(database, [role]));
  launch = await launched(bob);
});
afterAll(() => close());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.message);
  return result.value;
};
const frame = (by: TestPerson) => ({
  ledger: ledgerName,
  signer: by.id,
  now: world.review.clock.now(),
  nonce: newId('non'),
});
async function record(
  type: 'campaign.launched' | 'campaign.submitted',
  by: TestPerson,
  statement: string,
  more: { readonly causedBy?: readonly EntryId[]; readonly body?: object; readonly answers?: string } = {},
): Promise<EntryId> {
  const { recorder, database: server, ledger, clock } = world.review;
  const entry = await server.transaction(async (tx) =>
    recorder.record(
      tx,
      entryDraft({
        type,
        at: clock.now(),
        actor: { kind: 'person', id: by.id, via: [] },
        subjects: [by.id],
        correlation: campaign,
        causedBy: more.causedBy ?? [],
        blobs: more.answers === undefined ? [] : [await recorder.keep(tx, 'answers', more.answers)],
        body: { campaign, statement, signature: by.sign(statement), ...more.body },
      }),
    ),
  );
  await ledger.sequenced(entry, 20);
  return entry;
}
function launched(by: TestPerson): Promise<EntryId> {
  const now = world.review.clock.now();
  const item = { v: 'countersign/campaign-launch/v1', campaign, manifest, dueAt: now };
  return record('campaign.launched', by, statementText(stateOne(frame(by), 'campaign', item)));
}
function submitted(
  by: TestPerson,
  proposal: string | null,
  item = 0,
  answer: AnswerLeaf['answer'] = 'certify',
): Promise<EntryId> {
  const leaf: AnswerLeaf = {
    v: 'countersign/campaign-answer/v1',
    campaign,
    item,
    itemDigest: manifest,
    seat: 0,
    answer,
    until: null,
    reason: null,
    corrects: null,
    proposal,
  };
  const about = { v: 'countersign/campaign-submission/v1', campaign, launch, manifest, answers: 1 };
  // as in a real submission decisions come first, whose leaves say no version
  const decision = { proposal: 'prp_other', answer: 'approve' };
  const leaves = [decision, leaf, about].map(canonicalJson);
  const tree = merkleTree(leaves);
  return record('campaign.submitted', by, statementText(stateMany(frame(by), 'decision', tree)), {
    causedBy: [launch],
    body: { item: about, ...tree.places[2] },
    answers: `{"leaves":[${leaves.join(',')}],"v":"countersign/campaign-answers/v1"}`,
  });
}
/** A no to what the role holds, filed as a campaign's case, and alice's approval of it. */
async function planned(
  right: string,
  by: {
    launcher: TestPerson;
    causedBy: readonly EntryId[];
    answered: boolean;
    of?: Partial<FrozenItem>;
    limit?: boolean;
    answer?: AnswerLeaf['answer'];
  },
) {
  await database.db.query(`grant ${right} on public.pay to ${role}`);
  const filed = value(
    await fileProposal(
      world.review,
      {
        origin: 'campaign',
        draftedBy: `campaign/${campaign}`,
        title: 'a no',
        reason: 'a no',
        changes: [
          {
            type: 'grant.remove',
            source: target,
            subjectKey: roleKey(role),
            entitlementKey: `table/${name}.public.pay#${right}`,
          },
        ],
        findings: [],
        endsAt: null,
        causedBy: by.causedBy,
      },
      { as: 'filer', launcher: by.launcher.id },
    ),
  );
  await world.review.ledger.sequenced(filed.entry, 20);
  const { proposal } = filed;
  if (by.answered && by.limit === true) await submitted(alice, null, 0, 'limit');
  else if (by.answered) await submitted(alice, proposal, 0, by.answer ?? 'revoke');
  const opened = value(
    await openDecision(world.review, { proposal, keyFingerprint: alice.fingerprint, answer: 'approve' }),
  );
  const { plan } = value(await takeDecision(world.review, opened.statement, alice.sign(opened.statement)));
  if (plan === undefined) throw new Error('no plan came of it');
  await world.review.ledger.sequenced(plan, 20);
  const item: FrozenItem = {
    digest: manifest,
    source: target,
    account: roleKey(role),
    entity: 'grant',
    object: `table/${name}.public.pay#${right}`,
    ...by.of,
  };
  const frozen: FrozenItemReader<unknown>['frozen'] = (_on, of) =>
    Promise.resolve(of.campaign === campaign && of.manifest === manifest ? item : undefined);
  return execute({ ...world.enforcement, items: { frozen } }, plan);
}

describe('a no in a campaign', () => {
  it('is carried out where the launch is signed by one and the answer by another', async () => {
    expect(
      value(await planned('SELECT', { launcher: bob, causedBy: [launch], answered: true })).outcome,
    ).toBe('done');
  });

  it.each([
    ['without a launch', 'INSERT', { launcher: bob, launched: false, answered: true }, 'no campaign'],
    [
      'in the name of somebody else than launched it',
      'UPDATE',
      { launcher: carol, launched: true, answered: true },
      'somebody else',
    ],
    [
      'that nobody signed an answer for',
      'DELETE',
      { launcher: bob, launched: true, answered: false },
      'no signed answer',
    ],
  ])('is not, %s', async (_what, right, { launcher, launched: isLaunched, answered }, why) => {
    const refused = await planned(right, { launcher, causedBy: isLaunched ? [launch] : [], answered });
    expect(refused).toMatchObject({ ok: false, code: 'signature_invalid' });
    expect(refused.ok ? '' : refused.message).toContain(why);
  });

  it('is not, where what was answered keeps it', async () => {
    const by = { launcher: bob, causedBy: [launch], answered: true, answer: 'certify' } as const;
    const refused = await planned('TRUNCATE', by);
    expect(refused.ok ? '' : refused.message).toContain('no signed answer');
  });
  it('is carried out where its answer was a limit too far ahead for a case', async () => {
    const by = { launcher: bob, causedBy: [launch], answered: true, limit: true };
    expect(value(await planned('REFERENCES', by)).outcome).toBe('done');
  });
  it.each([
    ['of another account', { account: 'role/other' }, false],
    ['that is not as it was answered', { digest: must(isDigest, digestOf('another')) }, false],
    ['of another right, by a limit', { object: 'table/x.public.pay#SELECT' }, true],
  ])('is not, by the answer to an item %s', async (_what, of, limit) => {
    const by = { launcher: bob, causedBy: [launch], answered: true, of, limit };
    const refused = await planned('TRIGGER', by);
    expect(refused).toMatchObject({ ok: false, code: 'signature_invalid' });
    expect(refused.ok ? '' : refused.message).toContain('not what the launch asked about');
  });
});

describe('what nobody answered', () => {
  let mandate: MandateId;
  beforeAll(async () => {
    const terms = silenceTerms(
      {
        campaign: { id: campaign, title: 'Q1', dueAt: world.review.clock.now() },
        does: 'revoke',
        afterDays: 1,
        tiers: ['medium'],
        sources: [target],
        perDay: 9,
        inAll: 9,
        noticeHours: 0,
        watchDays: 0,
      },
      world.review.clock.now(),
    );
    ({ mandate } = value(await proposeMandate(world.review, terms, 'test')));
    for (const by of [alice, bob]) {
      const { statement } = value(
        await openMandate(world.review, { mandate, keyFingerprint: by.fingerprint }),
      );
      const { entry } = value(await takeMandate(world.review, statement, by.sign(statement)));
      await world.review.ledger.sequenced(entry, 20);
    }
  });

  /** Carries it out though the server says that nobody answered, whatever is so. */
  async function silenced(right: string, item: number, setOffBy: EntryId) {
    await database.db.query(`grant ${right} on public.pay to ${role}`);
    const { review } = world;
    const stored = value(await loadMandate(review.database, mandate));
    const filed = value(
      await fileItem(review, stored, {
        changes: [
          {
            type: 'grant.remove',
            source: target,
            subjectKey: roleKey(role),
            entitlementKey: `table/${name}.public.pay#${right}`,
          },
        ],
        trigger: { kind: 'person', entry: setOffBy },
        about: { of: campaign, item: String(item) },
        origin: 'campaign',
        because: 'nobody answered',
      }),
    );
    await review.ledger.sequenced(filed.entry, 20);
    const [row] = await review.database.query<MandateItemRow>(`${itemColumns} where i.proposal = $1`, [
      filed.proposal,
    ]);
    if (row === undefined) throw new Error('no item');
    const plan = await review.database.transaction((tx) =>
      writeMandated(review, tx, stored, row, review.clock.now()),
    );
    if (plan === undefined) throw new Error('not planned');
    await review.ledger.sequenced(plan, 20);
    const told = { 'item.answered': 'no', 'item.overdue_days': 5, tier: 'medium' };
    return execute({ ...world.enforcement, facts: { factsOf: () => Promise.resolve(told) } }, plan);
  }

  it('happens as people signed it', async () => {
    expect(value(await silenced('TRUNCATE', 3, launch)).outcome).toBe('done');
  });
  it('does not where the ledger has an answer, whatever the server says', async () => {
    await submitted(alice, null, 4);
    const refused = await silenced('REFERENCES', 4, launch);
    expect(refused.ok ? '' : refused.message).toContain('somebody answered this item');
  });
  it('does not where a later answer that nobody signed would undo one that was', async () => {
    await submitted(alice, null, 6);
    const leaf = { answer: 'dont_know', item: 6, seat: 0, v: 'countersign/campaign-answer/v1' };
    const answers = `{"leaves":[${canonicalJson(leaf)}],"v":"countersign/campaign-answers/v1"}`;
    await record('campaign.submitted', alice, '{}', { causedBy: [launch], answers });
    const refused = await silenced('UPDATE', 6, launch);
    expect(refused.ok ? '' : refused.message).toContain('somebody answered this item');
  });
  it('does not where somebody else takes an answer back than gave it', async () => {
    await submitted(alice, null, 7);
    await submitted(carol, null, 7, 'dont_know');
    const refused = await silenced('INSERT', 7, launch);
    expect(refused.ok ? '' : refused.message).toContain('somebody answered this item');
  });
  it('does not where what is kept as answers cannot be read', async () => {
    await record('campaign.submitted', alice, '{}', { causedBy: [launch], answers: '{"item":5,' });
    const refused = await silenced('DELETE', 5, launch);
    expect(refused.ok ? '' : refused.message).toContain('cannot be read');
  });
  it('does where whoever answered says by their own signature that they do not know', async () => {
    await submitted(alice, null, 8);
    await submitted(alice, null, 8, 'dont_know');
    expect(value(await silenced('MAINTAIN', 8, launch)).outcome).toBe('done');
  });
  it('does not when another entry than the launch set it off', async () => {
    const other = await submitted(bob, null, 9);
    const refused = await silenced('TRIGGER', 10, other);
    expect(refused.ok ? '' : refused.message).toContain('no launch of a campaign');
  });
});

describe('a plan that a server made up', () => {
  it.each(['no JSON at all', '{}', 'null'])(
    'of a proposal that reads `%s` is refused and ends no enforcer',
    async (content) => {
      const { recorder, database: server, ledger, clock, self } = world.review;
      const [proposal, at, actor] = [newId('prp'), clock.now(), self];
      const plan = await server.transaction(async (tx) => {
        const blob = await recorder.keep(tx, 'proposal', content);
        const filed = { type: 'proposal.filed', at, actor, correlation: proposal } as const;
        const proposalEntry = await recorder.record(
          tx,
          entryDraft({ ...filed, blobs: [blob], body: { proposal, origin: 'rule' } }),
        );
        return recorder.record(
          tx,
          entryDraft({
            type: 'plan.created',
            at,
            actor,
            correlation: proposal,
            causedBy: [launch],
            body: {
              kind: 'decision',
              proposal,
              proposalEntry,
              trigger: { kind: 'person', entry: launch },
              decisions: [launch],
              steps: 1,
            },
          }),
        );
      });
      await ledger.sequenced(plan, 20);
      expect(await execute(world.enforcement, plan)).toMatchObject({ ok: false, code: 'ledger_invalid' });
    },
  );
});
