import type { Instant, Result, SubjectId, Tier } from '../../model/index.ts';
import type { System } from '../system.ts';

/** Kinds of things that wait for a person. A new kind is a word here and a source in `sources.ts`. */
export const inboxKinds = [
  'decide',
  'answer',
  'cosign',
  'review_emergency',
  'certify',
  'launch',
  'release',
] as const;
export type InboxKind = (typeof inboxKinds)[number];

/** One thing that waits for one person: what it is, why it is theirs, until when, and where it is done. */
export interface InboxItem {
  readonly kind: InboxKind;
  /** Of what it is about: a proposal, a change of signers, a campaign. */
  readonly id: string;
  readonly title: string;
  /** Why it is theirs, in one sentence of plain words. */
  readonly why: string;
  readonly tier?: Tier;
  readonly since: Instant;
  /** When something else happens if they do nothing; null: it waits. */
  readonly due: Instant | null;
  /** What happens then. */
  readonly otherwise?: string;
  /** They were asked by name, not only among others who could. */
  readonly isAsked: boolean;
  /** Whose authority they would use; absent: their own. */
  readonly standsFor?: SubjectId;
  /** Whose signature or answer it came from, or who handed it on. */
  readonly from?: SubjectId;
  /** Where the console does it. */
  readonly path: string;
  /** How the command line does it. */
  readonly command: string;
}

/** Where items come from. What one cannot tell is said, never left out. */
export interface InboxSource {
  readonly kind: InboxKind;
  items(system: System, person: SubjectId, now: Instant): Promise<Result<readonly InboxItem[]>>;
}
