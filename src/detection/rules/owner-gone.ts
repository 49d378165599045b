import type { AccountView, OwnerView } from '../../model/index.ts';
import { accountFacts, factOf, personFacts } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Rule } from '../rule.ts';

const isGone = (owner: OwnerView): boolean => owner.person === undefined || owner.person.state === 'left';

export const ownerGone: Rule = {
  id: 'owner-gone',
  version: 1,
  title: 'Owner has left or cannot be found',
  why: 'An owner who is gone is worse than none: reviews and alarms go to a person who does not read them.',
  reference: ['OWASP-NHI-2025 NHI1:2025', 'ISO-27001-2022 A.6.5', 'NIST-CSF-2.0 PR.AA-01'],
  falsePositives: [
    'The owner is a team or a mailing list that is not in the people source: add it, or name its lead.',
    'The owner changed name or e-mail and correlation did not follow: correct the ownership record.',
  ],
  runbook: [
    'Ask the sponsor or the former manager who took over.',
    'Assign that person as owner; until then treat the account as one without owner.',
  ],
  needs: ['owners', 'kind', 'state'],
  evaluate(view) {
    // Whose account a person's is, and whether they left, is for orphan-account-of-leaver.
    if (view.kind === 'person' || view.state === 'disabled' || view.owners.length === 0)
      return [{ is: 'clear', recheckAt: null }];
    const gone = view.owners.filter(isGone);
    if (gone.length === 0) {
      const unsure = view.owners.some((owner) => owner.person?.state === 'unknown');
      return [
        unsure
          ? { is: 'unknown', subject: view.ref, aspect: '', missing: 'whether the owner still works here' }
          : { is: 'clear', recheckAt: null },
      ];
    }
    const alone = !view.owners.some((owner) => owner.role === 'owner' && owner.person?.state === 'active');
    const said = gone.map((owner) => owner.person?.ref.name ?? owner.stated).join(', ');
    const stated = statedOwners(view);
    const people = gone.flatMap((owner) =>
      owner.person === undefined ? [] : personFacts(owner.person, view.observedAt),
    );
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `The ${gone.length === 1 ? gone[0]?.role : 'owners'} of ${view.ref.name} ${gone.length === 1 ? 'is' : 'are'} gone: ${said}`,
        cause: causeOf(gone, view),
        facts: [...accountFacts(view), stated, ...people],
        material: [stated.id, ...people.filter((each) => each.predicate === 'state').map((each) => each.id)],
        risk: {
          likelihood: alone
            ? [{ what: 'nobody who still works here answers for it', points: 20 }]
            : [{ what: 'one of several owners is gone', points: 10 }],
          blast: blastOf(view),
          ease: [{ what: 'an owner can be assigned without touching the target', points: 15 }],
        },
        recheckAt: null,
      },
    ];
  },
};

/** Owners as stated, each with the person they resolved to or `nobody`. */
const statedOwners = (view: AccountView) =>
  factOf(
    view.ref,
    'owners',
    view.owners.map((owner) => `${owner.role} ${owner.stated} = ${owner.person?.ref.key ?? 'nobody'}`),
    view.observedAt,
  );

/** Everything one leaver owned is one cause: their work was not handed over. */
function causeOf(gone: readonly OwnerView[], view: AccountView) {
  const [first] = gone;
  const person = first?.person?.ref;
  if (person !== undefined)
    return {
      key: `${person.source}/${person.key}`,
      title: `${person.name} left and what they owned was not handed over`,
    };
  return {
    key: `stated/${first?.stated ?? view.ref.key}`,
    title: `nobody is known as \`${first?.stated ?? ''}\``,
  };
}
