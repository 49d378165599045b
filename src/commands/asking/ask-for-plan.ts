import {
  addSeconds,
  done,
  isEntryId,
  refuse,
  type EntryId,
  type Explanation,
  type Instant,
  type Result,
} from '../../model/index.ts';
import { askingOf, callOffAsking, wishAsking, type Asking } from '../../review/index.ts';
import { executionOf, refusedRequest, type ExecutionShown } from '../executions.ts';
import type { System } from '../system.ts';

/** How long a wish to carry a plan out can be called off. */
export const graceSeconds = 10;

/** How it stands with carrying one plan out, from the wish to the re-read of its last step. */
export interface ExecutionState {
  readonly plan: EntryId;
  /** By the server's clock, to count by. */
  readonly now: Instant;
  /** Null: nobody has wished it here. */
  readonly asking: Asking | null;
  /** Null: it has not begun. */
  readonly execution: ExecutionShown | null;
  /** Why the enforcer did not begin, the last time it was asked; null: it did, or was not asked. */
  readonly refused: Explanation | null;
}

export async function executionState(system: System, plan: string): Promise<Result<ExecutionState>> {
  const known = await knownPlan(system, plan);
  return known.ok ? done(await stateOf(system, known.value)) : known;
}

async function stateOf(system: System, plan: EntryId): Promise<ExecutionState> {
  const shown = await executionOf(system, plan);
  const asking = (await askingOf(system.database, plan)) ?? null;
  return {
    plan,
    now: system.clock.now(),
    asking,
    execution: shown ?? null,
    refused: shown === undefined ? await refusedRequest(system, plan) : null,
  };
}

/**
 * Wishes that a plan be carried out: the enforcer is asked in some seconds, by the server, whatever becomes of the page.
 * Until then anybody who operates can call it off. Wished twice it keeps its first moment.
 */
export async function askForPlan(
  system: System,
  asked: { readonly plan: string; readonly by: string },
): Promise<Result<ExecutionState>> {
  const known = await knownPlan(system, asked.plan);
  if (!known.ok) return known;
  const plan = known.value;
  const begun = await executionOf(system, plan);
  if (begun !== undefined)
    return refuse(
      'already_done',
      `Plan \`${plan}\` was carried out, or is being carried out: ${begun.outcome}.`,
      'See its steps; a change that is to be made again needs a new proposal.',
    );
  const dueAt = addSeconds(system.clock.now(), graceSeconds);
  await wishAsking(system.database, plan, { by: asked.by, dueAt });
  return done(await stateOf(system, plan));
}

/** Calls it off, while that still holds it back; refuses once the enforcer was asked. */
export async function callOffPlan(
  system: System,
  asked: { readonly plan: string; readonly by: string },
): Promise<Result<ExecutionState>> {
  const known = await knownPlan(system, asked.plan);
  if (!known.ok) return known;
  const plan = known.value;
  if (!(await callOffAsking(system.database, plan, asked.by, system.clock.now()))) {
    const asking = await askingOf(system.database, plan);
    if (asking?.is !== 'called_off')
      return refuse(
        'already_done',
        asking === undefined
          ? 'Nobody has asked for this plan, so there is nothing to call off.'
          : 'The enforcer was asked already, so it is too late to call it off.',
        'Look at its steps; what was changed can be put back.',
      );
  }
  return done(await stateOf(system, plan));
}

async function knownPlan(system: System, plan: string): Promise<Result<EntryId>> {
  if (isEntryId(plan)) {
    const rows = await system.database.query('select 1 from review.plan where entry = $1', [plan]);
    if (rows.length > 0) return done(plan);
  }
  return refuse('not_found', `\`${plan}\` is not a plan in the ledger.`, 'A case lists its plans.');
}
