import type { Database } from '../../platform/store/index.ts';
import { gapsOf, limitsOf, type Gap } from '../gaps.ts';
import type { AccessEngine, Holder, Resident, WhoCan } from './answers.ts';
import type { AwsAccess, AwsWhoCan } from './aws-access.ts';
import type { AwsHolder } from './aws-who-can.ts';
import { doubted, doubtsOf, type Doubt } from './doubts.ts';
import type { AccessGraph } from './graph.ts';
import { matchQuestion, type Matched } from './match.ts';
import { outsidersOf } from './outsiders-of.ts';
import { compareKeys, whoReaches, type Reached, type WhoReaches } from './reach.ts';
import { suggestFrom } from './suggest.ts';
import { edgesOf, fetchPaths, verdictOf } from './tell-path.ts';

/** Answers are told up to this many rows if no other limit is given. */
export const defaultLimit = 1000;
const mostAside = 100;
/** Names of more of them are not fetched. */
const mostOutside = 1000;

/** What an answer is made with. */
export interface Answering {
  readonly database: Database;
  readonly aws: AwsAccess;
  readonly resident: Resident;
}

/** Who can do it: by rights, and where a source keeps policies by their evaluation. */
export async function answerWhoCan(
  { database, aws, resident }: Answering,
  { action, resource, also, limit = defaultLimit, skip = 0, now }: Parameters<AccessEngine['whoCan']>[0],
): Promise<WhoCan> {
  const { graph, labels } = resident;
  const matched = matchQuestion(graph, action, resource, also);
  const evaluated = await aws.whoCan(graph, matched, { action, resource, now });
  const { found, total, outsiders, isOpen } =
    evaluated === undefined || evaluated.sources.size === 0
      ? foundByRights(whoReaches(graph, matched, limit, skip))
      : foundWith(graph, { matched, evaluated, limit, skip });
  const outside = { reached: outsiders.slice(0, mostOutside), evaluated: evaluated?.outsiders() ?? [] };
  const denied = (evaluated?.denied ?? []).slice(0, mostAside);
  const allOpen = (evaluated?.open ?? []).filter(({ node }) => isOpen(node));
  const open = allOpen.slice(0, mostAside);
  await fetchPaths(
    database,
    { graph, labels },
    {
      paths: [
        ...[...found, ...outside.reached].map(({ path }) => path),
        ...outside.evaluated.flatMap(({ path }) => path ?? []),
      ],
      grants: [...found, ...outside.reached].flatMap((each) => ('denies' in each ? each.denies : [])),
      nodes: [...denied, ...open].map(({ node }) => node),
    },
  );
  const gaps = await gapsOf(database, { version: graph.version });
  const doubts = doubtsOf(gaps, await limitsOf(database, graph.version));
  const holders = found
    .map((each) => holderOf({ graph, labels }, each, doubts))
    .sort((a, b) => compare(`${a.account.source} ${a.account.key}`, `${b.account.source} ${b.account.key}`));
  const unknown: Gap[] = [];
  if (matched.sources.size === 0 && graph.version.reads[0] !== undefined)
    unknown.push({
      source: graph.version.reads[0].source,
      what: resource,
      why: 'no source that was read knows a resource of this name, so nobody is shown',
    });
  return {
    holders,
    total,
    truncated: total > skip + holders.length,
    outsiders: outsidersOf(resident, { ...outside, total: outsiders.length }, doubts),
    denied: {
      total: evaluated?.denied.length ?? 0,
      told: denied.map(({ node, decidedBy }) => ({ account: labels.of('node', node).ref, decidedBy })),
    },
    open: {
      total: allOpen.length,
      told: open.map(({ node, dependsOn }) => ({ account: labels.of('node', node).ref, dependsOn })),
    },
    notRead: [...unknown, ...nearFirst(graph, matched, gaps)],
    version: graph.version,
    ...(unknown.length === 0 ? {} : { alike: calledAlike(graph, resource) }),
  };
}

const mostAlike = 5;

/** By the last part of its name: `customers` of `orders.customers`. */
function calledAlike(graph: AccessGraph, resource: string): readonly string[] {
  const parts = resource.split(/[./:#*?]+/).filter((part) => part.length >= 3);
  const text = parts.at(-1);
  if (text === undefined) return [];
  return suggestFrom(graph, { text, limit: mostAlike }).resources.map(({ name }) => name);
}

/** What was not read of the sources that know the resource comes first: it is what a short answer may be short of. */
function nearFirst({ version }: AccessGraph, { sources }: Matched, gaps: readonly Gap[]): readonly Gap[] {
  const near = new Set(
    version.reads.flatMap(({ source, sourceNo }) => (sources.has(sourceNo) ? [source] : [])),
  );
  return gaps.toSorted((a, b) => Number(near.has(b.source)) - Number(near.has(a.source)));
}

type Found = Reached | AwsHolder;

interface AllFound {
  readonly found: readonly Found[];
  readonly total: number;
  readonly outsiders: readonly Reached[];
  /** Whoever has it by rights is not left open. */
  readonly isOpen: (node: number) => boolean;
}

const foundByRights = ({ reached, total, outsiders, isReached }: WhoReaches): AllFound => ({
  found: reached,
  total,
  outsiders,
  isOpen: (node) => !isReached(node),
});

/** Holders by rights of all other sources, and those that the evaluation found, in one order. */
function foundWith(
  graph: AccessGraph,
  what: {
    readonly matched: Matched;
    readonly evaluated: AwsWhoCan;
    readonly limit: number;
    readonly skip: number;
  },
): AllFound {
  const { evaluated, limit, skip } = what;
  const { reached, outsiders } = whoReaches(graph, what.matched, Infinity);
  const isOther = ({ path }: Reached): boolean => !evaluated.sources.has(graph.nodeSource[path.node] ?? -1);
  const all: Found[] = [...reached.filter(isOther), ...evaluated.holders];
  all.sort((a, b) => compareKeys(graph, a.path.node, b.path.node));
  return {
    found: all.slice(skip, skip + limit),
    total: all.length,
    outsiders: outsiders.filter(isOther),
    isOpen: () => true,
  };
}

/** One that was found, with its path and what it depends on. */
export function holderOf(resident: Resident, found: Found, doubts: readonly Doubt[]): Holder {
  const account = resident.labels.of('node', found.path.node).ref;
  const path = edgesOf(resident, found.path);
  if (!('decidedBy' in found))
    return { account, path, ...doubted(verdictOf(resident, found), doubts, account.source) };
  const { dependsOn, decidedBy } = found;
  return {
    account,
    path,
    decidedBy,
    ...(dependsOn.length === 0 ? { verdict: 'yes' } : { verdict: 'depends', dependsOn }),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
