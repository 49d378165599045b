import type { ObservationType } from './observation.ts';

/** A row that the last read had and this one does not show: its key, and the key of what it lies in where it says one. */
export interface UnshownRow {
  readonly type: Exclude<ObservationType, 'gap'>;
  readonly keys: readonly string[];
}

/**
 * Said by a read that could not look at a part of its source at all: which rows stay as they were last read. Everything else
 * that it does not show is gone.
 */
export type Keeps = (row: UnshownRow) => boolean;
