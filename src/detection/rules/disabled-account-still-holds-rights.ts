import type { AccountState } from '../../model/index.ts';
import { accountFacts, factOf, privilegeFacts } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Rule } from '../rule.ts';

const shut: ReadonlySet<AccountState> = new Set(['disabled', 'locked', 'expired']);

export const disabledAccountStillHoldsRights: Rule = {
  id: 'disabled-account-still-holds-rights',
  version: 1,
  title: 'Account that is shut but still holds administrator rights',
  why: 'One unlock, one new password or one login by another method gives all of it back, and no review of active accounts shows it.',
  reference: ['OWASP-NHI-2025 NHI1:2025', 'ISO-27001-2022 A.5.18', 'PCI-DSS-4.0.1 8.2.6'],
  falsePositives: [
    'The account is locked for a short absence and is meant to come back as it was: accept it until then.',
  ],
  runbook: [
    'Take the administrator right away; it can be put back.',
    'Drop the account when nothing depends on it.',
  ],
  needs: ['state', 'privileges', 'powers'],
  evaluate(view) {
    if (view.privileges.length === 0 && view.powers.length === 0) return [{ is: 'clear', recheckAt: null }];
    if (view.state === 'unknown')
      return [{ is: 'unknown', subject: view.ref, aspect: '', missing: 'whether the account is shut' }];
    if (!shut.has(view.state)) return [{ is: 'clear', recheckAt: null }];
    const state = factOf(view.ref, 'state', view.state, view.observedAt);
    const expires = factOf(view.ref, 'expiresAt', view.expiresAt, view.observedAt);
    const powers = factOf(view.ref, 'powers', view.powers, view.observedAt);
    const privileges = privilegeFacts(view);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} is ${view.state} and still holds administrator rights`,
        cause: { key: `${view.ref.source}/${view.ref.key}`, title: `${view.ref.name} was shut, not emptied` },
        facts: [...accountFacts(view), state, expires, powers, ...privileges],
        material: [state.id, powers.id, ...privileges.map((each) => each.id)],
        risk: {
          likelihood: [
            view.state === 'expired'
              ? { what: 'only its password ended: other ways to sign in still work', points: 22 }
              : { what: 'one unlock gives everything back', points: 17 },
          ],
          blast: blastOf(view),
          ease: [{ what: 'one change that can be undone closes it, and nobody uses it', points: 25 }],
        },
        recheckAt: null,
      },
    ];
  },
};
