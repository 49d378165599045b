import { done, type Result } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { handleOf, type ItemLooks } from '../../review/index.ts';
import { itemsOf, type ItemShown } from '../campaigns/items.ts';
import { silenceOf } from '../campaigns/silence.ts';
import type { System } from '../system.ts';
import { adviceOn, allowsOf, aroundOf, type Around } from './beside.ts';
import { beginReview } from './begin.ts';
import { looksIn } from './looks.ts';
import { plantedOf, type PlantedRow } from './planted-rows.ts';
import type { ChosenAnswer, ItemAdvice, ReviewLine, ReviewPage } from './shapes.ts';
import { standingIn } from './standing.ts';
import { atCampaign, type AtCampaign, type ReviewAsked } from './who.ts';

/** A page of what a campaign asks of one reviewer: by risk, real and planted alike. */
export async function reviewPage(
  system: System,
  asked: ReviewAsked & {
    readonly limit: number;
    readonly after?: number;
    readonly show?: 'waiting' | 'answered';
  },
): Promise<Result<Omit<ReviewPage, 'next'> & { readonly next: number | null }>> {
  const at = await atCampaign(system, asked);
  if (!at.ok) return at;
  await beginReview(system, at.value, asked);
  const page = await itemsOf(system, {
    campaign: asked.campaign,
    keyFingerprint: asked.keyFingerprint,
    show: asked.show ?? 'waiting',
    limit: asked.limit,
    ...(asked.after === undefined ? {} : { after: asked.after }),
  });
  if (!page.ok) return page;
  const { items, next } = page.value;
  const { campaign, me } = at.value;
  const since = asked.after ?? -2;
  const planted = (await plantedOf(system.database, campaign.id, me.person)).filter(
    ({ afterN, settledAt }) =>
      asked.show !== 'answered' && settledAt === null && afterN > since && (next === null || afterN <= next),
  );
  const lines = await linesOf(system, at.value, [...items.map(real), ...planted.map(fromRow)]);
  const { counts, standing } = await standingIn(system.database, at.value);
  return done({
    campaign: {
      id: campaign.id,
      title: campaign.title,
      kind: campaign.design.kind,
      lane: campaign.design.lane,
      state: campaign.state === 'closed' ? 'closed' : 'open',
      dueAt: campaign.dueAt,
      correctSeconds: campaign.design.correctSeconds,
      silence: (await silenceOf(system, campaign.id)).flatMap(({ says, whyNot }) =>
        whyNot === null ? [says] : [],
      ),
    },
    items: lines,
    next,
    counts,
    mostInBulk: at.value.rules.bulk[standing],
  });
}

/** One item as it goes into a line, wherever it is from. */
export interface Source {
  readonly is: 'real' | 'planted';
  readonly n: number;
  readonly place: number;
  readonly seat: number;
  readonly looks: ItemLooks;
  readonly chosen: Omit<ChosenAnswer, 'before'> | null;
  readonly before: string | null;
}

export const real = ({ n, content, mySeat, pending, answers, stage }: ItemShown): Source => ({
  is: 'real',
  n,
  place: n,
  seat: mySeat ?? pending?.seat ?? 0,
  looks: looksIn(content),
  chosen:
    pending === null
      ? signedIn(answers, mySeat, stage)
      : { answer: pending.answer, until: pending.until, reason: pending.reason, at: pending.at },
  before: null,
});

/** What was signed already, so that whoever corrects it sees what stands. */
function signedIn(
  answers: ItemShown['answers'],
  mySeat: number | null,
  mine: number,
): Omit<ChosenAnswer, 'before'> | null {
  const signed = answers.find(({ seat, stage }) => seat === mySeat && stage === mine);
  return signed === undefined
    ? null
    : { answer: signed.answer, until: signed.until, reason: signed.reason, at: signed.at };
}

export const fromRow = (row: PlantedRow): Source => ({
  is: 'planted',
  n: row.k,
  place: row.afterN + 0.5,
  seat: row.seat,
  looks: row.looks,
  chosen:
    row.answer === null
      ? null
      : { answer: row.answer, until: row.until, reason: row.reason, at: row.answeredAt ?? '' },
  before: row.before,
});

const firstBatch = 10;

/** Items → lines in their order, those that are worth looking at first marked. */
export async function linesOf(
  system: System,
  at: AtCampaign,
  from: readonly Source[],
): Promise<readonly ReviewLine[]> {
  const lines = (await tellLines(system, at, from)).map(({ line }) => line);
  const first = new Set(
    lines
      .toSorted((a, b) => gravity(b) - gravity(a))
      .slice(0, firstBatch)
      .map(({ item }) => item),
  );
  return lines.length <= firstBatch + 2
    ? lines
    : lines.map((line) => ({ ...line, isFirst: first.has(line.item) }));
}

/** What is told of each item, worked out in the same way for all; with the advice that a line may still hold back. */
export async function tellLines(
  system: System,
  at: AtCampaign,
  from: readonly Source[],
): Promise<readonly { readonly line: ReviewLine; readonly advice: ItemAdvice | null }[]> {
  const { database, clock } = system;
  const sorted = from.toSorted((a, b) => a.place - b.place || a.n - b.n);
  const around = await aroundOf(
    database,
    sorted.map(({ looks }) => looks),
  );
  const blind = await blindOf(database, at);
  const before = await beforeOf(database, at);
  const nowMs = Date.parse(clock.now());
  const { stages } = at.campaign.design;
  return sorted.map((each, index) => {
    const stands = around[index] ?? nothingAround;
    const item = handleOf(at.seed, each);
    const own = each.is === 'real' ? (before.get(`${each.n} ${each.seat}`) ?? null) : each.before;
    const isBlind = blind.has(item) ? (own === null ? 'waits' : 'shown') : 'no';
    const advice = adviceOn(each.looks, stands, nowMs);
    const line: ReviewLine = {
      item,
      looks: each.looks,
      seat: stages[0]?.seats[each.seat] ?? 'pool',
      allows: allowsOf(each.looks, stands),
      isFirst: false,
      blind: isBlind,
      advice: isBlind === 'waits' ? null : advice,
      endsHere: stands.otherWays.length === 0,
      chosen: each.chosen === null ? null : { ...each.chosen, before: own },
    };
    return { line, advice };
  });
}

const nothingAround: Around = {
  others: null,
  findings: 0,
  severity: null,
  titles: [],
  gives: [],
  givesMore: 0,
  otherWays: [],
};
const tiers = { low: 0, medium: 1, high: 2, unknown: 2 } as const;
const gravity = ({ looks }: ReviewLine): number => tiers[looks.tier] * 2 + (looks.privileged ? 1 : 0);

async function blindOf(on: Queryable, { campaign, me }: AtCampaign): Promise<ReadonlySet<string>> {
  const [row] = await on.query<{ blind: readonly string[] }>(
    'select blind from review.reviewer_quality where campaign = $1 and person = $2',
    [campaign.id, me.person],
  );
  return new Set(row?.blind ?? []);
}

/** What was answered on real items before advice was shown. */
async function beforeOf(on: Queryable, { campaign, me }: AtCampaign): Promise<ReadonlyMap<string, string>> {
  const rows = await on.query<{ n: number; seat: number; before: string }>(
    'select n, seat, before from review.item_seen where campaign = $1 and person = $2 and before is not null',
    [campaign.id, me.person],
  );
  return new Map(rows.map(({ n, seat, before }) => [`${n} ${seat}`, before]));
}
