/** Wildcards as AWS writes them: `*` any run of characters, `?` exactly one. Nothing else is special. */
export const hasWildcard = (text: string): boolean => text.includes('*') || text.includes('?');

/** Everything: `*`, `**`, and AWS's `*:*`. */
export const isUniversal = (pattern: string): boolean => /^(\*+|\*:\*)$/.test(pattern);

/** Does the pattern match this exact text? Linear in practice: only the last `*` is ever gone back to. */
export function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const c = pattern[p];
    if (c === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (c === '?' || c === text[t])) {
      p++;
      t++;
    } else if (star !== -1) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Is there a text that both match? For two patterns with wildcards, at most |a|·|b| steps. */
export function globsOverlap(a: string, b: string): boolean {
  if (a === b || isUniversal(a) || isUniversal(b)) return true;
  if (!hasWildcard(a)) return hasWildcard(b) && globMatches(b, a);
  if (!hasWildcard(b)) return globMatches(a, b);
  let row = new Uint8Array(b.length + 1); // row[j]: can a's first i and b's first j characters match one text?
  row[0] = 1;
  for (let j = 1; j <= b.length && b[j - 1] === '*'; j++) row[j] = 1;
  for (let i = 1; i <= a.length; i++) {
    const next = new Uint8Array(b.length + 1);
    const ca = a[i - 1];
    next[0] = ca === '*' ? (row[0] ?? 0) : 0;
    for (let j = 1; j <= b.length; j++) {
      const cb = b[j - 1];
      // a star stands for nothing more, or swallows the other side's character
      if (ca === '*' || cb === '*') next[j] = (row[j] ?? 0) | (next[j - 1] ?? 0);
      else next[j] = ca === cb || ca === '?' || cb === '?' ? (row[j - 1] ?? 0) : 0;
    }
    row = next;
  }
  return row[b.length] === 1;
}
