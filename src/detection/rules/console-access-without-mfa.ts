import { accountFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Rule } from '../rule.ts';

export const consoleAccessWithoutMfa: Rule = {
  id: 'console-access-without-mfa',
  version: 1,
  title: 'Console access without a second factor',
  why: 'One guessed, reused or phished password is enough to sign in.',
  reference: ['ISO-27001-2022 A.8.5', 'NIST-CSF-2.0 PR.AA-03', 'SOC2-TSC CC6.6'],
  falsePositives: [
    'The second factor is asked for by the identity provider in front: that account should have no password of its own.',
  ],
  runbook: [
    'Ask the person to enrol a passkey or hardware key.',
    'Until then remove the console password, or refuse everything without a second factor by policy.',
  ],
  needs: ['interactive', 'mfa', 'state'],
  evaluate(view) {
    if (view.state !== 'active' && view.state !== 'unknown') return [{ is: 'clear', recheckAt: null }];
    if (view.interactive === false || view.mfa === true) return [{ is: 'clear', recheckAt: null }];
    if (view.interactive === undefined || view.mfa === undefined) {
      const missing =
        view.interactive === undefined
          ? 'whether people can sign in to it'
          : 'whether a second factor is set up';
      return [{ is: 'unknown', subject: view.ref, aspect: '', missing }];
    }
    const interactive = factOf(view.ref, 'interactive', true, view.observedAt);
    const mfa = factOf(view.ref, 'mfa', false, view.observedAt);
    const state = factOf(view.ref, 'state', view.state, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} can sign in with a password alone`,
        cause: { key: `${view.ref.source}/${view.ref.key}`, title: `${view.ref.name} has no second factor` },
        facts: [...accountFacts(view), interactive, mfa, state],
        material: [interactive.id, mfa.id, state.id],
        risk: {
          likelihood: [{ what: 'a password alone is enough to sign in', points: 30 }],
          blast: blastOf(view),
          ease: [{ what: 'the person has to enrol a second factor', points: 12 }],
        },
        recheckAt: null,
      },
    ];
  },
};
