import { draftOf, type Drafter } from '../draft.ts';
import { targetOf } from '../targets.ts';

export const nhiNotUsedDraft: Drafter = {
  ruleId: 'nhi-not-used',
  draft(finding, view, context) {
    const source = targetOf(view, context);
    if (typeof source !== 'string') return source;
    return draftOf(finding, {
      title: `Disable ${view.ref.name}, which nobody uses`,
      reason: `${view.ref.name} is not used, and nobody said why it should stay. Disabling can be undone; its rights and credentials stay until it is deleted.`,
      changes: [{ type: 'account.disable', source, accountKey: view.ref.key }],
    });
  },
};
