import { breaks, step, type Breach } from '../breach.ts';

export const ciVendorSecrets: Breach = {
  id: 'BR-08',
  name: 'CircleCI customer secrets',
  is: 'incident',
  when: '2022-12-16 to 2023-01-04',
  who: 'CircleCI',
  facts: [
    'Malware on an engineer’s laptop took a session that had passed two factors already.',
    'The engineer could make production tokens at any time.',
    'Secrets of all customers were taken, and all had to replace theirs.',
  ],
  steps: [
    step(
      'credential',
      'A stored key or token lies with the vendor of the pipelines',
      ['isInPipeline', 'eq', true],
      ['type', 'in', ['access_key', 'api_key', 'token', 'ssh_key']],
      ['enabled', 'eq', true],
    ),
    step(
      'grant',
      'A person may make credentials of others, all the time',
      ['holder', 'eq', 'person'],
      ['scopes', 'contains', 'mint_credentials'],
      ['isStanding', 'eq', true],
    ),
    step(
      'credential',
      'That system would take the pipeline’s own identity',
      ['isInPipeline', 'eq', true],
      ['couldFederate', 'eq', true],
    ),
  ],
  breakers: [breaks('SEC-6', 0, 2), breaks('PRV-5', 1), breaks('SEC-5')],
  weaknesses: ['bearer_unbound', 'over_privilege', 'cicd_trust', 'third_party_grant', 'long_lived'],
  reference: ['OWASP-NHI-2025 NHI3:2025', 'OWASP-NHI-2025 NHI7:2025', 'OWASP-NHI-2025 NHI6:2025'],
  mended: ['What a pipeline is given is a place, whosever pipeline it is.'],
  sources: [
    'https://circleci.com/blog/jan-4-2023-incident-report',
    'https://incidents.cremit.io/incidents/circleci-session-token-breach-2023',
  ],
};
