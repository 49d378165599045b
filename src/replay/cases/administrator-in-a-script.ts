import { breaks, step, type Breach } from '../breach.ts';

export const administratorInAScript: Breach = {
  id: 'BR-14',
  name: 'Uber PAM administrator in a script',
  is: 'incident',
  when: '2022-09-15',
  who: 'Uber',
  facts: [
    'A contractor’s sign-in was bought, and a second factor confirmed after many prompts.',
    'A script on a share held the password of an administrator of the system that keeps privileged access.',
    'That opened nearly everything.',
  ],
  steps: [
    step(
      'exposure',
      'A secret lies in a script or on a share, and works',
      ['surface', 'in', ['file_share', 'file', 'repository']],
      ['isValid', 'eq', true],
    ),
    step(
      'credential',
      'It opens the vault, or the identity provider',
      ['app', 'in', ['vault', 'idp', 'pam']],
      ['places', 'in', ['file_share', 'file', 'repository']],
    ),
    step(
      'identity',
      'Somebody from outside signs in with what can be phished',
      ['isOutside', 'eq', true],
      ['phishingResistant', 'eq', false],
    ),
  ],
  breakers: [breaks('SEC-3', 0), breaks('PRV-2', 1), breaks('AUT-4', 2)],
  weaknesses: ['exposed_internal', 'over_privilege', 'no_mfa', 'human_use_of_nhi'],
  reference: ['OWASP-NHI-2025 NHI2:2025', 'OWASP-NHI-2025 NHI5:2025', 'OWASP-NHI-2025 NHI10:2025'],
  mended: [
    '“Not in a vault” became “in a file, a share or code”: where else it lies nobody knows.',
    'A contractor is whoever a source marks as from outside.',
  ],
  sources: [
    'https://cybersecasia.net/tips/this-data-breach-bears-many-learning-points-for-cyber-defenders',
    'https://flowtransform.com/blog/reflection-on-the-uber-breach',
  ],
};
