import { hasWildcard } from '../../platform/glob.ts';
import type { AccessGraph } from './graph.ts';
import { matchQuestion } from './match.ts';

/** What a question can be made of, while it is typed. */
export interface Suggested {
  readonly resources: readonly { readonly source: string; readonly key: string; readonly name: string }[];
  /** As the sources write them, in lower case. */
  readonly actions: readonly string[];
  /** Not everything was looked through, or more was found than is told. */
  readonly isCut: boolean;
}

/** Names beyond this are not looked through: a keystroke must not hold the process up. */
const mostLooked = 400_000;

/**
 * Resources and actions whose name holds `text`, those that begin with it first. With a resource, the actions that any
 * right on it names. Names are compared without case; wildcards are letters like any other.
 */
export function suggestFrom(
  graph: AccessGraph,
  asked: { readonly text: string; readonly resource?: string; readonly limit: number },
): Suggested {
  const text = asked.text.trim().toLowerCase();
  const actions = ranked(actionsOf(graph, asked.resource), text, asked.limit);
  if (asked.resource !== undefined) return { resources: [], actions: actions.told, isCut: actions.isCut };
  const { keys, names, sourceNo } = graph.resources;
  const sourceOf = new Map(graph.version.reads.map((read) => [read.sourceNo, read.source]));
  const known = new Map<string, Suggested['resources'][number]>();
  // several sources may tell of one resource: it is suggested once
  for (const [n, key] of keys.entries())
    if (!known.has(key))
      known.set(key, { source: sourceOf.get(sourceNo[n] ?? -1) ?? '', key, name: names[n] ?? key });
  // a right can name what no source lists as a resource
  const patterns = graph.texts.patterns
    .filter((pattern) => !known.has(pattern) && !hasWildcard(pattern))
    .map((pattern) => ({ source: '', key: pattern, name: pattern }));
  const resources = ranked(
    [...known.values(), ...patterns],
    text,
    asked.limit,
    ({ name, key }) => `${name}\n${key}`,
  );
  return {
    resources: resources.told,
    actions: actions.told,
    isCut: actions.isCut || resources.isCut,
  };
}

function actionsOf(graph: AccessGraph, resource: string | undefined): readonly string[] {
  if (resource === undefined) return graph.texts.actions;
  const { entitlements } = matchQuestion(graph, '*', resource);
  const numbers = new Set(entitlements.map((e) => graph.entitlements.action[e] ?? -1));
  return [...numbers].map((number) => graph.texts.actions[number] ?? '').filter((action) => action !== '');
}

function ranked<T>(
  all: readonly T[],
  text: string,
  limit: number,
  textOf: (each: T) => string = String,
): { readonly told: readonly T[]; readonly isCut: boolean } {
  const first: T[] = [];
  const then: T[] = [];
  const looked = all.length > mostLooked ? all.slice(0, mostLooked) : all;
  for (const each of looked) {
    if (first.length > limit) break;
    const at = text === '' ? 0 : textOf(each).toLowerCase().indexOf(text);
    if (at === 0) first.push(each);
    else if (at > 0 && then.length <= limit) then.push(each);
  }
  const found = [...first, ...then];
  return { told: found.slice(0, limit), isCut: found.length > limit || looked.length < all.length };
}
