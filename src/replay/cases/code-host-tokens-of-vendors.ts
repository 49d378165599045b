import { breaks, step, type Breach } from '../breach.ts';

export const codeHostTokensOfVendors: Breach = {
  id: 'BR-18',
  name: 'GitHub OAuth tokens from Heroku and Travis CI',
  is: 'incident',
  when: '2022-04',
  who: 'Heroku, Travis CI, GitHub/npm',
  facts: [
    'A machine account of a vendor reached the database in which tokens of its customers lay.',
    'With them private code of dozens of organisations was cloned, and searched for more keys.',
  ],
  steps: [
    step(
      'grant',
      'Another company’s product reads the code',
      ['isThirdParty', 'eq', true],
      ['enabled', 'eq', true],
      ['scopes', 'in', ['read_code', 'write_code']],
    ),
    step(
      'credential',
      'A secret lies in the code, and works',
      ['places', 'contains', 'repository'],
      ['enabled', 'eq', true],
    ),
    step(
      'grant',
      'Nobody used that product for a month',
      ['isThirdParty', 'eq', true],
      ['lastUsedDays', 'gt', 30],
    ),
  ],
  breakers: [breaks('TPI-1', 0), breaks('AUT-3'), breaks('SEC-3', 1)],
  weaknesses: ['third_party_grant', 'bearer_unbound', 'over_privilege', 'exposed_internal'],
  reference: ['OWASP-NHI-2025 NHI3:2025', 'OWASP-NHI-2025 NHI5:2025', 'OWASP-NHI-2025 NHI2:2025'],
  mended: ['Names of one code host’s scopes became two of ours.'],
  sources: ['https://safeguard.sh/resources/blog/github-oauth-token-theft-heroku-travis-ci'],
};
