import { draftOf, type Drafter } from '../draft.ts';
import { targetOf } from '../targets.ts';

export const orphanAccountOfLeaverDraft: Drafter = {
  ruleId: 'orphan-account-of-leaver',
  draft(finding, view, context) {
    const source = targetOf(view, context);
    if (typeof source !== 'string') return source;
    const who = view.person?.ref.name ?? 'the person it belongs to';
    const when = view.person?.leftAt === undefined ? '' : ` on ${view.person.leftAt.slice(0, 10)}`;
    return draftOf(finding, {
      title: `Disable ${view.ref.name}: ${who} left`,
      reason: `${who} left${when}, and the account is ${view.state}. Disabling stops it from signing in and can be undone.`,
      changes: [{ type: 'account.disable', source, accountKey: view.ref.key }],
    });
  },
};
