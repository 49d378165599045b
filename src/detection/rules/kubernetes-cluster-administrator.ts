import { concludeByRole, isClusterWide, isEverything, kubernetesRight } from '../kubernetes-right.ts';
import type { Rule } from '../rule.ts';
import { isAnyone } from '../who-stands-there.ts';

export const kubernetesClusterAdministrator: Rule = {
  id: 'kubernetes-cluster-administrator',
  version: 2,
  title: 'Cluster administrator that is no person',
  why: 'The token of such a service account is mounted into every pod that runs as it: who gets into one of them has the cluster. Of `system:anonymous` it is whoever reaches the API server.',
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'PCI-DSS-4.0.1 7.2.5',
    'ISO-27001-2022 A.8.2',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: [
    'The one controller that installs everything else: accept it, with its namespace closed to others.',
  ],
  runbook: [
    'Look at what it really did in the audit log, by verb and kind.',
    'Write a role of those, bind it, and take the binding to everything away.',
    'Until then: keep its namespace to itself, and let no other pod run as it.',
  ],
  needs: ['privileges', 'kind', 'attributes'],
  evaluate(view) {
    if (view.state === 'disabled' || view.kind === 'person') return [{ is: 'clear', recheckAt: null }];
    const isAdministrator = (what: string): boolean => {
      const right = kubernetesRight(what);
      return right !== undefined && isEverything(right) && isClusterWide(right);
    };
    const isNobodyKnown = view.kind === 'unknown' && !isAnyone(view);
    if (isNobodyKnown && view.privileges.some(({ what }) => isAdministrator(what)))
      return [
        {
          is: 'unknown',
          subject: view.ref,
          aspect: '',
          missing: 'whether a person or a machine uses the account',
        },
      ];
    return concludeByRole(view, (right) => isEverything(right) && isClusterWide(right), {
      title: (account, role) => `${account} is cluster administrator through ${role}`,
      cause: (role) => `${role} allows everything in the cluster`,
      likelihood: () => [{ what: 'a mounted token is enough to have the cluster', points: 30 }],
      blast: [{ what: 'it allows everything', points: 45 }],
      ease: [{ what: 'one binding has to be replaced by a narrower role', points: 12 }],
    });
  },
};
