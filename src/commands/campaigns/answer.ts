import {
  done,
  refuse,
  type CampaignAnswer,
  type CampaignId,
  type Change,
  type Digest,
  type Explanation,
  type Instant,
  type Result,
} from '../../model/index.ts';
import { onlyReduces, unfitAnswer } from '../../review/index.ts';
import type { System } from '../system.ts';
import { openCampaign, type CampaignRow } from './campaign-row.ts';
import { itemRows } from './item-rows.ts';
import { tellItems, type ItemShown } from './items.ts';
import { isOfItem } from './changes-of.ts';
import { reviewing, type Reviewing } from './reviewers.ts';

/** What a reviewer chooses for one item. It counts for nothing until it is submitted, and may change until then. */
export interface AnswerChosen {
  readonly item: number;
  /** The digest of the item as it was shown: an answer is about that and nothing else. */
  readonly itemDigest: Digest;
  readonly answer: CampaignAnswer;
  readonly until?: Instant;
  readonly reason?: string;
  /** For `narrow` and `rescope`: what is taken away. */
  readonly changes?: readonly Change[];
}

export type AnswerKept =
  | { readonly item: number; readonly is: 'kept' }
  | { readonly item: number; readonly is: 'refused'; readonly why: Explanation };

export interface AnswersAsked {
  readonly campaign: CampaignId;
  readonly keyFingerprint: string;
  readonly answers: readonly AnswerChosen[];
  /**
   * Where these come from. `advice`: the reviewer accepts what was recommended, which never takes the place of an answer
   * that is there already.
   */
  readonly by: 'choice' | 'advice';
  /** Looked up as if it were answered, and nothing is kept of that. */
  readonly likeItem?: number | undefined;
}

/** Keeps what a reviewer chose, each item by itself: one that cannot be answered so leaves the others as they are. */
export async function keepAnswers(
  system: System,
  asked: AnswersAsked,
): Promise<Result<{ readonly items: readonly AnswerKept[] }>> {
  const found = await openCampaign(system.database, asked.campaign);
  if (!found.ok) return found;
  const campaign = found.value;
  const me = await reviewing(system, asked.keyFingerprint, campaign.design.lane);
  if (!me.ok) return me;
  const rows = await itemRows(system.database, campaign.no, [
    ...asked.answers.map(({ item }) => item),
    ...(asked.likeItem === undefined ? [] : [asked.likeItem]),
  ]);
  const shown = new Map(
    (await tellItems(system.database, campaign, rows, me.value)).map((item) => [item.n, item]),
  );
  const now = system.clock.now();
  const items: AnswerKept[] = [];
  const fit: (AnswerChosen & { readonly seat: number })[] = [];
  for (const chosen of asked.answers) {
    const item = shown.get(chosen.item);
    const checked = fits(campaign, item, chosen, asked.by, now);
    if (!checked.ok) {
      const { ok: _ok, ...why } = checked;
      items.push({ item: chosen.item, is: 'refused', why });
    } else {
      fit.push({ ...chosen, seat: checked.value });
      items.push({ item: chosen.item, is: 'kept' });
    }
  }
  await write(system, campaign, me.value, fit, asked.by, now);
  return done({ items });
}

function fits(
  campaign: CampaignRow,
  item: ItemShown | undefined,
  chosen: AnswerChosen,
  by: AnswersAsked['by'],
  now: Instant,
): Result<number> {
  if (item === undefined)
    return refuse(
      'not_found',
      `The campaign has no item ${chosen.item}.`,
      'List them: `countersign campaign items`.',
    );
  if (item.digest !== chosen.itemDigest)
    return refuse(
      'signature_stale',
      `Item ${chosen.item} is not what was shown when it was answered.`,
      'Look at it again.',
    );
  if (item.mySeat === null)
    return refuse(
      'not_permitted',
      item.state === 'open'
        ? `Item ${chosen.item} is not asked of you.`
        : `Item ${chosen.item} does not wait for an answer any more.`,
      'See what is yours: `countersign campaign items CAMPAIGN --mine`.',
    );
  if (by === 'advice' && (item.pending !== null || item.answers.some(({ seat }) => seat === item.mySeat)))
    return refuse('already_done', `You have answered item ${chosen.item}; advice does not take its place.`);
  const unfit = unfitAnswer(
    campaign.design.lane,
    {
      answer: chosen.answer,
      until: chosen.until ?? null,
      reason: chosen.reason ?? null,
      changes: chosen.changes?.length ?? 0,
    },
    now,
  );
  if (unfit !== undefined) return unfit;
  const widening = (chosen.changes ?? []).find((change) => !onlyReduces(change));
  if (widening !== undefined)
    return refuse('input_invalid', `A review only takes away; \`${widening.type}\` gives something.`);
  const another = (chosen.changes ?? []).find((change) => !isOfItem(item.content, change));
  return another === undefined
    ? done(item.mySeat)
    : refuse(
        'input_invalid',
        `Item ${chosen.item} is about \`${item.content.account.name}\`; this \`${another.type}\` is about something else.`,
        'The page of the item offers what would work; propose anything else as a change of its own.',
      );
}

async function write(
  { database }: System,
  campaign: CampaignRow,
  me: Reviewing,
  fit: readonly (AnswerChosen & { readonly seat: number })[],
  by: AnswersAsked['by'],
  now: Instant,
): Promise<void> {
  if (fit.length === 0) return;
  await database.query(
    `insert into review.campaign_pending as p (campaign, n, seat, person, answer, until, reason, changes, at)
     select $1, g.n, g.seat, $2, g.answer, g.until, g.reason, g.changes, $3
       from unnest($4::integer[], $5::smallint[], $6::text[], $7::timestamptz[], $8::text[], $9::jsonb[]) as g (n, seat, answer, until, reason, changes)
     on conflict (campaign, n, seat, person) do ${
       by === 'advice'
         ? 'nothing'
         : 'update set answer = excluded.answer, until = excluded.until, reason = excluded.reason, changes = excluded.changes, at = excluded.at'
     }`,
    [
      campaign.no,
      me.person,
      now,
      fit.map(({ item }) => item),
      fit.map(({ seat }) => seat),
      fit.map(({ answer }) => answer),
      fit.map(({ until }) => until ?? null),
      fit.map(({ reason }) => reason ?? null),
      fit.map(({ changes }) => (changes === undefined ? null : JSON.stringify(changes))),
    ],
  );
}

/** Takes back what was chosen and not submitted. */
export async function clearAnswers(
  system: System,
  asked: {
    readonly campaign: CampaignId;
    readonly keyFingerprint: string;
    readonly items: readonly number[];
  },
): Promise<Result<{ readonly cleared: number }>> {
  const found = await openCampaign(system.database, asked.campaign);
  if (!found.ok) return found;
  const me = await reviewing(system, asked.keyFingerprint, found.value.design.lane);
  if (!me.ok) return me;
  const rows = await system.database.query(
    'delete from review.campaign_pending where campaign = $1 and person = $2 and n = any($3::integer[]) returning n',
    [found.value.no, me.value.person, asked.items],
  );
  return done({ cleared: rows.length });
}
