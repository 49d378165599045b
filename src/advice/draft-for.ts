import type { AccountView, Finding } from '../model/index.ts';
import { none, type Advice, type AdviceContext } from './draft.ts';
import { drafters } from './drafts/index.ts';

const byRule = new Map(drafters.map((drafter) => [drafter.ruleId, drafter]));

/**
 * What the rule behind this finding would do about it, seen on the view it was concluded from: a draft, or why there is
 * none. Pure; nothing is written, and a finding that is not open gets none.
 */
export function draftFor(finding: Finding, view: AccountView, context: AdviceContext): Advice {
  if (finding.state.is !== 'open') return none(`the finding is ${finding.state.is}`);
  const drafter = byRule.get(finding.ruleId);
  if (drafter === undefined) return none(`no draft is known for the rule \`${finding.ruleId}\``);
  return drafter.draft(finding, view, context);
}
