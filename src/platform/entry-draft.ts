import {
  isEntryId,
  must,
  type Actor,
  type BlobRef,
  type Digest,
  type EntryDraft,
  type EntryId,
  type EntryType,
  type Instant,
} from '../model/index.ts';
import { newId } from './clock.ts';

export interface EntryParts {
  readonly type: EntryType;
  readonly at: Instant;
  readonly actor: Actor;
  readonly subjects?: readonly string[];
  readonly causedBy?: readonly EntryId[];
  readonly correlation: string;
  readonly policy?: Digest;
  readonly basis?: Readonly<Record<string, Digest>>;
  readonly blobs?: readonly BlobRef[];
  readonly body?: Readonly<Record<string, unknown>>;
}

/** A ledger entry with a fresh id and empty members where nothing was given. */
export const entryDraft = (parts: EntryParts): EntryDraft => ({
  id: must(isEntryId, newId('ent')),
  type: parts.type,
  at: parts.at,
  actor: parts.actor,
  subjects: parts.subjects ?? [],
  causedBy: parts.causedBy ?? [],
  correlation: parts.correlation,
  policy: parts.policy ?? null,
  basis: parts.basis ?? {},
  blobs: parts.blobs ?? [],
  body: parts.body ?? {},
});
