import type { HeldCredentialRecord } from '../../../model/index.ts';
import { aCredential } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

export const secretReusedAcrossPlaces: WorkstationRule = {
  id: 'secret-reused-across-places',
  title: 'The same secret stands in several places',
  severity: 'medium',
  why: 'One leak opens all of them, nobody can tell which one was used, and changing it means finding every copy.',
  reference: 'OWASP Top 10 for Non-Human Identities, NHI9:2025 NHI Reuse',
  falsePositives: 'Two copies of one file (a backup, a second work tree).',
  runbook: 'Issue one credential for each use, each with the least it needs, and revoke the shared one.',
  judge(view) {
    const places = new Map<string, HeldCredentialRecord[]>();
    const answers = view.of('credential').flatMap((credential) => {
      if (credential.held.is === 'reference') return [];
      if (credential.fingerprint === undefined) return [unknown(credential, 'its fingerprint')];
      places.set(credential.fingerprint, [...(places.get(credential.fingerprint) ?? []), credential]);
      return [];
    });
    for (const same of places.values()) {
      const [first] = same;
      if (first === undefined) continue;
      const where = [
        ...new Map(
          same.map((credential) => [
            `${credential.place.path}:${credential.place.line ?? ''}`,
            credential.place,
          ]),
        ).values(),
      ];
      if (where.length === 1) answers.push(clear(first));
      else
        answers.push(
          hit(
            first,
            `The same ${first.shape} stands in ${where.length} places, as ${names(same)}.`,
            where,
            same.every((c) => c.sample) ? { is: 'low', because: 'all are examples or tests' } : undefined,
          ),
        );
    }
    return answers;
  },
  cases: {
    hit: [
      aCredential({ fingerprint: 'a1' }),
      aCredential({ fingerprint: 'a1', key: 'credential/b', place: { path: '.npmrc', line: 1 } }),
    ],
    clear: [
      aCredential({ fingerprint: 'a1' }),
      aCredential({ fingerprint: 'b2', key: 'credential/b', place: { path: '.npmrc', line: 1 } }),
    ],
    unknown: [aCredential()],
  },
};

const names = (same: readonly HeldCredentialRecord[]): string =>
  [...new Set(same.map((credential) => `\`${credential.name}\``))].slice(0, 5).join(', ');
