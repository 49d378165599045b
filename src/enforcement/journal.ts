import type {
  BlobRef,
  Code,
  EntryDraft,
  EntryId,
  Refusal,
  Result,
  TargetState,
  WindowRow,
} from '../model/index.ts';
import { done, refuse } from '../model/index.ts';
import { entryDraft, type EntryParts } from '../platform/entry-draft.ts';
import { errorCode } from '../platform/error-code.ts';
import { type Transaction } from '../platform/store/index.ts';
import { changesDigest, newPreImage, preImageContent, stateDigest, thingOf } from './digests.ts';
import { onceOf, type LoadedPlan } from './load-plan.ts';
import { originOf } from './unproven.ts';
import type { Permitted } from './permit.ts';
import type { PlannedStep } from './planned-steps.ts';
import type { EnforcementBench } from './ports.ts';
import { answerRequests, type Outcome } from './rows.ts';
import type { ExecutionReport, Run } from './run.ts';
import type { WindowEnd } from './windows.ts';

/** Why something did not happen: a code for the ledger, which holds no names, and words for the people who may read them. */
export interface Because {
  readonly code: Code | 'diverged';
  readonly words: string;
}

/** The entry that starts an execution, with its id known before anything is opened or recorded. */
export async function startedEntry(
  bench: EnforcementBench,
  plan: LoadedPlan,
  { actor, policy }: Permitted,
  steps: number,
): Promise<EntryDraft> {
  return draft(
    bench,
    { plan, actor },
    {
      type: 'execution.started',
      causedBy: [plan.entry, ...(plan.body.kind === 'mandate' ? plan.body.mandates : [])],
      policy: policy ?? (await bench.policy()).digest,
      basis: { changes: changesDigest(plan.proposal) },
      body: { plan: plan.entry, steps },
    },
  );
}

/** Records that the execution begins; refuses when this plan, or what it is to do once only, was begun before. */
export async function recordStarted(
  bench: EnforcementBench,
  plan: LoadedPlan,
  entry: EntryDraft,
): Promise<Result<void>> {
  try {
    await bench.database.transaction(async (tx) => {
      const { body } = plan;
      await tx.query(
        `insert into enforcement.execution (plan, entry, kind, once, started_at, origin, mandate, changes)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          plan.entry,
          entry.id,
          // what was taken in an emergency is kept, ends and is put back like what was decided
          body.kind === 'glass' ? 'decision' : body.kind,
          onceOf(body),
          entry.at,
          originOf(plan.proposal),
          ...('mandate' in body ? [body.mandate, body.steps] : [null, null]),
        ],
      );
      await bench.recorder.record(tx, entry);
    });
    return done(undefined);
  } catch (error) {
    if (errorCode(error) === '23505')
      return refuse('already_done', 'This was carried out, or begun, before.');
    throw error;
  }
}

export interface Intent {
  readonly entry: EntryId;
  readonly salt: string;
}

/** Makes durable what is about to happen, with the state it will change. */
export async function recordIntended(bench: EnforcementBench, run: Run, step: PlannedStep): Promise<Intent> {
  const image = newPreImage(step.before);
  return bench.database.transaction(async (tx) => {
    const blob = await bench.recorder.keep(tx, 'pre-image', preImageContent(image));
    const entry = await record(bench, tx, run, {
      type: 'execution.step.intended',
      causedBy: [run.execution],
      blobs: [blob],
      body: { step: step.index, before: stateDigest(image.salt, image.state) },
    });
    await tx.query(
      'insert into enforcement.step (execution, step, intended_entry, thing) values ($1, $2, $3, $4)',
      [run.execution, step.index, entry, thingOf(step.change)],
    );
    return { entry, salt: image.salt };
  });
}

/** Records what a step came to, by the state that was re-read. */
export async function recordResolved(
  bench: EnforcementBench,
  run: Run,
  step: PlannedStep,
  intent: Intent,
  observed: TargetState,
  failed?: Because,
): Promise<EntryId> {
  const resolution = failed === undefined ? 'applied' : 'failed';
  return bench.database.transaction(async (tx) => {
    const entry = await record(bench, tx, run, {
      type: `execution.step.${resolution}`,
      causedBy: [intent.entry],
      body: {
        step: step.index,
        after: stateDigest(intent.salt, observed),
        ...(failed === undefined ? {} : { because: failed.code }),
      },
    });
    await tx.query(
      `update enforcement.step set resolution = $3, resolution_entry = $4, because = $5
       where execution = $1 and step = $2 and resolution is null`,
      [run.execution, step.index, resolution, entry, failed?.code ?? null],
    );
    return entry;
  });
}

/** Records that a step was put back, by the state that was re-read. */
export async function recordUndone(
  bench: EnforcementBench,
  run: Run,
  step: PlannedStep,
  intent: Intent,
  observed: TargetState,
  because: Because,
): Promise<void> {
  await bench.database.transaction(async (tx) => {
    const entry = await record(bench, tx, run, {
      type: 'execution.step.undone',
      causedBy: [intent.entry],
      body: { step: step.index, after: stateDigest(intent.salt, observed), because: because.code },
    });
    await tx.query(
      'update enforcement.step set undone_entry = $3 where execution = $1 and step = $2 and undone_entry is null',
      [run.execution, step.index, entry],
    );
  });
}

/** Records how the execution ended and answers whoever asked for it. */
export async function recordFinished(
  bench: EnforcementBench,
  run: Run,
  outcome: Outcome,
  because?: Because,
): Promise<ExecutionReport> {
  const report: ExecutionReport = {
    execution: run.execution,
    plan: run.plan.entry,
    outcome,
    steps: run.steps.length,
    ...(because === undefined ? {} : { because: because.words }),
  };
  await bench.database.transaction(async (tx) => {
    const entry = await record(bench, tx, run, {
      type: 'execution.finished',
      causedBy: [run.execution],
      body: { outcome },
    });
    await tx.query(
      `update enforcement.execution set outcome = $2, finished_entry = $3, finished_at = $4, because = $5 where entry = $1`,
      [run.execution, outcome, entry, bench.clock.now(), because?.words.slice(0, 2000) ?? null],
    );
    await answerRequests(tx, run.plan.entry, { ok: true, ...report });
  });
  await bench.checkpoints.at('finished.durable');
  return report;
}

/** Records that a plan of the ledger was not carried out, and answers whoever asked for it. */
export async function recordRefused(
  bench: EnforcementBench,
  plan: EntryId,
  refusal: Refusal,
): Promise<Refusal> {
  const leaf = await bench.ledger.entry(plan);
  await bench.database.transaction(async (tx) => {
    if (leaf?.entry.type === 'plan.created')
      await bench.recorder.record(
        tx,
        entryDraft({
          type: 'execution.refused',
          at: bench.clock.now(),
          actor: bench.self,
          causedBy: [plan],
          correlation: leaf.entry.correlation,
          body: { plan, code: refusal.code, ...supersededBy(refusal) },
        }),
      );
    await answerRequests(tx, plan, refusal);
  });
  return refusal;
}

/** The later change that an end gave way to, so that a reader of the ledger knows when the end is due again. */
function supersededBy({ code, details }: Refusal): object {
  return code === 'superseded' ? { by: details?.['by'], byStep: details?.['byStep'] } : {};
}

type Parts = Omit<EntryParts, 'at' | 'actor' | 'correlation'> & { readonly blobs?: readonly BlobRef[] };

const draft = (
  bench: EnforcementBench,
  { plan, actor }: Pick<Run, 'plan' | 'actor'>,
  parts: Parts,
): EntryDraft =>
  entryDraft({
    ...parts,
    at: bench.clock.now(),
    actor: { ...bench.self, via: [actor] },
    subjects: [actor],
    correlation: plan.leaf.entry.correlation,
  });

const record = (bench: EnforcementBench, tx: Transaction, run: Run, parts: Parts): Promise<EntryId> =>
  bench.recorder.record(tx, draft(bench, run, parts));

/** Records that something was suspended and is watched until then. */
export async function recordWindowOpened(
  bench: EnforcementBench,
  run: Run,
  window: Pick<WindowRow, 'step' | 'since' | 'until'> & {
    readonly thing: string;
    readonly suspended: EntryId;
  },
): Promise<WindowRow> {
  return bench.database.transaction(async (tx) => {
    const { step, since, until } = window;
    const opened = await record(bench, tx, run, {
      type: 'window.opened',
      causedBy: [run.execution, window.suspended],
      body: { step, since, until },
    });
    await tx.query(
      `insert into enforcement.watch_window (execution, step, thing, opened_entry, since, until)
       values ($1, $2, $3, $4, $5, $6)`,
      [run.execution, step, window.thing, opened, since, until],
    );
    const open = { seenUntil: null, closed: null, closedAt: null, how: null, because: null };
    return { execution: run.execution, step, opened, since, until, ...open };
  });
}

/** Records how the watch ended, and how far what would show its use was read. */
export async function recordWindowClosed(
  bench: EnforcementBench,
  run: Run,
  window: WindowRow,
  end: WindowEnd,
  seenUntil: WindowRow['until'] | undefined,
): Promise<EntryId> {
  return bench.database.transaction(async (tx) => {
    const closed = await record(bench, tx, run, {
      type: 'window.closed',
      causedBy: [window.opened, ...(end.by === undefined ? [] : [end.by])],
      body: { step: window.step, how: end.how, seenUntil: seenUntil ?? null },
    });
    await tx.query(
      `update enforcement.watch_window set closed_entry = $2, closed_at = $3, how = $4, because = $5, seen_until = $6
        where execution = $1 and closed_entry is null`,
      [run.execution, closed, bench.clock.now(), end.how, end.because.slice(0, 2000), seenUntil ?? null],
    );
    return closed;
  });
}
