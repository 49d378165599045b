import type { Queryable } from '../../platform/store/index.ts';
import {
  leanOf,
  qualityOf,
  standingOf,
  type AnswerSeen,
  type Quality,
  type Standing,
} from '../../review/index.ts';
import { plantedOf, type PlantedRow } from './planted-rows.ts';
import type { AtCampaign } from './who.ts';

interface SeenRow {
  readonly n: number;
  readonly answer: string;
  readonly before: string | null;
  readonly advice: 'keep' | 'reduce' | null;
  readonly seenMs: number | null;
  readonly opened: boolean;
  readonly inBulk: boolean;
  readonly tier: number;
  readonly reversed: boolean;
}

/** What somebody answered in a campaign, as the meter sees it: real items as they stand, planted ones as they were settled. */
export async function answersSeen(
  on: Queryable,
  { campaign, me }: Pick<AtCampaign, 'campaign' | 'me'>,
): Promise<readonly AnswerSeen[]> {
  const rows = await on.query<SeenRow>(
    `select s.n, s.answer, s.before, s.advice, s.seen_ms as "seenMs", s.opened, s.in_bulk as "inBulk", i.tier,
            exists (select from review.campaign_answer a join review.plan d on d.proposal = a.proposal and d.kind = 'decision'
              join enforcement.execution e on e.plan = d.entry join review.plan r on r.restores = e.entry and r.kind = 'restore'
              where a.campaign = i.campaign and a.n = s.n and a.person = s.person) as reversed
       from review.item_seen s join review.campaign_item i on i.campaign = $3 and i.n = s.n
      where s.campaign = $1 and s.person = $2`,
    [campaign.id, me.person, campaign.no],
  );
  const planted = await plantedOf(on, campaign.id, me.person);
  return [
    ...rows.map((row): AnswerSeen => ({
      item: String(row.n),
      lean: leanOf(row.answer),
      ...(row.before === null ? {} : { before: leanOf(row.before) }),
      advice: row.advice,
      right: null,
      tier: (['low', 'medium', 'high'] as const)[row.tier] ?? 'unknown',
      dwellMs: row.seenMs,
      opened: row.seenMs === null && !row.opened ? null : row.opened,
      inBulk: row.inBulk,
      reversed: row.reversed,
    })),
    ...planted.flatMap((row) =>
      row.answer === null || row.settledAt === null ? [] : [settled(row, row.answer)],
    ),
  ];
}

const settled = (row: PlantedRow, answer: string): AnswerSeen => ({
  item: `planted ${row.k}`,
  lean: leanOf(answer),
  ...(row.before === null ? {} : { before: leanOf(row.before) }),
  advice: row.advice,
  right: row.rightIs,
  tier: row.looks.tier,
  dwellMs: row.seenMs,
  opened: row.seenMs === null && !row.opened ? null : row.opened,
  inBulk: row.inBulk,
  reversed: false,
});

export interface StandingIn {
  readonly standing: Standing;
  readonly quality: Quality;
  readonly answers: readonly AnswerSeen[];
  readonly counts: { readonly waiting: number; readonly chosen: number; readonly signed: number };
}

const mostCounted = 10_000;

/** What is known of a reviewer in a campaign now, and how far they are. */
export async function standingIn(on: Queryable, at: AtCampaign): Promise<StandingIn> {
  const answers = await answersSeen(on, at);
  const quality = qualityOf(answers);
  return { standing: standingOf(quality, at.rules), quality, answers, counts: await countsOf(on, at) };
}

async function countsOf(on: Queryable, { campaign, me }: AtCampaign): Promise<StandingIn['counts']> {
  const seat = (column: string, bit: number): string =>
    `(select i.n from review.campaign_item i where i.campaign = $1 and i.state = 'open' and i.open_seats & ${bit} <> 0
        and (i.${column} = any($2::integer[]) or ($3 and i.${column} is null)) limit ${mostCounted})`;
  const [row] = await on.query<{
    open: number;
    chosen: number;
    signed: number;
    planted: number;
    plantedChosen: number;
    settled: number;
  }>(
    `select (select count(distinct n) from (${seat('r1', 1)} union all ${seat('r2', 2)} union all ${seat('r3', 4)}) q)::integer as open,
       (select count(distinct n) from review.campaign_pending where campaign = $1 and person = $4)::integer as chosen,
       (select count(distinct n) from review.campaign_answer where campaign = $1 and person = $4 and corrected_by is null)::integer as signed,
       (select count(*) from review.planted_item where campaign = $5 and person = $4 and settled_at is null and answer is null)::integer as planted,
       (select count(*) from review.planted_item where campaign = $5 and person = $4 and settled_at is null and answer is not null)::integer as "plantedChosen",
       (select count(*) from review.planted_item where campaign = $5 and person = $4 and settled_at is not null)::integer as settled`,
    [campaign.no, me.numbers, me.inPool, me.person, campaign.id],
  );
  if (row === undefined) return { waiting: 0, chosen: 0, signed: 0 };
  return {
    waiting: Math.max(0, row.open - row.chosen) + row.planted,
    chosen: row.chosen + row.plantedChosen,
    signed: row.signed + row.settled,
  };
}
