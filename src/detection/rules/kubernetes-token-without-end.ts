import { concludeNeverEnds } from '../never-ends.ts';
import type { Rule } from '../rule.ts';

/** How the `kubernetes` connector names the token that a Secret holds. */
const tokenSecret = /^serviceaccount\/[^#]+#secret\//;

export const kubernetesTokenWithoutEnd: Rule = {
  id: 'kubernetes-token-without-end',
  version: 1,
  title: 'Service account token without an end',
  why: 'A token in a Secret is valid until the Secret is deleted, on any machine, for everybody who may read that Secret.',
  reference: [
    'OWASP-NHI-2025 NHI7:2025',
    'ISO-27001-2022 A.5.17',
    'PCI-DSS-4.0.1 8.6.3',
    'NIST-CSF-2.0 PR.AA-01',
  ],
  falsePositives: [
    'A system outside the cluster that can use nothing else: accept it with the date on which it is replaced.',
  ],
  runbook: [
    'Find what uses it: the label `kubernetes.io/legacy-token-last-used` says when, the audit log from where.',
    'Inside the cluster use the token that is mounted, outside `kubectl create token` or workload identity.',
    'Delete the Secret; that ends the token at once.',
  ],
  needs: ['credentials', 'state'],
  evaluate(view) {
    if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    return view.credentials
      .filter(
        ({ ref, credential, state }) =>
          credential === 'token' && state !== 'inactive' && tokenSecret.test(ref.key),
      )
      .map((token) =>
        concludeNeverEnds(
          view,
          token,
          { end: 'whether the token ends' },
          {
            title: `A token of ${view.ref.name} never ends`,
            cause: {
              key: `${view.ref.source}/${view.ref.key}`,
              title: `${view.ref.name} has tokens in Secrets`,
            },
            likelihood: [{ what: 'its token never ends and can be copied', points: 20 }],
            ease: [{ what: 'deleting the Secret ends it, once nothing uses it', points: 10 }],
          },
        ),
      );
  },
};
