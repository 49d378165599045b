import type { SourceId } from '../../model/index.ts';
import type { Edges, Rows } from './edges.ts';
import type { KeyRange } from './key-range.ts';
import type { UnplacedEdges } from './unplaced-edges.ts';

/** The reads an answer rests on: the last one of each source at that moment. */
export interface AccessVersion {
  readonly reads: readonly { readonly source: SourceId; readonly sourceNo: number; readonly read: number }[];
}

/** Flags of a node. */
export const isAccount = 1;
export const isOutOfUse = 2;
export const isAllPowerful = 4;
export const isArn = 8;
/** It stands for whoever the source does not list (`standsFor`). */
export const isOutsider = 16;

/** Flags of a grant or membership edge. */
export const isConditional = 1;
export const isDeny = 2;
/** A membership that is only of use to who can become the member, or that does not let one become the group. */
export const isSetOnly = 4;
export const isInheritOnly = 8;

/** Whether something of an edge was not evaluated. What inheriting without becoming leaves out is evaluated here. */
export const isLeftOpen = (flags: number): boolean =>
  (flags & isConditional) !== 0 && (flags & isInheritOnly) === 0;

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
  /** Some membership lets one inherit and not become: then being a node and having what it passes on are told apart. */
  readonly tellsBeingFromHaving: boolean;
  /** In the order of their sources' numbers, which is the order of their nodes and entitlements. */
  readonly sources: readonly SourceRanges[];
  /** Edges whose ends are not both there. */
  readonly unplaced: UnplacedEdges;
  readonly find: (sourceNo: number, entity: 'account' | 'group', hi: number, lo: number) => number;
}

/** What one source has in the graph. */
export interface SourceRanges {
  readonly no: number;
  readonly accounts: KeyRange;
  readonly groups: KeyRange;
  readonly rights: KeyRange;
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
  readonly names: readonly string[];
  readonly sourceNo: readonly number[];
  /** Sources whose keys are Amazon resource names. */
  readonly arnSources: ReadonlySet<number>;
}
