import { listSources, targetStateOf } from '../../estate/index.ts';
import {
  done,
  type Change,
  type EntryId,
  type Instant,
  type ProposalId,
  type Result,
  type TargetState,
} from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { loadProposal, says } from '../../review/index.ts';
import type { System } from '../system.ts';

/** Something that a decision changed and that the source, read since, shows otherwise: somebody changed it by hand. */
export interface Drift {
  readonly source: string;
  readonly change: string;
  readonly title: string;
  readonly proposal: ProposalId;
  /** The execution that this contradicts, and which of its changes, from 0. */
  readonly execution: EntryId;
  readonly step: number;
  readonly madeAt: Instant;
  /** The read that shows it. */
  readonly readAt: Instant;
  /** `back`: as it was before the change. `other`: in a state that was never signed. */
  readonly is: 'back' | 'other';
  readonly differences: readonly string[];
}

export interface DriftShown {
  readonly items: readonly Drift[];
  /** How many changes were compared, and how many could not be: their source was not read since, or tells nothing of them. */
  readonly compared: number;
  readonly notYet: number;
  /** There are more changes than were looked at. */
  readonly isPart: boolean;
}

const mostLooked = 20_000;

interface Made {
  readonly execution: EntryId;
  readonly step: number;
  readonly proposal: ProposalId;
  readonly at: Instant;
}

type StateOf = (on: Queryable, change: Change) => Promise<TargetState | undefined>;

/**
 * Compares what was last changed of each thing with what its source shows now. Only told: what somebody changed by hand is
 * never changed again without a decision.
 */
export async function findDrift(
  { database }: Pick<System, 'database'>,
  {
    stateOf = targetStateOf,
    readOf = lastReads,
  }: { readonly stateOf?: StateOf; readonly readOf?: typeof lastReads } = {},
): Promise<Result<DriftShown>> {
  const made = await lastOfEachThing(database);
  const reads = await readOf(database);
  const items: Drift[] = [];
  let compared = 0;
  let notYet = 0;
  for (const each of made.slice(0, mostLooked)) {
    const loaded = await loadProposal(database, each.proposal);
    const proposed = loaded.ok ? loaded.value.proposal.changes[each.step] : undefined;
    if (!loaded.ok || proposed === undefined || proposed.change.source === 'countersign') continue;
    const { change, precondition, expected } = proposed;
    const readAt = reads.get(change.source);
    const state = readAt === undefined || readAt <= each.at ? undefined : await stateOf(database, change);
    if (state === undefined || readAt === undefined) {
      notYet++;
      continue;
    }
    compared++;
    const differences = differ(expected, state);
    if (differences.length === 0) continue;
    items.push({
      source: change.source,
      change: says(change),
      title: loaded.value.proposal.title,
      proposal: each.proposal,
      execution: each.execution,
      step: each.step,
      madeAt: each.at,
      readAt,
      is: differ(precondition, state).length === 0 ? 'back' : 'other',
      differences,
    });
  }
  return done({ items, compared, notYet, isPart: made.length > mostLooked });
}

/** Of each thing the change that was made last, where a decision or a mandate made it and nothing took it back. */
const lastOfEachThing = (on: Queryable): Promise<readonly Made[]> =>
  on.query<Made>(
    `select last.execution, last.step, last.proposal, last.at from (
       select distinct on (s.thing) s.execution, s.step, p.proposal, e.finished_at as at, e.kind, e.entry
         from enforcement.step s
         join enforcement.execution e on e.entry = s.execution and e.outcome = 'done'
         join review.plan p on p.entry = e.plan
        where s.resolution = 'applied' and s.undone_entry is null and s.thing is not null
        order by s.thing, e.no desc, s.step desc) last
      where last.kind in ('decision', 'mandate')
        -- what a store leases is looked up there, and in no read of it
        and not exists (select from enforcement.lease l where l.execution = last.execution)
      order by last.at desc, last.execution, last.step limit $1`,
    [mostLooked + 1],
  );

async function lastReads(on: Queryable): Promise<ReadonlyMap<string, Instant>> {
  const sources = await listSources(on);
  return new Map(
    sources.flatMap(({ id, lastCompleteRead }): readonly (readonly [string, Instant])[] =>
      lastCompleteRead === undefined ? [] : [[id, lastCompleteRead.startedAt]],
    ),
  );
}

/** Only what the signed state names is compared: a source may tell more of a thing than the change touched. */
const differ = (signed: TargetState, found: TargetState): readonly string[] =>
  Object.keys(signed)
    .filter((name) => JSON.stringify(signed[name] ?? null) !== JSON.stringify(found[name] ?? null))
    .map(
      (name) =>
        `${name} was left ${JSON.stringify(signed[name] ?? null)}, is ${JSON.stringify(found[name] ?? null)}`,
    );
