import { breaks, step, type Breach } from '../breach.ts';

export const storageTokenPublished: Breach = {
  id: 'BR-04',
  name: 'Account-wide storage SAS token published',
  is: 'incident',
  when: '2020-07-20 to 2023-06-24',
  who: 'Microsoft AI research',
  facts: [
    'A public repository held a signed address that opened a whole storage account, with every right.',
    'It was renewed once, until 2051.',
    'Behind it lay 38 TB: backups of workstations, keys, messages.',
  ],
  steps: [
    step(
      'credential',
      'A key or token works for more than a year yet, or for ever',
      ['type', 'in', ['access_key', 'api_key', 'token']],
      ['app', 'in', ['cloud', 'object_store']],
      ['enabled', 'eq', true],
      ['outlivesYear', 'eq', true],
    ),
    step('grant', 'It has every right on a whole account', ['scopes', 'contains', 'admin']),
    step('exposure', 'It lies where anybody can read it', ['isPublic', 'eq', true], ['isValid', 'eq', true]),
  ],
  breakers: [breaks('SEC-2', 0), breaks('PRV-1', 1), breaks('SEC-3', 2)],
  weaknesses: ['exposed_public', 'long_lived', 'over_privilege', 'no_owner', 'log_gap'],
  reference: ['OWASP-NHI-2025 NHI2:2025', 'OWASP-NHI-2025 NHI7:2025', 'OWASP-NHI-2025 NHI5:2025'],
  mended: [
    'Kinds of tokens became the types and the system of the credential.',
    '“More than a year” is a field of its own, since what never ends has no number of days.',
  ],
  sources: [
    'https://csoh.org/breaches/microsoft-sas-leak.html',
    'https://www.csoonline.com/article/652825/how-to-avoid-the-microsoft-github-goof-that-exposed-38tb-of-sensitive-employee-data.html',
  ],
};
