import { isInstant, must, type Instant, type ProposalId, type SubjectId, type Tier } from '../model/index.ts';
import type { Queryable, Transaction } from '../platform/store/index.ts';

/** What has happened to a case that waits: whom it waits for first was asked, then the next, then who stands in. */
export const waitStages = ['asked', 'reminded', 'stood in', 'closed'] as const;
export type WaitStage = (typeof waitStages)[number];

/** A person for whom a case waits, and whose authority they would use. */
export interface WaitsFor {
  readonly person: SubjectId;
  readonly authority: SubjectId;
  readonly roles: readonly string[];
  readonly askedAt: Instant | null;
}

export interface CaseWait {
  readonly stage: WaitStage;
  readonly waitsFor: readonly WaitsFor[];
}

/** Cases that are to be looked at by now, those that waited longest first. */
export const casesToLookAt = async (
  on: Queryable,
  now: Instant,
  most: number,
): Promise<readonly ProposalId[]> =>
  (
    await on.query<{ proposal: ProposalId }>(
      'select proposal from review.case_wait where look_at <= $1 order by look_at, proposal limit $2',
      [now, most],
    )
  ).map(({ proposal }) => proposal);

/** When the next case is to be looked at; undefined: none is. */
export async function nextLookAtCase(on: Queryable): Promise<Instant | undefined> {
  const [row] = await on.query<{ at: string | null }>('select min(look_at) as at from review.case_wait');
  return row === undefined || row.at === null ? undefined : must(isInstant, row.at);
}

/** Takes a case that is due, so that no other server looks at it meanwhile; undefined when another has it or it is not due. */
export async function claimCaseWait(
  tx: Transaction,
  proposal: ProposalId,
  now: Instant,
): Promise<CaseWait | undefined> {
  const [row] = await tx.query<{ stage: WaitStage }>(
    'select stage from review.case_wait where proposal = $1 and look_at <= $2 for update skip locked',
    [proposal, now],
  );
  if (row === undefined) return undefined;
  const waitsFor = await tx.query<WaitsFor>(
    'select person, authority, roles, asked_at as "askedAt" from review.waiting where proposal = $1',
    [proposal],
  );
  return { stage: row.stage, waitsFor };
}

/** How many cases were asked of each person by name and still wait. */
export async function casesAskedOf(on: Queryable): Promise<ReadonlyMap<SubjectId, number>> {
  const rows = await on.query<{ person: SubjectId; count: number }>(
    'select person, count(*)::int as count from review.waiting where asked_at is not null group by person',
  );
  return new Map(rows.map(({ person, count }) => [person, count]));
}

/** Keeps what a look at a case came to. */
export async function keepCaseWait(
  tx: Transaction,
  proposal: ProposalId,
  kept: {
    readonly stage: WaitStage;
    readonly lookAt: Instant | null;
    readonly tier: Tier | null;
    readonly due: { readonly remind: Instant; readonly replace: Instant; readonly close: Instant } | null;
    readonly nobodyBecause: string | null;
    readonly waitsFor: readonly WaitsFor[];
  },
): Promise<void> {
  const { due, waitsFor } = kept;
  await tx.query('delete from review.waiting where proposal = $1', [proposal]);
  for (const { person, authority, roles, askedAt } of waitsFor)
    await tx.query(
      'insert into review.waiting (proposal, person, authority, roles, asked_at) values ($1, $2, $3, $4, $5)',
      [proposal, person, authority, roles, askedAt],
    );
  await tx.query(
    `update review.case_wait set stage = $2, look_at = $3, tier = $4, remind_at = $5, replace_at = $6, close_at = $7,
            nobody_because = $8 where proposal = $1`,
    [
      proposal,
      kept.stage,
      kept.lookAt,
      kept.tier,
      due?.remind ?? null,
      due?.replace ?? null,
      due?.close ?? null,
      kept.nobodyBecause,
    ],
  );
}
