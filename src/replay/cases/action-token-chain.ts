import { breaks, step, type Breach } from '../breach.ts';

export const actionTokenChain: Breach = {
  id: 'BR-09',
  name: 'tj-actions / reviewdog / SpotBugs token chain',
  is: 'incident',
  when: '2024-11 to 2025-03',
  who: 'GitHub Actions users',
  facts: [
    'A maintainer’s own token was put into a workflow, and taken through a trigger that runs strangers’ code.',
    'It led from one action to the next, whose tags were moved to other code.',
    'Some 23,000 repositories ran it; 218 were seen to lose secrets.',
  ],
  steps: [
    step(
      'credential',
      'A person’s own token is used by a pipeline',
      ['type', 'eq', 'token'],
      ['holder', 'eq', 'person'],
      ['isInPipeline', 'eq', true],
    ),
    step(
      'pipeline',
      'Strangers can start it, and it is given secrets',
      ['triggers', 'contains', 'pull_request_target'],
      ['hasSecrets', 'eq', true],
    ),
    step('pipeline', 'What others wrote runs in it by a name that can move', ['pinsActions', 'eq', false]),
  ],
  breakers: [breaks('CLD-1', 1), breaks('TPI-3', 2), breaks('SEC-6', 0)],
  weaknesses: ['cicd_trust', 'long_lived', 'over_privilege', 'human_use_of_nhi', 'exposed_internal'],
  reference: [
    'OWASP-NHI-2025 NHI3:2025',
    'OWASP-NHI-2025 NHI6:2025',
    'OWASP-NHI-2025 NHI7:2025',
    'OWASP-NHI-2025 NHI10:2025',
    'OWASP-ASI-2026 ASI04',
  ],
  mended: [
    'A personal access token is a token of a person.',
    'No connector reads workflow files yet: triggers and pins can be stated.',
  ],
  sources: [
    'https://la-cyber.com/Current-Threat-Data.php?id=3777',
    'https://openssf.org/blog/2025/06/11/maintainers-guide-securing-ci-cd-pipelines-after-the-tj-actions-and-reviewdog-supply-chain-attacks',
    'https://networkingcurated.com/ai-and-trends/github-supply-chain-attack-exposes-secrets-in-160000-projects',
  ],
};
