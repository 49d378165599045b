import type { BehaviourSeen, Instant } from '../../model/index.ts';
import type { LevelOf } from '../signals/family-of.ts';
import type { NoveltyId } from './detectors/novelties.ts';
import type { Peers } from './peers.ts';
import type { Usual } from './usual.ts';

export type AnomalyKind = NoveltyId | 'privilege-spike' | 'combination' | 'rate' | 'schedule' | 'clock';

/** One way in which the last days of an account are unlike what came before. It says nothing about why. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  /** One sentence with its numbers. */
  readonly what: string;
  /** How unusual: halvings of chance, so that they add up. 10 is about one such window in a thousand. */
  readonly bits: number;
  readonly since: Instant | null;
  /** What would make it ordinary. */
  readonly ordinary: string;
  /** The names of which aspects it rests on, the first few. */
  readonly restsOn: readonly { readonly aspect: string; readonly name: string }[];
}

/** What detectors look at. */
export interface Looked {
  readonly seen: BehaviourSeen;
  readonly history: History;
  readonly levelOf: LevelOf;
  readonly peers: Peers | null;
  readonly usual: Usual;
}

/** How much came before, enough to say what is usual. */
export interface History {
  readonly firstMs: number;
  /** Days from the first act to the window; what came after its first third shows how much changes by itself. */
  readonly days: number;
  readonly lateFromMs: number;
  readonly lateDays: number;
  readonly windowFromMs: number;
}

/** What it found, or why it can tell nothing. Nothing found is an empty list. */
export type Detected =
  | { readonly is: 'told'; readonly anomalies: readonly Anomaly[] }
  | { readonly is: 'cannot tell'; readonly why: string };

export interface Detector {
  readonly id: string;
  look(looked: Looked): Detected;
}
