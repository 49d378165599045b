import type { Capability, PathRule } from './policy.ts';

/** How the pattern of a rule reads: `+` is one segment; a `*` at the end is anything, from there on. */
interface Pattern {
  readonly text: string;
  readonly glob: boolean;
  readonly segments: readonly string[];
}

export function patternOf(path: string): Pattern {
  const glob = path.endsWith('*');
  const text = glob ? path.slice(0, -1) : path;
  return { text: path, glob, segments: text.split('/') };
}
const hasPlus = ({ segments }: Pattern): boolean => segments.includes('+');
export const isExact = (path: string): boolean => !path.endsWith('*') && !path.split('/').includes('+');

/** Does the pattern match this path? */
export function pathMatches({ glob, segments }: Pattern, path: string): boolean {
  const given = path.split('/');
  if (glob ? given.length < segments.length : given.length !== segments.length) return false;
  return segments.every((segment, n) => {
    const of = given[n] ?? '';
    if (segment === '+') return true;
    // the last segment of a glob is the beginning of whatever follows
    return glob && n === segments.length - 1 ? of.startsWith(segment) : of === segment;
  });
}

/** Is there a path that both match? */
export function pathsOverlap(a: Pattern, b: Pattern): boolean {
  const length = Math.max(a.segments.length, b.segments.length);
  if (!a.glob && a.segments.length !== length) return false;
  if (!b.glob && b.segments.length !== length) return false;
  for (let n = 0; n < length; n++) if (!segmentsMeet(segmentAt(a, n), segmentAt(b, n))) return false;
  return true;
}

/** What a pattern says of its n-th segment: exactly this text, or whatever begins with it. */
interface Segment {
  readonly text: string;
  readonly open: boolean;
}
function segmentAt({ glob, segments }: Pattern, n: number): Segment {
  const text = segments[n];
  if (text === undefined || text === '+') return { text: '', open: true };
  return { text, open: glob && n === segments.length - 1 };
}
const segmentsMeet = (a: Segment, b: Segment): boolean => {
  if (a.open) return b.text.startsWith(a.text) || (b.open && a.text.startsWith(b.text));
  return b.open ? a.text.startsWith(b.text) : a.text === b.text;
};

/**
 * Which of two rules that match the same path holds? As Vault documents it ("priority matching"): an exact path before any
 * pattern; then the one whose first wildcard comes later; one without `*` at its end; with fewer `+`; the longer; the greater.
 * Negative: `a` is the stronger.
 */
export function byPriority(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [rankOf(a), rankOf(b)];
  for (const [n, of] of x.entries()) {
    const other = y[n] ?? 0;
    if (of !== other) return other - of;
  }
  return a > b ? -1 : 1;
}
function rankOf(path: string): readonly number[] {
  const pattern = patternOf(path);
  const first = firstWildcard(pattern);
  return [
    first === -1 ? 1 : 0,
    first === -1 ? 0 : first,
    pattern.glob ? 0 : 1,
    -pattern.segments.filter((segment) => segment === '+').length,
    path.length,
  ];
}
function firstWildcard(pattern: Pattern): number {
  if (!hasPlus(pattern)) return pattern.glob ? pattern.text.length - 1 : -1;
  return pattern.text.indexOf('+');
}

/** Rules of several policies on one token: what they say of the same path is put together, and a deny among it wins. */
export function mergeRules(policies: readonly (readonly PathRule[])[]): readonly PathRule[] {
  const byPath = new Map<string, PathRule[]>();
  for (const rule of policies.flat()) {
    const same = byPath.get(rule.path);
    if (same === undefined) byPath.set(rule.path, [rule]);
    else same.push(rule);
  }
  return [...byPath]
    .map(([path, rules]): PathRule => {
      const all = new Set(rules.flatMap((rule) => rule.capabilities));
      const limits = [...new Set(rules.flatMap((rule) => rule.limits))];
      return { path, capabilities: all.has('deny') ? ['deny'] : [...all].toSorted(), limits };
    })
    .toSorted((a, b) => byPriority(a.path, b.path));
}

/** What a token with these merged rules may do on one path: what the strongest rule that matches says, and nothing besides. */
export function capabilitiesOn(merged: readonly PathRule[], path: string): readonly Capability[] {
  const rule = merged.find((each) => pathMatches(patternOf(each.path), path));
  return rule === undefined || rule.capabilities.includes('deny') ? [] : rule.capabilities;
}
