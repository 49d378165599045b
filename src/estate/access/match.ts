import { globsOverlap, hasWildcard, isUniversal } from '../../platform/glob.ts';
import type { AccessGraph } from './graph.ts';

/** The entitlements that a question is about, and the sources that know the resource at all. */
export interface Matched {
  readonly entitlements: readonly number[];
  readonly sources: ReadonlySet<number>;
}

/**
 * Which rights could answer "ACTION on RESOURCE": action and pattern overlap the question's (for a question with wildcards:
 * any of what it names). A right on `*` counts only in sources that know the resource, so an administrator of one system
 * does not appear to hold the tables of another; for any resource (`*`), in sources that know the action. Owning a resource (`OWNER`) is every action on it. `also`: other texts
 * that the question's resource stands for.
 */
export function matchQuestion(
  graph: AccessGraph,
  action: string,
  resource: string,
  also: readonly string[] = [],
): Matched {
  const { texts, entitlements, resources } = graph;
  const sources = new Set<number>();
  const candidates = new Set<number>();
  const patterns = new Set<number>();
  for (const text of [resource, ...also]) {
    const named = namedResources(graph, text);
    if (!isUniversal(text)) for (const number of named) sources.add(resources.sourceNo[number] ?? -1);
    else for (const sourceNo of sourcesOfAction(graph, action)) sources.add(sourceNo);
    if (text.startsWith('arn:')) for (const sourceNo of resources.arnSources) sources.add(sourceNo);
    for (const pattern of patternsFor(graph, text, named)) patterns.add(pattern);
    // a text with wildcards names a resource by overlapping it, which may be the whole of which it is a part
    if (!hasWildcard(text)) for (const entitlement of withinNamed(graph, named)) candidates.add(entitlement);
  }
  for (const pattern of patterns) {
    const universal = isUniversal(texts.patterns[pattern] ?? '');
    for (const [rows, byKey] of [
      [texts.withPattern, false],
      [texts.withResource, true],
    ] as const) {
      if (byKey && universal) continue;
      const end = rows.starts[pattern + 1] ?? 0;
      for (let i = rows.starts[pattern] ?? 0; i < end; i++) {
        const entitlement = rows.items[i] ?? 0;
        candidates.add(entitlement);
        if (!universal && !isUniversal(resource)) sources.add(entitlements.sourceNo[entitlement] ?? -1);
      }
    }
  }
  const asked = action.toLowerCase();
  const actionFits = new Map<number, boolean>();
  const fits = (number: number): boolean => {
    const known = actionFits.get(number);
    if (known !== undefined) return known;
    const text = texts.actions[number] ?? '';
    const fit = text === 'owner' || globsOverlap(text, asked);
    actionFits.set(number, fit);
    return fit;
  };
  const found = [...candidates].filter(
    (e) => sources.has(entitlements.sourceNo[e] ?? -1) && fits(entitlements.action[e] ?? -1),
  );
  return { entitlements: found.sort((a, b) => a - b), sources };
}

/**
 * Sources in which an action means something: some right names it, or it is written as AWS writes actions. All of them when
 * none does. Owning and rights on everything name no action: an owner of tables has no `ec2:CreateVpc`.
 */
function sourcesOfAction(
  { version, texts, entitlements, resources }: AccessGraph,
  action: string,
): ReadonlySet<number> {
  const asked = action.toLowerCase();
  const names = texts.actions.map(
    (text) => text !== 'owner' && !isUniversal(text) && globsOverlap(text, asked),
  );
  const found = new Set<number>(asked.includes(':') ? resources.arnSources : []);
  if (!isUniversal(asked))
    for (let e = 0; e < entitlements.count; e++)
      if (names[entitlements.action[e] ?? -1] === true) found.add(entitlements.sourceNo[e] ?? -1);
  return found.size > 0 ? found : new Set(version.reads.map(({ sourceNo }) => sourceNo));
}

/** Rights within a resource whose key is a pattern itself (a kind in a namespace), of its own source alone. */
function withinNamed(
  { texts, entitlements, resources }: AccessGraph,
  named: readonly number[],
): ReadonlySet<number> {
  const found = new Set<number>();
  for (const number of named) {
    const key = resources.keys[number] ?? '';
    if (!hasWildcard(key)) continue;
    for (const [pattern, text] of texts.patterns.entries()) {
      if (!globsOverlap(text, key)) continue;
      const end = texts.withPattern.starts[pattern + 1] ?? 0;
      for (let i = texts.withPattern.starts[pattern] ?? 0; i < end; i++) {
        const entitlement = texts.withPattern.items[i] ?? 0;
        if (entitlements.sourceNo[entitlement] === resources.sourceNo[number]) found.add(entitlement);
      }
    }
  }
  return found;
}

/** Resources that the text names: by key, name or a readable end of the key, exactly or by wildcard. */
export function namedResources(graph: AccessGraph, resource: string): readonly number[] {
  const { byName } = graph.resources;
  if (!hasWildcard(resource)) return byName.get(resource) ?? [];
  const found = new Set<number>();
  for (const [called, numbers] of byName)
    if (globsOverlap(resource, called)) for (const number of numbers) found.add(number);
  return [...found];
}

/** Numbers of the patterns that overlap the question itself or a resource it names. */
function patternsFor(graph: AccessGraph, resource: string, named: readonly number[]): ReadonlySet<number> {
  const { patterns, patternNumber, wildPatterns } = graph.texts;
  const found = new Set<number>();
  const exact = (text: string): void => {
    const number = patternNumber.get(text);
    if (number !== undefined) found.add(number);
  };
  if (hasWildcard(resource)) {
    for (const [number, pattern] of patterns.entries())
      if (globsOverlap(pattern, resource)) found.add(number);
    for (const number of named) exact(graph.resources.keys[number] ?? '');
    return found;
  }
  for (const text of new Set([resource, ...named.map((number) => graph.resources.keys[number] ?? '')])) {
    exact(text);
    for (const number of wildPatterns) if (globsOverlap(patterns[number] ?? '', text)) found.add(number);
  }
  return found;
}
