import type { IdentityKind, Role, Tier } from './identity.ts';
import type { SubjectId } from './ids.ts';
import type { MandateKind, MandateTrigger } from './mandate.ts';
import type { Verdict } from './proposal.ts';
import type { Instant } from './time.ts';

/** Classes of act that the decision-rights table speaks of. A change type names its class in review/change-types/. */
export const actClasses = [
  'access.grant',
  'access.revoke',
  'role.assign',
  'role.remove',
  'account.create',
  'account.drop',
  'account.disable',
  'account.enable',
  'owner.assign',
  'owner.clear',
  'risk.accept',
  'risk.reopen',
  'bundle.define',
  'bundle.retire',
  'policy.edit',
] as const;
export type ActClass = (typeof actClasses)[number];

/** Roles a signature can count for. */
export const approverRoles = [
  'resource_owner',
  'manager',
  'sponsor',
  'nhi_owner',
  'reviewer',
  'security',
  'governor',
] as const;
export type ApproverRole = (typeof approverRoles)[number] & Role;

/** `key`: a software SSH key. `passkey`: a passkey with user verification or a hardware-backed SSH key with it. A session is neither. */
export const assurances = ['key', 'passkey'] as const;
export type Assurance = (typeof assurances)[number];

export type ActorState = 'proposed' | 'active' | 'suspended' | 'ended';

export interface PersonFacts {
  readonly kind: 'person';
  readonly id: SubjectId;
  readonly state: ActorState;
  readonly roles: readonly Role[];
}
export interface NonPersonFacts {
  readonly kind: 'agent' | 'machine' | 'assistant';
  readonly id: SubjectId;
  readonly state: ActorState;
  readonly owner?: SubjectId;
  readonly sponsor?: SubjectId;
}

/** What policy is told about one change; `interest` is absent unless its closure is complete, and then nobody can approve. */
export interface ChangeFacts {
  readonly act: ActClass;
  readonly subject: IdentityKind | 'governance';
  readonly tier?: Tier;
  readonly reversible: boolean;
  readonly reduces: boolean;
  readonly basis: 'decision' | 'mandate';
  /** How long it is suspended and watched before it is deleted; absent: it is not. */
  readonly watchedSeconds?: number;
  readonly interest?: {
    readonly requester: readonly SubjectId[];
    readonly beneficiary: readonly SubjectId[];
    readonly steward: readonly SubjectId[];
  };
  /** Who can give each role's approval for this change. */
  readonly holders?: Readonly<Partial<Record<ApproverRole, readonly SubjectId[]>>>;
  /** Who stands in for holders that are gone or did not answer in time, role by role. */
  readonly replacing?: Readonly<Partial<Record<ApproverRole, readonly SubjectId[]>>>;
}

/** One valid signature over the act: whose, at what assurance, when, and the roles whose `approve` verdict was permit for it. */
export interface CountedSignature {
  readonly person: SubjectId;
  /** Those whose signature is not independent of this one; absent: nobody's. */
  readonly dependsOn?: readonly SubjectId[];
  /** Whose authority it uses, where that is not their own: both count as one. */
  readonly standsFor?: SubjectId;
  readonly roles: readonly ApproverRole[];
  readonly assurance: Assurance;
  readonly signedAt: Instant;
}

/** What `discharge` turns into `met` needs; Cedar never counts. */
export interface DischargeFacts {
  readonly signatures: readonly CountedSignature[];
  /** Evidence kinds that are there: usage, effective_path, purpose, hr_record, ownership_basis, sod_clear, consumers. */
  readonly evidence: readonly string[];
  /** How long the access would last; null: no end. Absent: the act grants nothing. */
  readonly durationSeconds?: number | null;
  /** How long it would be suspended and watched before it is deleted. Absent: it is not suspended first. */
  readonly watchedSeconds?: number;
  /** Since the proposal was filed. */
  readonly waitedSeconds: number;
  readonly filer?: SubjectId;
}

/** May `principal`, acting now, do `action` to this change? */
export interface JudgeRequest {
  readonly action:
    | 'see'
    | 'infer'
    | 'suggest'
    | 'prepare'
    | 'open_ticket'
    | 'request'
    | 'approve'
    | 'execute'
    | 'reverse'
    | 'break_glass';
  readonly principal: PersonFacts | NonPersonFacts;
  readonly via: {
    readonly persons: readonly SubjectId[];
    readonly agents: readonly SubjectId[];
    readonly machines: readonly SubjectId[];
  };
  readonly change: ChangeFacts;
  /** Only for `approve`: the role the signature would count for and whose authority it uses. */
  readonly approval?: {
    readonly role: ApproverRole;
    readonly authority: SubjectId;
    /** Present when the signer stands in for `authority`: from whom, to whom, from when, and until (exclusive). */
    readonly delegation?: {
      readonly from: SubjectId;
      readonly to: SubjectId;
      readonly start: Instant;
      readonly end: Instant;
    };
  };
  readonly now: Instant;
  /** Age of the oldest source watermark the facts rest on. */
  readonly factsAgeSeconds: number;
  readonly discharge: DischargeFacts;
}

/** What policy is told of an end that has come: whose approvals mandate it, when it is, and what it would do. */
export interface EndingFacts {
  /** The process that would bring it about. */
  readonly enforcer: SubjectId;
  /** Those whose approvals, verified from the ledger, mandate this end. */
  readonly signers: readonly SubjectId[];
  readonly trigger: 'clock';
  readonly endsAt: Instant;
  /** Every one of them signed these very changes and this very end. */
  readonly asSigned: boolean;
  /** Putting back what was before only takes access away. */
  readonly reduces: boolean;
}

/** What policy is told of one change that a mandate would make: what was signed, by whom, and how the change stands to it. */
export interface MandatedFacts {
  /** The process that would make it. */
  readonly enforcer: SubjectId;
  readonly kind: MandateKind;
  /** Those whose signatures over exactly these terms stand now, without those who would gain by this change. */
  readonly signers: readonly SubjectId[];
  /** Among them are as many as a mandate needs, none of whom depends on another, one with a role that answers for it. */
  readonly enough: boolean;
  /** The terms are within the bounds of their kind. */
  readonly bounded: boolean;
  /** Nobody ended it. */
  readonly standing: boolean;
  readonly from: Instant;
  readonly until: Instant;
  /** What is left of its caps before this change. */
  readonly leftToday: number;
  readonly leftInAll: number;
  readonly trigger: MandateTrigger;
  readonly triggers: readonly MandateTrigger[];
  /** What set it off is not the output of a model. */
  readonly triggerIsReal: boolean;
  /** All its conditions hold on facts that the enforcer worked out itself; in its scope; of a shape that it names. */
  readonly selected: boolean;
  readonly inScope: boolean;
  readonly fits: boolean;
  /** It was announced for as long as was signed, and nobody objected. */
  readonly announced: boolean;
  readonly objected: boolean;
  readonly reduces: boolean;
  readonly reversible: boolean;
  /** It gives only what a lifecycle may give. */
  readonly mayGive: boolean;
  readonly tier: Tier;
  readonly subject: IdentityKind | 'governance';
  /** Somebody answers for the account, and it is not shared; false also when nobody knows. */
  readonly owned: boolean;
  readonly ownOnly: boolean;
}

/** What policy is told of putting back what a mandate changed, while it is watched. */
export interface ReturnFacts {
  readonly enforcer: SubjectId;
  /** Those who signed the mandate, as it was when the change was made. */
  readonly signers: readonly SubjectId[];
  readonly enough: boolean;
  /** An objection, or use that broke, recorded about this very change. */
  readonly because: 'objection' | 'use broke';
  readonly watchedUntil: Instant;
  /** It puts back exactly what was there before. */
  readonly exact: boolean;
}

/** Policy about mandates: by the fixed policies alone, so that no policy that people can edit stops what they signed. */
export interface MandateJudge {
  judgeEnding(facts: EndingFacts, now: Instant): Verdict;
  judgeMandated(facts: MandatedFacts, now: Instant): Verdict;
  judgeReturn(facts: ReturnFacts, now: Instant): Verdict;
}

/** Policy as the rest of the product sees it. Deterministic; any error denies. */
export interface Judge {
  judge(request: JudgeRequest): Verdict;
  /** Explains a need or policy id in one plain sentence for people. */
  explain(idOrNeed: string): string;
}
