import type { AccountView, Change, Finding, FindingId, Instant } from '../model/index.ts';

/** What a rule proposes about one finding. Without authority: it is filed, judged and signed like any other proposal. */
export interface ProposalDraft {
  /** The rule whose finding this answers. */
  readonly draftedBy: string;
  readonly findings: readonly FindingId[];
  readonly title: string;
  /** Why these changes, in words that the finding's own evidence bears out. */
  readonly reason: string;
  readonly changes: readonly Change[];
  /** When what the draft gives should end; null for drafts that only take away or assign. */
  readonly endsAt: Instant | null;
}

export type Advice =
  | { readonly is: 'draft'; readonly draft: ProposalDraft }
  | { readonly is: 'none'; readonly reason: string };

/** Which connector reads each source, by the source's name: what can be changed depends on the kind of target. */
export interface AdviceContext {
  readonly connectors: ReadonlyMap<string, string>;
}

/** How to answer the findings of one rule. Pure. */
export interface Drafter {
  readonly ruleId: string;
  draft(finding: Finding, view: AccountView, context: AdviceContext): Advice;
}

export const none = (reason: string): Advice => ({ is: 'none', reason });

export const draftOf = (
  finding: Finding,
  parts: Pick<ProposalDraft, 'title' | 'reason' | 'changes'>,
): Advice => ({
  is: 'draft',
  draft: { draftedBy: finding.ruleId, findings: [finding.id], ...parts, endsAt: null },
});

/** A drafter for a rule that no change type answers, saying why. */
export const noDraft = (ruleId: string, reason: string): Drafter => ({ ruleId, draft: () => none(reason) });
