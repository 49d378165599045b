/** How much a class of request may be used: `burst` at once, then `perSecond`. */
export interface Budget {
  readonly burst: number;
  readonly perSecond: number;
}

export interface Spent {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until there is one again; when there is, until the bucket is full. */
  readonly resetSeconds: number;
}

interface Bucket {
  level: number;
  atMs: number;
}

/** Bounded: who was not seen for longest is forgotten first, and a forgotten bucket is a full one. */
const mostBuckets = 20_000;

/** Token buckets, one per name, in this process alone. `nowMs` is monotonic. */
export function createBudgets(nowMs: () => number): {
  spend(name: string, budget: Budget): Spent;
} {
  const buckets = new Map<string, Bucket>();
  return {
    spend(name, { burst, perSecond }) {
      const now = nowMs();
      const known = buckets.get(name);
      buckets.delete(name); // and put last
      const level =
        known === undefined ? burst : Math.min(burst, known.level + ((now - known.atMs) / 1000) * perSecond);
      const allowed = level >= 1;
      const left = allowed ? level - 1 : level;
      buckets.set(name, { level: left, atMs: now });
      if (buckets.size > mostBuckets)
        for (const oldest of buckets.keys()) {
          buckets.delete(oldest);
          break;
        }
      return {
        allowed,
        limit: burst,
        remaining: Math.floor(left),
        resetSeconds: Math.ceil((allowed ? burst - left : 1 - left) / perSecond),
      };
    },
  };
}
