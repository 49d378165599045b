/**
 * Every way in which n numbered things hang together without a circle, as who hangs from whom when the first is the root
 * (`parents[0]` is -1). There are n to the n−2 of them (Cayley), by the sequences of Prüfer.
 */
export function treesOf(n: number): readonly (readonly number[])[] {
  const known = kept.get(n);
  if (known !== undefined) return known;
  const trees =
    n < 3 ? [n === 1 ? [-1] : [-1, 0]] : sequences(n, n - 2).map((sequence) => rooted(n, sequence));
  kept.set(n, trees);
  return trees;
}

const kept = new Map<number, readonly (readonly number[])[]>();

function sequences(n: number, length: number): readonly (readonly number[])[] {
  if (length === 0) return [[]];
  return sequences(n, length - 1).flatMap((before) => [...Array(n).keys()].map((last) => [...before, last]));
}

function rooted(n: number, sequence: readonly number[]): readonly number[] {
  const degree = Array.from({ length: n }, (_, at) => 1 + sequence.filter((each) => each === at).length);
  const near: number[][] = Array.from({ length: n }, () => []);
  const join = (a: number, b: number): void => {
    near[a]?.push(b);
    near[b]?.push(a);
    degree[a] = (degree[a] ?? 0) - 1;
    degree[b] = (degree[b] ?? 0) - 1;
  };
  for (const each of sequence) join(degree.indexOf(1), each);
  const left = degree.flatMap((of, at) => (of === 1 ? [at] : []));
  join(left[0] ?? 0, left[1] ?? 0);
  const parents = Array.from({ length: n }, () => -1);
  const open = [0];
  for (const at of open)
    for (const next of near[at] ?? [])
      if (next !== 0 && parents[next] === -1) {
        parents[next] = at;
        open.push(next);
      }
  return parents;
}
