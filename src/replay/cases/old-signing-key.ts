import { breaks, step, type Breach } from '../breach.ts';

export const oldSigningKey: Breach = {
  id: 'BR-05',
  name: 'Storm-0558 forged tokens with an old signing key',
  is: 'incident',
  when: '2023-05-15 to 2023-06',
  who: 'Microsoft and about 25 organisations',
  facts: [
    'A signing key of 2016, whose certificate had ended in 2021, was still believed in 2023.',
    'A check that was missing let tokens of one realm into another.',
    'A customer found it in its logs, since it paid for them.',
  ],
  steps: [
    step(
      'credential',
      'A signing certificate is older than a year',
      ['type', 'eq', 'certificate'],
      ['ageDays', 'gt', 365],
    ),
    step(
      'credential',
      'It has ended, and is believed all the same',
      ['isCertificateExpired', 'eq', true],
      ['isStillAccepted', 'eq', true],
    ),
    step('trustEdge', 'Nobody checks for whom a token was made', ['checksAudience', 'eq', false]),
  ],
  breakers: [breaks('SEC-1', 0), breaks('CLD-1', 2), breaks('LOG-2')],
  weaknesses: ['unrotated_secret', 'long_lived', 'env_bleed', 'log_gap'],
  reference: ['OWASP-NHI-2025 NHI7:2025', 'OWASP-NHI-2025 NHI8:2025', 'OWASP-NHI-2025 NHI4:2025'],
  mended: [
    'Signing and authority keys are certificates here.',
    'Whether an ended certificate is still taken, and audiences are checked, no connector reads yet: both can be stated.',
  ],
  sources: [
    'https://paragmali.com/blog/forged-from-2016-how-storm-0558-turned-one-stolen-signing-ke/',
    'https://preview-mh4m3nrdfp.atlas-apex.eu/thinking/microsoft-cyber-safety-review-board-storm-0558',
  ],
};
