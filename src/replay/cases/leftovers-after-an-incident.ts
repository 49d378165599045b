import { breaks, step, worse, type Breach } from '../breach.ts';

export const leftoversAfterAnIncident: Breach = {
  id: 'BR-02',
  name: 'Cloudflare Atlassian intrusion with unrotated leftovers',
  is: 'incident',
  when: '2023-11-14 to 2023-11-24',
  who: 'Cloudflare',
  facts: [
    'After another company’s breach thousands of credentials were to be replaced; one token and three service accounts were not, for they were thought to be unused.',
    'One of them opened the issue tracker and the wiki.',
    'The intruder made an account that looked like a colleague’s.',
  ],
  steps: [
    step('exposure', 'A secret is exposed, and works', ['isValid', 'eq', true]),
    step(
      'credential',
      'It was not replaced since, and works',
      ['isExposed', 'eq', true],
      ['changedSinceExposed', 'eq', false],
      ['enabled', 'eq', true],
    ),
    worse(
      'credential',
      'Nobody uses it, and it works all the same',
      ['lastUsedDays', 'gt', 30],
      ['enabled', 'eq', true],
    ),
  ],
  breakers: [breaks('SEC-5', 1), breaks('LIF-1', 2), breaks('DET-1')],
  weaknesses: [
    'partial_ir_rotation',
    'unrotated_secret',
    'dormant_alive',
    'third_party_grant',
    'over_privilege',
  ],
  reference: [
    'OWASP-NHI-2025 NHI1:2025',
    'OWASP-NHI-2025 NHI7:2025',
    'OWASP-NHI-2025 NHI3:2025',
    'OWASP-NHI-2025 NHI5:2025',
  ],
  mended: ['There are no events of exposure here: an exposed secret that works is one.'],
  sources: [
    'https://www.gem.security/post/cloudflare-breached-using-stolen-okta-credentials',
    'https://www.akto.io/blog/cloudflare-hacked-using-auth-tokens-stolen-in-okta-attack',
  ],
};
