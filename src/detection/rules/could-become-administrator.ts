import { concludeWay, couldHave } from '../conclude-way.ts';
import type { Rule } from '../rule.ts';

export const couldBecomeAdministrator: Rule = {
  id: 'could-become-administrator',
  version: 1,
  title: 'No administrator, and could become one',
  why: 'It holds no administrator right, so no review of administrators shows it; by what it may do it can give itself all of them.',
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'PCI-DSS-4.0.1 7.2.2',
    'ISO-27001-2022 A.8.2',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: [
    'A pipeline or controller whose work it is to hand out rights: accept it, with an owner, and review it as an administrator.',
    'What a step depends on is known to be closed, such as admission or a policy that was not read: accept it, naming that.',
  ],
  runbook: [
    'Follow the way step by step: `countersign could-become`, or the page Paths.',
    'Take away what every way uses; where it closes other findings of the same cause too, begin there.',
    'Until then treat the account as an administrator: its owner, its second factor, its keys.',
  ],
  needs: ['way', 'state'],
  evaluate: (view, context) =>
    concludeWay(view, context, {
      isIts: ({ end, sources }) => end.is === 'power' && sources.length === 1,
      title: (name, way) => `${name} ${couldHave(way)}`,
    }),
};
