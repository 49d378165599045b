import type { ActClass, Change, IdentityKind, TargetState } from '../../model/index.ts';

/**
 * What the deciding machine knows of one type of change: its act class for policy, whether it only takes access away,
 * what must hold before, what will hold after, and what would undo it. Pure; adding a change type is adding one of these.
 */
export interface ChangeType<C extends Change> {
  readonly type: C['type'];
  readonly act: ActClass;
  /** Takes access away or narrows it; such a change has no beneficiary. */
  readonly reduces: boolean;
  /** Which row of the rights table `subject` means when it is not the account's own kind. */
  readonly subjectKind?: IdentityKind | 'governance';
  /** The state after the change, given the state before. */
  expected(change: C, before: TargetState): TargetState;
  /** The change that restores `before`, or why none can. */
  inverse(change: C, before: TargetState): { readonly change: Change } | { readonly because: string };
  /** One plain sentence: what will be different at the target. */
  says(change: C): string;
  /** Why this change makes no sense in that state (already so, or not there), or undefined when it does. */
  objection(change: C, before: TargetState): string | undefined;
}
