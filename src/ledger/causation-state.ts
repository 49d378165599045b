import type { CampaignState } from './causation-campaigns.ts';
import type { DelegationFold } from './delegations.ts';
import type { DecisionItemView } from './items.ts';
import type { LeafView } from './leaf.ts';
import type { MandateItemView } from './mandate-item.ts';
import type { SignerFold } from './signers.ts';

/** What a later entry must be held to, by entry id. Kept only for the types that chains are made of. */
export interface ChainState {
  readonly entries: Map<string, { readonly seq: number; readonly type: string }>;
  readonly proposals: Map<string, FiledProposal>;
  /** By the entry that filed it: the signed request for another law. */
  readonly policyRequests: Map<string, string>;
  /** What-ifs of policies: in whose place, of which set, and the digest of what was found. */
  readonly simulations: Map<
    string,
    { readonly replaces: string; readonly after: string; readonly result: string }
  >;
  /** By the entry: events of people's lives that were too many at once, and the entry that answered. */
  readonly lifecycleHolds: Map<
    string,
    { readonly hold: string; readonly events: string; settledBy: string | undefined }
  >;
  readonly decisions: Map<string, SignedDecision>;
  /** By the entry that filed a proposal: who took no part in it, by their own signature. */
  readonly recused: Map<string, ReadonlySet<string>>;
  readonly restores: Map<string, SignedRestore>;
  /** Checks of a lease's context of which none was not met. */
  readonly contextsMet: Set<string>;
  /** Emergencies, and who looked at each after. */
  readonly glasses: Map<
    string,
    { readonly person: string; readonly seq: number; reviewedBy: string | undefined }
  >;
  readonly mandates: Map<string, SignedMandateView>;
  /** Notes about a proposal that matter to a mandate, by entry; and the proposals that somebody objected to. */
  readonly notes: Map<string, { readonly proposalEntry: string; readonly at: string }>;
  readonly objected: Set<string>;
  /** The source of each read. */
  readonly reads: Map<string, string>;
  /** What was begun under each mandate. */
  readonly begunUnder: Map<string, readonly { readonly at: string; readonly steps: number }[]>;
  readonly plans: Map<string, SeenPlan>;
  readonly executions: Map<string, SeenExecution>;
  /** By the entry id of `execution.step.intended`: which step, of which execution. */
  readonly intended: Map<string, { readonly step: number; readonly execution: SeenExecution }>;
  /** By the entry that opened it: whose watch it is. */
  readonly watching: Map<string, SeenExecution>;
  executionsChecked: number;
  /** Sequence numbers of entries signed by a software key. */
  readonly softwareSignatures: number[];
  /** Sequence numbers of entries signed by a passkey. */
  readonly passkeySignatures: number[];
  /** Decisions whose role follows from the estate (owner, manager, sponsor), not from enrolment. */
  readonly estateRoles: number[];
  readonly campaigns: CampaignState;
}

export interface FiledProposal {
  readonly proposal: string;
  readonly origin: string;
  readonly changes: string | undefined;
  readonly evidenceShown: string | undefined;
  readonly evidenceMaterial: string | undefined;
  readonly requester: string | undefined;
  /** The mandate that it was filed under; when it was numbered; its content's digest and blob. */
  readonly mandate?: string | undefined;
  readonly at?: string;
  readonly content?: string | undefined;
  readonly blob?: string | undefined;
  readonly filer: string | undefined;
  /** The exact text of the signed request. */
  readonly statement: string | undefined;
  readonly holds: boolean;
}

export interface SignedDecision {
  readonly person: string;
  readonly item: DecisionItemView;
  readonly expiresAt: string;
  /** When the authority that it uses is no longer lent; undefined: it is the signer's own. */
  readonly lentUntil?: string | undefined;
  /** It was signed for oneself in an emergency; only a plan that says so may rest on it. */
  readonly isGlass?: true;
  readonly holds: boolean;
}

export interface SignedMandateView {
  readonly person: string;
  readonly fingerprint: string;
  readonly item: MandateItemView;
  ended: boolean;
  readonly holds: boolean;
}

export interface SignedRestore {
  readonly person: string;
  readonly execution: string;
  readonly plan: string;
  /** The role by which it ends what somebody else took in an emergency. */
  readonly as?: string | undefined;
  readonly expiresAt: string;
  readonly holds: boolean;
}

export interface SeenPlan {
  readonly kind: string;
  readonly changes: string | undefined;
  readonly decisions: readonly string[];
  readonly steps: number;
  readonly expiresAt: string;
  readonly holds: boolean;
  /** The execution that a restore puts back. */
  readonly restores?: string | undefined;
  /** The change that an expiry takes back. */
  readonly ends?: { readonly execution: string; readonly step: number } | undefined;
  /** The entries that signed the mandate it is under, and the proposal that it carries out. */
  readonly mandated?:
    | {
        readonly mandates: readonly string[];
        readonly mandate: string;
        readonly proposalEntry: string;
        /** Of what nobody answered: which campaign, and which of its items. */
        readonly silent?: { readonly campaign: string; readonly item: number };
        /** When what it gives is to be taken back. */
        readonly endsAt?: string;
      }
    | undefined;
  usedBy: string | undefined;
  restoredBy: string | undefined;
  /** The later change that the enforcer left it to. */
  supersededBy?: { readonly execution: string; readonly step: number } | undefined;
  voided: boolean;
}

export interface SeenExecution {
  readonly seq: number;
  readonly at: string;
  readonly plan: string;
  readonly steps: number;
  /** What had come before it began, so that it may make no step. */
  readonly stopped: readonly string[];
  /** Steps that were applied and not undone. */
  readonly applied: Set<number>;
  /** Steps that were begun; when each was last re-read as applied, by which entry; and those that come only after a watch. */
  begunSteps?: Set<number>;
  appliedAt?: Map<number, { readonly entry: string; readonly at: string }>;
  windows?: Map<
    number,
    { readonly entry: string; readonly since: string; readonly until: string; how: string | undefined }
  >;
  /** How it finished; undefined: it has not. */
  outcome: string | undefined;
  /** A restore has put it back. */
  restored: boolean;
  /** The newest plan that holds and takes a step back at its end; the steps that were. */
  endings?: Map<number, string>;
  ended?: Set<number>;
}

export interface Chain {
  readonly state: ChainState;
  readonly signers: SignerFold;
  readonly delegations: DelegationFold;
}

/** Answers everything wrong with one entry, and remembers what later ones need. */
export type ChainStep = (
  chain: Chain,
  leaf: LeafView,
  facts: { readonly writerIsRight: boolean },
) => readonly string[];
