import type { EntryId, SubjectId, TargetState } from '../model/index.ts';
import { Fault } from '../model/index.ts';
import type { LoadedPlan } from './load-plan.ts';
import type { PlannedStep } from './planned-steps.ts';
import type { EnforcementBench, TargetWriter } from './ports.ts';
import type { Outcome } from './rows.ts';

/** One execution under way. */
export interface Run {
  readonly execution: EntryId;
  readonly plan: LoadedPlan;
  /** The person who answers for it. */
  readonly actor: SubjectId;
  readonly steps: readonly PlannedStep[];
  readonly writers: OpenWriters;
}

/** How an execution ended. `because`: in words, when it did not end as done. */
export interface ExecutionReport {
  readonly execution: EntryId;
  readonly plan: EntryId;
  readonly outcome: Outcome;
  readonly steps: number;
  readonly because?: string;
}

/** The write faces that a run needs, one a source. */
export interface OpenWriters {
  of(step: PlannedStep): TargetWriter;
  /** The first source without a write credential. */
  readonly missing: string | undefined;
  close(): Promise<void>;
}

export async function openWriters(
  bench: EnforcementBench,
  steps: readonly PlannedStep[],
  execution: EntryId,
): Promise<OpenWriters> {
  const open = new Map<string, TargetWriter>();
  let missing: string | undefined;
  for (const source of new Set(steps.map((step) => step.change.source))) {
    const writer = await bench.writers.open(source, execution);
    if (writer === undefined) missing ??= source;
    else open.set(source, writer);
  }
  return {
    missing,
    of({ change }) {
      const writer = open.get(change.source);
      if (writer === undefined)
        throw new Fault('secret_unavailable', `There is no write credential for \`${change.source}\`.`, {
          next: 'Give the enforcer one, so that the execution can be finished or undone.',
        });
      return writer;
    },
    async close() {
      await Promise.all([...open.values()].map((writer) => writer.close()));
    },
  };
}

export const observe = (run: Run, step: PlannedStep): Promise<TargetState> =>
  run.writers.of(step).observe(step.change);

/** Faults after which nobody knows what happened at the target: the execution stays unfinished until it can be read. */
const unknowable = new Set([
  'source_unreachable',
  'database_unreachable',
  'interrupted',
  'secret_unavailable',
]);

/** Runs a change. A refusal by the target is a value; what leaves its state unknown, and every bug, is thrown. */
export async function attempt(change: () => Promise<void>): Promise<Fault | undefined> {
  try {
    await change();
    return undefined;
  } catch (error) {
    if (error instanceof Fault && !unknowable.has(error.code)) return error;
    throw error;
  }
}
