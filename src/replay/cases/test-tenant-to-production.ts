import { breaks, step, type Breach } from '../breach.ts';
import { machines } from './machines.ts';

export const testTenantToProduction: Breach = {
  id: 'BR-03',
  name: 'Midnight Blizzard: test tenant to corporate mail',
  is: 'incident',
  when: '2023-11 to 2024-01',
  who: 'Microsoft',
  facts: [
    'Guessed passwords opened an old account of a test tenant that had no second factor.',
    'An old test application had far-reaching rights in the company’s own tenant.',
    'More applications were made, and given the right to read every mailbox.',
  ],
  steps: [
    step(
      'identity',
      'An account of a test environment works without a second factor',
      ['environment', 'in', ['development', 'staging', 'sandbox']],
      ['mfa', 'eq', false],
      ['enabled', 'eq', true],
    ),
    step(
      'trustEdge',
      'Production trusts it',
      ['from', 'in', ['development', 'staging', 'sandbox']],
      ['to', 'eq', 'production'],
    ),
    step(
      'grant',
      'An application may read all mail or give itself rights',
      ['holder', 'in', machines],
      ['scopes', 'in', ['all_mail', 'app_admin']],
    ),
  ],
  breakers: [breaks('ENV-2', 1), breaks('PRV-3', 1), breaks('TPI-1', 2)],
  weaknesses: ['no_mfa', 'env_bleed', 'over_privilege', 'dormant_alive', 'no_owner'],
  reference: [
    'OWASP-NHI-2025 NHI8:2025',
    'OWASP-NHI-2025 NHI5:2025',
    'OWASP-NHI-2025 NHI1:2025',
    'OWASP-NHI-2025 NHI4:2025',
  ],
  mended: [
    'Tiers of tenants are our environments; legacy is not one of them.',
    'Names of Microsoft’s permissions became two scopes, so that other directories count too.',
  ],
  sources: [
    'https://jeffreyappel.nl/pivot-via-oauth-applications-across-tenants-and-what-to-for-protection-with-microsoft-technology-midnight-blizzard/',
    'https://pathros-web.pages.dev/case-studies/midnight-blizzard',
  ],
};
