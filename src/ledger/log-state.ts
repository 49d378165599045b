import { createFrontier, rootOfHashes, type Frontier } from './tree.ts';
import { tileWidth } from './tiles.ts';

/** A full tile that an append has completed. */
export interface FullTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Buffer;
  readonly root: Uint8Array;
}

/**
 * What the sequencer must know to append: the tree's right edge and the hashes of the partial tiles, level by level.
 * A batch works on a copy that replaces the original only once the database has committed.
 */
export interface LogState {
  readonly frontier: Frontier;
  /** Hashes of the partial tile of each level; fewer than 256 each. */
  readonly edges: Uint8Array[][];
}

export const copyState = (state: LogState): LogState => ({
  frontier: state.frontier.copy(),
  edges: state.edges.map((edge) => [...edge]),
});

/** Builds the state from partial tiles, level 0 first. */
export function stateFrom(edges: readonly (readonly Uint8Array[])[]): LogState {
  const frontier = createFrontier();
  for (let level = edges.length - 1; level >= 0; level--) {
    for (const hash of edges[level] ?? []) frontier.push(hash, level * 8);
  }
  return { frontier, edges: edges.map((edge) => [...edge]) };
}

/** Appends one leaf hash and returns the tiles it completed. */
export function appendLeaf(state: LogState, hash: Uint8Array): readonly FullTile[] {
  const full: FullTile[] = [];
  const size = state.frontier.size() + 1;
  const completed = state.frontier.push(hash);
  let rising: Uint8Array | undefined = hash;
  for (let level = 0; rising !== undefined; level++) {
    const edge: Uint8Array[] = state.edges[level] ?? [];
    state.edges[level] = edge;
    edge.push(rising);
    rising = undefined;
    if (edge.length < tileWidth) break;
    const root: Uint8Array = completed[(level + 1) * 8 - 1] ?? rootOfHashes(edge);
    full.push({ level, index: size / tileWidth ** (level + 1) - 1, hashes: Buffer.concat(edge), root });
    state.edges[level] = [];
    rising = root;
  }
  return full;
}
