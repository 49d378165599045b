import type { SourceId } from '../../model/index.ts';
import type { HashTable } from '../tables/hash-table.ts';

/** The reads an answer rests on: the last one of each source at that moment. */
export interface AccessVersion {
  readonly reads: readonly { readonly source: SourceId; readonly sourceNo: number; readonly read: number }[];
}

/** Flags of a node. */
export const isAccount = 1;
export const isOutOfUse = 2;
export const isAllPowerful = 4;

/** Flags of a grant or membership edge. */
export const isConditional = 1;
export const isDeny = 2;

/** Compressed sparse rows: what belongs to row n are `items[starts[n]]` up to (not including) `items[starts[n + 1]]`. */
export interface Rows {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

/** Edges as parallel arrays, 17 bytes each: from, to, the key hash of the row that says so, flags. */
export interface Edges {
  readonly count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly keyHi: Int32Array;
  readonly keyLo: Int32Array;
  readonly flags: Uint8Array;
}

/** A right, its action and pattern interned. */
export interface Entitlements {
  readonly count: number;
  readonly keyHi: Int32Array;
  readonly keyLo: Int32Array;
  readonly sourceNo: Uint16Array;
  readonly action: Int32Array;
  readonly pattern: Int32Array;
  /** Interned key of the resource it names, or -1. */
  readonly resource: Int32Array;
  readonly privileged: Uint8Array;
}

/**
 * Effective access of all sources at one version, as numbers only: names stay in the database and are fetched for the few
 * rows that an answer shows. Nodes are accounts and groups. `memberships` go member → group, `grants` node → entitlement.
 */
export interface AccessGraph {
  readonly version: AccessVersion;
  readonly nodeCount: number;
  readonly nodeHi: Int32Array;
  readonly nodeLo: Int32Array;
  readonly nodeSource: Uint16Array;
  readonly nodeFlags: Uint8Array;
  readonly memberships: Edges;
  readonly grants: Edges;
  /** Edge numbers by their `from` node, and by their `to`. */
  readonly groupsOf: Rows;
  readonly membersOf: Rows;
  readonly grantsOf: Rows;
  readonly holdersOf: Rows;
  readonly entitlements: Entitlements;
  readonly texts: TextIndex;
  readonly resources: ResourceIndex;
  readonly allPowerful: readonly number[];
  /** Edges that could not be placed since what they refer to is not there. */
  readonly dangling: number;
  readonly find: (sourceNo: number, entity: 'account' | 'group', hi: number, lo: number) => number;
}

/** Actions (folded) and resource patterns, each once, with the entitlements that use a pattern. */
export interface TextIndex {
  readonly actions: readonly string[];
  readonly patterns: readonly string[];
  readonly patternNumber: ReadonlyMap<string, number>;
  readonly wildPatterns: readonly number[];
  readonly withPattern: Rows;
  readonly withResource: Rows;
}

/** What a resource may be called: its key, its name, and a readable end of its key. */
export interface ResourceIndex {
  readonly byName: ReadonlyMap<string, readonly number[]>;
  readonly keys: readonly string[];
  readonly sourceNo: readonly number[];
  /** Sources whose keys are Amazon resource names. */
  readonly arnSources: ReadonlySet<number>;
}

/** Groups the numbers 0 … count-1 by `rowOf`, keeping their order within a row. */
export function rowsBy(rowOf: Int32Array, count: number, rows: number): Rows {
  const starts = new Int32Array(rows + 1);
  for (let i = 0; i < count; i++) {
    const row = rowOf[i] ?? -1;
    if (row >= 0) starts[row + 1] = (starts[row + 1] ?? 0) + 1;
  }
  for (let row = 0; row < rows; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0);
  const items = new Int32Array(starts[rows] ?? 0);
  const next = starts.slice(0, rows);
  for (let i = 0; i < count; i++) {
    const row = rowOf[i] ?? -1;
    if (row < 0) continue;
    const place = next[row] ?? 0;
    items[place] = i;
    next[row] = place + 1;
  }
  return { starts, items };
}

/** Edges still being collected; `seal` cuts the arrays to their length. */
export class EdgeList {
  #count = 0;
  #from = new Int32Array(1024);
  #to = new Int32Array(1024);
  #keyHi = new Int32Array(1024);
  #keyLo = new Int32Array(1024);
  #flags = new Uint8Array(1024);

  add(from: number, to: number, key: { readonly hi: number; readonly lo: number }, flags: number): void {
    const at = this.#count++;
    if (at === this.#from.length) {
      this.#from = wider(this.#from);
      this.#to = wider(this.#to);
      this.#keyHi = wider(this.#keyHi);
      this.#keyLo = wider(this.#keyLo);
      const longer = new Uint8Array(at * 2);
      longer.set(this.#flags);
      this.#flags = longer;
    }
    this.#from[at] = from;
    this.#to[at] = to;
    this.#keyHi[at] = key.hi;
    this.#keyLo[at] = key.lo;
    this.#flags[at] = flags;
  }

  seal(): Edges {
    const count = this.#count;
    return {
      count,
      from: this.#from.slice(0, count),
      to: this.#to.slice(0, count),
      keyHi: this.#keyHi.slice(0, count),
      keyLo: this.#keyLo.slice(0, count),
      flags: this.#flags.slice(0, count),
    };
  }
}

function wider(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(array.length * 2);
  longer.set(array);
  return longer;
}

/** Key hashes of one source's accounts (or groups), and the number of its first node. */
export interface NodeRange {
  readonly first: number;
  readonly keys: HashTable;
}
