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
  type Explanation,
  type Leaf,
  type Result,
  type WindowRow,
} from '../model/index.ts';
import { monotonicMs } from '../platform/clock.ts';
import { settleAsking } from '../review/index.ts';
import { windowColumns } from './windows/window-rows.ts';
import type { System } from './system.ts';

export interface StepShown {
  readonly step: number;
  readonly is: 'intended' | 'applied' | 'failed' | 'undone';
  readonly because?: string;
}

export interface ExecutionShown {
  readonly plan: EntryId;
  readonly execution: EntryId;
  readonly outcome: string;
  readonly steps: readonly StepShown[];
  /** What it suspended is watched, or was, before it is deleted. */
  readonly watch?: WatchShown;
}

export type WatchShown = Pick<WindowRow, 'since' | 'until' | 'seenUntil' | 'how' | 'because'>;

const patienceMs = 60_000;

/**
 * Asks the enforcer to carry out a plan, by its id alone, and waits for its answer and for what the ledger says of it.
 * Asking is no authority: the enforcer loads the plan from the ledger and judges everything again, every time.
 */
export async function execute(
  system: System,
  plan: string,
  report: (what: string, count: number) => void,
): Promise<Result<ExecutionShown>> {
  if (!isEntryId(plan))
    return refuse(
      'not_found',
      `\`${plan}\` is not a plan’s id (ent_…).`,
      '`countersign show PROPOSAL` lists its plans.',
    );
  const known = await system.database.query('select 1 from review.plan where entry = $1', [plan]);
  if (known.length === 0) return refuse('not_found', `\`${plan}\` is not a plan in the ledger.`);
  // it may have been written a moment ago, and be numbered any moment
  const leaf = await system.ledger.sequenced(plan, 10).catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'timed_out') return undefined;
    throw error;
  });
  if (leaf?.entry.type !== 'plan.created')
    return refuse('not_found', `\`${plan}\` is not a plan in the ledger.`);
  await settleAsking(system.database, plan, system.clock.now());
  const request = await requestFor(system, plan);
  const deadline = monotonicMs() + patienceMs;
  for (let told = -1; ;) {
    const answer = await answerTo(system, request);
    if (answer?.ok === false)
      return refuse(answer.code, answer.message, answer.next, { plan, ...answer.details });
    const shown = await executionOf(system, plan);
    if (shown !== undefined) {
      if (shown.steps.length !== told) report('steps', (told = shown.steps.length));
      if (answer !== undefined && (shown.outcome !== 'running' || answer.waits !== undefined))
        return done(shown);
    }
    if (monotonicMs() > deadline)
      throw new Fault('timed_out', `Plan \`${plan}\` was not carried out within a minute.`, {
        next: 'Check with `countersign doctor` that the enforcer runs; the request stays and is carried out when it does.',
      });
    await sleep(50);
  }
}

/** Asks the enforcer, or joins whoever asked for the same plan and still waits; returns the request's number. */
async function requestFor(system: System, plan: EntryId): Promise<number> {
  for (;;) {
    const [request] = await system.database.query<{ id: number }>(
      `with asked as (insert into enforcement.request (plan) values ($1) on conflict do nothing returning id)
       select id from asked
       union all select id from enforcement.request where plan = $1 and finished_at is null limit 1`,
      [plan],
    );
    if (request !== undefined) return request.id;
    await sleep(10); // the one that was waiting got its answer just now
  }
}

const isCode = (text: string): text is Code => Object.hasOwn(codes, text);
const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), waits: z.enum(['people', 'watch']).exactOptional() }),
  z.object({
    ok: z.literal(false),
    code: z.string().refine(isCode),
    message: z.string(),
    next: z.string().exactOptional(),
    details: z.record(z.string(), z.unknown()).exactOptional(),
  }),
]);

/** The enforcer's own words to a request, which the ledger does not keep; undefined while it works on it. */
async function answerTo(system: System, request: number): Promise<z.infer<typeof answerSchema> | undefined> {
  const [row] = await system.database.query<{ outcome: unknown }>(
    'select outcome from enforcement.request where id = $1 and finished_at is not null',
    [request],
  );
  return row === undefined ? undefined : answerSchema.parse(row.outcome);
}

/** Why the enforcer did not begin when it was last asked; null when it did, is at it, or was never asked. */
export async function refusedRequest(
  system: Pick<System, 'database'>,
  plan: EntryId,
): Promise<Explanation | null> {
  const [row] = await system.database.query<{ outcome: unknown }>(
    'select outcome from enforcement.request where plan = $1 order by id desc limit 1',
    [plan],
  );
  if (row === undefined || row.outcome === null) return null;
  const answer = answerSchema.parse(row.outcome);
  if (answer.ok) return null;
  const { ok: _, ...why } = answer;
  return why;
}

/** What the ledger says of a plan's execution; undefined when it has not begun. */
export async function executionOf(system: System, plan: EntryId): Promise<ExecutionShown | undefined> {
  const [started] = await system.ledger.causedBy(plan, 'execution.started');
  if (started === undefined) return undefined;
  const steps: StepShown[] = [];
  for (const intended of await system.ledger.causedBy(started.entry.id, 'execution.step.intended')) {
    const later = await system.ledger.causedBy(intended.entry.id);
    steps.push(stepOf(intended, later.at(-1)));
  }
  const [finished] = await system.ledger.causedBy(started.entry.id, 'execution.finished');
  return {
    plan,
    execution: started.entry.id,
    outcome: textIn(finished, 'outcome') ?? 'running',
    steps,
    ...(await watchOf(system, started.entry.id)),
  };
}

async function watchOf(system: System, execution: EntryId): Promise<{ readonly watch?: WatchShown }> {
  const [row] = await system.database.query<WatchShown>(
    `select w.since, w.until, w."seenUntil", w.how, w.because from (${windowColumns}) w where w.execution = $1`,
    [execution],
  );
  return row === undefined ? {} : { watch: row };
}

function stepOf(intended: Leaf, last: Leaf | undefined): StepShown {
  const step = Number(intended.entry.body['step']);
  const because = last?.entry.body['because'];
  const is = last?.entry.type;
  return {
    step,
    is:
      is === 'execution.step.applied'
        ? 'applied'
        : is === 'execution.step.failed'
          ? 'failed'
          : is === 'execution.step.undone'
            ? 'undone'
            : 'intended',
    ...(typeof because === 'string' ? { because } : {}),
  };
}

/** A text member of an entry's body. */
export function textIn(leaf: Leaf | undefined, name: string): string | undefined {
  const value = leaf?.entry.body[name];
  return typeof value === 'string' ? value : undefined;
}
