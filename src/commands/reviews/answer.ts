import {
  done,
  refuse,
  type CampaignAnswer,
  type Change,
  type Explanation,
  type Instant,
  type Refusal,
  type Result,
} from '../../model/index.ts';
import { unfitAnswer } from '../../review/index.ts';
import { clearAnswers, keepAnswers } from '../campaigns/answer.ts';
import { openCampaign } from '../campaigns/campaign-row.ts';
import type { System } from '../system.ts';
import { fromRow, linesOf, real, tellLines, type Source } from './page.ts';
import { findItem, noOf, noSuchItem, type Found } from './item.ts';
import { plantedOf } from './planted-rows.ts';
import type { ReviewLine } from './shapes.ts';
import { standingIn } from './standing.ts';
import { atCampaign, type AtCampaign, type ReviewAsked } from './who.ts';

/** One answer as a reviewer gives it, with how the item was looked at. */
export interface ReviewAnswer {
  readonly item: string;
  readonly answer: CampaignAnswer;
  readonly until?: Instant;
  readonly reason?: string;
  /** For `narrow` and `rescope`: which of the offers beside the item. */
  readonly offer?: string;
  readonly seenMs?: number;
  readonly opened?: boolean;
}

export type ReviewAnswered =
  | { readonly item: string; readonly is: 'kept'; readonly line: ReviewLine }
  | { readonly item: string; readonly is: 'refused'; readonly why: Explanation };

/**
 * Keeps what a reviewer chose. Several at once are a bulk answer: policy says how many that may be for what is known of
 * them, it takes the place of no answer that is there, and what asks for their own view first is not answered by it.
 */
export async function answerReview(
  system: System,
  asked: ReviewAsked & {
    readonly answers: readonly ReviewAnswer[];
    /** `advice`: what was recommended is accepted, which never takes the place of an answer. */
    readonly by?: 'choice' | 'advice';
  },
): Promise<Result<{ readonly items: readonly ReviewAnswered[] }>> {
  const at = await atCampaign(system, asked);
  if (!at.ok) return at;
  const open = await openCampaign(system.database, asked.campaign);
  if (!open.ok) return open;
  const isBulk = asked.answers.length > 1;
  if (isBulk) {
    const { standing } = await standingIn(system.database, at.value);
    const most = at.value.rules.bulk[standing];
    if (asked.answers.length > most) return tooMany(asked.answers.length, most);
  }
  const items: ReviewAnswered[] = [];
  for (const each of asked.answers) {
    const found = await findItem(system, at.value, each.item);
    const kept =
      found === undefined
        ? noSuchItem(each.item)
        : await keepOne(system, at.value, asked, each, found, isBulk);
    if (kept.ok) items.push({ item: each.item, is: 'kept', line: kept.value });
    else {
      const { ok: _ok, ...why } = kept;
      items.push({ item: each.item, is: 'refused', why });
    }
  }
  return done({ items });
}

const tooMany = (count: number, most: number): Refusal =>
  refuse(
    'policy_denied',
    most === 1
      ? 'Policy asks that you answer one item at a time in this campaign.'
      : `Policy lets you answer ${most} items at once in this campaign, and these are ${count}.`,
    most === 1 ? 'Answer each by itself.' : 'Choose fewer.',
  );

async function keepOne(
  system: System,
  at: AtCampaign,
  asked: ReviewAsked & { readonly by?: 'choice' | 'advice' },
  given: ReviewAnswer,
  found: Found,
  isBulk: boolean,
): Promise<Result<ReviewLine>> {
  const [told] = await tellLines(system, at, [await sourceOf(system, at, found)]);
  if (told === undefined) return noSuchItem(given.item);
  const { line, advice } = told;
  if (isBulk && given.reason === undefined)
    return refuse('input_invalid', 'An answer to several items needs a reason.', 'Say why, for all of them.');
  if (isBulk && line.blind === 'waits')
    return refuse('policy_denied', 'This item asks for your own view first.', 'Answer it by itself.');
  if (line.chosen !== null && asked.by === 'advice')
    return refuse('already_done', 'You have answered this item; advice does not take its place.');
  if (line.blind === 'waits' && asked.by === 'advice')
    return refuse('policy_denied', 'This item asks for your own view first.', 'Answer it by itself.');
  if (isBulk && line.chosen !== null)
    return refuse(
      'already_done',
      'You have answered this item; an answer to several does not take its place.',
    );
  const changes = await offered(system, at, given, found);
  if (!changes.ok) return changes;
  const before = line.blind === 'waits' ? given.answer : null;
  const kept =
    found.is === 'real'
      ? await keepReal(system, at, asked, given, found, {
          changes: changes.value,
          before,
          advice: advice?.leans ?? null,
          inBulk: isBulk,
        })
      : await keepPlanted(system, at, asked, given, found, {
          changes: changes.value.length,
          before,
          inBulk: isBulk,
        });
  if (!kept.ok) return kept;
  return done({
    ...line,
    blind: line.blind === 'no' ? 'no' : 'shown',
    advice,
    chosen: {
      answer: given.answer,
      until: given.until ?? null,
      reason: given.reason ?? null,
      before:
        line.chosen?.before ??
        (line.blind === 'no' ? null : (before ?? (await saidBefore(system, at, found)))),
      at: system.clock.now(),
    },
  });
}

/** What was said before advice was shown, where the answer was taken back since. */
async function saidBefore(system: System, at: AtCampaign, found: Found): Promise<string | null> {
  const [row] =
    found.is === 'planted'
      ? await system.database.query<{ before: string | null }>(
          'select before from review.planted_item where campaign = $1 and person = $2 and k = $3',
          [at.campaign.id, at.me.person, found.k],
        )
      : await system.database.query<{ before: string | null }>(
          'select before from review.item_seen where campaign = $1 and person = $2 and n = $3 and before is not null',
          [at.campaign.id, at.me.person, found.shown.n],
        );
  return row?.before ?? null;
}

async function offered(system: System, at: AtCampaign, { answer, offer }: ReviewAnswer, found: Found) {
  if (answer !== 'narrow' && answer !== 'rescope') return done<readonly Change[]>([]);
  const { alternatives } = await noOf(system, found, at);
  const chosen = alternatives.find((_, index) => `offer-${index}` === offer);
  return chosen === undefined
    ? refuse(
        'input_invalid',
        'Nothing smaller was chosen, so this would take nothing away.',
        'Choose one of what the item offers; where it offers nothing, certify, revoke or limit it.',
      )
    : done(chosen.changes);
}

async function keepReal(
  system: System,
  at: AtCampaign,
  asked: ReviewAsked,
  given: ReviewAnswer,
  { shown }: Found & { readonly is: 'real' },
  more: {
    readonly changes: readonly Change[];
    readonly before: string | null;
    readonly advice: 'keep' | 'reduce' | null;
    readonly inBulk: boolean;
  },
): Promise<Result<true>> {
  const kept = await keepAnswers(system, {
    campaign: asked.campaign,
    keyFingerprint: asked.keyFingerprint,
    by: 'choice',
    answers: [
      {
        item: shown.n,
        itemDigest: shown.digest,
        answer: given.answer,
        ...(given.until === undefined ? {} : { until: given.until }),
        ...(given.reason === undefined ? {} : { reason: given.reason }),
        ...(more.changes.length === 0 ? {} : { changes: more.changes }),
      },
    ],
  });
  if (!kept.ok) return kept;
  const [said] = kept.value.items;
  if (said?.is === 'refused') return { ok: false, ...said.why };
  const seat = shown.mySeat ?? 0;
  await system.database.query(
    `insert into review.item_seen as s (campaign, n, seat, person, answer, before, advice, seen_ms, opened, in_bulk, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (campaign, n, seat, person) do update set answer = excluded.answer, advice = excluded.advice,
       seen_ms = greatest(s.seen_ms, excluded.seen_ms), opened = s.opened or excluded.opened, in_bulk = excluded.in_bulk, at = excluded.at`,
    [
      at.campaign.id,
      shown.n,
      seat,
      at.me.person,
      given.answer,
      more.before,
      more.advice,
      given.seenMs ?? null,
      given.opened ?? false,
      more.inBulk,
      system.clock.now(),
    ],
  );
  return done(true);
}

async function keepPlanted(
  system: System,
  at: AtCampaign,
  asked: ReviewAsked,
  given: ReviewAnswer,
  { k, beside }: Found & { readonly is: 'planted' },
  more: { readonly changes: number; readonly before: string | null; readonly inBulk: boolean },
): Promise<Result<true>> {
  const unfit = unfitAnswer(
    at.campaign.design.lane,
    { answer: given.answer, until: given.until ?? null, reason: given.reason ?? null, changes: more.changes },
    system.clock.now(),
  );
  if (unfit !== undefined) return unfit;
  // as much is read as for any other item, so that the time it takes tells nothing
  await keepAnswers(system, { ...asked, by: 'choice', answers: [], likeItem: beside?.n });
  const rows = await system.database.query(
    `update review.planted_item set answer = $4, until = $5, reason = $6,
        before = coalesce(before, $11),
        seen_ms = greatest(seen_ms, $7), opened = opened or $8, in_bulk = $9, answered_at = $10
      where campaign = $1 and person = $2 and k = $3 and settled_at is null returning k`,
    [
      at.campaign.id,
      at.me.person,
      k,
      given.answer,
      given.until ?? null,
      given.reason ?? null,
      given.seenMs ?? null,
      given.opened ?? false,
      more.inBulk,
      system.clock.now(),
      more.before,
    ],
  );
  return rows.length > 0
    ? done(true)
    : refuse('already_done', 'This item does not wait for an answer any more.', 'Look at it again.');
}

/** Takes back what was chosen and not submitted. What was said before advice was shown stays said. */
export async function takeBackReview(
  system: System,
  asked: ReviewAsked & { readonly items: readonly string[] },
): Promise<Result<{ readonly items: readonly ReviewLine[] }>> {
  const at = await atCampaign(system, asked);
  if (!at.ok) return at;
  const found: Found[] = [];
  for (const item of asked.items) {
    const one = await findItem(system, at.value, item);
    if (one === undefined) return noSuchItem(item);
    found.push(one);
  }
  const numbers = found.flatMap((one) => (one.is === 'real' ? [one.shown.n] : []));
  if (numbers.length > 0) {
    const cleared = await clearAnswers(system, { ...asked, items: numbers });
    if (!cleared.ok) return cleared;
  }
  await system.database.query(
    `update review.planted_item set answer = null, until = null, reason = null, answered_at = null
      where campaign = $1 and person = $2 and k = any($3::integer[]) and settled_at is null`,
    [at.value.campaign.id, at.value.me.person, found.flatMap((one) => (one.is === 'planted' ? [one.k] : []))],
  );
  const now: Source[] = [];
  for (const item of asked.items) {
    const one = await findItem(system, at.value, item);
    if (one !== undefined) now.push(await sourceOf(system, at.value, one));
  }
  return done({ items: await linesOf(system, at.value, now) });
}

async function sourceOf(system: System, at: AtCampaign, found: Found): Promise<Source> {
  if (found.is === 'real') return real(found.shown);
  const rows = await plantedOf(system.database, at.campaign.id, at.me.person);
  const row = rows.find(({ k }) => k === found.k);
  if (row === undefined) throw new TypeError('a planted item was found and is not there');
  return fromRow(row);
}
