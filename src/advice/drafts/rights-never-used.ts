import { draftOf, none, type Drafter } from '../draft.ts';
import { namesOfEdges, ownPrivilegedEdges, targetOf } from '../targets.ts';

export const rightsNeverUsedDraft: Drafter = {
  ruleId: 'rights-never-used',
  draft(finding, view, context) {
    const source = targetOf(view, context);
    if (typeof source !== 'string') return source;
    const edges = ownPrivilegedEdges(view, source);
    if (edges.length === 0)
      return none(
        `${view.ref.name} has powers of its own (${view.powers.join(', ')}), which no change takes away`,
      );
    return draftOf(finding, {
      title: `Take ${namesOfEdges(view)} from ${view.ref.name}, of which logs show no use`,
      reason: `${view.ref.name} holds administrator rights through ${namesOfEdges(view)}, and nothing that logs tell of it needed them. What else it holds stays.`,
      changes: edges,
    });
  },
};
