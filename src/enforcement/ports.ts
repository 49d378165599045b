import type {
  Actor,
  Assurance,
  CaseJudge,
  Cases,
  Change,
  DelegationBook,
  Digest,
  EntryId,
  FrozenItemReader,
  LedgerReader,
  MandateFactReader,
  MandateJudge,
  Recorder,
  Refusal,
  SignerBook,
  TargetState,
  UseWatch,
} from '../model/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Queryable, Transaction } from '../platform/store/index.ts';
import type { Pace } from './pace.ts';
import type { Boundary } from './steps.ts';

/**
 * What the enforcer works with; the composition root supplies the real ones.
 *
 * Two tables of other stages are written here by `internal-writer.ts`, so their owners create them like this and grant
 * the enforcer select, insert, update, delete:
 * `estate.assertion(account_source text, account_key text, role text, person_source text, person_key text,
 *   primary key (account_source, account_key, role))` and
 * `detection.acceptance(finding_id text primary key, until timestamptz not null, reason text not null, execution text not null)`.
 */
export interface EnforcementBench {
  readonly database: Database;
  readonly recorder: Recorder<Transaction>;
  readonly ledger: LedgerReader;
  readonly signers: SignerBook;
  readonly delegations: DelegationBook;
  readonly signatures: SignatureCheck;
  /** The policy set that the last signed activation names, asked anew for each judgement. Throws: everything is denied. */
  readonly policy: () => Promise<ActivePolicy>;
  /** Policy about what was signed to end or to stand: the fixed policies alone, whatever set is in force. */
  readonly mandates: MandateJudge;
  /** Works out the facts that the conditions of a mandate speak of, in the database as it is now. */
  readonly facts: MandateFactReader<Queryable>;
  /** Items of campaigns, as they stand under the manifest that was signed. */
  readonly items: FrozenItemReader<Queryable>;
  /** Looks the case up again, in the database as it is now. */
  readonly cases: Cases<Queryable>;
  readonly writers: Writers;
  /** Whether what was suspended is used, as far as anything that was read would show. */
  readonly uses: UseWatch<Queryable>;
  readonly clock: Clock;
  /** Origin of this ledger; a statement made for another ledger is worth nothing here. */
  readonly ledgerName: string;
  /** This enforcer process, as it stands in its entries. */
  readonly self: Actor;
  /** How long to wait for an entry to be numbered before giving up without having acted. */
  readonly sequencedWithinSeconds: number;
  readonly checkpoints: Checkpoints;
  /** Waits for a target's turn, so that no target gets more changes than it is set to. */
  readonly pace: Pace;
  /** How many executions of one origin may be unproven before no other of that origin begins. */
  readonly mostUnproven: number;
  /** Once aborted, no further step is begun: the execution stays for the next start to finish or undo. */
  readonly stop: AbortSignal;
}

export interface ActivePolicy {
  readonly digest: Digest;
  readonly judge: CaseJudge;
}

/** Checks a signature over exact statement text; says whose key made it, not whether that key may. */
export interface SignatureCheck {
  verify(
    statement: string,
    armored: string,
  ): { readonly ok: true; readonly keyFingerprint: string; readonly assurance: Assurance } | Refusal;
}

/** Opens the write face of a source, for one execution. `undefined`: no write credential was given, so it is observe-only. */
export interface Writers {
  open(source: string, execution: EntryId): Promise<TargetWriter | undefined>;
}

/**
 * Changing a target (the same contract as connectors/kit). `apply` and `restore` are idempotent and atomic at the target;
 * Fault `source_unreachable` means that nobody knows what happened, every other Fault that nothing did.
 */
export interface TargetWriter {
  observe(change: Change): Promise<TargetState>;
  apply(change: Change): Promise<void>;
  restore(change: Change, preImage: TargetState): Promise<void>;
  /** Whether the target would let it: made, and taken back before anybody can see it. Absent: no way to try. */
  rehearse?(change: Change, preImage?: TargetState): Promise<void>;
  /**
   * People make its changes: `apply` asks them, and `observe` shows the change once the source was read again. Until then
   * the execution waits.
   */
  readonly byHand?: true;
  /** Told what a step came to, where people wait to hear it. */
  settled?(change: Change, how: 'proven' | 'failed'): Promise<void>;
  close(): Promise<void>;
}

/** Told when a boundary of an execution has been passed. Does nothing in production; tests end the process here. */
export interface Checkpoints {
  at(boundary: Boundary, step?: number): Promise<void>;
}
export const noCheckpoints: Checkpoints = { at: () => Promise.resolve() };
