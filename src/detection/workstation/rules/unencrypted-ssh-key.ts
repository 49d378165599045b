import { aCredential } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

export const unencryptedSshKey: WorkstationRule = {
  id: 'unencrypted-ssh-key',
  title: 'An SSH key has no passphrase',
  severity: 'medium',
  why: 'Every program this user runs, agents and their tools included, can use or copy the key in silence.',
  reference: 'OpenSSH PROTOCOL.key (cipher `none`); NIST IR 7966, section 5.2.3',
  falsePositives: 'A deploy key that a service must use alone; keys held by hardware are not reported.',
  runbook:
    'Set a passphrase with `ssh-keygen -p -f FILE` and use ssh-agent, or make a hardware-backed key: `ssh-keygen -t ed25519-sk`.',
  judge: (view) =>
    view.of('credential').flatMap((credential) => {
      if (credential.surface !== 'ssh' || credential.held.is !== 'key_file') return [];
      if (credential.hardware === true || credential.encrypted === true) return [clear(credential)];
      if (credential.encrypted === undefined)
        return [unknown(credential, 'whether it is encrypted: its form is not known')];
      return [
        hit(
          credential,
          `\`${credential.name}\` (${credential.shape}) has no passphrase.`,
          [credential.place],
          credential.sample ? { is: 'low', because: 'the file is an example or a test' } : undefined,
        ),
      ];
    }),
  cases: {
    hit: [aCredential({ surface: 'ssh', held: { is: 'key_file' }, encrypted: false })],
    clear: [aCredential({ surface: 'ssh', held: { is: 'key_file' }, encrypted: false, hardware: true })],
    unknown: [aCredential({ surface: 'ssh', held: { is: 'key_file' } })],
  },
};
