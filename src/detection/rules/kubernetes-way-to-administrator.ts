import {
  concludeByRole,
  hasVerb,
  isClusterWide,
  isEverything,
  isOn,
  type KubernetesRight,
} from '../kubernetes-right.ts';
import type { Rule } from '../rule.ts';

const rbac = 'rbac.authorization.k8s.io';

/** Rights with which their holder can give themselves any other, in the whole cluster. */
const leadsToAdministrator = (right: KubernetesRight): boolean =>
  isClusterWide(right) &&
  right.name === '*' &&
  !isEverything(right) &&
  ((isOn(right, rbac, 'roles', 'clusterroles') && hasVerb(right, 'bind', 'escalate')) ||
    (isOn(right, 'core', 'users', 'groups', 'serviceaccounts') && hasVerb(right, 'impersonate')) ||
    (isOn(right, 'core', 'serviceaccounts/token') && hasVerb(right, 'create')));

export const kubernetesWayToAdministrator: Rule = {
  id: 'kubernetes-way-to-administrator',
  version: 1,
  title: 'One step from cluster administrator',
  why: 'Who may bind, escalate, impersonate or issue tokens everywhere holds every right of the cluster, and no review of its roles shows it.',
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'PCI-DSS-4.0.1 7.2.5',
    'ISO-27001-2022 A.8.2',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: ['Controllers of Kubernetes itself, and an operator whose work is to hand out roles.'],
  runbook: [
    'Ask what needs it. Most operators need `create` on bindings of roles they name, and no `bind` on all.',
    'Limit the rule by resourceNames to the roles, users or accounts that are meant.',
    'Watch for its use in the audit log: `impersonatedUser`, tokens, new bindings.',
  ],
  needs: ['privileges'],
  evaluate(view) {
    if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    return concludeByRole(view, leadsToAdministrator, {
      title: (account, role) => `${account} can make itself cluster administrator through ${role}`,
      cause: (role) => `${role} allows to take any right of the cluster`,
      likelihood: ({ kind }) =>
        kind === 'person'
          ? [{ what: 'a person is one step from administrator', points: 15 }]
          : [{ what: 'a mounted token is one step from administrator', points: 25 }],
      blast: [{ what: 'it leads to everything', points: 40 }],
      ease: [{ what: 'one rule has to be limited by name', points: 10 }],
    });
  },
};
