import { aCredential } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

export const plaintextTokenOnDisk: WorkstationRule = {
  id: 'plaintext-token-on-disk',
  title: 'A password or token for a code host or registry lies in plain text',
  severity: 'low',
  why: 'Programs that run here, agents included, can push code or publish packages in this person’s name.',
  reference: 'gitcredentials(7); docker login: credential stores; OWASP NHI2:2025',
  falsePositives: 'A throw-away build machine.',
  runbook:
    'Use a keychain: `git credential-manager`, Docker `credsStore`, `gh auth login` with the system keyring; in `.npmrc` name it, `${NPM_TOKEN}`.',
  judge: (view) =>
    view.of('credential').flatMap((credential) => {
      if (!['git', 'registry', 'infrastructure'].includes(credential.surface) || credential.sample) return [];
      if (credential.held.is === 'reference') return [clear(credential)];
      // Tracked by Git is the graver finding and is told there.
      if (credential.trackedByGit === true) return [];
      if (credential.certainty === 'named') return [unknown(credential, 'whether the value is a secret')];
      return [hit(credential, `\`${credential.name}\` (${credential.shape}) is stored as plain text.`)];
    }),
  cases: {
    hit: [aCredential({ surface: 'registry' })],
    clear: [aCredential({ surface: 'registry', held: { is: 'reference', to: 'NPM_TOKEN' } })],
    unknown: [aCredential({ surface: 'git', certainty: 'named' })],
  },
};
