import {
  done,
  isEntryId,
  isProposalId,
  isSubjectId,
  refuse,
  type EntryId,
  type Explanation,
  type Instant,
  type ProposalId,
  type Result,
} from '../../model/index.ts';
import {
  decisionsOn,
  glassesOf,
  loadProposal,
  openRestores,
  says,
  takeRestores,
} from '../../review/index.ts';
import type { OpenRestores, SignedRestores } from '../../review/index.ts';
import { reviewBench } from '../review-bench.ts';
import { writeRollout } from '../rollouts/rollouts.ts';
import type { System } from '../system.ts';
import { canUndo, type CanUndo, type EffectKnown } from './can-undo.ts';
import { influencedBy, readForRollback, type Influenced, type RollbackScope } from './influenced.ts';
import { laterChanges } from './later-changes.ts';

export interface RollbackItem extends Influenced {
  readonly title: string;
  readonly changes: readonly string[];
  /** What would be done to undo it, in words. */
  readonly inverses: readonly string[];
  readonly can: CanUndo;
}

export interface RollbackShown {
  readonly asOf: Instant;
  /** Newest effect first: the order to undo in. */
  readonly items: readonly RollbackItem[];
  readonly counts: Readonly<Record<CanUndo['is'], number>>;
}

type Report = (what: string, count: number, total: number) => void;

/**
 * Everything that somebody or something decided or had its way in, and of each what can be undone, by `signer` where one is
 * named. Said before anything is signed, and the same question asked again afterwards is the proof.
 */
export async function findRollback(
  system: System,
  asked: { readonly scope: RollbackScope; readonly keyFingerprint?: string; readonly signer?: string },
  report: Report,
): Promise<Result<RollbackShown>> {
  const { scope } = asked;
  const standing =
    asked.keyFingerprint === undefined
      ? undefined
      : await system.signers.standing(asked.keyFingerprint, system.clock.now());
  const signer = standing?.person ?? asked.signer;
  if (scope.by === 'person' && !isSubjectId(scope.person))
    return refuse('input_invalid', `\`${scope.person.slice(0, 40)}\` is no person’s id (psn_…).`, seeSigners);
  const found = influencedBy(scope, await system.ledger.ofTypes(readForRollback, 0));
  const later = await laterChanges(
    system.database,
    found.flatMap(({ execution }) => execution?.id ?? []),
  );
  const now = system.clock.now();
  const effects: Told[] = [];
  for (const effect of found) {
    effects.push(await tell(system, effect, signer, later));
    report('effects looked at', effects.length, found.length);
  }
  const can = canUndo(effects, now);
  const items = effects.map(({ effect, words }, at) => ({
    ...effect,
    ...words,
    can: can[at] ?? { is: 'look' as const, why: 'it was not weighed' },
  }));
  return done({ asOf: now, items, counts: countsOf(items) });
}

const seeSigners = 'See `countersign signers`.';

interface Told {
  readonly effect: Influenced;
  readonly known: EffectKnown;
  readonly words: Pick<RollbackItem, 'title' | 'changes' | 'inverses'>;
}

async function tell(
  { database }: System,
  effect: Influenced,
  signer: string | undefined,
  later: ReadonlyMap<EntryId, readonly EntryId[]>,
): Promise<Told> {
  const loaded = isProposalId(effect.proposal) ? await loadProposal(database, effect.proposal) : undefined;
  if (loaded?.ok !== true)
    return {
      effect,
      known: { irreversible: 'its proposal is not kept here any more', ownWindow: undefined, later: [] },
      words: { title: effect.proposal, changes: [], inverses: [] },
    };
  const { proposal } = loaded.value;
  const stuck = proposal.changes.find(({ inverse }) => inverse === null);
  return {
    effect,
    known: {
      irreversible:
        stuck === undefined
          ? undefined
          : (stuck.irreversibleBecause ?? `\`${stuck.change.type}\` cannot be undone`),
      ownWindow: signer === undefined ? undefined : await windowOf(database, proposal.id, signer),
      later: effect.execution === null ? [] : (later.get(effect.execution.id) ?? []),
    },
    words: {
      title: proposal.title,
      changes: proposal.changes.map(({ change }) => says(change)),
      inverses: proposal.changes
        .flatMap(({ inverse }) => (inverse === null ? [] : says(inverse)))
        .toReversed(),
    },
  };
}

async function windowOf(
  database: System['database'],
  proposal: ProposalId,
  signer: string,
): Promise<Instant | undefined> {
  const decisions = await decisionsOn(database, proposal);
  const own = decisions.find((each) => each.signer === signer && each.answer === 'approve');
  if (own !== undefined) return own.restorableUntil;
  const [glass] = await glassesOf(database, { proposal, limit: 1 });
  return glass?.person === signer ? glass.endsAt : undefined;
}

function countsOf(items: readonly RollbackItem[]): RollbackShown['counts'] {
  const counts = {
    restore: 0,
    propose: 0,
    never: 0,
    superseded: 0,
    back: 0,
    nothing: 0,
    'call off': 0,
    look: 0,
  };
  for (const { can } of items) counts[can.is]++;
  return counts;
}

/** The one statement that this key would sign to put these executions back, in this order, and to call these plans off. */
export async function openRollback(
  system: System,
  asked: {
    readonly executions: readonly EntryId[];
    readonly callOff: readonly EntryId[];
    readonly keyFingerprint: string;
    readonly reason: string;
  },
): Promise<Result<OpenRestores>> {
  const bench = await reviewBench(system);
  return bench.ok ? openRestores(bench.value, asked) : bench;
}

export interface RollbackTaken {
  /** The rollout that carries it out; null: nothing was there to carry out. */
  readonly rollout: string | null;
  readonly items: readonly (
    | { readonly execution: EntryId; readonly is: 'planned'; readonly plan: EntryId }
    | {
        readonly execution: EntryId;
        readonly is: 'not';
        readonly why: Explanation;
      }
  )[];
  /** Plans that were not begun and now never will be. */
  readonly calledOff: readonly EntryId[];
}

/**
 * Takes the one signed statement: each execution gets its plan of the inverses, plans not yet begun are called off, and a
 * rollout has it all carried out. Sent again after a fault it goes on with what has its plan already.
 */
export async function takeRollback(
  system: System,
  signed: SignedRestores & {
    readonly title: string;
    readonly by: string;
    readonly stageSize: number | null;
    readonly watchSeconds: number;
  },
  report: Report,
): Promise<Result<RollbackTaken>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const total = signed.items.length;
  const taken = await takeRestores(bench.value, signed, (count) => report('plans written', count, total));
  if (!taken.ok) return taken;
  const calledOff = taken.value.flatMap((one) => ('calledOff' in one && 'entry' in one ? one.calledOff : []));
  const items = taken.value.flatMap((one): RollbackTaken['items'] => {
    if ('calledOff' in one) return [];
    if ('plan' in one) return [{ execution: one.execution, is: 'planned', plan: one.plan }];
    const { code, message, next, details } = one.why;
    const before = code === 'already_done' ? details?.['plan'] : undefined;
    if (typeof before === 'string' && isEntryId(before))
      return [{ execution: one.execution, is: 'planned', plan: before }];
    const why = { code, message, ...(next === undefined ? {} : { next }) };
    return [{ execution: one.execution, is: 'not', why }];
  });
  const plans = items.flatMap((each) => (each.is === 'planned' ? each.plan : []));
  if (plans.length === 0) return done({ rollout: null, items, calledOff });
  const { title, by, stageSize, watchSeconds } = signed;
  const rollout = await system.database.transaction((tx) =>
    writeRollout(system, tx, { title, by, plans, stageSize, watchSeconds, notBefore: null }),
  );
  return done({ rollout, items, calledOff });
}
