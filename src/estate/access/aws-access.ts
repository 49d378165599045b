import type { Instant, Result, SourceId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { actionsNamed, arnsOf, asNamedBy, rcpServices, takeNoResource } from './aws-actions.ts';
import type { AwsQuestion } from './aws-ask.ts';
import type { AwsEstates } from './aws-estates.ts';
import { openWhenWide, unreadOfGroup } from './aws-too-wide.ts';
import { whatCanInAws, type AwsRight } from './aws-what-can.ts';
import { whatOnInAws, type AwsOn } from './aws-what-on.ts';
import {
  nodeOf,
  whoCanInAws,
  type AwsDenied,
  type AwsHolder,
  type AwsOpen,
  type AwsPlace,
} from './aws-who-can.ts';
import { whoOutsideInAws, type AwsOutside } from './aws-who-outside.ts';
import { Kinds } from './aws-kinds.ts';
import { Question } from './aws/index.ts';
import type { AccessGraph } from './graph.ts';
import { compareRights } from './held.ts';
import { namedResources, type Matched } from './match.ts';

/**
 * What the evaluation of AWS policies answers, for the sources that it answers for: none when the question is too wide to be
 * evaluated. Then rights answer, and `open` are those to whom something could give it that rights do not show.
 */
export interface AwsWhoCan {
  readonly sources: ReadonlySet<number>;
  readonly holders: readonly AwsHolder[];
  readonly denied: readonly AwsDenied[];
  readonly open: readonly AwsOpen[];
  /** Whoever else is let in, with the source that says so; worked out when it is asked for. */
  readonly outsiders: () => readonly (AwsOutside & { readonly source: SourceId })[];
}

/** Of whom something is asked: an account, by its number in the graph. */
interface AwsAsked {
  readonly sourceNo: number;
  readonly node: number;
  readonly now: Instant | undefined;
}

/** Actions, resources and principals, each with each: what is evaluated for one question while everything else waits. */
const mostAsked = 50_000;

/** AWS sources as they were at the reads asked for. */
export class AwsAccess {
  readonly #database: Queryable;
  readonly #estates: AwsEstates;

  constructor(database: Queryable, estates: AwsEstates) {
    this.#database = database;
    this.#estates = estates;
  }

  /** Undefined when no AWS source knows the resource: rights answer then. */
  async whoCan(
    graph: AccessGraph,
    matched: Matched,
    asked: { readonly action: string; readonly resource: string; readonly now: Instant | undefined },
  ): Promise<AwsWhoCan | undefined> {
    const places = await this.placesOf(graph, matched.sources);
    if (places.length === 0) return undefined;
    const resources = await resourcesAsked(places, asked);
    const question = await questionOf(places, { ...asked, resources });
    if (question === undefined) {
      const when = { rcpServices: await rcpServices(), now: asked.now };
      const wide = { action: asked.action.toLowerCase(), resources };
      const open = places.flatMap((place) => openWhenWide(place, wide, when));
      return { sources: new Set(), holders: [], denied: [], open, outsiders: () => [] };
    }
    const rights = new Set(matched.entitlements);
    const answers = places.map((place) => ({ place, ...whoCanInAws(place, question, rights) }));
    return {
      sources: new Set(places.map(({ sourceNo }) => sourceNo)),
      holders: answers.flatMap(({ holders }) => holders),
      denied: answers.flatMap(({ denied }) => denied),
      open: answers.flatMap(({ open }) => open),
      outsiders: () =>
        answers.flatMap(({ place, roles }) =>
          whoOutsideInAws(place, question, roles).map((each) => ({ ...each, source: place.estate.source })),
        ),
    };
  }

  /** What was not read of a group of an AWS source, or of what it has attached. */
  async unreadOf(graph: AccessGraph, sourceNo: number, key: string): Promise<readonly string[]> {
    const [place] = await this.placesOf(graph, new Set([sourceNo]));
    return place === undefined ? [] : unreadOfGroup(place.estate, key);
  }

  async isEvaluated(graph: AccessGraph, sourceNo: number): Promise<boolean> {
    return (await this.placesOf(graph, new Set([sourceNo]))).length > 0;
  }

  /** Undefined when the account is none of an AWS source. */
  async whatCan(
    graph: AccessGraph,
    asked: AwsAsked,
  ): Promise<{ readonly rights: readonly AwsRight[]; readonly untold: readonly string[] } | undefined> {
    const one = await this.#principalAt(graph, asked);
    if (one === undefined) return undefined;
    const { rights, untold } = await whatCanInAws(one.place, one.principal, one.when);
    // in the order of keys, which is the same however this version came to be in memory
    const isRow = ({ byResource }: AwsRight): boolean => byResource === undefined;
    return {
      rights: [
        ...rights
          .filter(isRow)
          .toSorted((a, b) => compareRights(graph, a.held.entitlement, b.held.entitlement)),
        ...rights.filter((right) => !isRow(right)),
      ],
      untold,
    };
  }

  /** On what it can do this; undefined when the account is none of an AWS source, or the action names too much to be evaluated. */
  async whatOn(
    graph: AccessGraph,
    asked: AwsAsked & { readonly action: string; readonly on: string | undefined },
  ): Promise<Result<AwsOn> | undefined> {
    const one = await this.#principalAt(graph, asked);
    return one === undefined ? undefined : whatOnInAws(one.place, one.principal, { ...one.when, ...asked });
  }

  async #principalAt(graph: AccessGraph, { sourceNo, node, now }: AwsAsked) {
    const [place] = await this.placesOf(graph, new Set([sourceNo]));
    const principal = place?.estate.principals.find((each) => nodeOf(place, each) === node);
    if (place === undefined || principal === undefined) return undefined;
    return { place, principal, when: { rcpServices: await rcpServices(), now } };
  }

  /** The AWS sources among these, as the graph's version has them. */
  async placesOf(graph: AccessGraph, sources: ReadonlySet<number>): Promise<readonly AwsPlace[]> {
    const places: AwsPlace[] = [];
    for (const { source, sourceNo, read } of graph.version.reads) {
      if (!sources.has(sourceNo) || !graph.resources.arnSources.has(sourceNo)) continue;
      const estate = await this.#estates.at(this.#database, { source, sourceNo, read });
      if (estate !== undefined) places.push({ graph, sourceNo, estate });
    }
    return places;
  }
}

/** What a name of resources stands for in AWS: their ARNs, or what is in them where the action is about that. */
async function resourcesAsked(
  places: readonly AwsPlace[],
  { action, resource }: { readonly action: string; readonly resource: string },
): Promise<readonly string[]> {
  if (resource === '*' || resource.startsWith('arn:')) return [resource];
  const found = new Set<string>();
  for (const { graph, sourceNo } of places) {
    const { resources } = graph;
    for (const number of namedResources(graph, resource)) {
      const key = resources.keys[number] ?? '';
      if (resources.sourceNo[number] === sourceNo && key.startsWith('arn:')) found.add(key);
    }
  }
  const globs = await arnsOf((await actionsNamed(action)) ?? []);
  return [...found].map((key) => asNamedBy(globs ?? [], key));
}

/** Undefined: it is not about particular actions on one resource, or what it names cannot be gone through. */
async function questionOf(
  places: readonly AwsPlace[],
  asked: {
    readonly action: string;
    readonly resources: readonly string[];
    readonly now: Instant | undefined;
  },
): Promise<AwsQuestion | undefined> {
  const { action, now } = asked;
  const [resource] = asked.resources;
  if (resource === undefined || asked.resources.length > 1) return undefined;
  const named = await actionsNamed(action);
  if (named === undefined) return undefined;
  const actions = named.map((each) => new Question(each));
  const isWide = /[*?]/.test(resource) && !(resource === '*' && (await takeNoResource(named)));
  const kinds = isWide
    ? new Kinds(
        resource,
        places.map(({ estate }) => estate),
        actions,
      )
    : undefined;
  const resources = kinds === undefined ? [resource] : kinds.ofAnybody;
  const principals = places.reduce((sum, { estate }) => sum + estate.principals.length, 0);
  const each = (resources?.length ?? 0) * actions.length;
  // a particular question is always evaluated, however many it is about
  if (resources === undefined || (each > 1 && each * principals > mostAsked)) return undefined;
  return {
    actions,
    resources,
    ...(kinds === undefined ? {} : { kinds }),
    rcpServices: await rcpServices(),
    now,
  };
}
