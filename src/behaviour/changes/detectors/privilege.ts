import { signalsOf, type Signal } from '../../signals/signals-of.ts';
import type { Anomaly, Detector } from '../anomaly.ts';
import { earliest } from './novelty.ts';

/** Sensitive acts it has done before, and now on far more things; and families that it never had together. */
export const privilege: Detector = {
  id: 'privilege',
  look({ seen, history, levelOf }) {
    const before = new Map(signalsOf(seen.before, levelOf).map((signal) => [signal.family.id, signal]));
    const recent = signalsOf(seen.recent, levelOf);
    const spikes = recent.flatMap((signal): readonly Anomaly[] => {
      const known = before.get(signal.family.id);
      const most = signal.targets + (signal.targets === 0 ? signal.done + signal.denied : 0);
      const had = known === undefined ? 0 : Math.max(known.targets, 1);
      const usual = (had / history.days) * seen.recentDays;
      // twice what is usual and one more is nothing; every doubling beyond counts
      const bits = bitsADoubling * Math.log2(most / (2 * usual + 1));
      if (bits < 2) return [];
      return [
        {
          kind: 'privilege-spike',
          what: `It ${signal.family.title}: on ${most} things in ${seen.recentDays} days; by the ${Math.round(history.days)} days before about ${Math.round(usual)} are usual.`,
          bits: Math.min(bits, 10),
          since: signal.first,
          ordinary: 'Work on many things at once that somebody asked for.',
          restsOn: signal.actions.slice(0, 8).map((name) => ({ aspect: 'actions', name })),
        },
      ];
    });
    return { is: 'told', anomalies: [...spikes, ...together(recent, before)] };
  },
};

const bitsADoubling = 2;

function together(
  recent: readonly Signal[],
  before: ReadonlyMap<Signal['family']['id'], Signal>,
): readonly Anomaly[] {
  const fresh = recent.filter(({ family }) => !before.has(family.id));
  if (recent.length < 2 || fresh.length === 0) return [];
  return [
    {
      kind: 'combination',
      what: `Within one window it ${recent.map(({ family }) => family.title).join(', and ')}; never together before.`,
      bits: 2 * fresh.length,
      since: earliest(fresh.map(({ first }) => first)),
      ordinary: 'One task that needs all of them, named.',
      restsOn: recent
        .flatMap(({ actions }) => actions.slice(0, 2).map((name) => ({ aspect: 'actions', name })))
        .slice(0, 8),
    },
  ];
}
