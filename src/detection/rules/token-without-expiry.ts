import { factOf } from '../facts.ts';
import { concludeNeverEnds } from '../never-ends.ts';
import type { Rule } from '../rule.ts';

/** Tokens of Kubernetes service accounts end with their Secret: a rule of its own tells of them. */
const ofServiceAccount = /^serviceaccount\//;

export const tokenWithoutExpiry: Rule = {
  id: 'token-without-expiry',
  version: 1,
  title: 'Token without an end',
  why: 'A token that never ends stays good in every place it was ever copied to, long after its job is done.',
  reference: ['OWASP-NHI-2025 NHI7:2025', 'ISO-27001-2022 A.5.17', 'NIST-CSF-2.0 ID.AM-08'],
  falsePositives: ['The token is replaced on a schedule by a vault: the source should say when it ends.'],
  runbook: [
    'Find what uses it: its scopes, its last use, its owner.',
    'Make one that ends, and of the narrower kind where there is one; then revoke this.',
    'Have the organisation allow none without an end.',
  ],
  needs: ['credentials', 'state'],
  evaluate(view) {
    if (view.state === 'disabled' || view.state === 'expired') return [{ is: 'clear', recheckAt: null }];
    return view.credentials
      .filter(
        ({ ref, credential, state }) =>
          credential === 'token' && state !== 'inactive' && !ofServiceAccount.test(ref.key),
      )
      .map((token) =>
        concludeNeverEnds(
          view,
          token,
          { end: 'whether the token ends', activity: 'whether the token is active' },
          {
            title: `The token ${token.ref.name} of ${view.ref.name} never ends`,
            cause: {
              key: `${view.ref.source}/tokens`,
              title: `tokens in ${view.ref.source} are made without an end`,
            },
            facts: [factOf(token.ref, 'lastUsedAt', token.lastUsedAt, view.observedAt)],
            likelihood: [{ what: 'it is good for ever, wherever it was copied to', points: 20 }],
            ease: [{ what: 'what uses it has to be moved to one that ends', points: 10 }],
          },
        ),
      );
  },
};
