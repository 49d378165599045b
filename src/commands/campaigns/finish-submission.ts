import { z } from 'zod';
import {
  addSeconds,
  isDigest,
  type DecisionItem,
  type EntryId,
  type Explanation,
  type Instant,
  type ProposalId,
} from '../../model/index.ts';
import { decisionItemSchema } from '../../platform/wire/decision-item.ts';
import {
  readSubmissionStatement,
  signedBy,
  takeAnswer,
  wishAsking,
  type ReviewBench,
} from '../../review/index.ts';
import { reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';
import { designSchema } from '../../review/index.ts';

/** What became of one case under a submission's signature. `recorded`: by an earlier try. */
export type DecisionSaid =
  | {
      readonly proposal: ProposalId;
      readonly is: 'decided' | 'planned' | 'recorded';
      readonly plan?: EntryId;
    }
  | { readonly proposal: ProposalId; readonly is: 'refused'; readonly why: Explanation };

const kept = z.array(
  z.strictObject({
    item: decisionItemSchema,
    place: z.strictObject({ index: z.int(), proof: z.array(z.string().refine(isDigest)) }),
  }),
);

type Report = (what: string, count: number, total: number) => void;

/**
 * Takes every decision of a submission that is recorded and not finished, each in a transaction of its own. Whoever calls
 * it again goes on where it ended: the sweep does after a crash, with what the row keeps.
 */
export async function finishSubmission(
  system: System,
  submission: EntryId,
  report: Report = () => {},
): Promise<readonly DecisionSaid[]> {
  const [row] = await system.database.query<{
    statement: string;
    signature: string;
    signer: string;
    decisions: unknown;
    design: unknown;
    finished: boolean;
  }>(
    `select s.statement, s.signature, s.signer, s.decisions, s.finished_at is not null as finished, c.design
       from review.campaign_submission s join review.campaign c on c.no = s.campaign where s.entry = $1`,
    [submission],
  );
  if (row === undefined) return [];
  const decisions = kept.parse(row.decisions);
  const { correctSeconds } = designSchema.parse(row.design);
  const said: DecisionSaid[] = [];
  for (const { item, place } of decisions) {
    const one = await takeOne(system, row, { item, place });
    said.push(one);
    const now = system.clock.now();
    if (!row.finished && one.is !== 'refused' && one.plan !== undefined)
      await wishAsking(system.database, one.plan, {
        by: row.signer,
        dueAt: (await limitOf(system, one.proposal)) ?? addSeconds(now, correctSeconds),
      });
    report('answers taken', said.length, decisions.length);
  }
  await system.database.query(
    'update review.campaign_submission set finished_at = $2 where entry = $1 and finished_at is null',
    [submission, system.clock.now()],
  );
  return said;
}

/** When a case is to be carried out that a limit asked for; undefined: when corrections are over. */
async function limitOf(
  { database }: Pick<System, 'database'>,
  proposal: ProposalId,
): Promise<Instant | undefined> {
  const [row] = await database.query<{ until: Instant | null; now: boolean }>(
    `select max(until) as until, bool_or(until is null) as now from review.campaign_answer
      where proposal = $1 and corrected_by is null`,
    [proposal],
  );
  return row === undefined || row.now || row.until === null ? undefined : row.until;
}

async function takeOne(
  system: System,
  signed: { readonly statement: string; readonly signature: string; readonly signer: string },
  { item, place }: z.output<typeof kept>[number],
): Promise<DecisionSaid> {
  const { proposal } = item;
  const before = await recorded(system, item, signed.signer);
  if (before !== undefined) return before;
  const bench = await reviewBench(system);
  const taken = bench.ok ? await decide(bench.value, signed, { item, place }) : bench;
  if (!taken.ok) {
    // sent twice at once: the other was first
    const meanwhile = await recorded(system, item, signed.signer);
    if (meanwhile !== undefined) return meanwhile;
    const { ok: _ok, ...why } = taken;
    return { proposal, is: 'refused', why };
  }
  const { plan } = taken.value;
  return plan === undefined ? { proposal, is: 'decided' } : { proposal, is: 'planned', plan };
}

async function recorded(
  { database }: Pick<System, 'database'>,
  { proposal }: DecisionItem,
  signer: string,
): Promise<DecisionSaid | undefined> {
  const [row] = await database.query<{ plan: EntryId | null }>(
    `select p.entry as plan from review.decision d left join review.plan p on p.proposal = d.proposal and p.kind = 'decision'
      where d.proposal = $1 and d.signer = $2`,
    [proposal, signer],
  );
  if (row === undefined) return undefined;
  return { proposal, is: 'recorded', ...(row.plan === null ? {} : { plan: row.plan }) };
}

/** As one that was signed alone: who may sign is asked anew for each, as of that moment. */
async function decide(
  bench: ReviewBench,
  { statement, signature }: { readonly statement: string; readonly signature: string },
  { item, place }: z.output<typeof kept>[number],
) {
  const now = bench.clock.now();
  const read = await signedBy(bench, { statement, signature }, readSubmissionStatement, now);
  if (!read.ok) return read;
  return bench.database.transaction((tx) => takeAnswer(bench, tx, { ...read.value, item, place }, now));
}
