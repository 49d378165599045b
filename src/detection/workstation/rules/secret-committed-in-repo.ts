import { aCredential } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

export const secretCommittedInRepo: WorkstationRule = {
  id: 'secret-committed-in-repo',
  title: 'A secret is in a file that Git tracks',
  severity: 'high',
  why: 'Everyone who ever cloned the repository has it, and removing the line does not remove it from the history.',
  reference: 'OWASP Top 10 for Non-Human Identities, NHI2:2025 Secret Leakage; CWE-540',
  falsePositives: 'Values made up for tests; files named as examples or tests count as low.',
  runbook:
    'Revoke the credential first. Then take it out of the file, name it instead, and ignore the file; rewriting history comes last.',
  judge: (view) =>
    view.of('credential').flatMap((credential) => {
      if (credential.held.is === 'reference') return [];
      if (credential.trackedByGit === undefined) return [unknown(credential, 'whether Git tracks the file')];
      if (!credential.trackedByGit) return [clear(credential)];
      const severity = credential.sample
        ? ({ is: 'low', because: 'the file is an example or a test' } as const)
        : credential.certainty === 'named'
          ? ({ is: 'medium', because: 'only its name and randomness say that it is a secret' } as const)
          : undefined;
      return [
        hit(
          credential,
          `\`${credential.name}\` (${credential.shape}) stands in a tracked file.`,
          [credential.place],
          severity,
        ),
      ];
    }),
  cases: {
    hit: [aCredential({ trackedByGit: true })],
    clear: [aCredential({ trackedByGit: false })],
    unknown: [aCredential()],
  },
};
