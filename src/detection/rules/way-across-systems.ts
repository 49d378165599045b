import type { WayView } from '../../model/index.ts';
import { concludeWay, couldHave } from '../conclude-way.ts';
import type { Rule } from '../rule.ts';

export const wayAcrossSystems: Rule = {
  id: 'way-across-systems',
  version: 1,
  title: 'A way from one system into everything of another',
  why: 'Each system by itself looks as it should; only together do they let somebody of the one become administrator, or have what is worth most, in the other. Nobody who reviews one of them sees it.',
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'PCI-DSS-4.0.1 7.2.2',
    'ISO-27001-2022 A.8.2',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: [
    'A program that was set up to administer the other system, such as a pipeline that deploys everything: accept it, with an owner, and guard who may change it as one guards an administrator.',
    'What a step depends on is known to be closed, such as a protected branch: accept it, naming that.',
  ],
  runbook: [
    'Follow the way step by step: `countersign could-become`, or the page Paths. The step from one system into the other is where the two have to agree.',
    'Narrow whom the second system trusts: one repository and branch, one service account, one credential of its own.',
    'Take away what every way uses; where it closes other findings of the same cause too, begin there.',
  ],
  needs: ['way', 'state'],
  evaluate: (view, context) =>
    concludeWay(view, context, {
      isIts: ({ sources }) => sources.length > 1,
      title: (name, way) => `${name} ${couldHave(way)}: from ${routeOf(way)}`,
      likelier: [{ what: 'no review of one system shows it', points: 5 }],
    }),
};

function routeOf({ sources }: WayView): string {
  const between = sources.slice(1, -1);
  const through =
    between.length === 0
      ? ''
      : ` through ${between.slice(0, 4).join(', ')}${between.length > 4 ? ', …' : ''}`;
  return `${sources[0] ?? ''}${through} into ${sources.at(-1) ?? ''}`;
}
