import { eachAspect, Fault, type Aspect } from '../../model/index.ts';
import type { TallyState } from './tally.ts';

/** Raised when what is written down is no longer what it was; states of other versions are not merged with these. */
export const stateVersion = 1;

/** A profile as it is written down: what merging it with others needs, and nothing of any one event. */
export interface ProfileState {
  readonly version: typeof stateVersion;
  readonly events: number;
  readonly undated: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly outcomes: Readonly<Record<'success' | 'failure' | 'other' | 'unknown', number>>;
  readonly untold: Readonly<Record<'targets' | 'networks' | 'clients' | 'credentials', number>>;
  readonly hours: readonly (readonly [hour: number, count: number])[];
  readonly minutes: readonly (readonly [minute: number, count: number])[];
  readonly aspects: Readonly<Record<Aspect, TallyState>>;
}

/** A state that was written down, read again. Throws Fault `internal` for what this version did not write. */
export function readState(bytes: Uint8Array): ProfileState {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (isState(value)) return value;
  throw new Fault('internal', 'A kept profile is not as this version writes it.', {
    next: 'Remove the log and add it again: its files are read anew.',
  });
}

export const writeState = (of: ProfileState): Uint8Array => new TextEncoder().encode(JSON.stringify(of));

/** By version and aspects: we wrote it ourselves, and looking at each of thousands of names costs more than merging them. */
function isState(value: unknown): value is ProfileState {
  if (typeof value !== 'object' || value === null) return false;
  if (!('version' in value) || value.version !== stateVersion || !('aspects' in value)) return false;
  const { aspects } = value;
  return (
    typeof aspects === 'object' &&
    aspects !== null &&
    Object.values(eachAspect((aspect) => Object.hasOwn(aspects, aspect))).every(Boolean)
  );
}
