// Plans under a mandate as a server writes them, and what puts them back while they are watched.
import { entryDraft } from '../../src/platform/entry-draft.ts';
import {
  addSeconds,
  type Change,
  type EntryId,
  type MandateId,
  type MandateTerms,
  type Result,
} from '../../src/model/index.ts';
import {
  fileItem,
  itemColumns,
  loadMandate,
  openMandate,
  proposeMandate,
  takeMandate,
  writeMandated,
  writeReturn,
  type MandateItemRow,
} from '../../src/review/index.ts';
import { alice, bob, carol } from './enforcement-twins.ts';
import { target, type World } from './enforcement-world.ts';

const value = <T>(answer: Result<T>): T => {
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
  return answer.value;
};

/** A standing order that two signed, over whatever was not used for half a year. */
export async function signedOrder({ review }: World, does: MandateTerms['does']): Promise<MandateId> {
  const from = review.clock.now();
  const { mandate } = value(
    await proposeMandate(
      review,
      {
        kind: 'standing_order',
        title: 'What nobody uses',
        reason: 'What was not used for half a year is not needed.',
        does,
        when: [{ fact: 'unused_days', is: 'at least', number: 180 }],
        scope: { sources: [target], about: null },
        triggers: ['clock'],
        perDay: 400,
        inAll: 400,
        from,
        until: addSeconds(from, 30 * 86_400),
        noticeHours: 0,
        watchDays: 7,
      },
      'test',
    ),
  );
  for (const by of [alice, bob]) {
    const { statement } = value(await openMandate(review, { mandate, keyFingerprint: by.fingerprint }));
    const { entry } = value(await takeMandate(review, statement, by.sign(statement)));
    await review.ledger.sequenced(entry, 20);
  }
  return mandate;
}

const itemOf = async ({ review }: World, proposal: string): Promise<MandateItemRow> => {
  const [item] = await review.database.query<MandateItemRow>(`${itemColumns} where i.proposal = $1`, [
    proposal,
  ]);
  if (item === undefined) throw new Error('no such item');
  return item;
};

/** Announces a change under the mandate and writes its plan. */
export async function planUnder(
  world: World,
  mandate: MandateId,
  change: Change,
): Promise<{ readonly plan: EntryId; readonly proposal: string }> {
  const { review } = world;
  const stored = value(await loadMandate(review.database, mandate));
  const [first] = stored.signatures;
  if (first === undefined) throw new Error('nobody signed');
  const { proposal } = value(
    await fileItem(review, stored, {
      changes: [change],
      trigger: { kind: 'clock', entry: first.entry },
      origin: 'rule',
      because: 'unused',
    }),
  );
  const item = await itemOf(world, proposal);
  const plan = await review.database.transaction((tx) =>
    writeMandated(review, tx, stored, item, review.clock.now()),
  );
  if (plan === undefined) throw new Error('not planned');
  await review.ledger.sequenced(plan, 20);
  return { plan, proposal };
}

/** Writes the plan that puts it back, because somebody objected. */
export async function planReturn(
  world: World,
  of: { readonly plan: EntryId; readonly proposal: string },
  execution: EntryId,
): Promise<EntryId> {
  const { review } = world;
  const item = await itemOf(world, of.proposal);
  const note = entryDraft({
    type: 'proposal.noted',
    at: review.clock.now(),
    actor: { kind: 'person', id: carol.id, via: [] },
    causedBy: [item.proposalEntry],
    correlation: of.proposal,
    body: { kind: 'objection' },
  });
  await review.database.transaction((tx) => review.recorder.record(tx, note));
  await review.ledger.sequenced(note.id, 20);
  const original = await review.ledger.entry(of.plan);
  if (original === undefined) throw new Error('no plan');
  const plan = await review.database.transaction((tx) =>
    writeReturn(
      review,
      tx,
      original,
      { ...item, execution, noteEntry: note.id },
      'person',
      review.clock.now(),
    ),
  );
  await review.ledger.sequenced(plan, 20);
  return plan;
}
