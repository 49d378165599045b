import type { BlobRef, EntryDraft, EntryType, Leaf } from './entry.ts';
import type { EntryId, SubjectId } from './ids.ts';
import type { ApproverRole, Assurance } from './judgement.ts';
import type { Role } from './identity.ts';
import type { Instant } from './time.ts';

/** Ports that more than one stage asks for. `Tx` is the store's transaction; the composition roots supply the real thing. */

/** Writes to this process's own inbox inside the caller's transaction: recorded if and only if the change itself commits. */
export interface Recorder<Tx> {
  /** Keeps salted, erasable content and returns its commitment for an entry. */
  keep(tx: Tx, name: string, content: string): Promise<BlobRef>;
  /** Durable when the transaction commits; numbered within about a second after. */
  record(tx: Tx, entry: EntryDraft): Promise<EntryId>;
}

/** Reads sequenced entries. Every leaf returned was checked for inclusion under a signed checkpoint. */
export interface LedgerReader {
  entry(id: EntryId): Promise<Leaf | undefined>;
  /** Waits until the entry is numbered and under a checkpoint; throws Fault `timed_out` after `withinSeconds`. */
  sequenced(id: EntryId, withinSeconds: number): Promise<Leaf>;
  /** Entries of a type that name `causedBy`, in order of seq. */
  causedBy(cause: EntryId, type?: EntryType): Promise<readonly Leaf[]>;
  /** Exact content of a blob, checked against its commitment. `undefined`: erased. Throws `ledger_invalid` when altered or missing. */
  content(ref: BlobRef): Promise<string | undefined>;
}

/** Who a key speaks for at a moment, as the ledger's own signed entries say. */
export interface SignerStanding {
  readonly person: SubjectId;
  readonly roles: readonly Role[];
  readonly assurance: Assurance;
  /** SHA-256 fingerprint in OpenSSH's form, `SHA256:…`. */
  readonly keyFingerprint: string;
  readonly from: Instant;
  readonly until: Instant | null;
  /** Who enrolled this key: one person means their signatures are not independent of each other. */
  readonly enrolledBy: readonly SubjectId[];
  /** Everyone who alone could have made this signer up (sole enrollers, up the line): signatures of both are one. */
  readonly dependsOn: readonly SubjectId[];
}
export interface SignerBook {
  /** The standing of this key at that moment, from sequenced and verified entries; undefined when it had none. */
  standing(keyFingerprint: string, at: Instant): Promise<SignerStanding | undefined>;
  /** Everyone with a key in force at that moment. */
  inForce(at: Instant): Promise<readonly SignerStanding[]>;
}

/** A person's signed word that another may use their authority between two dates, as the ledger's own entries say. */
export interface DelegationStanding {
  readonly entry: EntryId;
  /** When it got its number: before that it lends nothing. */
  readonly since: Instant;
  /** Whose authority it is. */
  readonly from: SubjectId;
  readonly to: SubjectId;
  readonly start: Instant;
  /** Exclusive. */
  readonly end: Instant;
  /** The roles it lends; null: all that its giver has. */
  readonly only: readonly ApproverRole[] | null;
  /** What the signature under it showed: nobody signs under it at a higher one. */
  readonly assurance: Assurance;
  readonly reason: string;
  /** When an entry ended it before its time. */
  readonly endedAt: Instant | null;
}
export interface DelegationBook {
  /**
   * Those in force at that moment, from sequenced and verified entries: begun, neither over nor ended, and the key they
   * were signed with still speaks for their giver.
   */
  inForce(at: Instant): Promise<readonly DelegationStanding[]>;
  /** Every one that was ever signed and held, in order of the ledger. */
  all(): Promise<readonly DelegationStanding[]>;
}
