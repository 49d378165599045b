import { draftOf, none, type Drafter } from '../draft.ts';
import { targetOf } from '../targets.ts';

export const postgresPowerUnexpectedDraft: Drafter = {
  ruleId: 'postgres-power-unexpected',
  draft(finding, view, context) {
    const source = targetOf(view, context);
    if (typeof source !== 'string') return source;
    if (view.kind !== 'person')
      return none(
        'no change takes a power away, and disabling would stop whatever runs as it: alter the role by hand, or list it as expected',
      );
    return draftOf(finding, {
      title: `Disable ${view.ref.name} until someone says why it has ${view.powers.join(', ')}`,
      reason: `${view.ref.name} is a person’s account with ${view.powers.join(', ')}, which is not on the expected list. Disabling can be undone.`,
      changes: [{ type: 'account.disable', source, accountKey: view.ref.key }],
    });
  },
};
