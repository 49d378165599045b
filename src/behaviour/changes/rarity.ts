/**
 * How likely at least `n` new things are in `days`, when `known` came in `knownDays`: the predictive distribution of a
 * Poisson rate (negative binomial), which knows that a short history says little. `usually` is how many come a day to
 * accounts of its kind: an account to which none came leans on it, with the weight of half a thing. One to which some did
 * speaks for itself, since accounts differ more than that.
 */
export function chanceOfNew(
  n: number,
  days: number,
  {
    known,
    knownDays,
    usually,
  }: { readonly known: number; readonly knownDays: number; readonly usually: number },
): number {
  if (n <= 0) return 1;
  const a = known + leaning;
  const share = days / (days + Math.max(1, knownDays) + (known === 0 ? leaning / usually : 0));
  // the probability of exactly k, from k = 0 on; what is left is the tail
  let log = a * Math.log1p(-share);
  let below = 0;
  for (let k = 0; k < n; k++) {
    below += Math.exp(log);
    log += Math.log(a + k) - Math.log(k + 1) + Math.log(share);
  }
  // where almost nothing is left the sum has lost its digits: the first terms of the tail are added up instead
  if (below < 0.999) return 1 - below;
  let tail = 0;
  for (let k = n; k < n + 400; k++) {
    tail += Math.exp(log);
    log += Math.log(a + k) - Math.log(k + 1) + Math.log(share);
  }
  return tail;
}

const leaning = 0.5;

/** How likely at least `n` of `of` are, each with chance `p`. */
export function chanceOfSome(n: number, of: number, p: number): number {
  if (n <= 0) return 1;
  let log = of * Math.log1p(-p);
  let below = 0;
  for (let k = 0; k < n; k++) {
    below += Math.exp(log);
    log += Math.log(of - k) - Math.log(k + 1) + Math.log(p) - Math.log1p(-p);
  }
  return Math.max(1 - below, Math.exp(Math.max(log, -700)));
}

/** Halvings: ten bits are one window in a thousand. More than `mostBits` no history of this length can tell. */
export const bitsOf = (chance: number): number =>
  Math.max(0, Math.min(mostBits, -Math.log2(Math.max(chance, Number.MIN_VALUE))));
export const mostBits = 16;
