import type { EntryId, Instant } from '../../model/index.ts';
import type { Influenced } from './influenced.ts';

/**
 * What can be done about one effect. `restore`: whoever signs puts its exact pre-image back. `propose`: the inverse has to be
 * decided anew, and why. `never`: it cannot be undone. `superseded`: a later decision changed the same, and is not undone
 * here. `back`: it is as before already. `nothing`: it changed nothing. `call off`: it was not begun, and will not be.
 * `look`: nobody knows its state, a person has to look at the target.
 */
export type CanUndo =
  | { readonly is: 'restore'; readonly until: Instant }
  | { readonly is: 'propose' | 'never' | 'nothing' | 'look'; readonly why: string }
  | { readonly is: 'superseded'; readonly by: readonly EntryId[] }
  | { readonly is: 'back'; readonly by: EntryId | null }
  | { readonly is: 'call off' };

/** What is known of one effect beside its entries. */
export interface EffectKnown {
  /** Why one of its changes cannot be undone, where one cannot. */
  readonly irreversible: string | undefined;
  /** Until when whoever signs may put it back by their own decision; undefined: they did not sign it. */
  readonly ownWindow: Instant | undefined;
  /** Executions of decisions since that changed one of the same things and stand. */
  readonly later: readonly EntryId[];
}

/**
 * Says of each effect what can be undone, in the order given, newest first: a later change of the same thing that is itself
 * put back does not stand in the way of the one before it.
 */
export function canUndo(
  effects: readonly { readonly effect: Influenced; readonly known: EffectKnown }[],
  now: Instant,
): readonly CanUndo[] {
  const goesBack = new Set<EntryId>();
  return effects.map(({ effect, known }) => {
    const can = oneCan(effect, known, goesBack, now);
    if (can.is === 'restore' && effect.execution !== null) goesBack.add(effect.execution.id);
    return can;
  });
}

function oneCan(
  effect: Influenced,
  known: EffectKnown,
  goesBack: ReadonlySet<EntryId>,
  now: Instant,
): CanUndo {
  const { execution } = effect;
  if (effect.putBackBy !== null) return { is: 'back', by: effect.putBackBy };
  if (execution === null)
    return effect.isVoided ? { is: 'nothing', why: 'it was called off' } : { is: 'call off' };
  if (execution.outcome === null) return { is: 'look', why: 'it is being carried out' };
  if (execution.outcome === 'diverged') return { is: 'look', why: 'it ended in a state that is neither' };
  if (execution.outcome !== 'done') return { is: 'nothing', why: `it ended as ${execution.outcome}` };
  if (effect.ended >= effect.made && effect.made > 0) return { is: 'back', by: null };
  if (effect.ended > 0) return { is: 'propose', why: 'part of it has ended since' };
  if (known.irreversible !== undefined) return { is: 'never', why: known.irreversible };
  const later = known.later.filter((each) => !goesBack.has(each));
  if (later.length > 0) return { is: 'superseded', by: later };
  if (effect.planKind === 'glass')
    return { is: 'propose', why: 'it was taken in an emergency, and ends within hours' };
  if (effect.planKind !== 'decision') return { is: 'propose', why: 'it rests on a mandate, not a decision' };
  if (known.ownWindow === undefined)
    return { is: 'propose', why: 'only somebody who signed the decision may put it back under it' };
  return known.ownWindow > now
    ? { is: 'restore', until: known.ownWindow }
    : { is: 'propose', why: `the window to put it back closed at ${known.ownWindow}` };
}
