import { concludeNature } from '../conclude-nature.ts';
import type { Rule } from '../rule.ts';

export const serviceActsLikeAgent: Rule = {
  id: 'service-acts-like-agent',
  version: 1,
  title: 'A service’s account behaves like an agent',
  why: 'A model chooses what it does next, and whatever the model reads can choose with it; yet it is reviewed as a program that always does the same.',
  reference: [
    'OWASP-ASI-2026 ASI10',
    'OWASP-ASI-2026 ASI03',
    'OWASP-AGENTIC-TM T13',
    'NIST-CSF-2.0 ID.AM-08',
  ],
  falsePositives: [
    'A program that asks a model about each thing it handles and does the same whatever the answer is.',
    'A service that many people use through it, each for something else.',
  ],
  runbook: [
    'Ask its owner whether an agent runs as it, of which model, for whom, and which tools it has.',
    'Govern it as one: declare its kind, a sponsor, its purpose and the tools it needs; give it an end date.',
    'Take away the rights that it does not use: `countersign least-privilege`.',
  ],
  needs: ['behaviour', 'kind', 'state'],
  evaluate: (view) =>
    concludeNature(view, {
      kinds: ['service_account', 'workload', 'integration'],
      isOther: ({ nature }) => nature === 'autonomous',
      title: (name) => `${name} is declared a service, and behaves like an agent`,
      cause: 'behaves like an agent, and is governed as a service',
      likelihood: [{ what: 'what it reads can choose what it does', points: 34 }],
      ease: [{ what: 'it can be declared and governed as an agent', points: 15 }],
    }),
};
