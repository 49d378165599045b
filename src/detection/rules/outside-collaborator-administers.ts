import { accountFacts, factOf } from '../facts.ts';
import type { Rule } from '../rule.ts';

export const outsideCollaboratorAdministers: Rule = {
  id: 'outside-collaborator-administers',
  version: 1,
  title: 'Outside collaborator administers a repository',
  why: 'Somebody who is not a member, whom no sign-in of the company ends, can change who may do what there, and delete it.',
  reference: ['NIST-CSF-2.0 PR.AA-05', 'ISO-27001-2022 A.5.19', 'SOC2-TSC CC6.3'],
  falsePositives: [
    'A maintainer of a public project from outside: give them the role maintain, or accept it with an end.',
  ],
  runbook: [
    'Ask the repository’s owner whether the work still goes on, and what of it needs more than write.',
    'Give the role that it needs; without an answer take the access away.',
  ],
  needs: ['attributes', 'state'],
  evaluate(view) {
    const { affiliation, adminOf } = view.attributes;
    if (adminOf === undefined || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    if (affiliation === 'none')
      return [
        {
          is: 'unknown',
          subject: view.ref,
          aspect: '',
          missing: 'whether they are a member or from outside',
        },
      ];
    if (affiliation !== 'outside collaborator') return [{ is: 'clear', recheckAt: null }];
    const outside = factOf(view.ref, 'affiliation', affiliation, view.observedAt);
    const admin = factOf(view.ref, 'adminOf', adminOf, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name}, from outside, administers ${adminOf.length > 200 ? `${adminOf.slice(0, 200)}…` : adminOf}`,
        cause: {
          key: `${view.ref.source}/${view.ref.key}`,
          title: `${view.ref.name} from outside is administrator`,
        },
        facts: [...accountFacts(view), outside, admin],
        material: [outside.id, admin.id],
        risk: {
          likelihood: [
            { what: 'no leaving process of the company ends it', points: 22 },
            ...(view.mfa === false ? [{ what: 'they sign in without a second factor', points: 10 }] : []),
          ],
          blast: [{ what: 'it may change who may do what in a repository', points: 30 }],
          ease: [{ what: 'a lower role takes a minute', points: 20 }],
        },
        recheckAt: null,
      },
    ];
  },
};
