import { accountFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Rule } from '../rule.ts';

export const vaultRoleShared: Rule = {
  id: 'vault-role-shared',
  version: 1,
  title: 'One role of a secret store for more than one workload',
  why: 'Every workload that signs in by it reads all that any of them needs, and the store’s log names the role and not which of them it was.',
  reference: [
    'OWASP-NHI-2025 NHI9:2025',
    'OWASP-NHI-2025 NHI5:2025',
    'NIST-CSF-2.0 PR.AA-05',
    'ISO-27001-2022 A.8.3',
  ],
  falsePositives: [
    'The service accounts are of one workload, such as its server and its migrations, which need the same.',
  ],
  runbook: [
    'See which of its paths each of the service accounts really reads.',
    'Make a role for each workload, with a policy of its own, and bind it to that one service account.',
  ],
  needs: ['attributes', 'state'],
  evaluate(view) {
    const { what = '', serviceAccounts, openTo, notRead } = view.attributes;
    if (what !== 'role of the auth method kubernetes' || view.state === 'disabled')
      return [{ is: 'clear', recheckAt: null }];
    if (notRead !== undefined) return [{ is: 'unknown', subject: view.ref, aspect: '', missing: notRead }];
    const bound = serviceAccounts?.split(', ') ?? [];
    // a role that anybody may sign in by is told as that
    if (bound.length < 2 || openTo !== undefined) return [{ is: 'clear', recheckAt: null }];
    const accounts = factOf(view.ref, 'serviceAccounts', bound, view.observedAt);
    const spaces = new Set(bound.map((each) => each.split('/')[0]));
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} is one role for ${bound.length < 100 ? bound.length : '100 or more'} service accounts`,
        cause: {
          key: `${view.ref.source}/${view.ref.key}`,
          title: `${view.ref.name} is bound to more than one service account`,
        },
        facts: [...accountFacts(view), accounts],
        material: [accounts.id],
        risk: {
          likelihood: [
            spaces.size > 1
              ? { what: 'the weakest of several namespaces is enough', points: 22 }
              : { what: 'the weakest of several workloads is enough', points: 15 },
          ],
          blast: blastOf(view),
          ease: [{ what: 'a role for each has to be made', points: 12 }],
        },
        recheckAt: null,
      },
    ];
  },
};
