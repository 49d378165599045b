import type { Instant, ObservationType, SourceId } from '../../model/index.ts';

export interface TypeCounts {
  readonly added: number;
  readonly changed: number;
  readonly closed: number;
  readonly unchanged: number;
  /** How many there are after it. */
  readonly live: number;
}

/** Rows that refer to something this read did not show; they are kept, and answers that rest on them say so. */
export interface Dangling {
  readonly what: string;
  readonly rows: number;
  /** Keys of up to ten such rows. */
  readonly examples: readonly string[];
}

/** What one read did to the estate. */
export interface ReadSummary {
  readonly source: SourceId;
  readonly number: number;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly complete: boolean;
  readonly pages: number;
  readonly counts: Readonly<Record<ObservationType, TypeCounts>>;
  /** Records met twice with the same content; taken once. */
  readonly repeated: number;
  /** Records that tell of a time more than five minutes after the read began: a clock is wrong somewhere. */
  readonly inFuture: number;
  /** Items that were not read again since the last complete read had them, byte for byte. */
  readonly itemsSkipped: number;
  readonly dangling: readonly Dangling[];
}
