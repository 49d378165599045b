import type { BehaviourSeen } from '../../model/index.ts';
import type { LevelOf } from '../signals/family-of.ts';
import type { Anomaly, AnomalyKind, Detector } from './anomaly.ts';
import { firsts } from './detectors/novelty.ts';
import { privilege } from './detectors/privilege.ts';
import { clock, rate, schedule } from './detectors/rhythm.ts';
import { historyOf } from './history.ts';
import type { Peers } from './peers.ts';
import { assumed, type Usual } from './usual.ts';

/** Every way of looking, in no order that matters. */
export const detectors: readonly Detector[] = [...firsts, privilege, rate, schedule, clock];

/** How an account’s last days differ from what came before, those that are rarest first. */
export type Changes =
  | {
      readonly is: 'told';
      readonly anomalies: readonly Anomaly[];
      /** The strongest few added up, halvings of chance: what accounts are ranked by. It ranks for people and acts on nothing. */
      readonly bits: number;
      /** What could not be looked at, and why. */
      readonly untold: readonly string[];
    }
  | { readonly is: 'cannot tell'; readonly why: string };

export interface ChangesAsked {
  readonly seen: BehaviourSeen;
  readonly levelOf: LevelOf;
  readonly peers: Peers | null;
  /** What comes by itself to accounts of its kind; what is assumed of nobody known where it is absent. */
  readonly usual?: Usual;
}

export function changesOf({ seen, levelOf, peers, usual = assumed }: ChangesAsked): Changes {
  if (seen.recent.events === 0) return { is: 'told', anomalies: [], bits: 0, untold: [] };
  const history = historyOf(seen);
  if (typeof history === 'string') return { is: 'cannot tell', why: history };
  const anomalies: Anomaly[] = [];
  const untold: string[] = [];
  for (const detector of detectors) {
    const found = detector.look({ seen, history, levelOf, peers, usual });
    if (found.is === 'told') anomalies.push(...found.anomalies);
    else untold.push(found.why);
  }
  anomalies.sort((a, b) => b.bits - a.bits || (a.kind < b.kind ? -1 : 1));
  return { is: 'told', anomalies, bits: togetherOf(anomalies), untold };
}

/** What was done, from where, and when: three questions that hardly hang together. */
const questions: Readonly<Record<AnomalyKind, 'what' | 'where' | 'when'>> = {
  'sensitive-first': 'what',
  'privilege-spike': 'what',
  combination: 'what',
  'new-actions': 'what',
  'new-targets': 'what',
  denied: 'what',
  'new-network': 'where',
  'new-client': 'where',
  'new-credential': 'where',
  'new-principal': 'where',
  rate: 'when',
  schedule: 'when',
  clock: 'when',
};

/** Within a question ways of looking overlap (a new action is often about a new target): each next one counts half. */
const togetherOf = (anomalies: readonly Anomaly[]): number =>
  Object.values(Object.groupBy(anomalies, ({ kind }) => questions[kind])).reduce(
    (sum, each) => sum + each.reduce((within, { bits }, at) => within + bits / 2 ** at, 0),
    0,
  );
