import { draftOf, none, type Drafter } from '../draft.ts';
import { namesOfEdges, ownPrivilegedEdges, targetOf } from '../targets.ts';

export const disabledAccountStillHoldsRightsDraft: Drafter = {
  ruleId: 'disabled-account-still-holds-rights',
  draft(finding, view, context) {
    const source = targetOf(view, context);
    if (typeof source !== 'string') return source;
    const edges = ownPrivilegedEdges(view, source);
    if (edges.length === 0)
      return none(
        `what ${view.ref.name} holds are powers of its own: no change takes those away, do it by hand`,
      );
    return draftOf(finding, {
      title: `Take ${namesOfEdges(view)} from ${view.ref.name}, which is ${view.state}`,
      reason: `${view.ref.name} is ${view.state} and still holds administrator rights through ${namesOfEdges(view)}. Nobody who works with it loses anything, and it can be put back.`,
      changes: edges,
    });
  },
};
