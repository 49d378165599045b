import { credentialFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Conclusion, Rule } from '../rule.ts';

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
      .map((password): Conclusion => {
        if (password.expiresAt === undefined)
          return { is: 'unknown', subject: password.ref, aspect: '', missing: 'whether the password ends' };
        if (password.expiresAt !== null) return { is: 'clear', recheckAt: null };
        if (password.state === 'unknown')
          return { is: 'unknown', subject: password.ref, aspect: '', missing: 'whether there is a password' };
        const ends = factOf(password.ref, 'expiresAt', null, view.observedAt);
        const about = credentialFacts(password, view);
        return {
          is: 'hit',
          subject: password.ref,
          aspect: '',
          title: `The password of ${view.ref.name} never ends`,
          cause: {
            key: `${view.ref.source}/passwords`,
            title: `passwords in ${view.ref.source} are made without an end`,
          },
          facts: [...about, ends],
          material: [...about.filter((each) => each.predicate === 'state').map((each) => each.id), ends.id],
          risk: {
            likelihood:
              view.kind === 'person'
                ? [{ what: 'its password never ends', points: 10 }]
                : [{ what: 'a machine’s password never ends', points: 15 }],
            blast: blastOf(view),
            ease: [{ what: 'an end date can be set', points: 10 }],
          },
          recheckAt: null,
        };
      });
  },
};
