import type { ApproverRole, Assurance, Tier } from '../../model/index.ts';
import type { ApprovalStep, EvidenceKind } from '../needs.ts';
import type { AiAction, RowAct, RowSubject } from './words.ts';

/** One checked row of the decision-rights table. */
export interface RightsRow {
  readonly id: string;
  readonly act: RowAct;
  readonly subjects: readonly RowSubject[];
  readonly tiers: readonly Tier[];
  /** Exactly the actions an AI may take; never one that has an effect. */
  readonly ai: readonly AiAction[];
  /** What an AI drafts here is held until a person in one of these roles releases it; absent: it is not held. */
  readonly held?: readonly ApproverRole[];
  /** The row that this one is an exception to: in its cells it speaks instead of that row. */
  readonly narrows?: string;
  readonly approvals: readonly ApprovalStep[];
  readonly order: 'any' | 'sequential';
  readonly evidence: readonly EvidenceKind[];
  readonly assurance: Assurance;
  /** ISO 8601, as written. */
  readonly maxDuration?: string;
  readonly coolingOff?: string;
  /** How long what is to be deleted is suspended and watched before. */
  readonly watch?: string;
  /** What it speaks of, without the cells in which a narrower row speaks instead. */
  readonly areas: readonly Area[];
}

/** Every one of these subjects at every one of these tiers. */
export interface Area {
  readonly subjects: readonly RowSubject[];
  readonly tiers: readonly Tier[];
}

/** The decision-rights table: per act, subject and tier what AI may do and what people must add. */
export interface RightsTable {
  readonly roles: readonly ApproverRole[];
  readonly rows: readonly RightsRow[];
}
