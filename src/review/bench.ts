import type {
  Actor,
  CaseJudge,
  Cases,
  DelegationBook,
  Digest,
  Instant,
  LedgerReader,
  ProposalId,
  Recorder,
  SignerBook,
} from '../model/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Queryable, Transaction } from '../platform/store/index.ts';
import type { SignatureCheck } from './ports.ts';

/** What the deciding machine works with; the composition root supplies the real ones. */
export interface ReviewBench {
  readonly database: Database;
  readonly recorder: Recorder<Transaction>;
  readonly ledger: LedgerReader;
  readonly signers: SignerBook;
  /** Whose authority others may use for a while. */
  readonly delegations: DelegationBook;
  readonly judge: CaseJudge;
  /** Digest of the policy set in force: the one named by the last signed activation entry. */
  readonly policy: Digest;
  readonly cases: Cases<Queryable>;
  /** Keeps what a verdict about this proposal was made on, in the transaction that records the verdict. */
  keepInputs(tx: Transaction, proposal: ProposalId, inputs: readonly string[], at: Instant): Promise<void>;
  readonly signatures: SignatureCheck;
  readonly clock: Clock;
  /** Origin of this ledger; statements name it, so a signature for one ledger is worth nothing in another. */
  readonly ledgerName: string;
  /** This server process, as it stands in entries that no person caused. */
  readonly self: Actor;
}
