import type { Change, Digest, Proposal, ProposedChange } from '../model/index.ts';
import { canonicalJson, digestOf, digestOfValue } from '../platform/canonical.ts';

/** What will change, with preconditions, inverses and end date: the part of a proposal that an execution is held to. */
export const changesDigest = (changes: readonly ProposedChange[], endsAt: Proposal['endsAt']): Digest =>
  digestOfValue('countersign/changes/v1', { changes, endsAt });

/** The exact text kept in the proposal's blob, and its digest. */
export function proposalContent(proposal: Proposal): { readonly content: string; readonly digest: Digest } {
  const content = canonicalJson(proposal);
  return { content, digest: digestOf(content) };
}

/** What a person asks for, before preconditions and inverses are worked out: what a request statement covers. */
export const requestedDigest = (changes: readonly Change[], endsAt: Proposal['endsAt']): Digest =>
  digestOfValue('countersign/requested-changes/v1', { changes, endsAt });
