import { breaks, step, type Breach } from '../breach.ts';

export const connectedApps: Breach = {
  id: 'BR-19',
  name: 'Gainsight connected apps',
  is: 'incident',
  when: '2025-11',
  who: 'Salesforce customers',
  facts: [
    'Tokens of a vendor’s connected apps were used by others.',
    'A vendor that an earlier theft had touched became the next way in.',
  ],
  steps: [
    step(
      'grant',
      'Another company’s product has a token that renews itself',
      ['isThirdParty', 'eq', true],
      ['isRefreshable', 'eq', true],
      ['enabled', 'eq', true],
    ),
    step(
      'vendor',
      'It had an incident, and its grants were not made anew',
      ['hadIncident', 'eq', true],
      ['reissued', 'eq', false],
    ),
  ],
  breakers: [breaks('TPI-1', 0), breaks('SEC-5', 1)],
  weaknesses: ['third_party_grant', 'long_lived', 'bearer_unbound'],
  reference: ['OWASP-NHI-2025 NHI3:2025', 'OWASP-NHI-2025 NHI7:2025', 'OWASP-ASI-2026 ASI04'],
  mended: ['Incidents of vendors are known to no connector: they can be stated.'],
  sources: [
    'https://nhimg.org/articles/gainsight-salesforce-oauth-incident-exposes-refresh-token-trust-gaps/',
  ],
};
