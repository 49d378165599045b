import { isEntryId, must, type AnswerLeaf, type EntryId, type Instant } from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { Queryable, Transaction } from '../../platform/store/index.ts';
import type { System } from '../system.ts';
import type { CampaignRow } from './campaign-row.ts';
import type { AnswerShown } from './items.ts';

/** Which of these cases the enforcer has begun, or was asked to begin: too late to correct. */
export async function carriedOutAmong(
  on: Queryable,
  proposals: readonly string[],
): Promise<ReadonlySet<string>> {
  if (proposals.length === 0) return new Set();
  const rows = await on.query<{ proposal: string }>(
    `select p.proposal from review.plan p left join review.asking a on a.plan = p.entry
      where p.proposal = any($1::text[]) and p.kind = 'decision'
        and (a.state = 'asked' or exists (select from enforcement.request q where q.plan = p.entry and q.outcome is null)
          or exists (select from enforcement.execution e where e.plan = p.entry))`,
    [proposals],
  );
  return new Set(rows.map(({ proposal }) => proposal));
}

/**
 * What corrected answers had begun is taken back before anything of it was carried out: the plan is voided in the ledger,
 * where the enforcer looks, and the case is withdrawn. A case that another answer in force still names is left alone.
 */
export async function takeBack(
  { recorder, self }: Pick<System, 'recorder' | 'self'>,
  tx: Transaction,
  by: {
    readonly campaign: CampaignRow;
    readonly submission: number;
    readonly entry: EntryId;
    readonly leaves: readonly AnswerLeaf[];
    readonly given: ReadonlyMap<number, readonly AnswerShown[]>;
    readonly now: Instant;
  },
): Promise<void> {
  const corrected = by.leaves.flatMap((leaf) => {
    if (leaf.corrects === null) return [];
    const earlier = by.given
      .get(leaf.item)
      ?.find(({ seat, submission }) => seat === leaf.seat && submission === leaf.corrects);
    return earlier === undefined ? [] : [{ leaf, earlier }];
  });
  if (corrected.length === 0) return;
  await tx.query(
    `update review.campaign_answer a set corrected_by = $2
       from unnest($3::integer[], $4::smallint[], $5::smallint[]) as g (n, seat, stage)
      where a.campaign = $1 and a.n = g.n and a.seat = g.seat and a.stage = g.stage and a.corrected_by is null`,
    [
      by.campaign.no,
      by.submission,
      corrected.map(({ leaf }) => leaf.item),
      corrected.map(({ leaf }) => leaf.seat),
      corrected.map(({ earlier }) => earlier.stage),
    ],
  );
  const named = corrected.flatMap(({ earlier }) => earlier.proposal ?? []);
  const open = await tx.query<{ id: string; entry: EntryId; plan: string | null }>(
    `select p.id, p.entry, d.entry as plan from review.proposal p
       left join review.plan d on d.proposal = p.id and d.kind = 'decision'
      where p.id = any($1::text[]) and p.state in ('open', 'planned')
        and not exists (select from review.campaign_answer a where a.proposal = p.id and a.corrected_by is null)
        and not (p.id = any($2::text[])) for update of p`,
    [named, by.leaves.flatMap(({ proposal }) => proposal ?? [])],
  );
  for (const { id, entry, plan } of open) {
    const said = { at: by.now, actor: self, correlation: id, body: { proposal: id, because: 'corrected' } };
    if (plan === null)
      await recorder.record(
        tx,
        entryDraft({ ...said, type: 'proposal.withdrawn', causedBy: [entry, by.entry] }),
      );
    else {
      await recorder.record(
        tx,
        entryDraft({
          ...said,
          type: 'plan.voided',
          causedBy: [must(isEntryId, plan), by.entry],
          body: { plan, because: 'corrected' },
        }),
      );
      await tx.query(
        `update review.asking set state = 'called_off', settled_by = 'corrected', settled_at = $2 where plan = $1 and state = 'waiting'`,
        [plan, by.now],
      );
    }
    await tx.query(`update review.proposal set state = 'withdrawn' where id = $1`, [id]);
  }
}
