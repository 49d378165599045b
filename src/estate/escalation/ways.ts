import { digestOf } from '../../platform/canonical.ts';
import type { Database } from '../../platform/store/index.ts';
import type { EstateRef, WayView } from '../../model/index.ts';
import type { Resident } from '../access/engine.ts';
import { isAllPowerful } from '../access/graph.ts';
import { loadHashers } from '../tables/keyed-hash.ts';
import { isInUse, type EscalationGraph } from './escalation-graph.ts';
import { gained, gainsOf, given, guessed } from './gains.ts';
import { gainingWays, type GainingWays } from './gaining-ways.ts';
import { narrowest, type Narrow } from './narrowest.ts';
import { tellWays, type WayFound } from './tell-ways.ts';
import { breathe } from './turns.ts';

type AccountKey = Pick<EstateRef, 'source' | 'key'>;

/** The ways of accounts at one version of the estate. */
export interface Ways {
  /** Of each of these accounts, in their order; null: it has none, or is not there. */
  of(accounts: readonly AccountKey[]): Promise<readonly (WayView | null)[]>;
  /** Every account that has one, in pages, with a digest of all that `of` says of it. */
  digests(): AsyncIterable<readonly { readonly account: AccountKey; readonly digest: string }[]>;
}

/** What was found once for a version. */
export interface WaysFound {
  /** By vertex, for accounts that have one. */
  readonly ways: ReadonlyMap<number, WayFound>;
  /** By step: what it is to whoever takes it. */
  readonly kinds: Uint8Array;
}

const pageSize = 2000;

/**
 * Of every account in use that holds no crown jewel: the best way by which it could come to have one, powers before resources. Who
 * holds a power for certain is an administrator and is told nothing here; who may hold a jewel already is told of powers alone, since
 * to reach another is no new kind of harm. That a program signs in elsewhere as it was set up to is its work, unless it is everything
 * there.
 */
export async function findWays(graph: EscalationGraph): Promise<WaysFound> {
  const { steps, access, added } = graph;
  const ways = new Map<number, WayFound>();
  if (graph.jewels.length === 0) return { ways, kinds: new Uint8Array() };
  const kinds = gainsOf(graph);
  const skips = (step: number): boolean => kinds[step] === guessed;
  const isPower = (vertex: number): boolean => added[vertex - access.nodeCount]?.is === 'power';
  const powers = await search(graph, {
    ends: graph.jewels.filter(isPower),
    gains: (step) => kinds[step] !== given,
    skips,
  });
  const resources = await search(graph, {
    ends: graph.jewels.filter((vertex) => !isPower(vertex)),
    gains: (step) => kinds[step] === gained,
    skips,
  });
  const isAdministrator = (vertex: number): boolean =>
    ((access.nodeFlags[vertex] ?? 0) & isAllPowerful) !== 0 || powers.sure.isHeld(vertex);
  const toPower: number[] = [];
  const toResource: number[] = [];
  for (let vertex = 0; vertex < access.nodeCount; vertex++) {
    if (!isInUse(access, vertex) || isAdministrator(vertex)) continue;
    if (powers.all.isGained(vertex)) toPower.push(vertex);
    else if (!powers.all.isHeld(vertex) && !resources.all.isHeld(vertex) && resources.all.isGained(vertex))
      toResource.push(vertex);
  }
  for (const [found, of] of [
    [powers, toPower],
    [resources, toResource],
  ] as const) {
    if (of.length === 0) continue;
    await breathe();
    const counted = new Set(of);
    const narrowOf = narrowest(steps, {
      ends: found.ends,
      found: found.all,
      gains: found.gains,
      skips,
      isOne: (step) => kinds[step] !== given,
      kindOf: (step) => graph.becomingOf(step)?.technique.id ?? '',
      counts: (vertex) => counted.has(vertex),
      isNode: (vertex) => vertex < access.nodeCount,
    });
    for (const vertex of of) ways.set(vertex, wayFound(found, vertex, narrowOf(vertex)));
  }
  return { ways, kinds };
}

interface Search {
  readonly ends: readonly number[];
  readonly gains: (step: number) => boolean;
  readonly skips: (step: number) => boolean;
  readonly sure: GainingWays;
  readonly all: GainingWays;
}

async function search(
  { steps }: EscalationGraph,
  of: Pick<Search, 'ends' | 'gains' | 'skips'>,
): Promise<Search> {
  await breathe();
  const sure = gainingWays(steps, { ...of, certainty: 'sure' });
  await breathe();
  return { ...of, sure, all: gainingWays(steps, { ...of, certainty: 'all' }) };
}

function wayFound({ sure, all }: Search, vertex: number, narrow: Narrow | undefined): WayFound {
  const isSure = sure.isGained(vertex);
  const by = isSure ? sure : all;
  const steps = by.wayOf(vertex);
  const way = { steps, isSure, cost: by.distance[vertex * 2 + 1] ?? 0 };
  if (narrow?.is === 'vertex') return { ...way, narrow: { is: 'node', node: narrow.vertex } };
  // every way has one of them: this one's is told
  const step = steps.find((each) => narrow?.steps.includes(each) === true);
  return step === undefined ? way : { ...way, narrow: { is: 'step', step } };
}

/** Tells what was found, by the names that the rows have; digests are worked out once. */
export async function waysTold(
  database: Database,
  of: { readonly graph: EscalationGraph; readonly resident: Resident; readonly found: WaysFound },
): Promise<Ways> {
  const { graph, found } = of;
  const { key: hash } = await loadHashers(database);
  const sourceNos = new Map<string, number>(
    graph.access.version.reads.map(({ source, sourceNo }) => [source, sourceNo]),
  );
  const vertexOf = ({ source, key }: AccountKey): number => {
    const { hi, lo } = hash(key);
    return graph.access.find(sourceNos.get(source) ?? -1, 'account', hi, lo);
  };
  const told: (readonly { readonly account: AccountKey; readonly digest: string }[])[] = [];
  return {
    async of(accounts) {
      if (found.ways.size === 0) return accounts.map(() => null);
      const vertices = accounts.map(vertexOf);
      const named = await tellWays(database, {
        ...of,
        kinds: found.kinds,
        ways: new Map(
          vertices.flatMap((vertex) => {
            const way = found.ways.get(vertex);
            return way === undefined ? [] : [[vertex, way] as const];
          }),
        ),
      });
      return vertices.map((vertex) => named.get(vertex)?.way ?? null);
    },
    async *digests() {
      const all = [...found.ways];
      for (let at = 0; at < all.length; at += pageSize) {
        const known = told[at / pageSize];
        if (known !== undefined) {
          yield known;
          continue;
        }
        const ways = new Map(all.slice(at, at + pageSize));
        const page = await tellWays(database, { ...of, kinds: found.kinds, ways });
        yield (told[at / pageSize] = [...page.values()].map(({ account, way }) => ({
          account: { source: account.source, key: account.key },
          digest: digestOf(JSON.stringify(way)),
        })));
      }
    },
  };
}
