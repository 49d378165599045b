import {
  done,
  refuse,
  type CampaignId,
  type EntryId,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { System } from '../system.ts';
import { openCampaign } from './campaign-row.ts';
import { itemRows } from './item-rows.ts';
import { answersOn, seatFor } from './items.ts';
import { launchingRoles } from './launch.ts';
import { reviewerNumber, reviewing } from './reviewers.ts';
import { readContent } from '../../review/index.ts';

export interface HandOnAsked {
  readonly campaign: CampaignId;
  readonly keyFingerprint: string;
  readonly items: readonly number[];
  /** Null: they recuse themselves, and the pool is asked. */
  readonly to: SubjectId | null;
  readonly reason: string;
}

/**
 * Hands items on to somebody who knows better, or recuses whoever they are asked of: with a reason, in the record, before
 * anything is answered. Whoever launches campaigns may hand on what is asked of others. An item is never handed to whoever
 * holds the access, nor is it done by that.
 */
export async function handOn(
  system: System,
  asked: HandOnAsked,
): Promise<
  Result<{ readonly handedOn: number; readonly note: EntryId | null; readonly left: readonly number[] }>
> {
  const now = system.clock.now();
  return system.database.transaction(async (tx) => {
    const found = await openCampaign(tx, asked.campaign, 'hold');
    if (!found.ok) return found;
    const campaign = found.value;
    const me = await reviewing(system, asked.keyFingerprint, campaign.design.lane);
    if (!me.ok) return me;
    const to = asked.to === null ? null : await reviewerNumber(tx, asked.to);
    if (asked.to !== null && to === null)
      return refuse(
        'not_found',
        `\`${asked.to}\` is no person that a source knows.`,
        'Name a person of the estate: SOURCE/KEY.',
      );
    const [target] =
      to === null
        ? []
        : await tx.query<{ ref: string }>('select ref from review.campaign_reviewer where no = $1', [to]);
    const mayAll = launchingRoles.some((role) => me.value.standing.roles.includes(role));
    const rows = await itemRows(tx, campaign.no, asked.items);
    const given = await answersOn(tx, campaign.no, asked.items);
    const moved: { n: number; seat: number }[] = [];
    for (const row of rows) {
      const content = readContent(row.content);
      const own = seatFor(campaign, row, content, me.value, given.get(row.n) ?? []);
      const seat = own ?? (mayAll ? firstOpen(row.openSeats) : null);
      const asks = [row.r1, row.r2, row.r3];
      if (row.state !== 'open' || seat === null || (row.openSeats & (1 << seat)) === 0) continue;
      if (to !== null && (target?.ref === content.account.person || asks.includes(to))) continue;
      moved.push({ n: row.n, seat });
    }
    const left = asked.items.filter((n) => !moved.some((one) => one.n === n));
    if (moved.length === 0) return done({ handedOn: 0, note: null, left });
    for (const [seat, column] of ['r1', 'r2', 'r3'].entries())
      await tx.query(
        `update review.campaign_item set ${column} = $3 where campaign = $1 and n = any($2::integer[])`,
        [campaign.no, moved.filter((one) => one.seat === seat).map(({ n }) => n), to],
      );
    await tx.query('delete from review.campaign_pending where campaign = $1 and n = any($2::integer[])', [
      campaign.no,
      moved.map(({ n }) => n),
    ]);
    const what = asked.to === null ? 'recused' : 'reassigned';
    const note = await system.recorder.record(
      tx,
      entryDraft({
        type: 'campaign.noted',
        at: now,
        actor: { kind: 'person', id: me.value.person, via: [] },
        subjects: [me.value.person, ...(asked.to === null ? [] : [asked.to])],
        causedBy: [campaign.launchEntry],
        correlation: campaign.id,
        body: {
          campaign: campaign.id,
          what,
          items: moved.length,
          first: moved.slice(0, 1000).map(({ n }) => n),
          reason: asked.reason,
          ...(asked.to === null ? {} : { to: asked.to }),
        },
      }),
    );
    await tx.query(
      `insert into review.campaign_note (campaign, n, seat, entry, what, said, by, at)
       select $1, g.n, g.seat, $2, $3, $4, $5, $6 from unnest($7::integer[], $8::smallint[]) as g (n, seat)`,
      [
        campaign.no,
        note,
        what,
        JSON.stringify({ reason: asked.reason, ...(asked.to === null ? {} : { to: asked.to }) }),
        me.value.person,
        now,
        moved.map(({ n }) => n),
        moved.map(({ seat }) => seat),
      ],
    );
    return done({ handedOn: moved.length, note, left });
  });
}

const firstOpen = (bits: number): number | null =>
  [0, 1, 2].find((seat) => (bits & (1 << seat)) !== 0) ?? null;
