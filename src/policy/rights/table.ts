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
  readonly approvals: readonly ApprovalStep[];
  readonly order: 'any' | 'sequential';
  readonly evidence: readonly EvidenceKind[];
  readonly assurance: Assurance;
  /** ISO 8601, as written. */
  readonly maxDuration?: string;
  readonly coolingOff?: string;
}

/** The decision-rights table: per act, subject and tier what AI may do and what people must add. */
export interface RightsTable {
  readonly roles: readonly ApproverRole[];
  readonly rows: readonly RightsRow[];
}
