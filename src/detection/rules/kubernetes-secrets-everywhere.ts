import { concludeByRole, hasVerb, isClusterWide, isEverything, isOn } from '../kubernetes-right.ts';
import type { Rule } from '../rule.ts';

export const kubernetesSecretsEverywhere: Rule = {
  id: 'kubernetes-secrets-everywhere',
  version: 1,
  title: 'Reads the secrets of every namespace',
  why: 'Secrets hold the passwords and tokens of everything that runs; to list them is to read them, and so to be any of it.',
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'OWASP-NHI-2025 NHI2:2025',
    'ISO-27001-2022 A.8.2',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: [
    'A controller whose work is to copy or issue secrets: name the kinds it needs and accept the rest.',
  ],
  runbook: [
    'Ask which secrets it reads, and give it a role in those namespaces, by name where it can be.',
    'A rule on every kind reads secrets too: name the kinds that are meant.',
    'What it could read has to count as known to whoever had its token.',
  ],
  needs: ['privileges'],
  evaluate(view) {
    if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    return concludeByRole(
      view,
      (right) =>
        isOn(right, 'core', 'secrets') &&
        hasVerb(right, 'get', 'list', 'watch') &&
        isClusterWide(right) &&
        right.name === '*' &&
        !isEverything(right),
      {
        title: (account, role) => `${account} reads the secrets of every namespace through ${role}`,
        cause: (role) => `${role} reads secrets in the whole cluster`,
        likelihood: ({ kind }) =>
          kind === 'person'
            ? [{ what: 'a person reads every secret', points: 15 }]
            : [{ what: 'a mounted token is enough to read every secret', points: 25 }],
        blast: [{ what: 'every password and token in the cluster', points: 40 }],
        ease: [{ what: 'one role has to be narrowed', points: 10 }],
      },
    );
  },
};
