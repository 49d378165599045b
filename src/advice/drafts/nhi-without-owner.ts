import { draftOf, none, type Drafter } from '../draft.ts';
import { assignOwner, plausibleOwners } from '../owners.ts';

export const nhiWithoutOwnerDraft: Drafter = {
  ruleId: 'nhi-without-owner',
  draft(finding, view) {
    const candidates = plausibleOwners(view);
    const [person, other] = candidates;
    if (person === undefined) return none('nobody is plausible as owner by what the sources state');
    if (other !== undefined)
      return none(
        `several people are plausible: ${candidates.map((each) => each.ref.name).join(', ')}; a person has to choose`,
      );
    const change = assignOwner(view, person);
    if (change === undefined)
      return none('the account or the person comes from a source without a proper name');
    return draftOf(finding, {
      title: `Make ${person.ref.name} the owner of ${view.ref.name}`,
      reason: `${view.ref.name} has no owner. ${person.ref.name} is the only person the sources connect with it (${person.because}).`,
      changes: [change],
    });
  },
};
