import type { EntryId, EntryType, Instant, Leaf } from '../../model/index.ts';

/** What is to be undone: everything that one of these decided, or had its way in. */
export type RollbackScope =
  /** One decision: its proposal, the decision's or the plan's entry, or the execution. */
  | { readonly by: 'decision'; readonly id: string }
  | { readonly by: 'campaign'; readonly id: string }
  /** Everything that a rule's drafts led to; with a version, only drafts of that version. */
  | { readonly by: 'rule'; readonly rule: string; readonly version?: number }
  /** Everything that this drafted, whatever it is: a model, an agent, a lifecycle rule. */
  | { readonly by: 'source'; readonly draftedBy: string }
  /** Everything that this person approved between two moments, the first included and the second not. */
  | { readonly by: 'person'; readonly person: string; readonly from: Instant; readonly to: Instant };

/** One case that had its way, as the ledger has it. */
export interface Influenced {
  readonly proposal: string;
  readonly proposalEntry: EntryId;
  readonly origin: string;
  readonly draftedBy: string;
  readonly plan: EntryId;
  /** `decision`, or whatever else authorised it. */
  readonly planKind: string;
  readonly plannedAt: Instant;
  /** When the last of those who approved signed; null: no decision is named. */
  readonly decidedAt: Instant | null;
  readonly isVoided: boolean;
  /** Null: it was not begun. */
  readonly execution: { readonly id: EntryId; readonly seq: number; readonly outcome: string | null } | null;
  /** The execution that put it back, or is about to. */
  readonly putBackBy: EntryId | null;
  /** How many of its steps were made, and how many of these an end took back since. */
  readonly made: number;
  readonly ended: number;
}

/** The entries that the search reads, and no others. */
export const readForRollback: readonly EntryType[] = [
  'proposal.filed',
  'decision.signed',
  'glass.broken',
  'mandate.signed',
  'campaign.launched',
  'campaign.noted',
  'campaign.submitted',
  'campaign.closed',
  'plan.created',
  'plan.voided',
  'execution.started',
  'execution.step.intended',
  'execution.step.applied',
  'execution.step.undone',
  'execution.finished',
];

/**
 * Every case within the scope that came to a plan, newest effect first, which is the order to undo in. Pure: from leaves in
 * order of seq, which may be a whole ledger's or an export's. Rests on causation alone and on nothing that a table says.
 */
export function influencedBy(scope: RollbackScope, leaves: readonly Leaf[]): readonly Influenced[] {
  const index = indexOf(leaves);
  const isMeant = chosenBy(scope, index);
  const found: Influenced[] = [];
  for (const plan of index.plans) {
    const proposalEntry = textOf(plan, 'proposalEntry');
    const filed = index.byId.get(proposalEntry);
    const kind = textOf(plan, 'kind');
    if (filed === undefined || ['restore', 'expiry', 'return'].includes(kind)) continue;
    if (isMeant(plan, filed)) found.push(told(plan, filed, index));
  }
  return found.toSorted(
    (a, b) => (b.execution?.seq ?? Infinity) - (a.execution?.seq ?? Infinity) || (a.plan < b.plan ? -1 : 1),
  );
}

interface Index {
  readonly byId: ReadonlyMap<string, Leaf>;
  readonly plans: readonly Leaf[];
  /** Plans that put an execution back, by its id. */
  readonly backOf: ReadonlyMap<string, readonly Leaf[]>;
  /** What an entry caused, by that entry's id. */
  readonly caused: ReadonlyMap<string, readonly Leaf[]>;
}

function indexOf(leaves: readonly Leaf[]): Index {
  const byId = new Map<string, Leaf>();
  const caused = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    byId.set(leaf.entry.id, leaf);
    for (const cause of leaf.entry.causedBy) {
      const so = caused.get(cause);
      if (so === undefined) caused.set(cause, [leaf]);
      else so.push(leaf);
    }
  }
  const plans = leaves.filter((leaf) => leaf.entry.type === 'plan.created');
  const backOf = Map.groupBy(plans, (plan) => {
    const kind = textOf(plan, 'kind');
    return kind === 'restore' || kind === 'return' ? textOf(plan, `${kind}s`) : '';
  });
  return { byId, caused, plans, backOf };
}

type IsMeant = (plan: Leaf, filed: Leaf) => boolean;

function chosenBy(scope: RollbackScope, index: Index): IsMeant {
  switch (scope.by) {
    case 'rule':
      return (_plan, filed) =>
        textOf(filed, 'origin') === 'rule' &&
        textOf(filed, 'draftedBy') === scope.rule &&
        (scope.version === undefined || filed.entry.body['draftVersion'] === scope.version);
    case 'source':
      return (_plan, filed) => textOf(filed, 'draftedBy') === scope.draftedBy;
    case 'person':
      return (plan) =>
        decisionsOf(plan, index).some(
          ({ entry, sequencedAt }) =>
            entry.actor.id === scope.person && sequencedAt >= scope.from && sequencedAt < scope.to,
        );
    case 'campaign':
      return downstreamOf(
        [...index.byId.values()].filter(
          ({ entry }) =>
            entry.type.startsWith('campaign.') &&
            (entry.correlation === scope.id || entry.body['campaign'] === scope.id || entry.id === scope.id),
        ),
        index,
        scope.id,
      );
    case 'decision':
      return (plan, filed) =>
        [plan.entry.id, filed.entry.id, textOf(plan, 'proposal')].includes(scope.id) ||
        decisionsOf(plan, index).some(({ entry }) => entry.id === scope.id) ||
        effectsOf(plan, 'execution.started', index).some(({ entry }) => entry.id === scope.id);
  }
}

/** Whether a plan, or the proposal that it carries out, follows from one of these entries, through however many between. */
function downstreamOf(seeds: readonly Leaf[], index: Index, id: string): IsMeant {
  const reached = new Set<string>();
  const open: string[] = seeds.map(({ entry }) => entry.id);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    for (const { entry } of index.caused.get(at) ?? []) open.push(entry.id);
  }
  return (plan, filed) =>
    reached.has(plan.entry.id) ||
    reached.has(filed.entry.id) ||
    textOf(filed, 'campaign') === id ||
    textOf(filed, 'draftedBy') === id;
}

function told(plan: Leaf, filed: Leaf, index: Index): Influenced {
  const [started] = effectsOf(plan, 'execution.started', index);
  const signed = decisionsOf(plan, index).map(({ sequencedAt }) => sequencedAt);
  const restores = started === undefined ? [] : (index.backOf.get(started.entry.id) ?? []);
  const back = restores
    .flatMap((restore) => effectsOf(restore, 'execution.started', index))
    .find((execution) => ['done', null].includes(outcomeOf(execution, index)));
  return {
    proposal: textOf(plan, 'proposal'),
    proposalEntry: filed.entry.id,
    origin: textOf(filed, 'origin'),
    draftedBy: textOf(filed, 'draftedBy'),
    plan: plan.entry.id,
    planKind: textOf(plan, 'kind'),
    plannedAt: plan.sequencedAt,
    decidedAt: signed.toSorted().at(-1) ?? null,
    isVoided: effectsOf(plan, 'plan.voided', index).length > 0,
    execution:
      started === undefined
        ? null
        : { id: started.entry.id, seq: started.seq, outcome: outcomeOf(started, index) },
    putBackBy: back?.entry.id ?? null,
    made: started === undefined ? 0 : madeBy(started, index),
    ended: started === undefined ? 0 : endedOf(started, index),
  };
}

function madeBy(started: Leaf, index: Index): number {
  const intents = effectsOf(started, 'execution.step.intended', index);
  return intents.filter(
    (intent) =>
      effectsOf(intent, 'execution.step.applied', index).length > 0 &&
      effectsOf(intent, 'execution.step.undone', index).length === 0,
  ).length;
}

/** How many of its changes were taken back at their end. */
function endedOf(started: Leaf, index: Index): number {
  const ends = effectsOf(started, 'plan.created', index).filter(
    ({ entry }) => entry.body['kind'] === 'expiry' && entry.body['expires'] === started.entry.id,
  );
  const steps = ends
    .filter((end) =>
      effectsOf(end, 'execution.started', index).some((taking) => outcomeOf(taking, index) === 'done'),
    )
    .map(({ entry }) => entry.body['step']);
  return new Set(steps).size;
}

function outcomeOf(started: Leaf, index: Index): string | null {
  const [finished] = effectsOf(started, 'execution.finished', index);
  const outcome = finished?.entry.body['outcome'];
  return typeof outcome === 'string' ? outcome : null;
}

/** Who decided it: those who approved, or who took it in an emergency. */
const decisionsOf = (plan: Leaf, index: Index): readonly Leaf[] =>
  plan.entry.causedBy.flatMap((id) => {
    const leaf = index.byId.get(id);
    return leaf?.entry.type === 'decision.signed' || leaf?.entry.type === 'glass.broken' ? [leaf] : [];
  });

const effectsOf = (cause: Leaf, type: EntryType, index: Index): readonly Leaf[] =>
  (index.caused.get(cause.entry.id) ?? []).filter(({ entry }) => entry.type === type);

const textOf = ({ entry }: Leaf, name: string): string => {
  const value = entry.body[name];
  return typeof value === 'string' ? value : '';
};
