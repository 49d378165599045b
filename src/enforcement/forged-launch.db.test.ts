// A case of a campaign names who launched it as its filer, so that a reviewer's signature is independent of them. A server
// that was taken over can write that name under anything: nothing is carried out by it unless launch and answer are signed.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { alice, bob, carol, type TestPerson } from '../../test/support/enforcement-twins.ts';
import { ledgerName, target, type World } from '../../test/support/enforcement-world.ts';
import { openPayWorld, type PayWorld } from '../../test/support/pay-world.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import { isCampaignId, isDigest, must, type AnswerLeaf, type EntryId, type Result } from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { merkleTree } from '../platform/merkle.ts';
import { canonicalJson } from '../platform/canonical.ts';
import {
  fileProposal,
  openDecision,
  stateMany,
  stateOne,
  statementText,
  takeDecision,
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
function submitted(by: TestPerson, proposal: string): Promise<EntryId> {
  const leaf: AnswerLeaf = {
    v: 'countersign/campaign-answer/v1',
    campaign,
    item: 0,
    itemDigest: manifest,
    seat: 0,
    answer: 'revoke',
    until: null,
    reason: null,
    corrects: null,
    proposal,
  };
  const about = { v: 'countersign/campaign-submission/v1', campaign, launch, manifest, answers: 1 };
  const leaves = [leaf, about].map(canonicalJson);
  const tree = merkleTree(leaves);
  return record('campaign.submitted', by, statementText(stateMany(frame(by), 'decision', tree)), {
    causedBy: [launch],
    body: { item: about, ...tree.places[1] },
    answers: `{"leaves":[${leaves.join(',')}],"v":"countersign/campaign-answers/v1"}`,
  });
}
/** A no to what the role holds, filed as a campaign's case, and alice's approval of it. */
async function planned(
  right: string,
  by: { launcher: TestPerson; causedBy: readonly EntryId[]; answered: boolean },
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
  if (by.answered) await submitted(alice, proposal);
  const opened = value(
    await openDecision(world.review, { proposal, keyFingerprint: alice.fingerprint, answer: 'approve' }),
  );
  const { plan } = value(await takeDecision(world.review, opened.statement, alice.sign(opened.statement)));
  if (plan === undefined) throw new Error('no plan came of it');
  await world.review.ledger.sequenced(plan, 20);
  return execute(world.enforcement, plan);
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
});
