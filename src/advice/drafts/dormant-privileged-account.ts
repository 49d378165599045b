import { draftOf, type Drafter } from '../draft.ts';
import { namesOfEdges, ownPrivilegedEdges, targetOf } from '../targets.ts';

export const dormantPrivilegedAccountDraft: Drafter = {
  ruleId: 'dormant-privileged-account',
  draft(finding, view, context) {
    const source = targetOf(view, context);
    if (typeof source !== 'string') return source;
    const edges = ownPrivilegedEdges(view, source);
    if (edges.length > 0)
      return draftOf(finding, {
        title: `Take ${namesOfEdges(view)} from ${view.ref.name}, which nobody uses`,
        reason: `${view.ref.name} holds administrator rights through ${namesOfEdges(view)} and is not used. What else it holds stays.`,
        changes: edges,
      });
    return draftOf(finding, {
      title: `Disable ${view.ref.name}, which nobody uses`,
      reason: `${view.ref.name} has powers of its own (${view.powers.join(', ')}), which no change takes away, and is not used. Disabling can be undone.`,
      changes: [{ type: 'account.disable', source, accountKey: view.ref.key }],
    });
  },
};
