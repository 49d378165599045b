import {
  done,
  type CampaignAnswer,
  type CampaignId,
  type Change,
  type Digest,
  type EntryId,
  type Instant,
  type Result,
  type Severity,
  type SubjectId,
} from '../../model/index.ts';
import { pageOfRows } from '../../platform/page-of-rows.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { readContent, seatsIn, type ItemContent } from '../../review/index.ts';
import type { System } from '../system.ts';
import { campaignOf, type CampaignRow } from './campaign-row.ts';
import { itemColumns as columns, liveRow as live, type Drift, type ItemRow } from './item-rows.ts';
import { reviewersNamed, reviewing, type Reviewing } from './reviewers.ts';

/** One seat's answer that was signed. */
export interface AnswerShown {
  readonly stage: number;
  readonly seat: number;
  readonly person: SubjectId;
  readonly answer: CampaignAnswer;
  readonly until: Instant | null;
  readonly reason: string | null;
  readonly proposal: string | null;
  /** Why what it takes away could not be filed as a case; null: it could, or takes nothing. */
  readonly notFiled: string | null;
  readonly submission: EntryId;
  readonly at: Instant;
}

/** What the reviewer has chosen and not signed yet. */
export interface PendingShown {
  readonly seat: number;
  readonly answer: CampaignAnswer;
  readonly until: Instant | null;
  readonly reason: string | null;
  readonly changes: readonly Change[] | null;
  readonly at: Instant;
}

/** An item as a list shows it. `text` is what was frozen, exactly; its leaf is `digest`. */
export interface ItemShown {
  readonly n: number;
  readonly content: ItemContent;
  readonly text: string;
  readonly digest: Digest;
  readonly state: 'open' | 'kept' | 'taken';
  readonly stage: number;
  readonly waits: readonly {
    readonly seat: number;
    readonly role: string;
    readonly reviewer: string | null;
  }[];
  /** The seat that the asker may answer; null: none. */
  readonly mySeat: number | null;
  readonly pending: PendingShown | null;
  readonly answers: readonly AnswerShown[];
  readonly drift: Drift;
  /** Findings that are open about the account now, and how grave the worst is. */
  readonly findings: number;
  readonly severity: Severity | null;
}

export interface ItemsAsked {
  readonly campaign: CampaignId;
  /** Only what waits for whoever this key speaks for, or what they answered. */
  readonly keyFingerprint?: string;
  readonly show: 'waiting' | 'pending' | 'answered' | 'unrouted' | 'drifted' | 'all';
  /**
   * Who looks at the whole campaign. What is open and could be asked of them is not told here, since it is on their review page
   * among what is planted there; `anybody`: nothing that is open is told. Absent: for the product's own use.
   */
  readonly lookedAtBy?: Reviewing | 'anybody';
  readonly limit: number;
  /** The last item of the page before. */
  readonly after?: number;
}

export interface ItemsPage {
  readonly items: readonly ItemShown[];
  readonly next: number | null;
}

/** A page of items in the manifest's order, which for one reviewer is by risk. */
export async function itemsOf(system: System, asked: ItemsAsked): Promise<Result<ItemsPage>> {
  const found = await campaignOf(system.database, asked.campaign);
  if (!found.ok) return found;
  const campaign = found.value;
  const me =
    asked.keyFingerprint === undefined
      ? undefined
      : await reviewing(system, asked.keyFingerprint, campaign.design.lane);
  if (me !== undefined && !me.ok) return me;
  const rows = await pageRows(system.database, campaign, me?.value, asked);
  const { items, next } = pageOfRows(
    rows,
    asked.limit,
    (row) => row,
    ({ n }) => n,
  );
  return done({ items: await tellItems(system.database, campaign, items, me?.value), next });
}

async function pageRows(
  on: Queryable,
  campaign: CampaignRow,
  me: Reviewing | undefined,
  asked: ItemsAsked,
): Promise<readonly ItemRow[]> {
  const after = asked.after ?? -1;
  const most = asked.limit + 1;
  if (me !== undefined && asked.show === 'waiting') return waitingFor(on, campaign, me, after, most);
  const where = {
    waiting: `i.state = 'open'`,
    pending: `exists (select from review.campaign_pending p where p.campaign = i.campaign and p.n = i.n and ($4::text is null or p.person = $4))`,
    answered: `exists (select from review.campaign_answer a where a.campaign = i.campaign and a.n = i.n and a.corrected_by is null and ($4::text is null or a.person = $4))`,
    unrouted: `i.state = 'open' and ((i.open_seats & 1 <> 0 and i.r1 is null) or (i.open_seats & 2 <> 0 and i.r2 is null) or (i.open_seats & 4 <> 0 and i.r3 is null))`,
    drifted: 'l.row_digest is distinct from i.row_digest',
    all: 'true',
  }[asked.show];
  return on.query<ItemRow>(
    `select ${columns} from review.campaign_item i ${live}
      where i.campaign = $1 and i.n > $2 and ($4::text is null or true) and ${where} and ($5::integer[] is null or true)
        and ${withheldFrom(campaign, asked.lookedAtBy)} order by i.n limit $3`,
    [
      campaign.no,
      after,
      most,
      me?.person ?? null,
      typeof asked.lookedAtBy === 'object' ? asked.lookedAtBy.numbers : null,
    ],
  );
}

/** Which items are told to whoever looks at the whole campaign: not what is open and could be asked of them. */
function withheldFrom({ state, escalatedAt }: CampaignRow, by: ItemsAsked['lookedAtBy']): string {
  if (by === undefined || state === 'closed') return 'true';
  if (by === 'anybody') return `i.state <> 'open'`;
  const isTheirs = seatColumns.map(([column]) => `coalesce(i.${column} = any($5::integer[]), false)`);
  const isPooled = seatColumns.map(
    ([column, bit]) =>
      `(i.open_seats & ${bit} <> 0 and ${escalatedAt === null ? `i.${column} is null` : 'true'})`,
  );
  return `(i.state <> 'open' or not (${[...isTheirs, ...(by.inPool ? isPooled : [])].join(' or ')}))`;
}

/**
 * What waits for one person: seats that are theirs by number, and where they hold a role of the pool those that are asked
 * of nobody, but for what is theirs. Each seat by its own index, so that a page costs a page.
 */
async function waitingFor(
  on: Queryable,
  campaign: CampaignRow,
  me: Reviewing,
  after: number,
  most: number,
): Promise<readonly ItemRow[]> {
  // each as an equality of its own, so that its index gives the page in order and nothing else is looked at
  const open = (column: string, bit: number, is: string): string => `
    (select i.n from review.campaign_item i
      where i.campaign = $1 and i.n > $2 and i.state = 'open' and i.open_seats & ${bit} <> 0 ${bit === 1 ? '' : `and i.open_seats > ${bit - 1}`}
        and ${is.replace('COLUMN', `i.${column}`)} order by i.n limit $3)`;
  const pool = me.inPool
    ? [`${campaign.escalatedAt === null ? 'COLUMN is null' : 'true'} and ${notMine}`]
    : [];
  const whose = [...me.numbers.map((no) => `COLUMN = ${Math.trunc(no)}`), ...pool];
  if (whose.length === 0) return [];
  const seats = seatColumns.flatMap(([column, bit]) => whose.map((is) => open(column, bit, is)));
  return on.query<ItemRow>(
    `with mine as (${seats.join(' union all ')}),
     first as (select distinct n from mine order by n limit $3)
     select ${columns} from first join review.campaign_item i on i.campaign = $1 and i.n = first.n ${live}
      where $4::integer[] is not null and $5::text[] is not null order by i.n`,
    [campaign.no, after, most, me.numbers, me.refs],
  );
}

const seatColumns = [
  ['r1', 1],
  ['r2', 2],
  ['r3', 4],
] as const;

/** Nobody takes from the pool what they hold themselves, nor where another seat is theirs or was answered by them. */
const notMine = `not (i.content::jsonb->'account'->>'person' = any($5::text[])) is true
        and not coalesce(i.r1 = any($4::integer[]), false) and not coalesce(i.r2 = any($4::integer[]), false) and not coalesce(i.r3 = any($4::integer[]), false)`;

/** Rows with all that belongs to them, for whoever asks. */
export async function tellItems(
  on: Queryable,
  campaign: CampaignRow,
  rows: readonly ItemRow[],
  me: Reviewing | undefined,
): Promise<readonly ItemShown[]> {
  if (rows.length === 0) return [];
  const numbers = rows.map(({ n }) => n);
  const answers = await answersOn(on, campaign.no, numbers);
  const pending =
    me === undefined
      ? []
      : await on.query<PendingShown & { readonly n: number }>(
          `select n, seat, answer, until, reason, changes, at from review.campaign_pending
            where campaign = $1 and person = $2 and n = any($3::integer[])`,
          [campaign.no, me.person, numbers],
        );
  const reviewers = await reviewersNamed(
    on,
    rows.flatMap(({ r1, r2, r3 }) => [r1, r2, r3].flatMap((no) => no ?? [])),
  );
  const risks = await risksOf(on, rows);
  return rows.map((row): ItemShown => {
    const content = readContent(row.content);
    const given = answers.get(row.n) ?? [];
    const chosen = pending.find(({ n }) => n === row.n);
    const risk = risks.get(row.n);
    return {
      n: row.n,
      content,
      text: row.content,
      digest: row.digest,
      state: row.state,
      stage: row.stage,
      waits: seatsIn(row.openSeats).map((seat) => {
        const reviewer = [row.r1, row.r2, row.r3][seat] ?? null;
        return {
          seat,
          role: reviewer === null ? 'pool' : (campaign.design.stages[row.stage]?.seats[seat] ?? 'pool'),
          reviewer: reviewer === null ? null : (reviewers.get(reviewer)?.name ?? null),
        };
      }),
      mySeat: me === undefined ? null : seatFor(campaign, row, content, me, given),
      pending: chosen === undefined ? null : withoutNumber(chosen),
      answers: given,
      drift: row.drift,
      findings: risk?.findings ?? 0,
      severity: risk?.severity ?? null,
    };
  });
}

const withoutNumber = ({ n: _n, ...pending }: PendingShown & { readonly n: number }): PendingShown => pending;

/**
 * The seat of an item that this person may answer: their own, else one of the pool when they hold one of its roles, are not
 * who holds the access, and answer for none of its other seats. One human, one seat. Once a campaign is late the pool may
 * answer whatever is open, beside whoever was asked.
 */
export function seatFor(
  { escalatedAt }: Pick<CampaignRow, 'escalatedAt'>,
  row: Pick<ItemRow, 'state' | 'openSeats' | 'r1' | 'r2' | 'r3' | 'stage'>,
  content: ItemContent,
  me: Reviewing,
  answers: readonly Pick<AnswerShown, 'stage' | 'seat' | 'person'>[],
): number | null {
  const { person } = content.account;
  if (person !== null && me.refs.includes(person)) return null;
  const asked = [row.r1, row.r2, row.r3];
  const mine = answers.find((each) => each.stage === row.stage && each.person === me.person);
  if (mine !== undefined) return mine.seat;
  if (row.state !== 'open') return null;
  const open = seatsIn(row.openSeats);
  const own = open.find((seat) => {
    const reviewer = asked[seat];
    return typeof reviewer === 'number' && me.numbers.includes(reviewer);
  });
  if (own !== undefined) return own;
  const hasAnother = asked.some((reviewer) => reviewer !== null && me.numbers.includes(reviewer));
  return me.inPool && !hasAnother
    ? (open.find((seat) => asked[seat] === null || escalatedAt !== null) ?? null)
    : null;
}

/** Answers in force on these items, by item. */
export async function answersOn(
  on: Queryable,
  campaign: number,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, readonly AnswerShown[]>> {
  const rows = await on.query<AnswerShown & { readonly n: number }>(
    `select a.n, a.stage, a.seat, a.person, a.answer, a.until, a.reason, a.proposal, a.not_filed as "notFiled", s.entry as submission, a.at
       from review.campaign_answer a join review.campaign_submission s on s.id = a.submission
      where a.campaign = $1 and a.n = any($2::integer[]) and a.corrected_by is null order by a.n, a.stage, a.seat`,
    [campaign, numbers],
  );
  return new Map(
    [...Map.groupBy(rows, ({ n }) => n)].map(([n, given]) => [
      n,
      given.map(({ n: _n, ...answer }) => answer),
    ]),
  );
}

async function risksOf(
  on: Queryable,
  rows: readonly ItemRow[],
): Promise<ReadonlyMap<number, { readonly findings: number; readonly severity: Severity | null }>> {
  const refs = rows.flatMap(({ n, content }) => {
    const { ref } = readContent(content).account;
    return ref === null ? [] : [{ n, ref }];
  });
  const risks = await on.query<{ ref: string; findings: number; severity: Severity | null }>(
    'select ref, findings, severity from query.identity where ref = any($1::text[])',
    [refs.map(({ ref }) => ref)],
  );
  const byRef = new Map(risks.map((risk) => [risk.ref, risk]));
  return new Map(
    refs.flatMap(({ n, ref }) => {
      const risk = byRef.get(ref);
      return risk === undefined ? [] : [[n, risk] as const];
    }),
  );
}
