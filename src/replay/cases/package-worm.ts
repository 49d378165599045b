import { breaks, step, type Breach } from '../breach.ts';

export const packageWorm: Breach = {
  id: 'BR-20',
  name: 'Shai-Hulud package worm',
  is: 'incident',
  when: '2025-09-15 and 2025-11-21 to 24',
  who: 'npm ecosystem',
  facts: [
    'Scripts that run at installation searched machines and pipelines for tokens.',
    'With tokens that publish, the same code went into the other packages of their owners.',
    'Hundreds of packages in the first wave, some 800 in the second.',
  ],
  steps: [
    step(
      'credential',
      'A token that publishes never ends',
      ['type', 'eq', 'token'],
      ['scopes', 'contains', 'publish'],
      ['expiresInDays', 'isNull'],
    ),
    step('pipeline', 'Packages run scripts while they are installed', ['installScripts', 'eq', true]),
    step('identity', 'Whoever publishes does so by a stored token', ['trustedPublishing', 'eq', false]),
  ],
  breakers: [breaks('SEC-6', 2), breaks('SEC-2', 0), breaks('PRV-1')],
  weaknesses: ['cicd_trust', 'long_lived', 'exposed_internal', 'over_privilege'],
  reference: [
    'OWASP-NHI-2025 NHI7:2025',
    'OWASP-NHI-2025 NHI2:2025',
    'OWASP-NHI-2025 NHI6:2025',
    'OWASP-ASI-2026 ASI04',
  ],
  mended: ['A token that publishes is a token whose account may publish.'],
  sources: [
    'https://depsguard.com/shai-hulud/',
    'https://staging-devopsy.kinsta.cloud/how-github-plans-to-secure-npm-after-recent-supply-chain-attacks',
  ],
};
