import { z } from 'zod';
import type { EntryId, Instant } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';

/** Everything the server can know of one thing that was given until a date: what was done, asked and answered. */
export interface EndingRow {
  readonly plan: EntryId;
  readonly step: number;
  readonly source: string;
  readonly endsAt: Instant;
  readonly lookAt: Instant;
  readonly tries: number;
  readonly settled: string | null;
  readonly settledAt: Instant | null;
  /** The execution that gave it; null: it never began. */
  readonly execution: EntryId | null;
  readonly outcome: string | null;
  /** It was applied, and not undone by that execution itself. */
  readonly given: boolean;
  /** A signed restore has put the execution back. */
  readonly putBack: boolean;
  /** The newest plan to take it back, which attempt that is, and how its execution ended. */
  readonly expiry: EntryId | null;
  readonly attempt: number | null;
  readonly taking: EntryId | null;
  readonly taken: string | null;
  /** The enforcer was asked to carry that plan out and has not answered; or what it answered. */
  readonly asked: boolean;
  readonly answer: EndingAnswer | null;
}

const answerSchema = z.object({
  ok: z.boolean(),
  code: z.string().exactOptional(),
  message: z.string().exactOptional(),
  details: z.object({ by: z.string().exactOptional(), byStep: z.number().exactOptional() }).exactOptional(),
});
export type EndingAnswer = z.infer<typeof answerSchema>;

const columns = `
  select en.plan, en.step, en.source, en.ends_at as "endsAt", en.look_at as "lookAt", en.tries, en.settled,
         en.settled_at as "settledAt", e.entry as execution, e.outcome,
         s.resolution is not distinct from 'applied' and s.undone_entry is null as given,
         exists (select from enforcement.execution b
           where b.kind in ('restore', 'return') and b.once = e.entry and b.outcome = 'done') as "putBack",
         x.entry as expiry, x.attempt, t.entry as taking, t.outcome as taken,
         q.id is not null and q.finished_at is null as asked, q.outcome as answer
    from review.ending en
    left join enforcement.execution e on e.plan = en.plan
    left join enforcement.step s on s.execution = e.entry and s.step = en.step
    left join lateral (select p.entry, p.attempt from review.plan p
      where p.kind = 'expiry' and p.expires = e.entry and p.step = en.step order by p.attempt desc limit 1) x on true
    left join enforcement.execution t on t.plan = x.entry
    left join lateral (select r.id, r.finished_at, r.outcome from enforcement.request r
      where r.plan = x.entry order by r.id desc limit 1) q on true`;

async function rows(on: Queryable, where: string, values: readonly unknown[]): Promise<readonly EndingRow[]> {
  const found = await on.query<Omit<EndingRow, 'answer'> & { readonly answer: unknown }>(
    `${columns} where ${where}`,
    values,
  );
  return found.map((row) => ({
    ...row,
    answer: row.answer === null ? null : answerSchema.parse(row.answer),
  }));
}

/** Open endings to be looked at by now, the longest waiting first, at most `limit`. */
export const dueEndings = (on: Queryable, now: Instant, limit: number): Promise<readonly EndingRow[]> =>
  rows(on, 'en.settled is null and en.look_at <= $1 order by en.look_at, en.plan, en.step desc limit $2', [
    now,
    limit,
  ]);

/** Every ending of one proposal, in the order of its changes. */
export const endingsOfProposal = (on: Queryable, proposal: string): Promise<readonly EndingRow[]> =>
  rows(on, 'en.plan in (select entry from review.plan where proposal = $1) order by en.plan, en.step', [
    proposal,
  ]);

/** Open endings of what was given, whose end passed before `before`. */
export const lateEndings = (on: Queryable, before: Instant, limit: number): Promise<readonly EndingRow[]> =>
  rows(
    on,
    `en.settled is null and en.ends_at < $1 and e.outcome is not null and s.resolution = 'applied' and s.undone_entry is null
      order by en.ends_at, en.plan, en.step limit $2`,
    [before, limit],
  );

/** Opens again what gave way to a later change that has been put back since, whole or at its own end. */
export async function reopenEndings(on: Queryable, now: Instant): Promise<void> {
  await on.query(
    `update review.ending set settled = null, settled_at = null, superseded_by = null, tries = 0, look_at = $1
      where settled = 'superseded' and exists (select from enforcement.execution b where b.outcome = 'done'
        and (b.kind, b.once) in (('restore', split_part(superseded_by, '#', 1)), ('return', split_part(superseded_by, '#', 1)), ('expiry', superseded_by)))`,
    [now],
  );
}

/** Has whatever else of this source has ended already looked at now: its target can be reached again. */
export async function hurryEndings(on: Queryable, source: string, now: Instant): Promise<void> {
  await on.query(
    'update review.ending set look_at = $2 where source = $1 and settled is null and tries > 0 and look_at > $2 and ends_at <= $2',
    [source, now],
  );
}
