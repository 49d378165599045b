/** A name of this estate, as it may stand in a question. */
export interface NameKnown {
  readonly text: string;
  /** What it is the name of, where that is known. */
  readonly is?:
    | 'person'
    | 'account'
    | 'resource'
    | 'group'
    | 'role'
    | 'department'
    | 'team'
    | 'source'
    | 'campaign';
}

/** Words of the language of questions: a name that is one of them has to stand in quotes. */
const reserved = new Set(
  'access account accounts active admin agent agents all any campaign can dev disabled entitlement finding findings grant grants group groups high identity identities key keys last low mfa no not of open owner owners path people person privileged prod production read request requests resource resources review role roles secret secrets service staging test token tokens user users who with without write'.split(
    ' ',
  ),
);

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();

/** Distance in letters put in, left out, changed or swapped with the next, up to a bound. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_each, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}

/**
 * The text with each name of the estate replaced by `§n0§`, longest first, and the names. Only whole words fit; what is
 * nearly a name is not taken for one, and is asked about (`nearest`).
 */
export function namesIn(
  text: string,
  known: readonly NameKnown[],
  quoted: readonly string[],
): { readonly text: string; readonly names: readonly NameKnown[] } {
  const names: NameKnown[] = [];
  let left = ` ${text} `;
  for (const [at, name] of quoted.entries()) {
    const exact = known.find((each) => plain(each.text) === plain(name));
    names.push(exact ?? { text: name });
    left = left.replace(`"${at}"`, `§n${names.length - 1}§`);
  }
  for (const name of known.toSorted((a, b) => b.text.length - a.text.length)) {
    const wanted = plain(name.text);
    if (wanted.length < 2 || reserved.has(wanted)) continue;
    const at = left.indexOf(` ${wanted} `);
    if (at === -1) continue;
    names.push(name);
    left = `${left.slice(0, at)} §n${names.length - 1}§ ${left.slice(at + wanted.length + 2)}`;
  }
  return { text: left.trim(), names };
}

/** Names that this word may have been meant for, nearest first. */
export function nearest(word: string, known: readonly string[]): readonly string[] {
  const most = word.length < 5 ? 1 : word.length < 9 ? 2 : 3;
  return known
    .map((name) => ({ name, far: distance(plain(word), plain(name), most) }))
    .filter(
      ({ far, name }) =>
        far <= most ||
        (word.length >= 4 &&
          plain(name)
            .split(/[\s._/-]+/)
            .includes(plain(word))),
    )
    .toSorted((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, 5)
    .map(({ name }) => name);
}
