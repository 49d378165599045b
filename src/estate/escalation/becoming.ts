import type { AccessGraph } from '../access/graph.ts';

/** What a step starts at or leads to. */
export type Spot =
  | {
      /** An account or group, by its number in the access graph. */
      readonly is: 'node';
      readonly node: number;
    }
  | {
      /** Everything of one scope: an AWS account, a cluster, a database server, a domain. Whoever has it has all of that. */
      readonly is: 'power';
      /** The same scope has the same text whichever source tells of it: `aws/111122223333`, `kubernetes/SOURCE`. */
      readonly scope: string;
      readonly name: string;
    }
  | {
      /**
       * All of a kind as one place to go through, so that a thousand who can reach ten thousand are eleven thousand steps and
       * not ten million: every service account of a namespace.
       */
      readonly is: 'any';
      /** Unique in its source. */
      readonly key: string;
      readonly name: string;
    };

/** Every account of a source, but some: one step to each of them, told as one. */
export interface Each {
  readonly is: 'each';
  /** In the access graph: `first` up to (not including) `first + size`. */
  readonly first: number;
  readonly size: number;
  readonly but: ReadonlySet<number>;
}

/** A row of the access graph that a step rests on, by its number there. */
export interface Row {
  readonly row: 'grant' | 'membership';
  readonly number: number;
}

/** A way to gain what one does not hold: data, what it looks like in a source is in its `TechniqueSource`. */
export interface Technique {
  /** `kubernetes-create-pod`; never changed once it was told. */
  readonly id: string;
  readonly title: string;
  /** Id of the connector whose sources it is looked for in; `any` for what joins several. */
  readonly platform: string;
  /** What whoever uses it does, in one plain sentence. */
  readonly does: string;
  /** Where it is described: an address. */
  readonly reference: string;
  /** How much it takes, 1 (one call) to 9; what the cheapest path is cheapest by. */
  readonly cost: number;
  /** Which grant to take away so that it is gone. */
  readonly takeAway: string;
  /**
   * Absent: whoever uses it gains what nobody gave them. `holding`: it uses what its holder was given and a review of rights
   * shows; `delegation`: it was set up so that a program signs in elsewhere.
   */
  readonly means?: 'holding' | 'delegation';
  /** It needs something that no source tells of, such as a function that runs with the role: it is never sure. */
  readonly isGuess?: true;
}

/** `from` can come to have all that `to` has. */
export interface Becoming {
  readonly from: Spot;
  /** Many at once only where it rests on no row. */
  readonly to: Spot | Each;
  readonly technique: Technique;
  /** What has to be true too and was not evaluated, each named; none: it is sure. */
  readonly dependsOn: readonly string[];
  /** Where this one takes more or less than the technique does. */
  readonly cost?: number;
  /** The rows that it rests on, all of them needed; the first is the one to take away. */
  readonly because: readonly Row[];
  /** What else shows it, in words: statements that decide, a trust policy, an annotation. */
  readonly says?: readonly string[];
}

/** A piece of work was done. */
export const piece = undefined;

/** One source as the access graph has it; a technique source asks for what more it needs. */
export interface Place {
  readonly graph: AccessGraph;
  readonly sourceNo: number;
}

/** The techniques of one platform, and where they stand open in one of its sources at one version. */
export interface TechniqueSource<At extends Place = Place> {
  /** Id of the connector. */
  readonly platform: string;
  readonly techniques: readonly Technique[];
  /**
   * Every step that stands open, from rows alone: the same rows give the same steps. Where looking takes long there is a `piece`
   * between, so that whoever walks can let others come first.
   */
  becoming(at: At): Iterable<Becoming | typeof piece>;
  /** Memberships, by number, that `becoming` tells better than they do; they are left out. */
  replaced?(at: At): Iterable<number>;
}
