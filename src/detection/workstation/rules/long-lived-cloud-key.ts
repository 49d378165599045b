import { daysBetween } from '../../../model/index.ts';
import { aCredential, at } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

const limitDays = 90;

export const longLivedCloudKey: WorkstationRule = {
  id: 'long-lived-cloud-key',
  title: `A static cloud key is older than ${limitDays} days`,
  severity: 'high',
  why: 'The longer a key lives, the more copies of it there are: backups, images, old laptops.',
  reference: 'CIS AWS Foundations Benchmark 1.14 (rotate access keys every 90 days); OWASP NHI7:2025',
  falsePositives: 'None by age: the file has not changed since, so the key in it is at least that old.',
  runbook:
    'Make a new key, move its users over, deactivate the old one, delete it after a week. Better: replace it by single sign-on.',
  judge: (view) =>
    view.of('credential').flatMap((credential) => {
      if (!['aws', 'gcp', 'azure'].includes(credential.surface) || credential.held.is === 'reference')
        return [];
      if (credential.sample) return [];
      if (credential.lifetime === 'short') return [clear(credential)];
      if (credential.fileChangedAt === undefined) return [unknown(credential, 'when it was made')];
      const days = daysBetween(credential.fileChangedAt, view.now);
      // A younger file proves nothing: another line of it may have changed.
      if (days <= limitDays) return [unknown(credential, 'when it was made: its file changed lately')];
      return [
        hit(
          credential,
          `The ${credential.shape} of \`${view.nameOf(credential.holderKey)}\` is at least ${days} days old.`,
        ),
      ];
    }),
  cases: {
    hit: [aCredential({ surface: 'aws', lifetime: 'static', fileChangedAt: at('2026-01-01') })],
    clear: [aCredential({ surface: 'aws', lifetime: 'short', fileChangedAt: at('2026-01-01') })],
    unknown: [aCredential({ surface: 'aws', lifetime: 'static', fileChangedAt: at('2026-05-30') })],
  },
};
