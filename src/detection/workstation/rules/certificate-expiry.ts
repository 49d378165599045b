import { daysBetween } from '../../../model/index.ts';
import { aCredential, at } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

const soonDays = 30;

export const certificateExpiry: WorkstationRule = {
  id: 'certificate-expiry',
  title: 'A client certificate has ended or ends soon',
  severity: 'medium',
  why: 'What signs in with it stops working, usually at night, and is then often replaced by something weaker in a hurry.',
  reference: 'RFC 5280 §4.1.2.5 Validity; NIST SP 1800-16',
  falsePositives: 'A certificate that is no longer used: delete it with its key.',
  runbook: 'Issue a new certificate with a new key and remove the old files.',
  judge: (view) =>
    view.of('credential').flatMap((credential) => {
      if (credential.credential !== 'certificate') return [];
      if (credential.expiresAt === undefined) return [unknown(credential, 'until when it is good')];
      const days = daysBetween(view.now, credential.expiresAt);
      if (days >= soonDays) return [clear(credential)];
      const when = credential.expiresAt.slice(0, 10);
      return days < 0
        ? [hit(credential, `The certificate of \`${view.nameOf(credential.holderKey)}\` ended on ${when}.`)]
        : [
            hit(
              credential,
              `The certificate of \`${view.nameOf(credential.holderKey)}\` ends on ${when}, in ${days} days.`,
              [credential.place],
              { is: 'low', because: 'it still works' },
            ),
          ];
    }),
  cases: {
    hit: [aCredential({ credential: 'certificate', expiresAt: at('2026-05-01') })],
    clear: [aCredential({ credential: 'certificate', expiresAt: at('2027-05-01') })],
    unknown: [aCredential({ credential: 'certificate' })],
  },
};
