import {
  done,
  refuse,
  type AnswerLeaf,
  type DecisionItem,
  type EntryId,
  type Instant,
  type Refusal,
  type Result,
} from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { MerkleTree } from '../../platform/merkle.ts';
import { leavesAPage, proofOfMany } from '../../platform/merkle-pages.ts';
import type { Queryable, Transaction } from '../../platform/store/index.ts';
import {
  afterAnswer,
  bitsOf,
  leafTexts,
  mayAnswer,
  readContent,
  readSubmissionStatement,
  seatsIn,
  signedBy,
  submissionTree,
  unfitAnswer,
  type CampaignItemState,
  type Signed,
  type SubmissionLeaves,
} from '../../review/index.ts';
import { reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';
import { openCampaign, type CampaignRow } from './campaign-row.ts';
import { carriedOutAmong, takeBack } from './correct.ts';
import { finishSubmission, type DecisionSaid } from './finish-submission.ts';
import { itemRows, type ItemRow } from './item-rows.ts';
import { answersOn, seatFor, type AnswerShown } from './items.ts';
import { manifestOf } from './open-submission.ts';
import { pageHashes } from './prepare.ts';
import { reviewerNumber, reviewingAs, type Reviewing } from './reviewers.ts';
import { reviewersFor } from './routing.ts';

export interface SignedSubmission extends SubmissionLeaves {
  readonly statement: string;
  readonly signature: string;
}

export interface SubmissionTaken {
  readonly submission: EntryId;
  readonly answers: number;
  /** What became of each case that this signature decides. */
  readonly decisions: readonly DecisionSaid[];
}

type Report = (what: string, count: number, total: number) => void;

/**
 * Takes one signature over many answers. The answers count together or not at all, in one transaction with their entry;
 * then each decision under the same root is taken by itself, as one that was signed alone. Sent again after a fault it goes
 * on where it ended, and nothing is recorded twice.
 */
export async function takeSubmission(
  system: System,
  signed: SignedSubmission,
  report: Report = () => {},
): Promise<Result<SubmissionTaken>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const now = system.clock.now();
  const { statement, signature, answers, about } = signed;
  const read = await signedBy(bench.value, { statement, signature }, readSubmissionStatement, now);
  if (!read.ok) return read;
  const tree = submissionTree(signed);
  const other = notWhatWasSigned(signed, read.value, tree);
  if (other !== undefined) return other;
  const before = await recordedBefore(system.database, statement);
  const taken =
    before === undefined
      ? await system.database.transaction((tx) => record(system, tx, signed, read.value, tree, now))
      : done(before);
  if (!taken.ok) return taken;
  const decisions = await finishSubmission(system, taken.value, report);
  return done({
    submission: taken.value,
    answers: about.answers === answers.length ? answers.length : 0,
    decisions,
  });
}

function notWhatWasSigned(
  { answers, about }: SubmissionLeaves,
  read: { readonly root: string; readonly size: number },
  tree: MerkleTree,
): Refusal | undefined {
  const stray = answers.find(({ campaign }) => campaign !== about.campaign);
  if (
    tree.root !== read.root ||
    tree.size !== read.size ||
    about.answers !== answers.length ||
    stray !== undefined
  )
    return refuse(
      'signature_invalid',
      'The answers that were sent are not the ones under the root that was signed.',
      'Send every leaf that was signed, in its order, exactly as it was.',
    );
  return undefined;
}

async function recordedBefore(on: Queryable, statement: string): Promise<EntryId | undefined> {
  const [row] = await on.query<{ entry: EntryId }>(
    'select entry from review.campaign_submission where statement_digest = $1',
    [digestOf(statement)],
  );
  return row?.entry;
}

/** Everything of a submission but its decisions: who answers what, held to the manifest and to how the items stand now. */
async function record(
  system: System,
  tx: Transaction,
  signed: SignedSubmission,
  read: Signed<{
    readonly signer: Reviewing['person'];
    readonly madeAt: Instant;
    readonly expiresAt: Instant;
    readonly root: string;
    readonly size: number;
  }>,
  tree: MerkleTree,
  now: Instant,
): Promise<Result<EntryId>> {
  const { answers, about, decisions } = signed;
  const found = await openCampaign(tx, about.campaign, 'hold');
  if (!found.ok) return found;
  const campaign = found.value;
  // sent twice at once: the other was first to hold the campaign
  const before = await recordedBefore(tx, signed.statement);
  if (before !== undefined) return done(before);
  if (about.launch !== campaign.launchEntry || about.manifest !== manifestOf(campaign))
    return refuse('signature_invalid', 'What was signed is about another population than this campaign’s.');
  const me = await reviewingAs(tx, read.standing, campaign.design.lane);
  const rows = new Map(
    (
      await itemRows(
        tx,
        campaign.no,
        answers.map(({ item }) => item),
      )
    ).map((row) => [row.n, row]),
  );
  const given = await answersOn(tx, campaign.no, [...rows.keys()]);
  const carriedOut = await carriedOutAmong(
    tx,
    [...given.values()].flat().flatMap(({ proposal }) => proposal ?? []),
  );
  const settled: { readonly leaf: AnswerLeaf; readonly row: ItemRow; readonly state: CampaignItemState }[] =
    [];
  const seen = new Set<number>();
  for (const leaf of answers) {
    const row = rows.get(leaf.item);
    const checked = check(campaign, me, leaf, row, given.get(leaf.item) ?? [], carriedOut, now);
    if (!checked.ok)
      return refuse(checked.code, `Item ${leaf.item}: ${checked.message}`, checked.next, { item: leaf.item });
    if (seen.has(leaf.item) || row === undefined)
      return refuse('input_invalid', `Item ${leaf.item} is answered twice in one submission.`);
    seen.add(leaf.item);
    settled.push({ leaf, row, state: checked.value });
  }
  const undecidable = await strayDecision(tx, decisions, answers);
  if (undecidable !== undefined) return undecidable;

  const place = tree.places.at(-1);
  if (place === undefined) throw new TypeError('a tree without its last leaf');
  const proof = await proofOf(tx, campaign, [...seen]);
  const blob = await system.recorder.keep(
    tx,
    'answers',
    `{"leaves":[${leafTexts(signed).join(',')}],"proof":${JSON.stringify(Buffer.concat(proof).toString('base64'))},"v":"countersign/campaign-answers/v1"}`,
  );
  const entry = await system.recorder.record(
    tx,
    entryDraft({
      type: 'campaign.submitted',
      at: now,
      actor: { kind: 'person', id: read.signer, via: [] },
      subjects: [read.signer],
      causedBy: [campaign.launchEntry],
      correlation: campaign.id,
      basis: { manifest: about.manifest, statement: digestOf(read.statement) },
      blobs: [blob],
      body: {
        campaign: campaign.id,
        statement: read.statement,
        signature: read.signature,
        assurance: read.assurance,
        item: about,
        index: place.index,
        proof: place.proof,
      },
    }),
  );
  const [made] = await tx.query<{ id: number }>(
    `insert into review.campaign_submission (campaign, entry, statement_digest, statement, signature, signer, answers, decisions, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
    [
      campaign.no,
      entry,
      digestOf(read.statement),
      read.statement,
      read.signature,
      read.signer,
      answers.length,
      JSON.stringify(decisions.map((item, at) => ({ item, place: tree.places[at] }))),
      now,
    ],
  );
  if (made === undefined) throw new TypeError('a submission was just made and is not there');
  await takeBack(system, tx, { campaign, submission: made.id, entry, leaves: answers, given, now });
  await keepAnswers(tx, campaign, me, made.id, settled, now);
  await moveItems(tx, campaign, settled);
  await tx.query(
    'delete from review.campaign_pending where campaign = $1 and person = $2 and n = any($3::integer[])',
    [campaign.no, me.person, [...seen]],
  );
  return done(entry);
}

function check(
  campaign: CampaignRow,
  me: Reviewing,
  leaf: AnswerLeaf,
  row: ItemRow | undefined,
  given: readonly AnswerShown[],
  carriedOut: ReadonlySet<string>,
  now: Instant,
): Result<CampaignItemState> {
  if (row === undefined) return refuse('not_found', 'the campaign has no such item.');
  if (row.digest !== leaf.itemDigest)
    return refuse(
      'signature_stale',
      'what was signed is not what the manifest has there.',
      'Look at it again, and sign what is shown.',
    );
  const content = readContent(row.content);
  if (seatFor(campaign, row, content, me, given) !== leaf.seat)
    return refuse(
      'signature_stale',
      'it does not wait for this answer of yours, or not any more.',
      'Look at it again: somebody may have answered it meanwhile, or it was given to somebody else.',
    );
  const unfit = unfitAnswer(
    campaign.design.lane,
    { ...leaf, changes: leaf.answer === 'narrow' || leaf.answer === 'rescope' ? 1 : 0 },
    now,
  );
  if (unfit !== undefined) return unfit;
  const earlier = given.find(({ seat, stage }) => seat === leaf.seat && stage === row.stage);
  if ((earlier?.submission ?? null) !== leaf.corrects)
    return refuse(
      'signature_stale',
      earlier === undefined
        ? 'the answer that this would correct is not there.'
        : 'it was answered already, and this does not say that it corrects that answer.',
      'Look at it again.',
    );
  const state: CampaignItemState = {
    is: row.state,
    stage: row.stage,
    waits: seatsIn(row.openSeats),
    answers: given,
    pooled: false,
  };
  const wasCarriedOut = typeof earlier?.proposal === 'string' && carriedOut.has(earlier.proposal);
  const may = mayAnswer(state, { seat: leaf.seat, corrects: leaf.corrects !== null }, wasCarriedOut);
  if (!may.ok) return may;
  return done(
    afterAnswer(
      state,
      { stages: campaign.design.stages, isHigh: content.tier === 'high' || content.tier === 'unknown' },
      { stage: row.stage, seat: leaf.seat, answer: leaf.answer },
    ),
  );
}

/** A decision under the root has to be what an answer beside it says: nobody decides a case that no item of theirs names. */
async function strayDecision(
  tx: Transaction,
  decisions: readonly DecisionItem[],
  answers: readonly AnswerLeaf[],
): Promise<Refusal | undefined> {
  const named = new Set(answers.flatMap(({ proposal }) => proposal ?? []));
  const stray = decisions.find(({ proposal, answer }) => !named.has(proposal) || answer !== 'approve');
  if (stray !== undefined)
    return refuse(
      'signature_invalid',
      `No answer that was signed leads to the decision on \`${stray.proposal}\`.`,
    );
  const rows = await tx.query<{ id: string }>(
    `select id from review.proposal where id = any($1::text[]) and origin = 'campaign'`,
    [[...named]],
  );
  const missing = [...named].find((proposal) => !rows.some(({ id }) => id === proposal));
  return missing === undefined
    ? undefined
    : refuse('signature_stale', `\`${missing}\` is no case of a campaign.`, 'Prepare the submission anew.');
}

/** What proves that the items answered are of the population that was launched. */
async function proofOf(
  tx: Transaction,
  campaign: CampaignRow,
  items: readonly number[],
): Promise<readonly Uint8Array[]> {
  const indexes = items.toSorted((a, b) => a - b);
  const roots = await tx.query<{ root: Buffer }>(
    'select root from review.campaign_page where campaign = $1 order by page',
    [campaign.no],
  );
  const pages = new Map<number, readonly Uint8Array[]>();
  for (const page of new Set(indexes.map((n) => Math.floor(n / leavesAPage))))
    pages.set(page, await pageHashes(tx, campaign.no, page));
  return proofOfMany(
    {
      size: campaign.items,
      pageRoots: roots.map(({ root }) => root),
      page: (n) => pages.get(n) ?? [],
    },
    indexes,
  );
}

async function keepAnswers(
  tx: Transaction,
  campaign: CampaignRow,
  me: Reviewing,
  submission: number,
  settled: readonly { readonly leaf: AnswerLeaf; readonly row: ItemRow }[],
  now: Instant,
): Promise<void> {
  await tx.query(
    `insert into review.campaign_answer (campaign, n, seat, stage, submission, person, answer, until, reason, proposal, at)
     select $1, g.n, g.seat, g.stage, $2, $3, g.answer, g.until, g.reason, g.proposal, $4
       from unnest($5::integer[], $6::smallint[], $7::smallint[], $8::text[], $9::timestamptz[], $10::text[], $11::text[])
         as g (n, seat, stage, answer, until, reason, proposal)`,
    [
      campaign.no,
      submission,
      me.person,
      now,
      settled.map(({ leaf }) => leaf.item),
      settled.map(({ leaf }) => leaf.seat),
      settled.map(({ row }) => row.stage),
      settled.map(({ leaf }) => leaf.answer),
      settled.map(({ leaf }) => leaf.until),
      settled.map(({ leaf }) => leaf.reason),
      settled.map(({ leaf }) => leaf.proposal),
    ],
  );
}

/** Puts items where their answers take them; those that go on are asked of whom the next stage means. */
async function moveItems(
  tx: Transaction,
  campaign: CampaignRow,
  settled: readonly { readonly row: ItemRow; readonly state: CampaignItemState }[],
): Promise<void> {
  const onward = settled.filter(({ row, state }) => state.stage !== row.stage);
  const named = campaign.design.named === null ? null : await reviewerNumber(tx, campaign.design.named);
  const routes = await reviewersFor(
    tx,
    campaign.no,
    onward.map(({ row, state }) => ({
      n: row.n,
      roles: state.pooled ? ['pool'] : (campaign.design.stages[state.stage]?.seats ?? ['pool']),
    })),
    named,
  );
  const moved = settled.map(({ row, state }) => {
    const route = routes.get(row.n) ?? [row.r1, row.r2, row.r3];
    return { n: row.n, state, route };
  });
  await tx.query(
    `update review.campaign_item i set state = g.state, stage = g.stage, open_seats = g.open, r1 = g.r1, r2 = g.r2, r3 = g.r3
       from unnest($2::integer[], $3::text[], $4::smallint[], $5::smallint[], $6::integer[], $7::integer[], $8::integer[]) as g (n, state, stage, open, r1, r2, r3)
      where i.campaign = $1 and i.n = g.n`,
    [
      campaign.no,
      moved.map(({ n }) => n),
      moved.map(({ state }) => state.is),
      moved.map(({ state }) => state.stage),
      moved.map(({ state }) => bitsOf(state.waits)),
      moved.map(({ route }) => route[0] ?? null),
      moved.map(({ route }) => route[1] ?? null),
      moved.map(({ route }) => route[2] ?? null),
    ],
  );
  const changed = (is: CampaignItemState['is']): number =>
    settled.filter(({ state }) => state.is === is).length -
    settled.filter(({ row }) => row.state === is).length;
  await tx.query('update review.campaign set kept = kept + $2, taken = taken + $3 where no = $1', [
    campaign.no,
    changed('kept'),
    changed('taken'),
  ]);
}
