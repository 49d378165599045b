// What is put into an identity’s last day, under several models of what an attacker or a broken program does.
import { dayMs, randomOf, startMs, type Deed, type Made, type Random } from './benign.ts';

export interface Attack {
  readonly name: string;
  /** What the days of the window look like with it; undefined: it cannot be done to this identity. */
  on(made: Made, other: Made, day: number, random: Random): ReadonlyMap<number, readonly Deed[]> | undefined;
}

/** Acts of one technique as they were recorded, done with the credential of the identity. */
export interface Technique {
  readonly name: string;
  readonly acts: readonly { readonly action: string; readonly target: string; readonly failed: boolean }[];
}

const lastOf = (made: Made, day: number): Deed | undefined =>
  made.days
    .slice(0, day + 1)
    .findLast((deeds) => deeds.length > 0)
    ?.at(-1);
const hourOf = (deeds: readonly Deed[], random: Random): number =>
  deeds[Math.floor(random() * deeds.length)]?.atMs ?? 12 * 3_600_000;

/** `away`: from a network and program of its own; else from where the identity always is, with its program. */
export const technique = (techniques: readonly Technique[], away: boolean): Attack => ({
  name: away ? 'technique, from elsewhere' : 'technique, from its own place',
  on(made, _other, day, random) {
    const like = lastOf(made, day);
    const chosen = techniques[Math.floor(random() * techniques.length)];
    if (like === undefined || chosen === undefined) return undefined;
    const own = made.days[day] ?? [];
    const at = (hourOf(own.length > 0 ? own : [like], random) % dayMs) + startMs + day * dayMs;
    const acts = chosen.acts.map((act, n) => ({
      ...like,
      ...act,
      atMs: at + n * 1000,
      ...(away ? { network: '185.220.101.0/24', client: 'python-requests/2' } : {}),
    }));
    return new Map([[day, [...own, ...acts]]]);
  },
});

/** Somebody else who does the same kind of work uses its credential for a day. */
export const masquerade: Attack = {
  name: 'masquerade',
  on(made, other, day) {
    const theirs = other.days[day] ?? [];
    const like = lastOf(made, day);
    if (theirs.length === 0 || like === undefined) return undefined;
    return new Map([[day, theirs.map((deed) => ({ ...deed, credential: like.credential }))]]);
  },
};

/** Two more things a day that it never did, all through the window, from its own place and in its own hours. */
export const drift = (days: number, actions: readonly string[]): Attack => ({
  name: 'slow drift',
  on(made, _other, day, random) {
    const known = new Set(made.days.flat().map(({ action }) => action));
    const fresh = actions.filter((action) => !known.has(action));
    const days_ = Array.from({ length: days }, (_, n) => day - n).toReversed();
    const like = lastOf(made, day);
    if (like === undefined || fresh.length < days) return undefined;
    return new Map(
      days_.map((each, n) => {
        const own = made.days[each] ?? [];
        const at = (hourOf(own.length > 0 ? own : [like], random) % dayMs) + startMs + each * dayMs;
        const extra = [fresh[n * 2], fresh[n * 2 + 1]].flatMap((action) =>
          action === undefined ? [] : [{ ...like, action, target: `drift-${each}`, atMs: at }],
        );
        return [each, [...own, ...extra]];
      }),
    );
  },
});

/** Its own acts, ten times as many in one day. */
export const burst: Attack = {
  name: 'burst',
  on(made, _other, day) {
    const own = made.days[day] ?? [];
    if (own.length === 0) return undefined;
    return new Map([[day, own.flatMap((deed) => Array.from({ length: 10 }, () => deed))]]);
  },
};

/** Its own acts at hours in which it never acts; what acts around the clock has none. */
export const offHours: Attack = {
  name: 'off-hours',
  on(made, _other, day) {
    const seen = new Set(made.days.flat().map(({ atMs }) => Math.floor((atMs % dayMs) / 3_600_000)));
    const free = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) =>
      [-1, 0, 1].every((by) => !seen.has((hour + by + 24) % 24)),
    );
    const own = made.days[day] ?? [];
    const like = lastOf(made, day);
    if (like === undefined || free.length < 2) return undefined;
    const at = startMs + day * dayMs;
    const night = free
      .slice(0, 4)
      .flatMap((hour) =>
        [0, 9, 21, 40].map((minute) => ({ ...like, atMs: at + hour * 3_600_000 + minute * 60_000 })),
      );
    return new Map([[day, [...own, ...night]]]);
  },
};

export const randomFor = (seed: number): Random => randomOf(seed * 31 + 7);
