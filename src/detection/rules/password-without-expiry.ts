import { concludeNeverEnds } from '../never-ends.ts';
import type { Rule } from '../rule.ts';

export const passwordWithoutExpiry: Rule = {
  id: 'password-without-expiry',
  version: 1,
  title: 'Password without an end',
  why: 'A password that never ends outlives the job, the project and the person it was made for.',
  reference: ['OWASP-NHI-2025 NHI7:2025', 'ISO-27001-2022 A.5.17', 'NIST-CSF-2.0 ID.AM-08'],
  falsePositives: ['The password is replaced by a vault on a schedule: the source should say when it ends.'],
  runbook: [
    'Set an end date the owner agrees to.',
    'For machines: replace the password by a certificate or a token that ends by itself.',
  ],
  needs: ['credentials', 'state'],
  evaluate(view) {
    if (view.state === 'disabled' || view.state === 'expired') return [{ is: 'clear', recheckAt: null }];
    return view.credentials
      .filter((each) => each.credential === 'password' && each.state !== 'inactive')
      .map((password) =>
        concludeNeverEnds(
          view,
          password,
          { end: 'whether the password ends', activity: 'whether there is a password' },
          {
            title: `The password of ${view.ref.name} never ends`,
            cause: {
              key: `${view.ref.source}/passwords`,
              title: `passwords in ${view.ref.source} are made without an end`,
            },
            likelihood:
              view.kind === 'person'
                ? [{ what: 'its password never ends', points: 10 }]
                : [{ what: 'a machine’s password never ends', points: 15 }],
            ease: [{ what: 'an end date can be set', points: 10 }],
          },
        ),
      );
  },
};
