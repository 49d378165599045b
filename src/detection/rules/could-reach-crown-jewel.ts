import { concludeWay, couldHave } from '../conclude-way.ts';
import type { Rule } from '../rule.ts';

export const couldReachCrownJewel: Rule = {
  id: 'could-reach-crown-jewel',
  version: 1,
  title: 'Holds nothing of high worth, and could come to have it',
  why: 'No list of who may use the resource names it, since it holds no right on it; by what it may do it can become somebody who does.',
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'PCI-DSS-4.0.1 7.2.2',
    'ISO-27001-2022 A.8.3',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: [
    'It is meant to work with the resource through the other account: give it the right itself, or accept it with an owner.',
  ],
  runbook: [
    'Follow the way step by step: `countersign could-become`, or the page Paths.',
    'Ask whether it is meant to have the resource; if so, give it a right that a review can see.',
    'If not, take away what every way uses.',
  ],
  needs: ['way', 'state'],
  evaluate: (view, context) =>
    concludeWay(view, context, {
      isIts: ({ end, sources }) => end.is === 'resource' && sources.length === 1,
      title: (name, way) => `${name} ${couldHave(way)}, which is ${way.end.because}`,
    }),
};
