import type { AspectShown, Instant } from '../../../model/index.ts';
import type { Detected, Detector } from '../anomaly.ts';
import { shareOf } from '../peers.ts';
import { bitsOf, chanceOfNew } from '../rarity.ts';
import { kinOf, novelties, type Novelty } from './novelties.ts';

/** Names that were never seen before, against how many come by themselves and how many peers have them. */
const firstSeen = (novelty: Novelty): Detector => ({
  id: novelty.id,
  look(looked): Detected {
    const { seen, history, peers, levelOf, usual } = looked;
    const { id, aspect, things, ordinary } = novelty;
    const before = seen.before.aspects[aspect];
    if (!isWhole(before))
      return {
        is: 'cannot tell',
        why: `Of its ${things} before only ${before.names.length} of about ${before.distinct.count} are kept: whether one is new is not known.`,
      };
    const known = kinOf(before.names, novelty.kin);
    const fresh = seen.recent.aspects[aspect].names.filter(
      ({ name }) => !known.has(novelty.kin?.(name) ?? name) && novelty.counts(name, levelOf),
    );
    if (fresh.length === 0) return { is: 'told', anomalies: [] };
    const late = novelty.lateOf(seen, history, levelOf).length;
    // what peers do counts less, and as a whole number: half a new thing is none
    const weight = fresh.reduce((sum, { name }) => sum + 1 - shareOf(peers, aspect, name), 0);
    const chance = chanceOfNew(Math.floor(weight + 0.25), seen.recentDays, {
      known: late,
      knownDays: history.lateDays,
      usually: usual[id],
    });
    const bits = bitsOf(chance);
    if (bits < leastBits) return { is: 'told', anomalies: [] };
    const names = fresh.map(({ name }) => name);
    const withPeers = fresh.filter(({ name }) => (peers?.having(aspect, name) ?? 0) > 0).length;
    const said = novelty.title?.(names) ?? `${fresh.length} ${things} that it never showed before`;
    const came = late === 0 ? 'none came new' : `${late} came new`;
    const others =
      peers === null
        ? ''
        : `, and ${withPeers === 0 ? 'none' : withPeers} of these ${withPeers === 1 ? 'is' : 'are'} known ${peers.said}`;
    return {
      is: 'told',
      anomalies: [
        {
          kind: id,
          what: `${said}; in the ${Math.round(history.lateDays)} days before ${came}${others}.`,
          bits,
          since: earliest(fresh.map(({ first }) => first)),
          ordinary,
          restsOn: names.slice(0, mostNamed).map((name) => ({ aspect, name })),
        },
      ],
    };
  },
});

export const firsts: readonly Detector[] = Object.values(novelties).map(firstSeen);

/** Less than that is nothing unusual. */
export const leastBits = 1;

/** Every name is there, so a name that is not was never seen. */
export const isWhole = (shown: AspectShown): boolean =>
  shown.distinct.exact && shown.names.length >= shown.distinct.count;

export const earliest = (times: readonly (Instant | null)[]): Instant | null =>
  times.filter((at) => at !== null).toSorted()[0] ?? null;

const mostNamed = 8;
