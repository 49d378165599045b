import type { EstateRef, Instant } from '../../model/index.ts';
import { isUniversal } from '../../platform/glob.ts';
import { loadHashers } from '../tables/keyed-hash.ts';
import { gapsOf, limitsOf } from '../gaps.ts';
import { holderOf, type Answering } from './answer-who-can.ts';
import type { Holder } from './answers.ts';
import type { AwsHolder } from './aws-who-can.ts';
import { doubtsOf, type Doubt } from './doubts.ts';
import { isOutOfUse, type AccessGraph, type AccessVersion } from './graph.ts';
import { matchQuestion, type Matched } from './match.ts';
import { whoReaches } from './reach.ts';
import { fetchPaths } from './tell-path.ts';

export interface RightAsked {
  readonly action: string;
  readonly resource: string;
  readonly also?: readonly string[];
}

/** Who has one right, as numbers: names cost a query and are asked for the few that are told. */
export interface RightHolders {
  /** A source that was read knows the resource; else nobody can be named, and that says nothing. */
  readonly isKnown: boolean;
  /**
   * Accounts in use, each with whether it is for certain. Without those that have it by a power or a right on everything
   * alone: they have every right there is, and are told as administrators.
   */
  readonly holders: ReadonlyMap<number, boolean>;
  readonly administrators: readonly number[];
  /** With names and paths. */
  ways(nodes: ReadonlySet<number>): Promise<ReadonlyMap<number, Holder>>;
}

/** Who has which right, all as of one version of the estate. */
export interface RightHoldersAt {
  readonly version: AccessVersion;
  of(asked: RightAsked): Promise<RightHolders>;
  namesOf(nodes: Iterable<number>): Promise<ReadonlyMap<number, EstateRef>>;
  /** Rights by their sources and keys, as numbers; those that are not in this version are left out. */
  entitlements(refs: readonly Pick<EstateRef, 'source' | 'key'>[]): Promise<ReadonlySet<number>>;
  /** Whether holding one of these rights would give what is asked for; a right on everything in the source does. */
  gives(asked: RightAsked, entitlements: ReadonlySet<number>): boolean;
}

/** Opens the version that is resident. Conditions on the time are evaluated for `now`. */
export async function rightHoldersAt(answering: Answering, now: Instant): Promise<RightHoldersAt> {
  const { database, resident } = answering;
  const gaps = await gapsOf(database, { version: resident.graph.version });
  const doubts = doubtsOf(gaps, await limitsOf(database, resident.graph.version));
  return {
    version: resident.graph.version,
    of: (asked) => holdersOf(answering, asked, { now, doubts }),
    entitlements: (refs) => numbersOf(answering, refs),
    gives: ({ action, resource, also }, entitlements) =>
      entitlements.size > 0 &&
      matchQuestion(resident.graph, action, resource, also).entitlements.some((each) =>
        entitlements.has(each),
      ),
    async namesOf(nodes) {
      const wanted = new Set(nodes);
      await resident.labels.fetch(database, { node: wanted, membership: [], grant: [], entitlement: [] });
      return new Map([...wanted].map((node) => [node, resident.labels.of('node', node).ref]));
    },
  };
}

async function numbersOf(
  { database, resident: { graph } }: Answering,
  refs: readonly Pick<EstateRef, 'source' | 'key'>[],
): Promise<ReadonlySet<number>> {
  const { key: hash } = await loadHashers(database);
  const sources = new Map(graph.version.reads.map(({ source, sourceNo }) => [String(source), sourceNo]));
  const { keyHi, keyLo, sourceNo } = graph.entitlements;
  const wanted = new Set(
    refs.map(({ source, key }) => {
      const { hi, lo } = hash(key);
      return `${sources.get(source) ?? -1} ${hi} ${lo}`;
    }),
  );
  const found = new Set<number>();
  for (let at = 0; at < graph.entitlements.count; at++)
    if (wanted.has(`${sourceNo[at]} ${keyHi[at]} ${keyLo[at]}`)) found.add(at);
  return found;
}

async function holdersOf(
  { database, aws, resident }: Answering,
  { action, resource, also }: RightAsked,
  { now, doubts }: { readonly now: Instant; readonly doubts: readonly Doubt[] },
): Promise<RightHolders> {
  const { graph } = resident;
  const matched = matchQuestion(graph, action, resource, also);
  const evaluated = await aws.whoCan(graph, matched, { action, resource, now });
  const isEvaluated = (node: number): boolean =>
    evaluated?.sources.has(graph.nodeSource[node] ?? -1) === true;
  const doubted = doubtedSources(graph, doubts);
  const holders = new Map<number, boolean>();
  const administrators: number[] = [];
  const narrow = whoReaches(graph, narrowed(graph, matched), 0);
  narrow.eachInUse((node, isSure) => {
    if (!isEvaluated(node)) holders.set(node, isSure && !doubted.has(graph.nodeSource[node] ?? -1));
  });
  if (graph.allPowerful.length > 0 || matched.entitlements.some((right) => isOnEverything(graph, right)))
    whoReaches(graph, matched, 0).eachInUse((node) => {
      if (!isEvaluated(node) && !holders.has(node)) administrators.push(node);
    });
  const byPolicy = new Map<number, AwsHolder>();
  for (const holder of evaluated?.holders ?? []) {
    const { node } = holder.path;
    if (((graph.nodeFlags[node] ?? 0) & isOutOfUse) !== 0) continue;
    if (isByEverything(graph, holder)) administrators.push(node);
    else {
      byPolicy.set(node, holder);
      holders.set(node, holder.dependsOn.length === 0);
    }
  }
  return {
    isKnown: matched.sources.size > 0,
    holders,
    administrators,
    async ways(nodes) {
      const found = [
        ...narrow.of(nodes).filter(({ path }) => !isEvaluated(path.node)),
        ...[...byPolicy.values()].filter(({ path }) => nodes.has(path.node)),
      ];
      await fetchPaths(database, resident, {
        paths: found.map(({ path }) => path),
        grants: found.flatMap((each) => ('denies' in each ? each.denies : [])),
      });
      return new Map(found.map((each) => [each.path.node, holderOf(resident, each, doubts)]));
    },
  };
}

/** Without rights on everything, and without powers, which count in the sources that are named. */
const narrowed = (graph: AccessGraph, { entitlements }: Matched): Matched => ({
  entitlements: entitlements.filter((right) => !isOnEverything(graph, right)),
  sources: new Set(),
});

const isOnEverything = ({ texts, entitlements }: AccessGraph, right: number): boolean =>
  isUniversal(texts.actions[entitlements.action[right] ?? -1] ?? '') &&
  isUniversal(texts.patterns[entitlements.pattern[right] ?? -1] ?? '');

function isByEverything(graph: AccessGraph, { path }: AwsHolder): boolean {
  const last = path.steps.at(-1);
  if (last === undefined || last.by === 'membership') return false;
  return last.by === 'power' || isOnEverything(graph, graph.grants.to[last.grant] ?? -1);
}

function doubtedSources({ version }: AccessGraph, doubts: readonly Doubt[]): ReadonlySet<number> {
  const names = new Set(doubts.map(({ source }) => source));
  return new Set(version.reads.flatMap(({ source, sourceNo }) => (names.has(source) ? [sourceNo] : [])));
}
