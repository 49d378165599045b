import type { Change, TargetState } from './change.ts';
import type { Evidence } from './fact.ts';
import type { Result } from './failure.ts';
import type { FindingId, SubjectId } from './ids.ts';
import type { MandateFacts } from './mandate-condition.ts';
import type { ApproverRole, Assurance, ChangeFacts, PersonFacts } from './judgement.ts';
import type { Verdict } from './proposal.ts';
import type { Instant } from './time.ts';

/** What a case is about: enough to look everything up again, now or right before enforcement. */
export interface CaseSubject {
  readonly changes: readonly Change[];
  readonly findings: readonly FindingId[];
  readonly requester?: SubjectId;
  /** Stated by the requester, for changes that need a purpose. */
  readonly purpose?: string;
  /** Since when it waits for answers; absent: it is not filed yet. */
  readonly filedAt?: Instant;
}

/** Everything policy and a person are told about a case, as the estate knows it at that moment. Same order as the changes. */
export interface CaseFacts {
  readonly changes: readonly ChangeFacts[];
  readonly states: readonly TargetState[];
  readonly evidence: Evidence;
  readonly evidenceKinds: readonly string[];
  readonly factsAgeSeconds: number;
}

/** Looks a case up in the estate, detection and interest closure. The same lookup serves signing and enforcement. */
export interface Cases<On> {
  lookUp(on: On, subject: CaseSubject, now: Instant): Promise<Result<CaseFacts>>;
}

/** What an item of a mandate is about, where its mandate is about one thing alone: a campaign, and which item of it. */
export interface MandateAbout {
  readonly of: string;
  readonly item: string;
}

/** Works out the facts about one change that a mandate's conditions may speak of. Server and enforcer ask the same code. */
export interface MandateFactReader<On> {
  factsOf(on: On, change: Change, about: MandateAbout | undefined, now: Instant): Promise<MandateFacts>;
}

/** A signature that was verified and whose signer is in force, before policy says which roles it counts for. */
export interface StandingSignature {
  readonly signer: PersonFacts;
  /** SignerStanding.dependsOn: those whose signature and this one are not independent. */
  readonly dependsOn: readonly SubjectId[];
  readonly assurance: Assurance;
  readonly signedAt: Instant;
  /** There when it uses somebody else's authority, under a delegation that was verified. */
  readonly standsFor?: StandsFor;
}

/** Somebody else's authority that a signer uses: whose, from when until when (exclusive), and for which roles (null: all). */
export interface StandsFor {
  readonly person: SubjectId;
  readonly start: Instant;
  readonly end: Instant;
  readonly only: readonly ApproverRole[] | null;
}

export interface CaseContext {
  readonly now: Instant;
  readonly filedAt: Instant;
  readonly filer?: SubjectId;
  /** When what is granted ends; null: never. */
  readonly endsAt: Instant | null;
  readonly signatures: readonly StandingSignature[];
}

/** Policy over whole cases: the strictest verdict over the changes, with each signature counted for the roles it may. */
export interface CaseJudge {
  /** May this case be carried out now? `actor` answers for it: the last signer, or before any signature whoever asks. */
  judgeCase(facts: CaseFacts, actor: PersonFacts, context: CaseContext): Verdict;
  /** What `judgeCase` is asked on, change by change, as it is kept to be judged again; malformed ones are left out. */
  inputsOfCase(facts: CaseFacts, actor: PersonFacts, context: CaseContext): readonly string[];
  /** May `actor` have this by their own signature alone, because it cannot wait? */
  judgeGlass(facts: CaseFacts, actor: PersonFacts, context: CaseContext): Verdict;
  /** The roles this person's signature would count for on every change; empty: it would count for nothing. */
  rolesOfSigner(
    facts: CaseFacts,
    signer: PersonFacts,
    context: CaseContext,
    standsFor?: StandsFor,
  ): readonly ApproverRole[];
  /** Why this person's signature would count for nothing: for each role the first verdict that is not a permit. */
  whyNotSigner(
    facts: CaseFacts,
    signer: PersonFacts,
    context: CaseContext,
    standsFor?: StandsFor,
  ): readonly Verdict[];
  /** One plain sentence for people about a policy id or a need. */
  explain(idOrNeed: string): string;
}
