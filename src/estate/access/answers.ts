import type { AwsEstates } from './aws-estates.ts';
import type { EstateRef, Instant, Result } from '../../model/index.ts';
import type { Gap } from '../gaps.ts';
import type { AccessGraph, AccessVersion } from './graph.ts';
import type { Labels } from './labels.ts';
import type { AsOf } from './load-graph.ts';
import type { RightHoldersAt } from './right-holders.ts';
import type { Suggested } from './suggest.ts';

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

/** Without signing in; whoever can sign in to the source; or named, and described nowhere that was read. */
export type StandsFor = 'anyone' | 'everyone' | 'outside';
/** Somebody who can and whom the source does not list: whoever there is, or whom it only names. */
export type Outsider = Way & { readonly subject: EstateRef; readonly standsFor: StandsFor };

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
  /** Absent for a power, which is a right on everything of its source. What only a policy on a resource gives is named in its words, and no row. */
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
  /** None of the holders, and not among `total`. At most a hundred are told, the widest first. */
  readonly outsiders: { readonly total: number; readonly told: readonly Outsider[] };
  /** Of the sources whose policies were evaluated; at most a hundred are told. */
  readonly denied: { readonly total: number; readonly told: readonly DeniedAccount[] };
  /** Of the same sources; no holders. At most a hundred are told. */
  readonly open: { readonly total: number; readonly told: readonly OpenAccount[] };
  /** Told where no source that was read knows the resource: a few that are called alike. Then nobody being shown is no answer. */
  readonly alike?: readonly string[];
};
/** One resource on which an identity can do what was asked. */
export type OnResource = Way & { readonly resource: EstateRef };
/** What is asked for and is `open`, nothing that was read gives, and something that was not read could; at most a hundred are told. */
export type WhatOn = AnswerFrame & {
  readonly identity: EstateRef;
  readonly resources: readonly OnResource[];
  readonly open: {
    readonly total: number;
    readonly told: readonly { readonly resource: EstateRef; readonly dependsOn: readonly string[] }[];
  };
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
   * The resources on which an account or group can do `action`, of those that its source knows: those of which `can` says yes
   * or depends. `on`: only those that this pattern names. Refuses `not_found`, and `input_too_large` when it is about more than
   * one answer can be.
   */
  whatOn(question: {
    readonly identity: Pick<EstateRef, 'entity' | 'source' | 'key'>;
    readonly action: string;
    readonly on?: string;
    readonly at?: AsOf;
    readonly limit?: number;
    readonly skip?: number;
    readonly now?: Instant;
  }): Promise<Result<WhatOn>>;
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
  /** Who has which right, many of them at once and as numbers, as of the last reads. */
  rightHolders(now: Instant): Promise<RightHoldersAt>;
  /** The version as of then, loaded if it is not resident. */
  resident(at?: AsOf): Promise<Resident>;
  /** AWS sources as they are compiled for all who ask. */
  readonly awsEstates: AwsEstates;
}
