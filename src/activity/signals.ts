import { instantOf, type Instant } from '../model/index.ts';
import type { Actor } from './event-view.ts';
import { severities, type Severity, type Signal } from './signal.ts';

export interface SignalSeen {
  readonly what: string;
  readonly severity: Severity;
  readonly at: Instant | null;
  readonly product: string;
  readonly who: readonly string[];
  /** Keys of the identities of these logs that it names: by their id, or by a name that only one of them has. */
  readonly identities: readonly string[];
}

const mostSignals = 1000;
const order: readonly Severity[] = ['unknown', 'other', ...Object.values(severities).slice(1, 7)];

/** Signals of one reading, of which the most severe and then the latest are kept, whatever order they came in. */
export class Signals {
  #count = 0;
  #kept: Signal[] = [];

  add(signal: Signal): void {
    this.#count++;
    this.#kept.push(signal);
    if (this.#kept.length >= 2 * mostSignals) this.#cut();
  }

  #cut(): void {
    this.#kept = this.#kept.sort(worstFirst).slice(0, mostSignals);
  }

  shown(
    most: number,
    identities: readonly Actor[],
  ): { readonly count: number; readonly shown: readonly SignalSeen[] } {
    this.#cut();
    const keys = keysByWord(identities);
    return {
      count: this.#count,
      shown: this.#kept.slice(0, most).map(({ what, severity, timeMs, product, who }) => ({
        what,
        severity,
        at: timeMs === undefined ? null : instantOf(timeMs),
        product,
        who,
        identities: [...new Set(who.flatMap((word) => keys.get(word.toLowerCase()) ?? []))].sort(),
      })),
    };
  }
}

function worstFirst(a: Signal, b: Signal): number {
  const bySeverity = order.indexOf(b.severity) - order.indexOf(a.severity);
  const byTime = (b.timeMs ?? -1) - (a.timeMs ?? -1);
  return bySeverity || byTime || (a.what < b.what ? -1 : a.what > b.what ? 1 : 0);
}

/** Ids, and names that one identity alone has: a name of two could be either. */
function keysByWord(identities: readonly Actor[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const names = new Map<string, string | undefined>();
  for (const { key, uid, name } of identities) {
    if (uid !== undefined) ids.set(uid.toLowerCase(), key);
    const word = name.toLowerCase();
    names.set(word, names.has(word) && names.get(word) !== key ? undefined : key);
  }
  const found = new Map(ids);
  for (const [word, key] of names) if (key !== undefined && !ids.has(word)) found.set(word, key);
  return found;
}
