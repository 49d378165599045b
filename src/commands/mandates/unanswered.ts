import { fitsShape, type Change, type EntryId, type Instant, type MandateTerms } from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { readContent, type ItemContent, type StoredMandate } from '../../review/index.ts';
import { changesOf } from '../campaigns/changes-of.ts';
import type { System } from '../system.ts';
import { announce } from './carry-under.ts';

const aRound = 500;

/**
 * Announces what a mandate has happen to items that nobody answered, the gravest first, as much as the caps have room for.
 * Items that were asked of nobody are never among them: they stay open until somebody is found.
 */
export async function announceUnanswered(
  system: System,
  mandate: StoredMandate,
  room: number,
  now: Instant,
): Promise<number> {
  const { terms } = mandate;
  const rows = await system.database.query<{ n: number; content: string; launch: EntryId }>(
    `select i.n, i.content, c.launch_entry as launch from review.campaign c
       join review.campaign_item i on i.campaign = c.no and i.state = 'open' and coalesce(i.r1, i.r2, i.r3) is not null
      where c.id = $1 and c.state = 'open' and c.due_at <= $2
        and not exists (select from review.mandate_item m where m.mandate = $3
          and m.about = '{"item":"' || i.n || '","of":"' || c.id || '"}')
      order by i.rank desc, i.n limit $4`,
    [terms.scope.about, now, mandate.id, aRound],
  );
  let announced = 0;
  for (const { n, content, launch } of rows) {
    if (announced >= room) break;
    const change = changeFor(terms, readContent(content));
    if (change === undefined) continue;
    const filed = await announce(system, mandate, {
      mandate: mandate.id,
      changes: [change],
      trigger: { kind: 'person', entry: launch },
      about: { of: terms.scope.about ?? '', item: String(n) },
      origin: 'campaign',
    });
    if (filed.ok) announced++;
  }
  return announced;
}

/** What the terms have happen to this item: the first of what they do that fits it. */
export function changeFor({ does }: Pick<MandateTerms, 'does'>, content: ItemContent): Change | undefined {
  const possible = [...changesOf(content, 'revoke', null), ...changesOf(content, 'suspend', null)];
  return does.flatMap((shape) => possible.filter((change) => fitsShape([shape], change)))[0];
}

/** What was announced for silence and has been answered since is not done: its case is withdrawn. */
export async function dropAnswered({ database, recorder, self }: System, now: Instant): Promise<void> {
  const answered = await database.query<{ no: number; proposal: string; entry: EntryId }>(
    `select m.no, m.proposal, p.entry from review.mandate_item m
       join review.proposal p on p.id = m.proposal and p.state = 'open'
       join review.campaign c on c.id = m.about::jsonb->>'of'
       join review.campaign_item i on i.campaign = c.no and i.n = (m.about::jsonb->>'item')::integer
      where m.state = 'announced' and m.about is not null and (i.state <> 'open' or c.state <> 'open') limit $1`,
    [aRound],
  );
  for (const { no, proposal, entry } of answered)
    await database.transaction(async (tx) => {
      const rows = await tx.query(
        `update review.mandate_item set state = 'dropped', because = 'somebody answered' where no = $1 and state = 'announced' returning no`,
        [no],
      );
      if (rows.length === 0) return;
      await recorder.record(
        tx,
        entryDraft({
          type: 'proposal.withdrawn',
          at: now,
          actor: self,
          causedBy: [entry],
          correlation: proposal,
          body: { proposal, because: 'answered' },
        }),
      );
      await tx.query(`update review.proposal set state = 'withdrawn' where id = $1 and state = 'open'`, [
        proposal,
      ]);
    });
}
