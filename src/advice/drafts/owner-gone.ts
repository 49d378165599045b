import { draftOf, none, type Drafter } from '../draft.ts';
import { assignOwner, plausibleOwners } from '../owners.ts';

export const ownerGoneDraft: Drafter = {
  ruleId: 'owner-gone',
  draft(finding, view) {
    const candidates = plausibleOwners(view);
    const [person, other] = candidates;
    if (person === undefined)
      return none('nobody who still works here is connected with it by what the sources state');
    if (other !== undefined)
      return none(
        `several people are plausible: ${candidates.map((each) => each.ref.name).join(', ')}; a person has to choose`,
      );
    if (view.owners.some((owner) => owner.role === 'owner' && owner.person?.state === 'active'))
      return none('another owner still works here: correct the ownership where it is stated');
    const change = assignOwner(view, person);
    if (change === undefined)
      return none('the account or the person comes from a source without a proper name');
    return draftOf(finding, {
      title: `Make ${person.ref.name} the owner of ${view.ref.name}`,
      reason: `The owner of ${view.ref.name} is gone. ${person.ref.name} is the only person still here whom the sources connect with it (${person.because}).`,
      changes: [change],
    });
  },
};
