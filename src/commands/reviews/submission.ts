import { done, type Instant, type Result } from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { digestOfValue } from '../../platform/canonical.ts';
import {
  consequenceOf,
  handleOf,
  inWords,
  type Quality,
  type QualityInWords,
  type Standing,
} from '../../review/index.ts';
import { openSubmission, type OpenSubmission } from '../campaigns/open-submission.ts';
import { takeSubmission, type SignedSubmission, type SubmissionTaken } from '../campaigns/take-submission.ts';
import type { System } from '../system.ts';
import { plantedOf, type PlantedRow } from './planted-rows.ts';
import { seedOf } from './seed.ts';
import { standingIn } from './standing.ts';
import { atCampaign, type AtCampaign, type ReviewAsked } from './who.ts';

type Report = (what: string, count: number, total: number) => void;

export interface OpenReviewSubmission extends Omit<OpenSubmission, 'answers' | 'left'> {
  readonly answers: readonly (OpenSubmission['answers'][number] & { readonly item: string })[];
  readonly left: readonly { readonly item: string; readonly why: OpenSubmission['left'][number]['why'] }[];
  /** How many of what was answered was planted: it is not in what is signed. */
  readonly planted: number;
  /** Items whose answers policy has opened again, because quality is low. They are not in what is signed. */
  readonly reopened: readonly string[];
}

/**
 * What one signature covers of a reviewer's answers. Planted items are settled first: what was answered on them counts, and
 * is in nothing that is signed, filed or planned. Where they say that quality is low, policy opens answers again, once.
 */
export async function openReviewSubmission(
  system: System,
  asked: ReviewAsked,
  report: Report = () => {},
): Promise<Result<OpenReviewSubmission>> {
  const at = await atCampaign(system, asked);
  if (!at.ok) return at;
  const planted = await settle(system, at.value, 'said');
  const reopened = await reopen(system, at.value);
  const opened = await openSubmission(system, asked, report);
  if (!opened.ok) return opened;
  const { answers, left, ...rest } = opened.value;
  const name = (n: number, seat: number): string => handleOf(at.value.seed, { is: 'real', n, seat });
  return done({
    ...rest,
    answers: answers.map((each) => ({ ...each, item: name(each.leaf.item, each.leaf.seat) })),
    left: left.map(({ item, why }) => ({ item: name(item, 0), why })),
    planted,
    reopened: reopened.map((n) => name(n, 0)),
  });
}

/**
 * What was answered on planted items is final from here on: whoever sees which they were cannot answer them any more. “Don’t
 * know” is final when something was signed: so that nobody finds them out by saying it of everything first.
 */
async function settle(
  { database, clock }: System,
  { campaign, me }: AtCampaign,
  which: 'said' | 'all',
): Promise<number> {
  const rows = await database.query(
    `update review.planted_item set settled_at = $3
      where campaign = $1 and person = $2 and answer is not null and settled_at is null
        and ($4 or answer <> 'dont_know') returning k`,
    [campaign.id, me.person, clock.now(), which === 'all'],
  );
  return rows.length;
}

/** Takes back the answers that policy has looked at again; the first time that quality is found low and no other. */
async function reopen(system: System, at: AtCampaign): Promise<readonly number[]> {
  const { database, clock } = system;
  const { campaign, me, rules } = at;
  const { answers, quality, standing } = await standingIn(database, at);
  const { reopened } = consequenceOf(quality, answers, rules);
  const numbers = reopened.map(Number);
  return database.transaction(async (tx) => {
    const [first] = await tx.query(
      `update review.reviewer_quality set standing = $3, quality = $4, settled_at = $5,
          reopened = case when $3 = 'low' then $6::integer[] end, reopened_at = case when $3 = 'low' then $5::timestamptz end
        where campaign = $1 and person = $2 and reopened_at is null returning reopened_at`,
      [campaign.id, me.person, standing, JSON.stringify(quality), clock.now(), numbers],
    );
    if (first === undefined || standing !== 'low' || numbers.length === 0) return [];
    const back = await tx.query<{ n: number }>(
      'delete from review.campaign_pending where campaign = $1 and person = $2 and n = any($3::integer[]) returning n',
      [campaign.no, me.person, numbers],
    );
    return back.map(({ n }) => n);
  });
}

/** Takes the signed submission; then how the review went is recorded, and its reviewer may see it. */
export async function takeReviewSubmission(
  system: System,
  signed: SignedSubmission,
  asked: ReviewAsked,
  report: Report = () => {},
): Promise<Result<SubmissionTaken>> {
  const taken = await takeSubmission(system, signed, report);
  if (!taken.ok) return taken;
  const at = await atCampaign(system, asked);
  if (at.ok) {
    await settle(system, at.value, 'all');
    await recordQuality(system, at.value, taken.value.submission);
  }
  return taken;
}

/**
 * Records how the review went: the figure, what it rests on, and what was planted, by digest. It carries no authority: it
 * can open answers again and limit bulk, and nothing else reads it.
 */
async function recordQuality(
  system: System,
  at: AtCampaign,
  submission: SubmissionTaken['submission'],
): Promise<void> {
  const { campaign, me } = at;
  const { quality, standing } = await standingIn(system.database, at);
  const planted = await plantedOf(system.database, campaign.id, me.person);
  const law = await system.law();
  await system.database.transaction(async (tx) => {
    const seed = await seedOf(tx, campaign.id);
    const entry = await system.recorder.record(
      tx,
      entryDraft({
        type: 'quality.recorded',
        at: system.clock.now(),
        actor: system.self,
        subjects: [me.person],
        causedBy: [submission],
        correlation: campaign.id,
        ...(law.ok ? { policy: law.value.set.digest } : {}),
        basis: { planted: digestOfValue('countersign/planted/v1', planted.map(toldOf)) },
        body: { campaign: campaign.id, ...bodyOf(quality, standing, planted, seed !== undefined) },
      }),
    );
    await tx.query(
      `update review.reviewer_quality set standing = $3, quality = $4, told_at = coalesce(told_at, $5), entry = $6
        where campaign = $1 and person = $2`,
      [campaign.id, me.person, standing, JSON.stringify(quality), system.clock.now(), entry],
    );
  });
}

const toldOf = ({ k, rightIs, advice, answer, looks }: PlantedRow) => ({ k, rightIs, advice, answer, looks });

const bodyOf = (quality: Quality, standing: Standing, planted: readonly PlantedRow[], isSeeded: boolean) => ({
  standing,
  answered: quality.answered,
  caught: { times: String(quality.counted.caught.times), of: quality.counted.caught.of },
  kept: { times: String(quality.counted.kept.times), of: quality.counted.kept.of },
  figure:
    quality.figure === null
      ? null
      : {
          value: quality.figure.value.toFixed(3),
          low: quality.figure.low.toFixed(3),
          high: quality.figure.high.toFixed(3),
        },
  planted: planted.length,
  seeded: isSeeded,
});

export interface MyQuality {
  readonly standing: Standing;
  readonly words: QualityInWords;
  readonly planted: readonly {
    readonly item: string;
    readonly holder: string;
    readonly object: string;
    readonly right: 'keep' | 'reduce';
    readonly answer: string | null;
  }[];
  readonly at: Instant;
}

/** How one's own review went, once one has submitted; of nobody else. */
export async function myQuality(
  system: System,
  asked: ReviewAsked,
): Promise<Result<{ readonly told: MyQuality | null }>> {
  const at = await atCampaign(system, asked);
  if (!at.ok) return at;
  const { campaign, me, seed } = at.value;
  const [row] = await system.database.query<{ told: Instant | null }>(
    'select told_at as told from review.reviewer_quality where campaign = $1 and person = $2',
    [campaign.id, me.person],
  );
  if (row === undefined || row.told === null) return done({ told: null });
  const { quality, standing } = await standingIn(system.database, at.value);
  const planted = (await plantedOf(system.database, campaign.id, me.person)).filter(
    ({ settledAt }) => settledAt !== null,
  );
  return done({
    told: {
      standing,
      words: inWords(quality, standing),
      planted: planted.map(({ k, seat, looks, rightIs, answer }) => ({
        item: handleOf(seed, { is: 'planted', n: k, seat }),
        holder: looks.account.personName ?? looks.account.name,
        object: looks.object.name,
        right: rightIs,
        answer,
      })),
      at: row.told,
    },
  });
}

/** How reviews of a campaign went all together: how many, never whose. Too few to hide one among them: nothing is said. */
export async function qualityOfCampaign(
  { database }: Pick<System, 'database'>,
  campaign: string,
): Promise<
  Result<{ readonly told: Readonly<Record<Standing | 'reopened', number>> | null; readonly fewest: number }>
> {
  const [row] = await database.query<Record<Standing | 'reopened', number>>(
    `select count(*) filter (where standing = 'sound')::integer as sound,
            count(*) filter (where standing = 'unknown')::integer as unknown,
            count(*) filter (where standing = 'low')::integer as low,
            coalesce(sum(cardinality(reopened)), 0)::integer as reopened
       from review.reviewer_quality where campaign = $1 and told_at is not null`,
    [campaign],
  );
  const isEnough = row !== undefined && row.sound + row.unknown + row.low >= fewestTold;
  return done({ told: isEnough ? row : null, fewest: fewestTold });
}

/** Below this, a number of reviewers would tell of one of them. */
const fewestTold = 5;
