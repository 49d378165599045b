import { done, isSourceId, must, refuse, type EstateRef, type Result } from '../../model/index.ts';
import { gapsOf, limitsOf } from '../gaps.ts';
import { defaultLimit, holderOf, type Answering } from './answer-who-can.ts';
import type { AccessEngine, OnResource, WhatOn } from './answers.ts';
import type { AwsHolder } from './aws-who-can.ts';
import type { AwsOn } from './aws-what-on.ts';
import { reachOf, resourcesInReach } from './can.ts';
import { doubtsOf } from './doubts.ts';
import { isOutOfUse, type AccessGraph } from './graph.ts';
import { matchQuestion, namedResources } from './match.ts';
import { placeOf, wasNotThere } from './place-of.ts';
import type { Reached } from './reach.ts';
import { fetchPaths } from './tell-path.ts';

const mostAside = 100;
/** Comparisons of a resource with a pattern, for one answer. */
const mostCompared = 20_000_000;

interface Found {
  readonly key: string;
  readonly found: Reached | AwsHolder;
}

/** On which resources an account or group can do this, in the order of their keys. */
export async function answerWhatOn(
  { database, aws, resident }: Answering,
  { identity, action, on, limit = defaultLimit, skip = 0, now }: Parameters<AccessEngine['whatOn']>[0],
): Promise<Result<WhatOn>> {
  const { graph, labels } = resident;
  const { sourceNo, node } = await placeOf(database, graph, identity);
  if (node === -1) return wasNotThere(identity);
  const evaluated = await aws.whatOn(graph, { sourceNo, node, action, on, now });
  if (evaluated?.ok === false) return evaluated;
  const all =
    evaluated === undefined
      ? byRights(graph, { node, action, on })
      : done(byPolicies(graph, node, evaluated.value));
  if (!all.ok) return all;
  const told = all.value.slice(skip, skip + limit);
  await fetchPaths(database, resident, {
    paths: told.map(({ found }) => found.path),
    grants: told.flatMap(({ found }) => ('denies' in found ? found.denies : [])),
    nodes: [node],
  });
  const gaps = await gapsOf(database, { version: graph.version });
  const doubts = doubtsOf(gaps, await limitsOf(database, graph.version));
  const isTooWide = evaluated === undefined && (await aws.isEvaluated(graph, sourceNo));
  const { open, untold } = evaluated?.value ?? { open: [], untold: isTooWide ? [beyondRights] : [] };
  const refOf = (key: string): EstateRef => ({
    entity: 'resource',
    source: identity.source,
    key,
    name: nameOf(graph, sourceNo, key),
  });
  return done({
    identity: labels.of('node', node).ref,
    resources: told.map(({ key, found }): OnResource => {
      const { account: _, ...way } = holderOf(resident, found, doubts);
      return { ...way, resource: refOf(key) };
    }),
    total: all.value.length,
    truncated: all.value.length > skip + told.length,
    open: {
      total: open.length,
      told: open
        .slice(0, mostAside)
        .map(({ resource, dependsOn }) => ({ resource: refOf(resource), dependsOn })),
    },
    notRead: [...untold.map((what) => untoldGap(identity.source, what)), ...gaps],
    version: graph.version,
  });
}

const beyondRights =
  'what policies on resources give, or policies that were not read: so wide an action is answered by rights alone';

/** What there is besides, and was not gone through. */
export const untoldGap = (source: string, what: string): WhatOn['notRead'][number] => ({
  source: must(isSourceId, source),
  what,
  why: 'it is more than one answer goes through',
});

function byRights(
  graph: AccessGraph,
  asked: { readonly node: number; readonly action: string; readonly on: string | undefined },
): Result<readonly Found[]> {
  const { node, action, on } = asked;
  const { resources, texts } = graph;
  const meant = on === undefined ? undefined : new Set(namedResources(graph, on));
  const numbers = resourcesInReach(graph, node, action).filter((each) => meant?.has(each) !== false);
  if (numbers.length * (texts.wildPatterns.length + 20) > mostCompared)
    return refuse(
      'input_too_large',
      `The question is about ${numbers.length} resources.`,
      'Name a part of them: `--on "*PART*"`.',
    );
  const found = numbers.flatMap((number): readonly Found[] => {
    const key = resources.keys[number] ?? '';
    const reached = reachOf(graph, node, matchQuestion(graph, action, key));
    return reached === undefined ? [] : [{ key, found: reached }];
  });
  return done(found.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
}

function byPolicies(graph: AccessGraph, node: number, { found }: AwsOn): readonly Found[] {
  const out =
    ((graph.nodeFlags[node] ?? 0) & isOutOfUse) === 0
      ? []
      : ['the account is disabled, locked or expired and would have to be put back in use'];
  return found.map(({ resource, steps, dependsOn, decidedBy }) => ({
    key: resource,
    found: { path: { node, steps }, dependsOn: [...dependsOn, ...out], decidedBy },
  }));
}

function nameOf({ resources }: AccessGraph, sourceNo: number, key: string): string {
  const number = (resources.byName.get(key) ?? []).find(
    (each) => resources.keys[each] === key && resources.sourceNo[each] === sourceNo,
  );
  return number === undefined ? key : (resources.names[number] ?? key);
}
