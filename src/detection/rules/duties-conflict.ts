import type { DutyConflictView, DutyHeldView } from '../../model/index.ts';
import { accountFacts, factOf } from '../facts.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const dutiesConflict: Rule = {
  id: 'duties-conflict',
  version: 1,
  title: 'One identity has two duties that are to stay apart',
  why: 'Where one hand begins and ends a thing nobody else sees it: a mistake or a fraud needs no second person.',
  reference: ['ISO-27001-2022 A.5.3', 'NIST-CSF-2.0 PR.AA-05', 'SOC2-TSC CC6.3'],
  falsePositives: [
    'A workload that carries a process from end to end, while people are kept apart by the process itself.',
    'Both rights come with one role, of which one is never used.',
  ],
  runbook: [
    'Ask which of the two duties is theirs; take the other away at the row where its path begins.',
    'Where both have to stay, somebody else looks at what they do; accept the risk until a day, signed.',
    'If a role holds both duties, everybody in it has them: cut the role in two.',
  ],
  needs: ['duties', 'state'],
  evaluate(view, { now }) {
    if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    if (view.duties === undefined)
      return [
        {
          is: 'unknown',
          subject: view.ref,
          aspect: '',
          missing: 'the rules about duties: their file could not be read',
        },
      ];
    return view.duties.map((conflict): Conclusion => {
      const { rule, sides, isSure, exception } = conflict;
      if (!isSure)
        return {
          is: 'unknown',
          subject: view.ref,
          aspect: rule.id,
          missing: `whether it has both duties: ${sides.flatMap(({ dependsOn }) => dependsOn)[0] ?? 'a condition was not evaluated'}`,
        };
      const inForce = exception !== undefined && exception.until > now ? exception : undefined;
      const has = sides.map((side, at) => ({
        ...factOf(view.ref, `has duty ${rule.id}/${at + 1}`, said(side), view.observedAt),
      }));
      return {
        is: 'hit',
        subject: view.ref,
        aspect: rule.id,
        title: `${view.ref.name} can ${sides[0].duty} and ${sides[1].duty}`,
        cause: causeOf(conflict),
        facts: [
          ...accountFacts(view),
          factOf(view.ref, `rule ${rule.id}`, `${rule.title} ${rule.why}`, view.observedAt),
          ...has,
          ...(inForce === undefined
            ? []
            : [
                factOf(
                  view.ref,
                  `exception ${rule.id}`,
                  [`until ${inForce.until}`, inForce.owner, inForce.because],
                  view.observedAt,
                ),
              ]),
        ],
        material: has.map(({ id }) => id),
        risk: {
          likelihood: [
            inForce === undefined
              ? { what: 'nobody else has to take part', points: 16 }
              : { what: `${inForce.owner} answers for it for now`, points: 8 },
          ],
          blast: [{ what: `a rule of the house, ${rule.severity}`, points: blastOf[rule.severity] }],
          ease: [{ what: 'one of two rights has to go', points: 14 }],
        },
        recheckAt: inForce?.until ?? null,
      };
    });
  },
};

const blastOf = { critical: 30, high: 24, medium: 16, low: 8, info: 4 } as const;

const said = ({ duty, right, account, path }: DutyHeldView): readonly string[] => [
  duty,
  right,
  `${account.source}/${account.key}`,
  ...path.slice(1).map(({ key }) => key),
];

/** Where both paths go through one group, taking a right from that closes the conflict of everybody in it. */
function causeOf({ rule, sides: [a, b] }: DutyConflictView): {
  readonly key: string;
  readonly title: string;
} {
  const groups = new Set(
    a.path.filter(({ entity }) => entity === 'group').map(({ source, key }) => `${source}/${key}`),
  );
  const shared = b.path.find(
    ({ entity, source, key }) => entity === 'group' && groups.has(`${source}/${key}`),
  );
  return shared === undefined
    ? { key: `duties/${rule.id}`, title: rule.title }
    : {
        key: `duties/${rule.id}/${shared.source}/${shared.key}`,
        title: `${shared.name} gives both: ${a.duty}, and ${b.duty}`,
      };
}
