import { globMatches, globsOverlap } from '../../../platform/glob.ts';
import type { CompiledPolicy, PolicySet } from '../../access/aws/index.ts';

type Statement = CompiledPolicy['statements'][number];

/**
 * Patterns, in lower case, of which every subject that a trust policy lets in by this provider matches one; undefined when it
 * does not say so much. What matches is not let in by that alone: whether it is, the evaluation says.
 */
export function admittedSubjects(
  { policies, unread }: PolicySet,
  of: { readonly provider: string; readonly issuer: string },
): readonly string[] | undefined {
  if (unread.length > 0) return undefined;
  const found: string[] = [];
  for (const statement of policies.flatMap(({ statements }) => statements)) {
    if (statement.ref.effect !== 'allow' || !mayName(statement, of.provider)) continue;
    const patterns = patternsIn(statement, `${of.issuer.toLowerCase()}:sub`);
    if (patterns === undefined) return undefined;
    found.push(...patterns);
  }
  return found;
}

const mayName = ({ principals }: Statement, provider: string): boolean =>
  principals === undefined ||
  principals.not ||
  principals.named.some(
    ({ type, name }) =>
      (type !== 'service' && type !== 'aws' && type !== 'federated') ||
      name.includes('*') ||
      (type === 'federated' && name === provider),
  );

/** Of the one condition that is the narrowest by its shortest beginning. */
function patternsIn({ tests }: Statement, key: string): readonly string[] | undefined {
  let best: readonly string[] | undefined;
  for (const test of tests) {
    if (test.key !== key || test.by === 'Null' || test.by.family !== 'string') continue;
    if (test.by.negates || test.ifExists || test.quantifier === 'all') continue;
    const patterns = test.values.map(({ text }) => text.toLowerCase());
    if (patterns.some((text) => text.includes('${'))) continue;
    if (best === undefined || shortestHead(patterns) > shortestHead(best)) best = patterns;
  }
  return best;
}

const shortestHead = (patterns: readonly string[]): number =>
  Math.min(...patterns.map((each) => headOf(each).length));

/** What a pattern begins with, up to its first wildcard. */
const headOf = (pattern: string): string => pattern.split(/[*?]/, 1)[0] ?? '';

interface Entry<T> {
  readonly head: string;
  readonly pattern: string;
  readonly is: T;
}

/** Who could let a subject in, by the beginnings of the patterns: nobody else has to be asked. */
export class SubjectIndex<T> {
  /** Those that let in whatever subject, as far as their patterns say. */
  readonly open: readonly T[];
  readonly #sorted: readonly Entry<T>[];
  readonly #byHead: ReadonlyMap<string, readonly Entry<T>[]>;
  readonly #lengths: readonly number[];

  constructor(all: readonly { readonly is: T; readonly patterns: readonly string[] | undefined }[]) {
    this.open = all.flatMap(({ is, patterns }) => (patterns === undefined ? [is] : []));
    this.#sorted = all
      .flatMap(({ is, patterns = [] }) => patterns.map((pattern) => ({ head: headOf(pattern), pattern, is })))
      .sort((a, b) => (a.head < b.head ? -1 : a.head > b.head ? 1 : 0));
    this.#byHead = Map.groupBy(this.#sorted, ({ head }) => head);
    this.#lengths = [...new Set(this.#sorted.map(({ head }) => head.length))];
  }

  /** Those with a pattern for this very subject, besides `open`. */
  matching(subject: string): ReadonlySet<T> {
    const text = subject.toLowerCase();
    return new Set(this.#within(text).flatMap(({ is, pattern }) => (globMatches(pattern, text) ? [is] : [])));
  }

  /** Those with a pattern for some subject that begins so, besides `open`. */
  beginning(prefix: string): ReadonlySet<T> {
    const text = prefix.toLowerCase();
    const found = new Set<T>();
    for (let at = this.#placeOf(text); this.#sorted[at]?.head.startsWith(text) === true; at++) {
      const entry = this.#sorted[at];
      if (entry !== undefined) found.add(entry.is);
    }
    for (const { is, pattern } of this.#within(text)) if (globsOverlap(pattern, `${text}*`)) found.add(is);
    return found;
  }

  /** Entries whose head is a beginning of the text. */
  #within(text: string): readonly Entry<T>[] {
    return this.#lengths.flatMap((length) =>
      length <= text.length ? (this.#byHead.get(text.slice(0, length)) ?? []) : [],
    );
  }

  #placeOf(text: string): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle]?.head ?? '') < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
