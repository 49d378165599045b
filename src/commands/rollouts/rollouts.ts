import {
  done,
  refuse,
  type EntryId,
  type Instant,
  type ProposalId,
  type Refusal,
  type Result,
} from '../../model/index.ts';
import { newId } from '../../platform/clock.ts';
import type { Transaction } from '../../platform/store/index.ts';
import { loadProposal } from '../../review/index.ts';
import type { System } from '../system.ts';
import {
  countsOfRollouts,
  itemsOfRollout,
  newestRollouts,
  rolloutById,
  type RolloutItemRow,
  type RolloutRow,
} from './rollout-rows.ts';

export interface RolloutWished {
  readonly title: string;
  readonly plans: readonly EntryId[];
  readonly by: string;
  readonly notBefore: Instant | null;
  readonly stageSize: number | null;
  readonly watchSeconds: number;
}

/** More plans than this are not carried out together. */
export const mostInRollout = 1000;

/**
 * Begins to have plans carried out, in this order, in stages, not before a moment. It can only put off what signatures
 * allow, and their week goes on meanwhile: what is still waiting when it ends is refused by the enforcer.
 */
export async function beginRollout(
  system: System,
  wished: RolloutWished,
): Promise<Result<{ readonly id: string }>> {
  const unfit = unfitRollout(wished);
  if (unfit !== undefined) return unfit;
  const known = await system.database.query<{ entry: string }>(
    'select entry from review.plan where entry = any($1)',
    [wished.plans],
  );
  const missing = wished.plans.find((plan) => !known.some(({ entry }) => entry === plan));
  if (missing !== undefined)
    return refuse('not_found', `\`${missing}\` is not a plan in the ledger.`, 'A case lists its plans.');
  const id = await system.database.transaction((tx) => writeRollout(system, tx, wished));
  return done({ id });
}

function unfitRollout({ plans }: RolloutWished): Refusal | undefined {
  if (plans.length === 0)
    return refuse('input_invalid', 'There is no plan to carry out.', 'Name at least one.');
  if (plans.length > mostInRollout)
    return refuse(
      'input_too_large',
      `At most ${mostInRollout} plans are carried out together; these are ${plans.length}.`,
      'Begin with the first of them.',
    );
  return new Set(plans).size === plans.length
    ? undefined
    : refuse('input_invalid', 'A plan is there twice.', 'Name it once.');
}

/** Writes it, in the caller's transaction. */
export async function writeRollout(
  { clock }: Pick<System, 'clock'>,
  tx: Transaction,
  wished: RolloutWished,
): Promise<string> {
  const id = newId('rol');
  await tx.query(
    `insert into review.rollout (id, title, wished_by, created_at, not_before, stage_size, watch_seconds)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      id,
      wished.title.slice(0, 500),
      wished.by,
      clock.now(),
      wished.notBefore,
      wished.stageSize,
      wished.watchSeconds,
    ],
  );
  for (const [position, plan] of wished.plans.entries())
    await tx.query(
      'insert into review.rollout_item (rollout, position, plan, sources) values ($1, $2, $3, $4)',
      [id, position, plan, await sourcesOf(tx, plan)],
    );
  return id;
}

/** Which targets a plan changes. */
async function sourcesOf(tx: Transaction, plan: EntryId): Promise<readonly string[]> {
  const [row] = await tx.query<{ proposal: ProposalId }>(
    'select proposal from review.plan where entry = $1',
    [plan],
  );
  if (row === undefined) return [];
  const loaded = await loadProposal(tx, row.proposal);
  if (!loaded.ok) return [];
  return [...new Set(loaded.value.proposal.changes.map(({ change }) => change.source))];
}

export interface RolloutShown extends Omit<RolloutRow, 'wentOnAt'> {
  readonly now: Instant;
  readonly items: readonly RolloutItemRow[];
}

const shownOf = ({
  id,
  title,
  wishedBy,
  createdAt,
  notBefore,
  stageSize,
  watchSeconds,
  state,
  because,
}: RolloutRow): Omit<RolloutRow, 'wentOnAt'> => ({
  id,
  title,
  wishedBy,
  createdAt,
  notBefore,
  stageSize,
  watchSeconds,
  state,
  because,
});

export async function showRollout(system: System, id: string): Promise<Result<RolloutShown>> {
  const row = await rolloutById(system.database, id);
  if (row === undefined) return unknownRollout(id);
  return done({ ...shownOf(row), now: system.clock.now(), items: await itemsOfRollout(system.database, id) });
}

export interface RolloutListed extends Omit<RolloutRow, 'wentOnAt'> {
  readonly total: number;
  readonly done: number;
  readonly notDone: number;
}

/** The newest first. */
export async function listOfRollouts(
  system: System,
  { limit }: { readonly limit: number },
): Promise<Result<{ readonly items: readonly RolloutListed[] }>> {
  const rows = await newestRollouts(system.database, limit);
  const counts = await countsOfRollouts(
    system.database,
    rows.map(({ id }) => id),
  );
  return done({
    items: rows.map((row) => ({
      ...shownOf(row),
      ...(counts.get(row.id) ?? { total: 0, done: 0, notDone: 0 }),
    })),
  });
}

/** Stops what was not asked for yet, or has it go on; what the enforcer is at it finishes. */
export async function setRollout(
  system: System,
  asked: { readonly id: string; readonly to: 'stop' | 'go on'; readonly by: string },
): Promise<Result<RolloutShown>> {
  const now = system.clock.now();
  const rows =
    asked.to === 'stop'
      ? await system.database.query(
          `update review.rollout set state = 'stopped', because = $2, look_at = null
            where id = $1 and state = 'going' returning id`,
          [asked.id, 'A person stopped it.'],
        )
      : await system.database.query(
          `update review.rollout set state = 'going', because = null, look_at = null, went_on_at = $2
            where id = $1 and state = 'stopped' returning id`,
          [asked.id, now],
        );
  const shown = await showRollout(system, asked.id);
  if (!shown.ok || rows.length > 0) return shown;
  return refuse('already_done', `This is ${shown.value.state} already.`, 'Look at its steps.');
}

const unknownRollout = (id: string): Refusal =>
  refuse('not_found', `There is no rollout \`${id.slice(0, 60)}\`.`, 'List them with `countersign rollout`.');
