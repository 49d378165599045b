import { concludeNature } from '../conclude-nature.ts';
import type { Rule } from '../rule.ts';

export const serviceUsedByPerson: Rule = {
  id: 'service-used-by-person',
  version: 1,
  title: 'A service’s account is used by a person',
  why: 'Whoever signs in as a service needs no second factor of their own, and nobody can say afterwards who it was.',
  reference: [
    'OWASP-NHI-2025 NHI10:2025',
    'PCI-DSS-4.0.1 8.6.1',
    'NIST-CSF-2.0 PR.AA-03',
    'ISO-27001-2022 A.5.16',
  ],
  falsePositives: [
    'An emergency in which somebody had to act as the service: accept it with the reason, for as long as it takes.',
    'A program that is used through a page at people’s hours, and acts as they click.',
  ],
  runbook: [
    'Ask its owner who uses it; client, network and hours of its calls narrow it down.',
    'Give that person the rights as themself, for as long as they need them.',
    'Take away its password or its interactive sign-in, and replace its credential: a person has a copy.',
  ],
  needs: ['behaviour', 'kind', 'state'],
  evaluate: (view) =>
    concludeNature(view, {
      kinds: ['service_account', 'workload', 'integration'],
      isOther: ({ worksLike }) => worksLike === 'person',
      title: (name) => `${name} is a service’s account, and a person uses it`,
      cause: 'is a service’s, and a person uses it',
      likelihood: [{ what: 'somebody has its credential, and nobody knows who', points: 32 }],
      ease: [{ what: 'its credential can be replaced', points: 12 }],
    }),
};
