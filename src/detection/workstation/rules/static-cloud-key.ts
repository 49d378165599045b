import { aCredential } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

export const staticCloudKey: WorkstationRule = {
  id: 'static-cloud-key',
  title: 'A cloud key that never ends lies on this machine',
  severity: 'medium',
  why: 'Whoever copies the file holds the access until somebody notices; single sign-on and federation give keys that end within hours.',
  reference:
    'AWS IAM best practices: temporary credentials; Google Cloud: best practices for service account keys; OWASP NHI7:2025 Long-Lived Secrets',
  falsePositives: 'Keys of an emulator or of a throw-away account.',
  runbook:
    'AWS: `aws configure sso` or a role with `credential_process`, then delete the access key. Google Cloud: `gcloud auth application-default login` or workload identity federation. Azure: managed identity or federated credentials.',
  judge: (view) =>
    view.of('credential').flatMap((credential) => {
      const isCloud =
        ['aws', 'gcp', 'azure'].includes(credential.surface) ||
        (credential.surface === 'env' && /^(?:AWS access key|Azure storage)/.test(credential.shape));
      if (!isCloud) return [];
      if (credential.lifetime === 'short') return [clear(credential)];
      if (credential.lifetime === undefined)
        return [unknown(credential, 'how long what it returns is good for')];
      return [
        hit(
          credential,
          `\`${view.nameOf(credential.holderKey)}\` holds a static ${credential.shape}.`,
          [credential.place],
          credential.sample ? { is: 'low', because: 'the file is an example or a test' } : undefined,
        ),
      ];
    }),
  cases: {
    hit: [aCredential({ surface: 'aws', shape: 'AWS access key', lifetime: 'static' })],
    clear: [
      aCredential({
        surface: 'aws',
        shape: 'AWS single sign-on',
        lifetime: 'short',
        held: { is: 'reference', to: 'sso' },
      }),
    ],
    unknown: [
      aCredential({
        surface: 'aws',
        shape: 'AWS credential process',
        held: { is: 'reference', to: 'a program' },
      }),
    ],
  },
};
