import { done, refuse, type EstateRef, type Result } from '../../model/index.ts';
import type { Database } from '../../platform/store/index.ts';
import type { AccessEngine, Resident } from '../access/engine.ts';
import type { AccessGraph, AccessVersion } from '../access/graph.ts';
import { readsNow, readsOf, type AsOf } from '../access/load-graph.ts';
import { gapsOf, type Gap } from '../gaps.ts';
import { loadHashers } from '../tables/keyed-hash.ts';
import { couldBecome, type CouldBecome } from './could-become.ts';
import type { EscalationGraph } from './escalation-graph.ts';
import { KeptFindings } from './kept-findings.ts';
import { loadEscalation, type Loaded, type Progress } from './load-escalation.ts';
import { GivenUp, Pace } from './pace.ts';
import { pathsBetween, type PathsBetween } from './paths-between.ts';
import { createTurns } from './turns.ts';
import { toCrownJewels, type ToCrownJewels } from './to-crown-jewels.ts';
import { findWays, waysTold, type Ways } from './ways.ts';

/** Which part of the estate an answer is about; a power by its scope or name. */
export type End = Pick<EstateRef, 'entity' | 'source' | 'key'> | { readonly power: string };

/** What every answer says beside itself. */
export interface EscalationFrame {
  readonly notRead: readonly Gap[];
  readonly version: AccessVersion;
  /** Resources that count as crown jewels, and how many of them are in the graph. */
  readonly jewels: { readonly total: number; readonly told: number };
}

interface When {
  readonly at?: AsOf;
  readonly limit: number;
}

/** What identities could become. Everything that an answer tells in parts says how many there are. */
export interface EscalationEngine {
  /** Paths from any of `from` to `to`: the shortest, the cheapest, those that are sure, and what all of them have to use. */
  paths(
    asked: When & { readonly from: readonly End[]; readonly to: readonly End[] },
  ): Promise<Result<PathsBetween & EscalationFrame>>;
  /** All that any of `from` could come to have, crown jewels first. */
  couldBecome(
    asked: When & { readonly from: readonly End[]; readonly skip?: number },
  ): Promise<Result<CouldBecome & EscalationFrame>>;
  /** Every way to a crown jewel in one pass, and the rows whose removal cuts the most of them. */
  toCrownJewels(asked: When): Promise<ToCrownJewels & EscalationFrame>;
  /** How each account that holds no crown jewel could come to have one, as of the last reads. */
  ways(): Promise<Ways>;
  /** How far it is with what it puts together at this moment; undefined: it does not. */
  progress(): Progress | undefined;
}

/** A version that takes so long that sources are read meanwhile is given up for the newer one so many times, less one. */
const mostTries = 4;

/**
 * Escalation over the versions that the access engine has in memory: made when it is first asked about, kept as long as that
 * version is; of what it found the next version takes what still holds. One question is answered after the other, each at the
 * version that its answer names.
 */
export function openEscalation(database: Database, access: AccessEngine): EscalationEngine {
  const graphs = new WeakMap<AccessGraph, Promise<Loaded>>();
  const ways = new WeakMap<EscalationGraph, Ways>();
  const found = new KeptFindings(access.awsEstates);
  const inTurn = createTurns();
  let progress: Progress | undefined;
  const load = async (graph: AccessGraph, of: { readonly isNow: boolean; readonly isLast: boolean }) => {
    try {
      return await loadEscalation(database, graph, {
        ...(of.isNow ? { kept: found } : {}),
        pace: new Pace(of.isNow && !of.isLast ? { isWanted: () => isNewest(database, graph) } : {}),
        onProgress: (is) => {
          progress = is;
        },
      });
    } finally {
      progress = undefined;
    }
  };
  /** When a source is read while its version is put together, it goes on with the newer one, and with what was found by then. */
  const residentAt = async (at: AsOf | undefined): Promise<Loaded & { readonly resident: Resident }> => {
    const isNow = at === undefined || at.is === 'now';
    for (let tries = 1; ; tries++) {
      const resident = await access.resident(at);
      const loading =
        graphs.get(resident.graph) ?? load(resident.graph, { isNow, isLast: tries >= mostTries });
      graphs.set(resident.graph, loading);
      try {
        return { ...(await loading), resident };
      } catch (error) {
        graphs.delete(resident.graph);
        if (!(error instanceof GivenUp)) throw error;
      }
    }
  };
  const frame = async ({
    resident,
    jewels,
    notTried,
  }: Loaded & { readonly resident: Resident }): Promise<EscalationFrame> => ({
    notRead: [...notTried, ...(await gapsOf(database, { version: resident.graph.version }))],
    version: resident.graph.version,
    jewels,
  });
  const verticesOf = async (
    graph: EscalationGraph,
    ends: readonly End[],
  ): Promise<Result<readonly number[]>> => {
    const { key: hash } = await loadHashers(database);
    const found: number[] = [];
    for (const end of ends) {
      const vertex = vertexOf(graph, end, hash);
      if (vertex !== undefined) found.push(vertex);
      else if (!('power' in end)) found.push(...registeredBy(graph, end));
    }
    const [first] = ends;
    if (found.length > 0 || first === undefined) return done(found);
    return 'power' in first
      ? refuse(
          'not_found',
          `There is no power called \`${first.power}\`.`,
          'Ask `countersign choke-points` which there are.',
        )
      : refuse(
          'not_found',
          `Source \`${first.source}\` had no ${first.entity} \`${first.key}\` then that anybody could come to.`,
          'Name it by source and key, as `countersign show` prints them.',
        );
  };
  return {
    progress: () => progress,
    paths: ({ from, to, at, limit }) =>
      inTurn(async () => {
        const loaded = await residentAt(at);
        const starts = await verticesOf(loaded.graph, from);
        if (!starts.ok) return starts;
        const ends = await verticesOf(loaded.graph, to);
        if (!ends.ok) return ends;
        const found = await pathsBetween(database, {
          ...loaded,
          starts: starts.value,
          ends: ends.value,
          limit,
        });
        return done({ ...found, ...(await frame(loaded)) });
      }),
    couldBecome: ({ from, at, limit, skip = 0 }) =>
      inTurn(async () => {
        const loaded = await residentAt(at);
        const starts = await verticesOf(loaded.graph, from);
        if (!starts.ok) return starts;
        const found = await couldBecome(database, { ...loaded, starts: starts.value, limit, skip });
        return done({ ...found, ...(await frame(loaded)) });
      }),
    toCrownJewels: ({ at, limit }) =>
      inTurn(async () => {
        const loaded = await residentAt(at);
        return { ...(await toCrownJewels(database, { ...loaded, limit })), ...(await frame(loaded)) };
      }),
    ways: () =>
      inTurn(async () => {
        const { graph, resident } = await residentAt(undefined);
        const known =
          ways.get(graph) ?? (await waysTold(database, { graph, resident, found: await findWays(graph) }));
        ways.set(graph, known);
        return known;
      }),
  };
}

const isNewest = async (database: Database, graph: AccessGraph): Promise<boolean> =>
  (await readsNow(database)) === readsOf(graph.version);

/** What a register says of resources of other sources is asked about by its own words too. */
function registeredBy(
  { access, added }: EscalationGraph,
  { entity, source, key }: Pick<EstateRef, 'entity' | 'source' | 'key'>,
): readonly number[] {
  const register = access.version.reads.find((read) => read.source === source)?.sourceNo;
  if (entity !== 'resource' || register === undefined) return [];
  return added.flatMap((each, at) =>
    each.is === 'resource' && each.jewel.key === key && each.jewel.saidBy?.includes(register) === true
      ? [access.nodeCount + at]
      : [],
  );
}

function vertexOf(
  { access, added, powerCalled }: EscalationGraph,
  end: End,
  hash: (text: string) => { readonly hi: number; readonly lo: number },
): number | undefined {
  if ('power' in end) return powerCalled(end.power);
  const { entity, source, key } = end;
  const sourceNo = access.version.reads.find((read) => read.source === source)?.sourceNo ?? -1;
  if (entity === 'account' || entity === 'group') {
    const { hi, lo } = hash(key);
    const node = access.find(sourceNo, entity, hi, lo);
    return node === -1 ? undefined : node;
  }
  const at = added.findIndex(
    (each) => each.is === 'resource' && each.jewel.sourceNo === sourceNo && each.jewel.key === key,
  );
  return at === -1 ? undefined : access.nodeCount + at;
}
