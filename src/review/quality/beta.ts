/** A share, with what is likely given how often it was seen. */
export interface Rate {
  readonly times: number;
  readonly of: number;
  /** Middle of what is likely; null when nothing was seen. */
  readonly value: number | null;
  /** Nine times in ten the share lies between these. Nothing seen: 0 and 1. */
  readonly low: number;
  readonly high: number;
}

const cells = 160;
const tail = 0.05;

/**
 * The likely values of a share after `times` of `of` (Beta with Jeffreys' prior, Beta(½, ½)), as weights of equal cells.
 * Halves count: an answer that half catches something is half a time.
 */
function likely(times: number, of: number): readonly number[] {
  const [a, b] = [times + 0.5, of - times + 0.5];
  const logs = Array.from({ length: cells }, (_, at) => {
    const x = (at + 0.5) / cells;
    return (a - 1) * Math.log(x) + (b - 1) * Math.log(1 - x);
  });
  const top = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - top));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Where a share of `q` lies below, of weights over equal cells of 0 to 1. */
function quantile(weights: readonly number[], q: number): number {
  let below = 0;
  for (const [at, weight] of weights.entries()) {
    if (below + weight >= q) return (at + (q - below) / weight) / weights.length;
    below += weight;
  }
  return 1;
}

export function rateOf(times: number, of: number): Rate {
  if (of === 0) return { times, of, value: null, low: 0, high: 1 };
  const weights = likely(times, of);
  return { times, of, value: times / of, low: quantile(weights, tail), high: quantile(weights, 1 - tail) };
}

/** The mean of two shares that are independent of each other: value, and where it lies nine times in ten. */
export function meanOf(
  one: Rate,
  other: Rate,
): { readonly value: number; readonly low: number; readonly high: number } | null {
  if (one.value === null || other.value === null) return null;
  const [left, right] = [likely(one.times, one.of), likely(other.times, other.of)];
  const sums = Array.from({ length: 2 * cells - 1 }, () => 0);
  for (const [i, x] of left.entries())
    for (const [j, y] of right.entries()) sums[i + j] = (sums[i + j] ?? 0) + x * y;
  return {
    value: (one.value + other.value) / 2,
    low: quantile(sums, tail),
    high: quantile(sums, 1 - tail),
  };
}
