import { aCredential } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

export const worldReadablePrivateKey: WorkstationRule = {
  id: 'world-readable-private-key',
  title: 'Other users of this machine may read a private key',
  severity: 'high',
  why: 'Any account or service on the machine can copy the key. OpenSSH refuses such keys for that reason.',
  reference: 'ssh(1): identity files accessible by others are ignored; CWE-732',
  falsePositives:
    'The folder above may be closed to others; a key that is tracked by Git is reported as committed instead.',
  runbook: 'Run `chmod 600` on the file; if others use this machine, replace the key.',
  judge: (view) =>
    view.of('credential').flatMap((credential) => {
      if (credential.held.is !== 'key_file' || credential.trackedByGit === true || credential.sample)
        return [];
      if (credential.readableByOthers === undefined) return [unknown(credential, 'the mode of the file')];
      if (!credential.readableByOthers) return [clear(credential)];
      return [hit(credential, `\`${credential.name}\` (${credential.shape}) may be read by other users.`)];
    }),
  cases: {
    hit: [aCredential({ held: { is: 'key_file' }, readableByOthers: true })],
    clear: [aCredential({ held: { is: 'key_file' }, readableByOthers: false })],
    unknown: [aCredential({ held: { is: 'key_file' } })],
  },
};
