import type { Change, TargetState } from './change.ts';
import type { Evidence } from './fact.ts';
import type { Digest, EntryId, FindingId, MandateId, ProposalId, SubjectId } from './ids.ts';
import type { Instant } from './time.ts';

export const origins = ['rule', 'model', 'person', 'agent', 'lifecycle', 'campaign'] as const;
export type Origin = (typeof origins)[number];

/** One change with what must be true before it, and the change that would undo it (null: cannot be undone, and why). */
export interface ProposedChange {
  readonly change: Change;
  readonly precondition: TargetState;
  readonly expected: TargetState;
  readonly inverse: Change | null;
  readonly irreversibleBecause?: string;
}

/** An ordered set of typed changes with evidence. It has no authority. */
export interface Proposal {
  readonly id: ProposalId;
  readonly origin: Origin;
  /** Rule id, model id or person: what drafted it. */
  readonly draftedBy: string;
  readonly title: string;
  readonly reason: string;
  readonly findings: readonly FindingId[];
  readonly changes: readonly ProposedChange[];
  readonly evidence: Evidence;
  readonly endsAt: Instant | null;
  readonly createdAt: Instant;
  /** The person who wants it. Absent for an unedited rule draft that only reduces access: then there is only a filer. */
  readonly requester?: SubjectId;
  readonly filer?: SubjectId;
  /** The mandate that selected it; then its reason is the mandate’s, and no person asks for it. */
  readonly mandate?: MandateId;
}

/** Policy's answer about an act. `requestable` is a no until what is missing is there. */
export type Verdict =
  | {
      readonly outcome: 'permit';
      readonly deciding: readonly string[];
      readonly digests: VerdictDigests;
      /** What whoever relies on it has to do besides; absent: nothing. Who cannot, must not rely on it. */
      readonly obligations?: readonly string[];
    }
  | {
      readonly outcome: 'requestable';
      readonly missing: readonly string[];
      readonly deciding: readonly string[];
      readonly digests: VerdictDigests;
    }
  | {
      readonly outcome: 'deny';
      readonly because: string;
      readonly deciding: readonly string[];
      readonly digests: VerdictDigests;
    };

/** What a verdict was made on; see DESIGN "Verdict record". */
export interface VerdictDigests {
  readonly policy: Digest;
  readonly input: Digest;
  readonly basis: Digest;
}

/**
 * What a person signs about one proposal. The canonical JSON of a Statement is the exact text under the signature; it is
 * independent of the signature scheme. `covers` holds one item, or the Merkle root (RFC 6962) over many items' canonical
 * bytes so that a batch is one signature.
 */
export interface Statement {
  readonly v: 'countersign/statement/v1';
  readonly ledger: string;
  readonly purpose:
    | 'decision'
    | 'request'
    | 'restore'
    | 'proposal.note'
    | 'glass.break'
    | 'glass.review'
    | 'mandate'
    | 'mandate.end'
    | 'delegation'
    | 'delegation.end'
    | 'recusal'
    | 'bootstrap'
    | 'signer.enrol'
    | 'signer.replace'
    | 'signer.revoke'
    | 'lifecycle.release'
    | 'policy.propose'
    | 'policy.activate'
    | 'signin.provider.set'
    | 'signin.provider.remove'
    | 'campaign';
  readonly signer: SubjectId;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
  readonly nonce: string;
  readonly covers:
    | { readonly item: Readonly<Record<string, unknown>> }
    | { readonly root: Digest; readonly size: number };
}

/** The most items that one signature may cover: what a person can be shown, and what one request can carry. */
export const mostItemsSigned = 1000;

/** The most leaves of a tree under one signature: a submission of a campaign has leaves beside its decisions. */
export const mostLeavesSigned = 16_384;
/** What somebody says about an open case in their own name. Only a withdrawal changes anything, and it only takes away. */
export const noteKinds = ['question', 'answer', 'withdrawal'] as const;
export interface NoteItem {
  readonly proposal: ProposalId;
  readonly proposalEntry: EntryId;
  readonly kind: (typeof noteKinds)[number];
  readonly text: string;
}

/** An emergency ends this soon after it was signed, whoever signs. */
export const longestGlassSeconds = 4 * 3600;
/** The role under which somebody signs an emergency of their own. */
export const glassRole = 'break_glass';

/** What somebody else found when they looked at an emergency after it. */
export interface GlassReviewItem {
  readonly glass: EntryId;
  readonly found: 'justified' | 'not_justified';
  readonly text: string;
}

/** The item of a decision statement: everything the person saw, by digest, and their answer. */
export interface DecisionItem {
  readonly proposal: ProposalId;
  readonly proposalEntry: EntryId;
  readonly answer: 'approve' | 'reject';
  readonly role: string;
  /** Whose authority the signer uses, and the delegation that lends it; absent: their own. */
  readonly standsFor?: { readonly person: SubjectId; readonly delegation: EntryId };
  readonly changes: Digest;
  readonly evidenceShown: Digest;
  readonly evidenceMaterial: Digest;
  readonly verdictBasis: Digest;
  readonly policy: Digest;
  readonly restorableUntil: Instant;
  /** When the enforcer is to put back what was before, by this approval alone (`mandatedEnd`); null: never. */
  readonly endsAt: Instant | null;
  readonly reason?: string;
}
