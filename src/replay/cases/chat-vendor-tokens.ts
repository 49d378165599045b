import { breaks, step, worse, type Breach } from '../breach.ts';

export const chatVendorTokens: Breach = {
  id: 'BR-10',
  name: 'Salesloft Drift OAuth tokens',
  is: 'incident',
  when: '2025-03 to 2025-08-18',
  who: '700+ organisations',
  facts: [
    'The code of a chat vendor was entered, then its cloud, then the tokens of its customers.',
    'For ten days records were pulled; pasted into them lay keys of clouds and of VPNs.',
    'One victim had stopped using the product, and its token still worked; another was spared, since only listed addresses were taken.',
  ],
  steps: [
    step(
      'grant',
      'Another company’s product has a token that renews itself and never ends',
      ['isThirdParty', 'eq', true],
      ['enabled', 'eq', true],
      ['isRefreshable', 'eq', true],
      ['tokenExpiresInDays', 'isNull'],
    ),
    step(
      'grant',
      'It works from any address',
      ['isThirdParty', 'eq', true],
      ['isNetworkLimited', 'eq', false],
    ),
    worse(
      'grant',
      'Nobody uses that product any more',
      ['isThirdParty', 'eq', true],
      ['vendorState', 'in', ['retired', 'idle']],
      ['enabled', 'eq', true],
    ),
    step(
      'exposure',
      'Secrets that work lie in cases and tickets',
      ['surface', 'in', ['ticket', 'crm_case']],
      ['isValid', 'eq', true],
    ),
  ],
  breakers: [breaks('TPI-2', 2), breaks('AUT-3', 1), breaks('SEC-3', 3)],
  weaknesses: [
    'third_party_grant',
    'long_lived',
    'bearer_unbound',
    'offboarding_gap',
    'no_network_bind',
    'cred_in_data',
    'over_privilege',
  ],
  reference: [
    'OWASP-NHI-2025 NHI3:2025',
    'OWASP-NHI-2025 NHI7:2025',
    'OWASP-NHI-2025 NHI1:2025',
    'OWASP-NHI-2025 NHI5:2025',
    'OWASP-ASI-2026 ASI04',
    'OWASP-ASI-2026 ASI03',
  ],
  mended: ['An allow list that is not there became a yes or no.'],
  sources: [
    'https://thecisobrief.com/?p=15002',
    'https://stateofai.pages.dev/findings/ai-vendor-breach-customer-response-card/',
    'https://nhimg.org/articles/salesforce-drift-oauth-token-abuse-exposes-saas-trust-gaps/',
  ],
};
