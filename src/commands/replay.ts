import { setImmediate } from 'node:timers/promises';
import { controlCited, type ControlCited } from '../detection/index.ts';
import { gapsOf, type AccessVersion, type Gap } from '../estate/index.ts';
import { done, isSourceId, must, refuse, type Instant, type Result, type SourceId } from '../model/index.ts';
import { breaches, replayAll, type PathFound, type Replayed, type Spot } from '../replay/index.ts';
import { inventoryOf } from './replay/inventory-of.ts';
import type { System } from './system.ts';

/** What stands under every answer. */
interface Frame {
  /** Ages are of this moment. */
  readonly at: Instant;
  readonly version: AccessVersion;
  readonly notRead: readonly Gap[];
}

export type CaseInList = Pick<Replayed, 'verdict' | 'least' | 'most'> &
  Pick<Replayed['breach'], 'id' | 'name' | 'is' | 'when' | 'who'> & {
    /** Needed steps in all, and how many of them are met by connected things. */
    readonly needed: number;
    readonly connected: number;
    /** Needed steps of which it cannot be told. */
    readonly open: number;
  };
export type ReplayList = Frame & { readonly cases: readonly CaseInList[] };

type SpotTold = Omit<Spot, 'thing'> & {
  readonly thing: { readonly source: SourceId; readonly key: string; readonly name: string };
};
type PathTold = Omit<PathFound, 'spots'> & { readonly spots: readonly SpotTold[] };
export type CaseTold = Frame &
  Omit<Replayed, 'breach' | 'path' | 'couldBe'> &
  Omit<Replayed['breach'], 'steps' | 'breakers' | 'reference'> & {
    /** What of which framework asks for what would have helped. */
    readonly asks: readonly ControlCited[];
    readonly path: PathTold | null;
    readonly couldBe: PathTold | null;
  };

/** All breaches of others tried on what is here, those that would have been one first. */
export async function replayList(system: System): Promise<Result<ReplayList>> {
  const { replayed, ...frame } = await replayedNow(system);
  return done({ ...frame, cases: replayed.map(inList).toSorted(byWeight) });
}

/** One of them with its path, what is missing to tell, and what would have broken the chain here. */
export async function replayShow(system: System, asked: { readonly id: string }): Promise<Result<CaseTold>> {
  const { replayed, ...frame } = await replayedNow(system);
  const found = replayed.find(({ breach }) => breach.id.toLowerCase() === asked.id.toLowerCase());
  if (found === undefined)
    return refuse(
      'not_found',
      `There is no case \`${asked.id}\`.`,
      'List the cases with `countersign replay`; they are numbered BR-01, BR-02 and so on.',
    );
  const { breach, path, couldBe, ...rest } = found;
  const { steps: _asked, breakers: _named, reference, ...facts } = breach;
  const asks = reference.flatMap((each) => controlCited(each) ?? []);
  return done({ ...frame, ...facts, ...rest, asks, path: toldOf(path), couldBe: toldOf(couldBe) });
}

interface Kept {
  readonly name: string;
  readonly answer: Promise<Frame & { readonly replayed: readonly Replayed[] }>;
}
const kept = new WeakMap<System, Kept>();

/** Kept while nothing was read and the hour is the same: ages are counted in days. */
async function replayedNow(system: System): Promise<Awaited<Kept['answer']>> {
  const { graph } = await system.access.resident();
  const now = system.clock.now();
  const name = `${now.slice(0, 13)} ${JSON.stringify(graph.version)}`;
  const known = kept.get(system);
  if (known?.name === name) return known.answer;
  const answer = replay(system, now, graph.version);
  kept.set(system, { name, answer });
  // what failed is tried again, and said to whoever asked
  answer.catch(() => kept.delete(system));
  return answer;
}

async function replay(system: System, at: Instant, version: AccessVersion): Promise<Awaited<Kept['answer']>> {
  const { inventory, leftOut } = await inventoryOf(system.database, system.access, at);
  const gaps = await gapsOf(system.database, { version });
  const replayed: Replayed[] = [];
  for (const breach of breaches) {
    replayed.push(...replayAll(inventory, [breach]));
    // on a large estate each takes a while: others are served between them
    await setImmediate();
  }
  return { at, version, notRead: [...leftOut, ...gaps], replayed };
}

function inList({ breach, verdict, least, most, steps }: Replayed): CaseInList {
  const { id, name, is, when, who } = breach;
  const needed = steps.filter(({ optional }) => !optional);
  return {
    id,
    name,
    is,
    when,
    who,
    verdict,
    least,
    most,
    needed: needed.length,
    connected: needed.filter(({ isOnPath }) => isOnPath).length,
    open: needed.filter(({ state }) => state === 'cannot_tell').length,
  };
}

const weights = { hit: 0, partial: 1, miss: 2 } as const;
const byWeight = (a: CaseInList, b: CaseInList): number =>
  weights[a.least] - weights[b.least] || weights[a.most] - weights[b.most] || (a.id < b.id ? -1 : 1);

const toldOf = (path: PathFound | undefined): PathTold | null =>
  path === undefined
    ? null
    : {
        ...path,
        spots: path.spots.map(({ thing, ...spot }) => ({
          ...spot,
          thing: { ...thing, source: must(isSourceId, thing.source) },
        })),
      };
