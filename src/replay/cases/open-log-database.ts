import { breaks, step, type Breach } from '../breach.ts';

export const openLogDatabase: Breach = {
  id: 'BR-13',
  name: 'DeepSeek open analytics database',
  is: 'incident',
  when: '2025-01-06 to 2025-01-29',
  who: 'DeepSeek',
  facts: [
    'A database of logs answered to the internet without a password.',
    'In more than a million lines lay chats, keys and details of the back end.',
    'It was closed within an hour of being told.',
  ],
  steps: [
    step(
      'store',
      'A store answers to the internet, and asks nobody to sign in',
      ['needsSignIn', 'eq', false],
      ['isInternetReachable', 'eq', true],
    ),
    step(
      'exposure',
      'Secrets that work lie in logs',
      ['surface', 'in', ['log', 'database', 'bucket']],
      ['isValid', 'eq', true],
    ),
    step('store', 'Nobody answers for it', ['hasOwner', 'eq', false]),
  ],
  breakers: [breaks('CLD-2', 0), breaks('SEC-3', 1), breaks('OWN-1', 2)],
  weaknesses: ['weak_auth', 'exposed_public', 'cred_in_data', 'no_owner'],
  reference: [
    'OWASP-NHI-2025 NHI4:2025',
    'OWASP-NHI-2025 NHI2:2025',
    'OWASP-NHI-2025 NHI6:2025',
    'OWASP-ASI-2026 ASI03',
  ],
  mended: ['No owner became a yes or no: absent would otherwise mean both none and unknown.'],
  sources: [
    'https://safeguard.sh/resources/blog/deepseek-clickhouse-exposure-ai-provider-2025',
    'https://lemma.frame00.com/critical/briefs/057-deepseek-clickhouse-exposed-db/',
  ],
};
