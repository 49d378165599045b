import { breaks, step, type Breach } from '../breach.ts';
import { machines } from './machines.ts';

export const supportSystemAccount: Breach = {
  id: 'BR-01',
  name: 'Okta support-system service account',
  is: 'incident',
  when: '2023-09-28 to 2023-10-17',
  who: 'Okta',
  facts: [
    'A service account inside the support system could view and change every case.',
    'Its name and password had been saved in a private browser profile of an employee.',
    'Files of 134 customers were within reach; session tokens in them opened five of those customers.',
    'For two weeks the downloads went unnoticed: another way of opening the files wrote another kind of record.',
  ],
  steps: [
    step(
      'credential',
      'A machine signs in with a password and nothing else',
      ['type', 'eq', 'password'],
      ['holder', 'in', machines],
      ['enabled', 'eq', true],
      ['secondFactor', 'eq', false],
    ),
    step(
      'identity',
      'People can sign in as that machine',
      ['kind', 'in', machines],
      ['interactive', 'eq', true],
      ['enabled', 'eq', true],
    ),
    step(
      'grant',
      'It reads everything of a class that is not public',
      ['scopes', 'contains', 'read_all'],
      ['dataClass', 'in', ['internal', 'personal', 'restricted', 'secret']],
    ),
  ],
  breakers: [breaks('AUT-2', 1), breaks('SEC-6', 0), breaks('LOG-2')],
  weaknesses: [
    'human_use_of_nhi',
    'exposed_internal',
    'over_privilege',
    'weak_auth',
    'log_gap',
    'bearer_unbound',
  ],
  reference: [
    'OWASP-NHI-2025 NHI10:2025',
    'OWASP-NHI-2025 NHI2:2025',
    'OWASP-NHI-2025 NHI5:2025',
    'OWASP-NHI-2025 NHI4:2025',
  ],
  mended: [
    'Kinds of machines are three here, not one.',
    '“Sessions of people” became “a person can sign in”: sources tell that it is possible, only logs that it happened.',
    'The classes customer_files and session_artifacts are not ours; any class above public counts.',
  ],
  sources: [
    'https://sec.okta.com/articles/2023/11/unauthorized-access-oktas-support-case-management-system-root-cause',
  ],
};
