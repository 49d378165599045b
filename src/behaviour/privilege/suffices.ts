import type { ActTold } from './uses.ts';

/** The policy that would have sufficed, in the platform’s own language. */
export interface Sufficing {
  readonly language: 'iam' | 'rbac' | 'sql';
  /** To be read by a person and given to the platform’s own tools; it has no authority here. */
  readonly text: string;
  /** Where it allows more than what was seen, and why. It never allows more than is granted. */
  readonly generalised: readonly string[];
  /** What it keeps as it is granted, because no log would show its use. */
  readonly kept: readonly string[];
  /** What it leaves out although no log would show its use, or that could not be read. */
  readonly leftOut: readonly string[];
}

/** What a policy does to acts that were seen. */
export interface Tried {
  /** Different acts, and how often they were done in all. */
  readonly acts: number;
  readonly count: number;
  readonly denied: { readonly acts: number; readonly count: number; readonly told: readonly ActTold[] };
}

/** A policy made from the first part of what was seen, tried on the rest: how it would have done. */
export interface HeldOut extends Tried {
  /** Days of the part that it was tried on. */
  readonly days: number;
}

/** More resources of one action than this are told as the right tells them. */
export const mostResources = 25;
