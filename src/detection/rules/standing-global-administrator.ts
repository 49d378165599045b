import { accountFacts, factOf } from '../facts.ts';
import type { Rule } from '../rule.ts';

/** Microsoft asks for fewer than five; two of them are for emergencies. */
const most = 4;

export const standingGlobalAdministrator: Rule = {
  id: 'standing-global-administrator',
  version: 1,
  title: 'Global Administrator for good',
  why: 'Whoever steals such an account at any hour holds the whole tenant; a role that is activated when needed leaves them nothing, and a record.',
  reference: [
    'ISO-27001-2022 A.8.2',
    'NIST-CSF-2.0 PR.AA-05',
    'PCI-DSS-4.0.1 7.2.5',
    'OWASP-NHI-2025 NHI5:2025',
  ],
  falsePositives: ['One of two accounts for emergencies: accept it, and alarm on its use.'],
  runbook: [
    'Make the assignment an eligible one, activated for hours under approval.',
    'Of a program, replace it by the permissions that it needs; no program needs this role.',
    'Keep two accounts for emergencies, with security keys in a safe.',
  ],
  needs: ['attributes', 'kind', 'state'],
  evaluate(view) {
    const { globalAdministrator: until, globalAdministrators = '' } = view.attributes;
    if (until === undefined || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    if (until === 'unknown')
      return [{ is: 'unknown', subject: view.ref, aspect: '', missing: 'whether the assignment ends' }];
    const isProgram = view.kind !== 'person' && view.kind !== 'unknown';
    const tooMany = Number(globalAdministrators) > most;
    if (until !== 'for good' || (!isProgram && !tooMany)) return [{ is: 'clear', recheckAt: null }];
    const held = factOf(view.ref, 'globalAdministrator', until, view.observedAt);
    const kind = factOf(view.ref, 'isProgram', isProgram, view.observedAt);
    const many = factOf(view.ref, 'moreThanFour', tooMany, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: isProgram
          ? `${view.ref.name} is no person and Global Administrator for good`
          : `${view.ref.name} is Global Administrator for good, one of more than ${most}`,
        cause: isProgram
          ? { key: `${view.ref.source}/${view.ref.key}`, title: `${view.ref.name} is Global Administrator` }
          : {
              key: `${view.ref.source}/global-administrators`,
              title: `more than ${most} are Global Administrator for good`,
            },
        facts: [...accountFacts(view), held, kind, many],
        material: [held.id, kind.id, many.id],
        risk: {
          likelihood: [
            isProgram
              ? { what: 'one secret of a program is enough', points: 28 }
              : { what: 'each more of them is one more to steal', points: 15 },
            ...(view.mfa === false ? [{ what: 'there is no second factor', points: 10 }] : []),
          ],
          blast: [{ what: 'it may do everything in the tenant', points: 45 }],
          ease: [{ what: 'an assignment can be made eligible and put back', points: 15 }],
        },
        recheckAt: null,
      },
    ];
  },
};
