import { setTimeout as sleep } from 'node:timers/promises';
import { done, Fault, isEntryId, refuse, type EntryId, type Leaf, type Result } from '../model/index.ts';
import { monotonicMs } from '../platform/clock.ts';
import type { System } from './system.ts';

export interface StepShown {
  readonly step: number;
  readonly is: 'intended' | 'applied' | 'failed' | 'undone';
  readonly because?: string;
}

export interface ExecutionShown {
  readonly plan: EntryId;
  /** Absent when the enforcer refused before it began. */
  readonly execution?: EntryId;
  readonly outcome: string;
  readonly steps: readonly StepShown[];
  readonly refused?: { readonly code: string; readonly because: string };
}

const patienceMs = 60_000;

/**
 * Asks the enforcer to carry out a plan, by its id alone, and waits for what the ledger says of it. Asking is no
 * authority: the enforcer loads the plan from the ledger and judges everything again.
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
  const leaf = await system.ledger.sequenced(plan, 10).catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'timed_out') return undefined;
    throw error;
  });
  if (leaf?.entry.type !== 'plan.created')
    return refuse('not_found', `\`${plan}\` is not a plan in the ledger.`);
  await system.database.query('insert into enforcement.request (plan) values ($1) on conflict do nothing', [
    plan,
  ]);
  const deadline = monotonicMs() + patienceMs;
  for (let told = -1; ;) {
    const shown = await executionOf(system, plan);
    if (shown !== undefined) {
      if (shown.steps.length !== told) report('steps', (told = shown.steps.length));
      if (shown.outcome !== 'running') return shown.refused === undefined ? done(shown) : refusedBy(shown);
    }
    if (monotonicMs() > deadline)
      throw new Fault('timed_out', `Plan \`${plan}\` was not carried out within a minute.`, {
        next: 'Check with `countersign doctor` that the enforcer runs; the request stays and is carried out when it does.',
      });
    await sleep(50);
  }
}

function refusedBy(shown: ExecutionShown): Result<ExecutionShown> {
  const { refused } = shown;
  const code = refused?.code ?? 'policy_denied';
  return refuse(
    isRefusal(code) ? code : 'policy_denied',
    `The enforcer refused: ${refused?.because ?? 'no reason was recorded'}.`,
    undefined,
    { plan: shown.plan },
  );
}

const refusals = [
  'policy_denied',
  'approval_missing',
  'signature_invalid',
  'signature_stale',
  'signer_unknown',
  'self_approval',
  'precondition_changed',
  'observe_only',
  'not_reversible',
  'already_done',
  'ledger_invalid',
  'target_failed',
] as const;
const isRefusal = (code: string): code is (typeof refusals)[number] =>
  refusals.some((known) => known === code);

/** What the ledger says of a plan's execution; undefined when it has not begun. */
export async function executionOf(system: System, plan: EntryId): Promise<ExecutionShown | undefined> {
  const [started] = await system.ledger.causedBy(plan, 'execution.started');
  if (started === undefined) {
    const [refused] = await system.ledger.causedBy(plan, 'execution.refused');
    if (refused === undefined) return undefined;
    return {
      plan,
      outcome: 'refused',
      steps: [],
      refused: {
        code: textIn(refused, 'code') ?? 'policy_denied',
        because: textIn(refused, 'because') ?? '',
      },
    };
  }
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
  };
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
