import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  codes,
  done,
  Fault,
  isEntryId,
  refuse,
  type Code,
  type EntryId,
  type Result,
} from '../model/index.ts';
import { monotonicMs } from '../platform/clock.ts';
import { entryIdSchema } from '../platform/wire/proposal.ts';
import type { System } from './system.ts';

const isCode = (text: string): text is Code => Object.hasOwn(codes, text);

const rehearsalSchema = z.object({
  plan: entryIdSchema,
  refusedNow: z.object({ code: z.string(), message: z.string() }).exactOptional(),
  steps: z.array(
    z.object({
      step: z.number(),
      source: z.string(),
      change: z.string(),
      found: z.enum(['to do', 'done', 'other']),
      differences: z.array(z.string()),
      allowed: z.enum(['yes', 'no', 'unknown']),
      because: z.string().exactOptional(),
    }),
  ),
});
const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: rehearsalSchema }),
  z.object({
    ok: z.literal(false),
    code: z.string().refine(isCode),
    message: z.string(),
    next: z.string().exactOptional(),
  }),
]);

/** What a plan would do at its targets, as the enforcer found when it tried. */
export interface RehearsalShown {
  readonly plan: EntryId;
  readonly refusedNow?: { readonly code: string; readonly message: string };
  readonly steps: readonly {
    readonly step: number;
    readonly source: string;
    readonly change: string;
    readonly found: 'to do' | 'done' | 'other';
    readonly differences: readonly string[];
    readonly allowed: 'yes' | 'no' | 'unknown';
    readonly because?: string;
  }[];
}

const patienceMs = 60_000;

/** Has the enforcer try a plan out and waits for what it says. Nothing is changed, and asking is no authority. */
export async function rehearse(
  system: Pick<System, 'database' | 'ledger'>,
  plan: string,
): Promise<Result<RehearsalShown>> {
  if (!isEntryId(plan)) return unknownPlan(plan);
  const known = await system.database.query('select 1 from review.plan where entry = $1', [plan]);
  if (known.length === 0) return unknownPlan(plan);
  await system.ledger.sequenced(plan, 10);
  const [request] = await system.database.query<{ id: number }>(
    'insert into enforcement.rehearsal (plan) values ($1) returning id',
    [plan],
  );
  const deadline = monotonicMs() + patienceMs;
  for (;;) {
    const [row] = await system.database.query<{ outcome: unknown }>(
      'select outcome from enforcement.rehearsal where id = $1 and finished_at is not null',
      [request?.id],
    );
    if (row !== undefined) {
      const answer = answerSchema.parse(row.outcome);
      return answer.ok ? done(answer.value) : refuse(answer.code, answer.message, answer.next);
    }
    if (monotonicMs() > deadline) throw silent(plan);
    await sleep(50);
  }
}

const unknownPlan = (plan: string) =>
  refuse('not_found', `\`${plan.slice(0, 40)}\` is not a plan in the ledger.`, 'A case lists its plans.');

const silent = (plan: EntryId): Fault =>
  new Fault('timed_out', `Plan \`${plan}\` was not tried out within a minute.`, {
    next: 'Check with `countersign doctor` that the enforcer runs.',
  });
