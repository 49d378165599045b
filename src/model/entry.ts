import type { BlobId, Digest, EntryId, SubjectId } from './ids.ts';
import type { Instant } from './time.ts';

/** Which process may write which entry types; the database's checks and the verifier hold the same list. */
export const entryTypes = {
  server: [
    'ledger.bootstrap',
    'signer.enrolled',
    'signer.replaced',
    'signer.revoked',
    'policy.activated',
    'source.added',
    'source.removed',
    'source.paused',
    'source.resumed',
    'source.read',
    'findings.evaluated',
    'proposal.filed',
    'proposal.withdrawn',
    'verdict.given',
    'decision.signed',
    'mandate.signed',
    'restore.signed',
    'plan.created',
    'plan.voided',
    'blob.erased',
    'token.issued',
    'token.revoked',
    'signin.provider.set',
    'signin.provider.removed',
    'signin.subject.linked',
    'log.added',
    'log.removed',
    'delegation.signed',
    'delegation.ended',
    'proposal.noted',
    'mandate.ended',
    'simulation.recorded',
    'campaign.launched',
    'campaign.noted',
    'campaign.submitted',
    'campaign.closed',
    'lifecycle.held',
    'lifecycle.released',
    'glass.broken',
    'glass.reviewed',
    'quality.recorded',
    'notification.sent',
    'notification.channel.added',
    'notification.channel.removed',
  ],
  enforcer: [
    'enforcer.started',
    'target.credential.given',
    'execution.started',
    'execution.refused',
    'execution.step.intended',
    'execution.step.applied',
    'execution.step.failed',
    'execution.step.undone',
    'execution.finished',
    'ticket.opened',
    'ticket.settled',
    'window.opened',
    'window.closed',
    'lease.checked',
    'lease.made',
    'lease.ended',
  ],
  sequencer: ['sequencer.started', 'checkpoint.key.rotated'],
} as const;

export type Writer = keyof typeof entryTypes;
export type EntryType = (typeof entryTypes)[Writer][number];

/** Who acted, and through whom: `via` from the human at the start to the one before the actor. */
export interface Actor {
  readonly kind: 'person' | 'process' | 'agent' | 'machine';
  readonly id: SubjectId;
  readonly via: readonly SubjectId[];
}

/** A salted commitment to content kept apart, so the content can be erased and the proof stays. */
export interface BlobRef {
  readonly id: BlobId;
  readonly name: string;
  readonly commitment: Digest;
}

/** What a writer hands to the ledger; the sequencer adds `seq` and `sequencedAt` and stores exact canonical bytes. */
export interface EntryDraft {
  readonly id: EntryId;
  readonly type: EntryType;
  readonly at: Instant;
  readonly actor: Actor;
  /** Random subject ids only, never names or e-mail addresses. */
  readonly subjects: readonly string[];
  readonly causedBy: readonly EntryId[];
  readonly correlation: string;
  readonly policy: Digest | null;
  /** Digests of what this rests on, by name: evidence, verdict, changes, statement. */
  readonly basis: Readonly<Record<string, Digest>>;
  readonly blobs: readonly BlobRef[];
  readonly body: Readonly<Record<string, unknown>>;
}

/** One leaf of the log: RFC 8785 canonical JSON of exactly this object is the leaf's bytes. */
export interface Leaf {
  readonly v: 'countersign/entry/v1';
  readonly seq: number;
  readonly sequencedAt: Instant;
  readonly writer: Writer;
  readonly entry: EntryDraft;
}
