import { accountFacts, factOf, privilegeFacts } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Rule } from '../rule.ts';

export const guestHoldsPrivilege: Rule = {
  id: 'guest-holds-privilege',
  version: 1,
  title: 'Guest with administrator rights',
  why: 'A guest signs in with an account of another company, whose passwords, second factors and leavers nobody here sees.',
  reference: ['NIST-CSF-2.0 PR.AA-05', 'ISO-27001-2022 A.5.19', 'ISO-27001-2022 A.8.2', 'SOC2-TSC CC6.3'],
  falsePositives: ['A partner who runs the tenant by contract: accept it, with the contract’s end.'],
  runbook: [
    'Ask who works with the guest what of the right is needed, and for how long.',
    'Take the right away, or have it activated for hours at a time under approval.',
  ],
  needs: ['attributes', 'privileges', 'state'],
  evaluate(view) {
    if (view.attributes['userType'] !== 'Guest' || view.state === 'disabled' || view.privileges.length === 0)
      return [{ is: 'clear', recheckAt: null }];
    if (view.privileges.every(({ conditional }) => conditional))
      return [
        {
          is: 'unknown',
          subject: view.ref,
          aspect: '',
          missing: 'whether the conditions are met under which the guest holds administrator rights',
        },
      ];
    const guest = factOf(view.ref, 'userType', 'Guest', view.observedAt);
    const state = factOf(view.ref, 'state', view.state, view.observedAt);
    const held = privilegeFacts(view);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `The guest ${view.ref.name} holds administrator rights`,
        cause: {
          key: `${view.ref.source}/${view.ref.key}`,
          title: `the guest ${view.ref.name} is administrator`,
        },
        facts: [...accountFacts(view), guest, state, ...held],
        material: [guest.id, state.id, ...held.map(({ id }) => id)],
        risk: {
          likelihood: [
            {
              what: 'another company decides how they sign in, and whether they still work there',
              points: 25,
            },
            ...(view.mfa === false ? [{ what: 'they have no second factor here', points: 8 }] : []),
          ],
          blast: blastOf(view),
          ease: [{ what: 'a right that is activated when needed takes its place', points: 15 }],
        },
        recheckAt: null,
      },
    ];
  },
};
