import { ageOf, credentialFacts, factOf, limitFact } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Conclusion, Rule } from '../rule.ts';

const keys: ReadonlySet<string> = new Set(['access_key', 'api_key', 'token', 'ssh_key']);

export const keyOlderThanLimit: Rule = {
  id: 'key-older-than-limit',
  version: 1,
  title: 'Key older than its limit',
  why: 'Every day a key lives it is copied to one more place; replacing it is the only way to take the copies back.',
  reference: [
    'OWASP-NHI-2025 NHI7:2025',
    'ISO-27001-2022 A.5.17',
    'PCI-DSS-4.0.1 8.6.3',
    'NIST-CSF-2.0 PR.AA-01',
  ],
  falsePositives: [
    'The source keeps the first creation date when a key is replaced in place: give it the rotation date.',
  ],
  runbook: [
    'Find what uses the key (last service, last region, owner).',
    'Make a second key, move the consumer, switch the old key off, wait, delete it.',
    'Better: replace the key by workload identity, so there is nothing to replace.',
  ],
  needs: ['credentials', 'state'],
  evaluate(view, { now, limits }) {
    if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    return view.credentials
      .filter((each) => keys.has(each.credential) && each.state !== 'inactive')
      .map((key): Conclusion => {
        const since = key.rotatedAt ?? key.createdAt;
        if (since === undefined)
          return { is: 'unknown', subject: key.ref, aspect: '', missing: 'when the key was made' };
        if (key.state === 'unknown')
          return { is: 'unknown', subject: key.ref, aspect: '', missing: 'whether the key is active' };
        const age = ageOf(since, limits.keyAgeDays, now, 'not replaced');
        if (!age.over) return { is: 'clear', recheckAt: age.recheckAt };
        const made = factOf(
          key.ref,
          key.rotatedAt === undefined ? 'createdAt' : 'rotatedAt',
          since,
          view.observedAt,
        );
        const used = factOf(key.ref, 'lastUsedAt', key.lastUsedAt, view.observedAt);
        const limit = limitFact('keyAgeDays', limits.keyAgeDays, view.observedAt);
        const about = credentialFacts(key, view);
        return {
          is: 'hit',
          subject: key.ref,
          aspect: '',
          title: `Key ${key.ref.name} of ${view.ref.name} is past its limit of ${limits.keyAgeDays} days`,
          cause: {
            key: `${view.ref.source}/${view.ref.key}`,
            title: `the keys of ${view.ref.name} are not replaced`,
          },
          facts: [...about, made, used, limit],
          material: [
            ...about.filter((each) => each.predicate !== 'type').map((each) => each.id),
            made.id,
            limit.id,
          ],
          risk: {
            likelihood: [age.contribution],
            blast: blastOf(view),
            ease: [{ what: 'its consumer has to be moved to a new key', points: 8 }],
          },
          recheckAt: age.recheckAt,
        };
      });
  },
};
