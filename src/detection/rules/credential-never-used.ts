import { ageOf, credentialFacts, factOf, limitFact } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const credentialNeverUsed: Rule = {
  id: 'credential-never-used',
  version: 1,
  title: 'Credential that was never used',
  why: 'A credential that has never been used can be taken away today without anybody noticing, except a thief.',
  reference: ['OWASP-NHI-2025 NHI7:2025', 'ISO-27001-2022 A.5.17', 'NIST-CSF-2.0 PR.AA-01'],
  falsePositives: [
    'It is kept for a disaster and tested elsewhere: accept the risk until the next test.',
    'The source started to record use only lately: it should then say unknown, not never.',
  ],
  runbook: ['Ask the owner what it was made for.', 'Switch it off; delete it after a month of silence.'],
  needs: ['credentials', 'state'],
  evaluate(view, { now, limits }) {
    if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    return view.credentials
      .filter((each) => each.credential !== 'mfa_device' && each.state !== 'inactive')
      .map((credential): Conclusion => {
        if (credential.lastUsedAt === undefined)
          return { is: 'unknown', subject: credential.ref, aspect: '', missing: 'whether it was ever used' };
        if (credential.lastUsedAt !== null) return { is: 'clear', recheckAt: null };
        const since = credential.rotatedAt ?? credential.createdAt;
        if (since === undefined)
          return { is: 'unknown', subject: credential.ref, aspect: '', missing: 'when it was made' };
        const age = ageOf(since, limits.neverUsedDays, now, 'never used, and there');
        if (!age.over) return { is: 'clear', recheckAt: age.recheckAt };
        const used = factOf(credential.ref, 'lastUsedAt', null, view.observedAt);
        const made = factOf(
          credential.ref,
          credential.rotatedAt === undefined ? 'createdAt' : 'rotatedAt',
          since,
          view.observedAt,
        );
        const limit = limitFact('neverUsedDays', limits.neverUsedDays, view.observedAt);
        const about = credentialFacts(credential, view);
        return {
          is: 'hit',
          subject: credential.ref,
          aspect: '',
          title: `${credential.ref.name} of ${view.ref.name} was never used`,
          cause: {
            key: `${view.ref.source}/${view.ref.key}`,
            title: `${view.ref.name} holds credentials nobody uses`,
          },
          facts: [...about, used, made, limit],
          material: [
            ...about.filter((each) => each.predicate === 'state').map((each) => each.id),
            used.id,
            limit.id,
          ],
          risk: {
            likelihood: [{ what: age.contribution.what, points: age.contribution.points - 8 }],
            blast: blastOf(view),
            ease: [{ what: 'nobody would miss it', points: 20 }],
          },
          recheckAt: age.recheckAt,
        };
      });
  },
};
