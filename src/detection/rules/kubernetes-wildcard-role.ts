import { concludeByRole, isClusterWide, isEverything } from '../kubernetes-right.ts';
import type { Rule } from '../rule.ts';

export const kubernetesWildcardRole: Rule = {
  id: 'kubernetes-wildcard-role',
  version: 1,
  title: 'Role that allows everything in a namespace',
  why: 'A wildcard role also holds what is added to the cluster later, and within its namespace every secret and every service account.',
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'PCI-DSS-4.0.1 7.2.2',
    'ISO-27001-2022 A.8.2',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: ['A namespace that one team has to itself and in which nothing else runs.'],
  runbook: [
    'Start with the role, not with those bound to it: one change closes every finding of this cause.',
    'Name the kinds and verbs that are used; leave secrets, roles and service accounts out.',
  ],
  needs: ['privileges'],
  evaluate(view) {
    if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    return concludeByRole(view, (right) => isEverything(right) && !isClusterWide(right), {
      title: (account, role) => `${account} may do everything in a namespace through ${role}`,
      cause: (role) => `${role} allows everything in its namespace`,
      likelihood: ({ kind }) =>
        kind === 'person'
          ? [{ what: 'a person works with every right of the namespace', points: 10 }]
          : [{ what: 'a mounted token is enough to have the namespace', points: 20 }],
      blast: [{ what: 'it allows everything in one namespace', points: 30 }],
      ease: [{ what: 'one role has to be narrowed', points: 10 }],
    });
  },
};
