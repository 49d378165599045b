import type { Change, TargetState } from '../../model/change.ts';
import { Fault } from '../../model/failure.ts';
import type { TargetWriter } from './connector.ts';

/** What a writer can do about one change at its target. */
export interface TargetActs {
  observe(): Promise<TargetState>;
  apply(): Promise<void>;
  restore(preImage: TargetState): Promise<void>;
}

/** A writer of what it does about each change; `actsOn` throws for a change that is none of its own. */
export const writerOf = (
  target: { close(): Promise<void> },
  actsOn: (change: Change) => TargetActs,
): TargetWriter => ({
  observe: async (change) => actsOn(change).observe(),
  apply: async (change) => actsOn(change).apply(),
  restore: async (change, preImage) => actsOn(change).restore(preImage),
  close: () => target.close(),
});

/** The pre-image as the state that this kind of change has; throws Fault `input_invalid` for any other. */
export function imageOf<T>(is: (state: TargetState) => state is TargetState & T, image: TargetState): T {
  if (is(image)) return image;
  throw new Fault('input_invalid', 'The pre-image has not the shape of this kind of change.');
}

/** Of `account.disable` and `account.enable`. */
export interface AccountState {
  readonly exists: boolean;
  readonly enabled: boolean;
}
/** An account that is there: nothing else can be disabled or enabled again. */
export const isAccountState = (state: TargetState): state is TargetState & AccountState =>
  state['exists'] === true && typeof state['enabled'] === 'boolean';
