import { breaks, step, type Breach } from '../breach.ts';

export const tokensInSourceCode: Breach = {
  id: 'BR-06',
  name: 'Internet Archive repository and support tokens',
  is: 'incident',
  when: '2022-11 to 2024-10',
  who: 'Internet Archive',
  facts: [
    'A token of the code host lay in a readable file for two years.',
    'The code held another token, for the support desk: 800,000 tickets.',
    'Weeks after the first warning the keys still worked.',
  ],
  steps: [
    step(
      'exposure',
      'A secret lies where anybody can read it, and works',
      ['isPublic', 'eq', true],
      ['isValid', 'eq', true],
      ['daysOpen', 'gt', 1],
    ),
    step(
      'credential',
      'A secret in the code opens data of people',
      ['places', 'contains', 'repository'],
      ['data', 'in', ['personal', 'restricted']],
    ),
    step(
      'credential',
      'It was not replaced since it was found, and works',
      ['isExposed', 'eq', true],
      ['changedSinceExposed', 'eq', false],
      ['enabled', 'eq', true],
    ),
  ],
  breakers: [breaks('SEC-3', 0, 1), breaks('SEC-5', 2), breaks('SEC-2')],
  weaknesses: ['exposed_public', 'unrotated_secret', 'long_lived', 'partial_ir_rotation', 'cred_in_data'],
  reference: ['OWASP-NHI-2025 NHI2:2025', 'OWASP-NHI-2025 NHI7:2025'],
  mended: [
    'Tickets and files of customers are the classes personal and restricted.',
    'An exposure event with unrevoked credentials is a credential that was not replaced since it was exposed.',
  ],
  sources: [
    'https://clutch.security/blog/tokens-gone-wild-inside-the-internet-archives-two-year-exposure',
    'https://hataftech.com/tech-updates/the-internet-archive-hackers-still-have-access-to-its-internal-emailing-tools',
  ],
};
