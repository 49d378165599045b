import { breaks, step, type Breach } from '../breach.ts';
import { machines } from './machines.ts';

export const backEndServiceAccount: Breach = {
  id: 'BR-17',
  name: 'Dropbox Sign back-end service account',
  is: 'incident',
  when: '2024-04-24',
  who: 'Dropbox Sign',
  facts: [
    'A tool that sets up machines, and a service account behind it, were taken over.',
    'The account could do much in production, and reach the database of customers.',
    'Keys, tokens and second factors were in it.',
  ],
  steps: [
    step(
      'identity',
      'A machine in production may far more than it uses',
      ['kind', 'in', machines],
      ['environment', 'eq', 'production'],
      ['unusedShare', 'gt', 0.5],
    ),
    step(
      'grant',
      'It reaches data of customers',
      ['holder', 'in', machines],
      ['dataClass', 'in', ['personal', 'restricted']],
    ),
    step('store', 'Secrets of others lie there', ['holdsSecrets', 'eq', true]),
  ],
  breakers: [breaks('PRV-1', 0), breaks('PRV-3', 1), breaks('DET-1')],
  weaknesses: ['over_privilege', 'no_owner', 'weak_auth'],
  reference: ['OWASP-NHI-2025 NHI5:2025', 'OWASP-NHI-2025 NHI9:2025'],
  mended: ['A database of customers is a thing of the class personal or restricted.'],
  sources: ['https://cybersecuritydive.com/news/dropbox-sign-cyberattack/714999'],
};
