import { done, refuse, type EstateRef, type Instant, type Result } from '../../model/index.ts';
import type { Database, Transaction } from '../../platform/store/index.ts';
import { gapsOf, limitsOf, type Gap } from '../gaps.ts';
import { loadHashers } from '../tables/keyed-hash.ts';
import { advanceGraph } from './advance-graph.ts';
import { AwsAccess, type AwsWhoCan } from './aws-access.ts';
import type { AwsRight } from './aws-what-can.ts';
import type { AwsHolder } from './aws-who-can.ts';
import { reachOf } from './can.ts';
import { isAccount, isOutOfUse, type AccessGraph, type AccessVersion } from './graph.ts';
import { heldBy, type Held } from './held.ts';
import { Labels } from './labels.ts';
import { loadGraph, versionAt, type AsOf } from './load-graph.ts';
import { matchQuestion } from './match.ts';
import { compareKeys, whoReaches, type Path, type Reached } from './reach.ts';
import type { Matched } from './match.ts';
import { changesBetween } from './source-change.ts';
import { suggestFrom, type Suggested } from './suggest.ts';

/** One edge of a path: the row that says so, and where it leads. A power is its own holder's. */
export interface PathEdge {
  readonly how: 'membership' | 'grant' | 'power';
  readonly because: EstateRef;
  readonly to: EstateRef;
}

/** `depends`: everything in `dependsOn` was found and not evaluated here; each may turn the answer into a no. */
export type AccessVerdict =
  | { readonly verdict: 'yes' }
  | { readonly verdict: 'depends'; readonly dependsOn: readonly string[] };

/** That it can, and by which path; no path where only what was not read could give it. */
export type Way = AccessVerdict & {
  readonly path: readonly PathEdge[];
  /** Where policies were evaluated: the statements that decide. */
  readonly decidedBy?: readonly string[];
};
export type Holder = Way & { readonly account: EstateRef };

/** An account that cannot although a policy of its own allows it, and what takes that away. */
export interface DeniedAccount {
  readonly account: EstateRef;
  readonly decidedBy: readonly string[];
}
/** An account to which nothing that was read gives it, and what was not read and could. */
export interface OpenAccount {
  readonly account: EstateRef;
  readonly dependsOn: readonly string[];
}
export type Right = AccessVerdict & {
  /** Absent for a power, which is a right on everything of its source. */
  readonly entitlement?: EstateRef;
  readonly path: readonly PathEdge[];
  readonly decidedBy?: readonly string[];
};

interface AnswerFrame {
  readonly total: number;
  /** There are more after those told. */
  readonly truncated: boolean;
  readonly notRead: readonly Gap[];
  readonly version: AccessVersion;
}
export type WhoCan = AnswerFrame & {
  readonly holders: readonly Holder[];
  /** Of the sources whose policies were evaluated; at most a hundred are told. */
  readonly denied: { readonly total: number; readonly told: readonly DeniedAccount[] };
  /** Of the same sources; no holders. At most a hundred are told. */
  readonly open: { readonly total: number; readonly told: readonly OpenAccount[] };
};
export type WhatCan = AnswerFrame & { readonly identity: EstateRef; readonly rights: readonly Right[] };

/** Whether one account or group can: by which path, or why not. `no` is as far as was read; see `notRead`. */
export interface Can {
  readonly identity: EstateRef;
  readonly answer:
    | Way
    | { readonly verdict: 'no'; readonly because: string; readonly decidedBy?: readonly string[] };
  readonly notRead: readonly Gap[];
  readonly version: AccessVersion;
}

/** One resident version and what is needed to name its rows. */
export interface Resident {
  readonly graph: AccessGraph;
  readonly labels: Labels;
}

export interface AccessEngine {
  /** Who can do `action` on `resource`: `s3:Get*` on `arn:aws:s3:::bucket/*`, `SELECT` on `public.customers`. */
  whoCan(question: {
    readonly action: string;
    readonly resource: string;
    /** Other texts that the resource stands for, as sources write it. */
    readonly also?: readonly string[];
    readonly at?: AsOf;
    readonly limit?: number;
    /** How many were told already, at this very version. */
    readonly skip?: number;
    /** The moment for which conditions on the time are evaluated; absent: they are open. */
    readonly now?: Instant;
  }): Promise<WhoCan>;
  /** What an account or group can do. Refuses `not_found` when it was not there at that version. */
  whatCan(question: {
    readonly identity: Pick<EstateRef, 'entity' | 'source' | 'key'>;
    readonly at?: AsOf;
    readonly limit?: number;
    readonly skip?: number;
    readonly now?: Instant;
  }): Promise<Result<WhatCan>>;
  /**
   * Whether an account or group can do `action` on `resource`: what `whoCan` would say of it. Refuses `not_found` when it was
   * not there at that version, or no source knew the resource.
   */
  can(question: {
    readonly identity: Pick<EstateRef, 'entity' | 'source' | 'key'>;
    readonly action: string;
    readonly resource: string;
    readonly also?: readonly string[];
    readonly at?: AsOf;
    readonly now?: Instant;
  }): Promise<Result<Can>>;
  /** Resources and actions that a question can be about, by part of their name, as the last reads have them. */
  suggest(asked: {
    readonly text: string;
    readonly resource?: string;
    readonly limit: number;
  }): Promise<Suggested>;
  /** The version as of then, loaded if it is not resident. */
  resident(at?: AsOf): Promise<Resident>;
}

const mostResident = 2;
const defaultLimit = 1000;
const mostAside = 100;

/**
 * The effective-access engine of one process. It keeps at most two versions in memory (the last ones asked for); when a
 * source has been read since, the next version is made from the last one and the rows that changed. Every answer names the
 * reads it rests on.
 */
export function openAccess(database: Database): AccessEngine {
  const kept = new Map<string, Kept>();
  const aws = new AwsAccess(database);
  const resident = (at: AsOf = { is: 'now' }): Promise<Resident> =>
    database.transaction(async (tx) => {
      const version = await versionAt(tx, at);
      const name = version.reads.map(({ sourceNo, read }) => `${sourceNo}:${read}`).join(' ');
      const known = kept.get(name);
      const before = [...kept.values()].filter((each) => changesBetween(each.version, version) !== undefined);
      kept.delete(name); // and put last: the first of the map is the one used longest ago
      const loading = known?.loading ?? load(tx, version, before.sort(byLatestRead)[0]?.loading);
      kept.set(name, { version, loading });
      for (const oldest of kept.keys()) if (kept.size > mostResident) kept.delete(oldest);
      return loading.catch((error: unknown) => {
        kept.delete(name);
        throw error;
      });
    }, 'repeatable read');
  return {
    resident,
    suggest: async (asked) => suggestFrom((await resident()).graph, asked),
    async whoCan({ action, resource, also, at, limit = defaultLimit, skip = 0, now }) {
      const { graph, labels } = await resident(at);
      const matched = matchQuestion(graph, action, resource, also);
      const evaluated = await aws.whoCan(graph, matched, { action, resource, now });
      const { found, total } =
        evaluated === undefined
          ? reachedAsFound(whoReaches(graph, matched, limit, skip))
          : foundWith(graph, { matched, evaluated, limit, skip });
      const denied = (evaluated?.denied ?? []).slice(0, mostAside);
      const open = (evaluated?.open ?? []).slice(0, mostAside);
      await fetchPaths(
        database,
        { graph, labels },
        {
          paths: found.map(({ path }) => path),
          grants: found.flatMap((each) => ('denies' in each ? each.denies : [])),
          nodes: [...denied, ...open].map(({ node }) => node),
        },
      );
      const gaps = await gapsOf(database);
      const doubts = doubtsOf(gaps, await limitsOf(database));
      const holders = found
        .map((each) => holderOf({ graph, labels }, each, doubts))
        .sort((a, b) =>
          compare(`${a.account.source} ${a.account.key}`, `${b.account.source} ${b.account.key}`),
        );
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
        denied: {
          total: evaluated?.denied.length ?? 0,
          told: denied.map(({ node, decidedBy }) => ({ account: labels.of('node', node).ref, decidedBy })),
        },
        open: {
          total: evaluated?.open.length ?? 0,
          told: open.map(({ node, dependsOn }) => ({ account: labels.of('node', node).ref, dependsOn })),
        },
        notRead: [...unknown, ...gaps],
        version: graph.version,
      };
    },
    async can({ identity, action, resource, also, at, now }) {
      const { graph, labels } = await resident(at);
      const { sourceNo, node } = await placeOf(database, graph, identity);
      if (node === -1) return wasNotThere(identity);
      const matched = matchQuestion(graph, action, resource, also);
      if (matched.sources.size === 0)
        return refuse(
          'not_found',
          `No source that was read knows a resource \`${resource}\`.`,
          'Look for it by a part of its name: `countersign who-can ACTION "*PART*"`.',
        );
      const isOne = ({ node: other }: { readonly node: number }): boolean => other === node;
      const all = await aws.whoCan(graph, matched, { action, resource, now });
      // a group asks for nothing itself, so its rights are looked at
      const isEvaluated = all?.sources.has(sourceNo) === true && isAccountNode(graph, node);
      const evaluated = isEvaluated ? all : undefined;
      const found =
        evaluated === undefined
          ? reachOf(graph, node, matched)
          : evaluated.holders.find(({ path }) => isOne(path));
      await fetchPaths(
        database,
        { graph, labels },
        {
          paths: found === undefined ? [] : [found.path],
          grants: found !== undefined && 'denies' in found ? found.denies : [],
          nodes: [node],
        },
      );
      const gaps = await gapsOf(database);
      const frame = { identity: labels.of('node', node).ref, notRead: gaps, version: graph.version };
      if (found !== undefined) {
        const { account: _, ...answer } = holderOf(
          { graph, labels },
          found,
          doubtsOf(gaps, await limitsOf(database)),
        );
        return done({ ...frame, answer });
      }
      const open = evaluated?.open.find(isOne);
      if (open !== undefined)
        return done({ ...frame, answer: { verdict: 'depends', dependsOn: open.dependsOn, path: [] } });
      const denied = evaluated?.denied.find(isOne);
      if (denied !== undefined)
        return done({
          ...frame,
          answer: {
            verdict: 'no',
            because: 'a policy of its own allows it, and this takes it away',
            decidedBy: denied.decidedBy,
          },
        });
      const because = matched.sources.has(sourceNo)
        ? 'nothing that was read gives it'
        : 'its source knows no resource of this name';
      return done({ ...frame, answer: { verdict: 'no', because } });
    },
    async whatCan({ identity, at, limit = defaultLimit, skip = 0, now }) {
      const { graph, labels } = await resident(at);
      const { sourceNo, node } = await placeOf(database, graph, identity);
      if (node === -1) return wasNotThere(identity);
      const evaluated = await aws.whatCan(graph, { sourceNo, node, now });
      const { found, total } =
        evaluated === undefined
          ? heldAsFound(heldBy(graph, node, { limit, skip }))
          : { found: evaluated.slice(skip, skip + limit), total: evaluated.length };
      await fetchPaths(
        database,
        { graph, labels },
        {
          paths: found.map(({ held }) => held.path),
          grants: found.flatMap(({ held }) => held.denies),
          nodes: [node],
        },
      );
      const gaps = await gapsOf(database);
      const doubts = doubtsOf(gaps, await limitsOf(database));
      return done({
        identity: labels.of('node', node).ref,
        rights: found.map((each) => rightOf({ graph, labels }, each, { doubts, source: identity.source })),
        total,
        truncated: total > skip + found.length,
        notRead: gaps,
        version: graph.version,
      });
    },
  };
}

const isAccountNode = ({ nodeFlags }: AccessGraph, node: number): boolean =>
  ((nodeFlags[node] ?? 0) & isAccount) !== 0;

type Named = Pick<EstateRef, 'entity' | 'source' | 'key'>;

/** Where an account or group stands in the graph; `node` is -1 when it is not there. */
async function placeOf(
  database: Database,
  graph: AccessGraph,
  { entity, source, key }: Named,
): Promise<{ readonly sourceNo: number; readonly node: number }> {
  const hash = (await loadHashers(database)).key(key);
  const sourceNo = graph.version.reads.find((read) => read.source === source)?.sourceNo ?? -1;
  const isNode = entity === 'account' || entity === 'group';
  return { sourceNo, node: isNode ? graph.find(sourceNo, entity, hash.hi, hash.lo) : -1 };
}

const wasNotThere = ({ entity, source, key }: Named): Result<never> =>
  refuse(
    'not_found',
    `Source \`${source}\` had no ${entity} \`${key}\` then.`,
    'Name it by source and key, as `countersign show` prints them.',
  );

interface Kept {
  readonly version: AccessVersion;
  readonly loading: Promise<Resident>;
}

const byLatestRead = (a: Kept, b: Kept): number => latestRead(b.version) - latestRead(a.version);
const latestRead = ({ reads }: AccessVersion): number => Math.max(...reads.map(({ read }) => read));

/** From an earlier version, when this one follows from it; else from the database. */
async function load(
  tx: Transaction,
  version: AccessVersion,
  earlier: Promise<Resident> | undefined,
): Promise<Resident> {
  const base = await earlier?.catch(() => undefined);
  const advanced = base === undefined ? undefined : await advanceGraph(tx, base.graph, version);
  const graph = advanced ?? (await loadGraph(tx, version));
  return { graph, labels: new Labels(graph) };
}

/** Fetches the names of everything on these paths. */
export async function fetchPaths(
  database: Database,
  { graph, labels }: Resident,
  what: {
    readonly paths: readonly Path[];
    readonly grants?: readonly number[];
    readonly nodes?: readonly number[];
  },
): Promise<void> {
  const wanted = {
    node: new Set(what.nodes),
    membership: new Set<number>(),
    grant: new Set(what.grants),
    entitlement: new Set<number>(),
  };
  for (const { node, steps } of what.paths) {
    wanted.node.add(node);
    for (const step of steps) {
      if (step.by === 'grant') wanted.grant.add(step.grant);
      if (step.by !== 'membership') continue;
      wanted.membership.add(step.membership);
      wanted.node.add(graph.memberships.to[step.membership] ?? -1);
    }
  }
  for (const grant of wanted.grant) wanted.entitlement.add(graph.grants.to[grant] ?? -1);
  await labels.fetch(database, wanted);
}

function edgesOf({ graph, labels }: Resident, path: Path): readonly PathEdge[] {
  let node = path.node;
  return path.steps.map((step) => {
    if (step.by === 'power') {
      const { ref } = labels.of('node', node);
      return { how: 'power', because: ref, to: ref };
    }
    if (step.by === 'grant') {
      const to = labels.of('entitlement', graph.grants.to[step.grant] ?? -1).ref;
      return { how: 'grant', because: labels.of('grant', step.grant).ref, to };
    }
    node = graph.memberships.to[step.membership] ?? -1;
    return {
      how: 'membership',
      because: labels.of('membership', step.membership).ref,
      to: labels.of('node', node).ref,
    };
  });
}

/** What a path and its holder leave open, each said once. */
function verdictOf(
  { graph, labels }: Resident,
  open: { readonly path: Path; readonly denies: readonly number[]; readonly outOfUse: boolean },
): AccessVerdict {
  const reasons = new Set<string>();
  for (const step of open.path.steps) {
    if (step.by === 'power') continue;
    const { ref, conditions } =
      step.by === 'grant' ? labels.of('grant', step.grant) : labels.of('membership', step.membership);
    for (const condition of conditions) reasons.add(`${ref.entity} \`${ref.key}\`: ${condition}`);
  }
  for (const deny of open.denies) {
    const { ref, conditions } = labels.of('grant', deny);
    const right = labels.of('entitlement', graph.grants.to[deny] ?? -1).ref;
    reasons.add(
      `Deny \`${ref.key}\` of ${right.name} could apply${conditions.length === 0 ? '' : ` (${conditions.join('; ')})`}`,
    );
  }
  if (open.outOfUse)
    reasons.add('the account is disabled, locked or expired and would have to be put back in use');
  return reasons.size === 0 ? { verdict: 'yes' } : { verdict: 'depends', dependsOn: [...reasons] };
}

/** Something that makes every answer of a source which is made of rights alone *depends on*, naming it. */
interface Doubt {
  readonly source: string;
  readonly text: string;
}

/** What was not read and could deny, and what was read and limits more than rights can tell. */
const doubtsOf = (
  gaps: readonly Gap[],
  limits: readonly { readonly source: string; readonly what: string }[],
): readonly Doubt[] => [
  ...gaps.flatMap(({ mayDeny, source, what }) =>
    mayDeny === true ? [{ source, text: `not read: ${what}` }] : [],
  ),
  ...limits.map(({ source, what }) => ({ source, text: what })),
];

function doubted(found: AccessVerdict, doubts: readonly Doubt[], source: string): AccessVerdict {
  const denying = doubts.filter((each) => each.source === source).map(({ text }) => text);
  if (denying.length === 0) return found;
  return {
    verdict: 'depends',
    dependsOn: [...(found.verdict === 'depends' ? found.dependsOn : []), ...denying],
  };
}

type Found = Reached | AwsHolder;

const reachedAsFound = ({
  reached,
  total,
}: ReturnType<typeof whoReaches>): { readonly found: readonly Found[]; readonly total: number } => ({
  found: reached,
  total,
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
): { readonly found: readonly Found[]; readonly total: number } {
  const { evaluated, limit, skip } = what;
  const { reached } = whoReaches(graph, what.matched, Infinity);
  const others = reached.filter(({ path }) => !evaluated.sources.has(graph.nodeSource[path.node] ?? -1));
  const all: Found[] = [...others, ...evaluated.holders];
  all.sort((a, b) => compareKeys(graph, a.path.node, b.path.node));
  return { found: all.slice(skip, skip + limit), total: all.length };
}

function holderOf(resident: Resident, found: Found, doubts: readonly Doubt[]): Holder {
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

const heldAsFound = ({
  held,
  total,
}: ReturnType<typeof heldBy>): {
  readonly found: readonly (Partial<AwsRight> & { readonly held: Held })[];
  readonly total: number;
} => ({ found: held.map((each) => ({ held: each })), total });

function rightOf(
  resident: Resident,
  found: Partial<AwsRight> & { readonly held: Held },
  of: { readonly doubts: readonly Doubt[]; readonly source: string },
): Right {
  const { graph, labels } = resident;
  const { held, decidedBy, isEvaluated, dependsOn = [] } = found;
  const outOfUse = ((graph.nodeFlags[held.path.node] ?? 0) & isOutOfUse) !== 0;
  const told =
    isEvaluated === true
      ? verdictOf(resident, { path: { node: held.path.node, steps: [] }, denies: [], outOfUse })
      : doubted(
          verdictOf(resident, { path: held.path, denies: held.denies, outOfUse }),
          of.doubts,
          of.source,
        );
  const doubts = [...new Set([...(told.verdict === 'depends' ? told.dependsOn : []), ...dependsOn])];
  return {
    ...(held.entitlement === undefined
      ? {}
      : { entitlement: labels.of('entitlement', held.entitlement).ref }),
    path: edgesOf(resident, held.path),
    ...(decidedBy === undefined || decidedBy.length === 0 ? {} : { decidedBy }),
    ...(doubts.length === 0 ? { verdict: 'yes' } : { verdict: 'depends', dependsOn: doubts }),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
