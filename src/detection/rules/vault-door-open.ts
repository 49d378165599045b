import { accountFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Rule } from '../rule.ts';

/** What the `vault` connector says of a role that nothing narrower is bound to. */
const isRole = /^role of the auth method /;

export const vaultDoorOpen: Rule = {
  id: 'vault-door-open',
  version: 1,
  title: 'Role of a secret store that anybody inside can sign in by',
  why: 'Whoever runs anything on the other side, a throw-away pod or a fork’s pipeline, becomes this role and reads what it reads.',
  reference: [
    'OWASP-NHI-2025 NHI4:2025',
    'OWASP-NHI-2025 NHI5:2025',
    'NIST-CSF-2.0 PR.AA-05',
    'ISO-27001-2022 A.8.3',
  ],
  falsePositives: [
    'The role gives what everybody inside is meant to have, such as one’s own certificate: accept it.',
  ],
  runbook: [
    'See what its policies allow, and which workloads really sign in by it.',
    'Bind it to those: names and namespaces of service accounts, a subject or claims of the token, a secret id.',
    'Make a role for each workload where several use this one.',
  ],
  needs: ['attributes', 'state'],
  evaluate(view) {
    const { what = '', openTo, notRead } = view.attributes;
    if (!isRole.test(what) || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    if (notRead !== undefined) return [{ is: 'unknown', subject: view.ref, aspect: '', missing: notRead }];
    if (openTo === undefined) return [{ is: 'clear', recheckAt: null }];
    const open = factOf(view.ref, 'openTo', openTo, view.observedAt);
    const state = factOf(view.ref, 'state', view.state, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} is open to ${openTo}`,
        cause: {
          key: `${view.ref.source}/${view.ref.key}`,
          title: `${view.ref.name} is bound to nobody in particular`,
        },
        facts: [...accountFacts(view), state, open],
        material: [open.id, state.id],
        risk: {
          likelihood: [{ what: 'one foothold anywhere on the other side is enough', points: 30 }],
          blast: blastOf(view),
          ease: [{ what: 'one role has to be bound', points: 15 }],
        },
        recheckAt: null,
      },
    ];
  },
};
