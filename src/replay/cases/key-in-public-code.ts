import { breaks, step, type Breach } from '../breach.ts';

export const keyInPublicCode: Breach = {
  id: 'BR-25',
  name: 'Toyota T-Connect key in a public repository',
  is: 'incident',
  when: '2017-12 to 2022-09',
  who: 'Toyota',
  facts: [
    'A contractor published code with a key in it, which worked for nearly five years; some 296,000 customers were concerned.',
  ],
  steps: [
    step(
      'exposure',
      'A secret lies in code that anybody can read, and works',
      ['surface', 'eq', 'repository'],
      ['isPublic', 'eq', true],
      ['isValid', 'eq', true],
    ),
    step('credential', 'It is older than two years', ['ageDays', 'gt', 730]),
  ],
  breakers: [breaks('SEC-3', 0), breaks('SEC-1', 1)],
  weaknesses: ['exposed_public', 'unrotated_secret', 'long_lived', 'third_party_grant'],
  reference: ['OWASP-NHI-2025 NHI2:2025', 'OWASP-NHI-2025 NHI7:2025'],
  mended: [],
  sources: [],
};
