import type { BehaviourSeen } from '../../model/index.ts';
import type { LevelOf } from '../signals/family-of.ts';
import { fresh, type NoveltyId } from './detectors/novelties.ts';
import { historyOf } from './history.ts';

/** How many new things of each sort come a day to an account of its kind. */
export type Usual = Readonly<Record<NoveltyId, number>>;

/** What one account adds to what is usual: new things in the later part of its history, and how long that was. */
export interface Added {
  readonly days: number;
  readonly fresh: Readonly<Record<NoveltyId, number>>;
}

/** Null: its history is too short to say. */
export function addedBy(seen: BehaviourSeen, levelOf: LevelOf): Added | null {
  const history = historyOf(seen);
  if (typeof history === 'string') return null;
  return {
    days: history.lateDays,
    fresh: fresh((novelty) => novelty.lateOf(seen, history, levelOf).length),
  };
}

/** What is usual among accounts of one kind. Of few accounts it is near what is assumed of nobody known. */
export function usualAmong(added: readonly Added[]): Usual {
  const days = added.reduce((sum, each) => sum + each.days, 0);
  return fresh(
    ({ id, assumed }) =>
      (added.reduce((sum, each) => sum + each.fresh[id], 0) + assumed * assumedDays) / (days + assumedDays),
  );
}
const assumedDays = 200;

/** Where nobody else is known. */
export const assumed: Usual = usualAmong([]);
