import { Fault, type EntryId, type Result } from '../model/index.ts';
import { monotonicMs } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { listenFor } from '../platform/store/index.ts';
import { execute } from './execute.ts';
import type { EnforcementBench } from './ports.ts';
import { recover } from './recover.ts';
import { answerRehearsals } from './rehearse.ts';
import { answerRequests, executionOf, pendingRequests } from './rows.ts';
import type { ExecutionReport } from './run.ts';

/** What the enforcer tells its log. */
export type EnforcerEvent =
  | { readonly is: 'ready' }
  | { readonly is: 'ended'; readonly plan: EntryId; readonly end: Result<ExecutionReport> }
  | { readonly is: 'waiting'; readonly plan?: EntryId; readonly fault: Fault };

export interface EnforcerOptions {
  /** How often to look without being woken; a lost notification costs at most this. */
  readonly pollMs: number;
  readonly tell: (event: EnforcerEvent) => void;
}

/** Attempts at a plan that has not begun, before whoever asked is told why it does not. */
const attempts = 5;

/**
 * Carries out what was requested until the bench's stop signal: first whatever a crash left unfinished, then each pending
 * request. A Fault puts a plan off, never drops it once begun; a bug ends the process, and the next start recovers.
 */
export async function runEnforcer(bench: EnforcementBench, options: EnforcerOptions): Promise<void> {
  const putOff = new Map<EntryId, { readonly times: number; readonly untilMs: number }>();
  const wake = listenFor(bench.database, 'enforcement_request', bench.stop);
  try {
    await recordEnforcerStarted(bench);
    options.tell({ is: 'ready' });
    while (!bench.stop.aborted) {
      try {
        await recoverAll();
        await answerAll();
        await answerRehearsals(bench);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        options.tell({ is: 'waiting', fault: error });
      }
      await wake.next(options.pollMs);
    }
  } finally {
    await wake.close();
  }

  async function recoverAll(): Promise<void> {
    for await (const { row, end } of recover(bench)) {
      if (end instanceof Fault) options.tell({ is: 'waiting', plan: row.plan, fault: end });
      else options.tell({ is: 'ended', plan: row.plan, end });
      if (bench.stop.aborted) return;
    }
  }

  async function answerAll(): Promise<void> {
    for (const { plan } of await pendingRequests(bench.database)) {
      if (bench.stop.aborted) return;
      if ((putOff.get(plan)?.untilMs ?? 0) > monotonicMs()) continue;
      try {
        options.tell({ is: 'ended', plan, end: await execute(bench, plan) });
        putOff.delete(plan);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        options.tell({ is: 'waiting', plan, fault: error });
        await putOffOrAnswer(plan, error);
      }
    }
  }

  async function putOffOrAnswer(plan: EntryId, fault: Fault): Promise<void> {
    const times = (putOff.get(plan)?.times ?? 0) + 1;
    const begun = (await executionOf(bench.database, plan)) !== undefined;
    if (begun || times < attempts) {
      putOff.set(plan, { times, untilMs: monotonicMs() + Math.min(250 * 2 ** times, 30_000) });
      return;
    }
    putOff.delete(plan);
    const { code, message, next } = fault;
    await answerRequests(bench.database, plan, {
      ok: false,
      code,
      message,
      ...(next === undefined ? {} : { next }),
    });
  }
}

async function recordEnforcerStarted(bench: EnforcementBench): Promise<void> {
  const entry = entryDraft({
    type: 'enforcer.started',
    at: bench.clock.now(),
    actor: bench.self,
    correlation: bench.self.id,
  });
  await bench.database.transaction((tx) => bench.recorder.record(tx, entry));
}
