import type { AccountDrop, Change, TargetState } from './change.ts';
import { readDuration } from './duration.ts';
import { refuse, type Refusal } from './failure.ts';
import type { Verdict } from './proposal.ts';

/** A deletion that comes only after its account was suspended and watched: which change suspends it, and for how long. */
export interface WatchedDeletion {
  readonly suspends: number;
  readonly deletes: number;
  readonly watchedSeconds: number;
  readonly change: AccountDrop;
}

/** The watched deletion of a plan, if it has one; which is then its last change, right after the suspension. */
export function watchedDeletion(changes: readonly Change[]): WatchedDeletion | undefined {
  const deletes = changes.length - 1;
  const change = changes[deletes];
  const before = changes[deletes - 1];
  return change?.type === 'account.drop' &&
    change.watchedSeconds !== undefined &&
    before?.type === 'account.disable' &&
    before.source === change.source &&
    before.accountKey === change.accountKey
    ? { suspends: deletes - 1, deletes, watchedSeconds: change.watchedSeconds, change }
    : undefined;
}

/** Refuses a deletion that says it is watched and does not follow its own suspension as the last of its changes. */
export function refuseUnwatched(changes: readonly Change[]): Refusal | undefined {
  const said = changes.filter(
    (change) => change.type === 'account.drop' && change.watchedSeconds !== undefined,
  );
  if (said.length === 0 || (said.length === 1 && watchedDeletion(changes) !== undefined)) return undefined;
  return refuse(
    'input_invalid',
    'A deletion that is watched is the last change of its proposal, right after `account.disable` of the same account.',
    'Put `account.disable` before it, and delete one account a proposal.',
  );
}

/** The state that a change will find, where an earlier one of the same proposal suspends its account. */
export function stateFound(changes: readonly Change[], index: number, state: TargetState): TargetState {
  return watchedDeletion(changes)?.deletes === index && state['exists'] === true
    ? { ...state, enabled: false }
    : state;
}

/** The same changes with what is deleted suspended first, and watched for so long; whatever is not deleted stays as it is. */
export function suspendedFirst(changes: readonly Change[], watchedSeconds: number): readonly Change[] {
  const [change, ...more] = changes;
  if (change?.type !== 'account.drop' || more.length > 0) return changes;
  const { source, accountKey } = change;
  return [
    { type: 'account.disable', source, accountKey },
    { ...change, watchedSeconds },
  ];
}

/** The longest watch that policy asks for and the case does not have, in seconds; undefined: none. */
export function watchAsked(verdict: Verdict): number | undefined {
  const asked = verdict.outcome === 'requestable' ? verdict.missing : [];
  const seconds = asked.flatMap((need) =>
    need.startsWith('watch.') ? (readDuration(need.slice('watch.'.length)) ?? []) : [],
  );
  return seconds.length === 0 ? undefined : Math.max(...seconds);
}
