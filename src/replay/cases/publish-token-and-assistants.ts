import { breaks, step, type Breach } from '../breach.ts';

export const publishTokenAndAssistants: Breach = {
  id: 'BR-27',
  name: 'Nx s1ngularity',
  is: 'incident',
  when: '2025-08',
  who: 'Nx users',
  facts: [
    'A trigger that runs strangers’ code gave away a token that publishes.',
    'Infected packages had the coding assistants on the machine help them search.',
  ],
  steps: [
    step('pipeline', 'Strangers can start it', ['triggers', 'contains', 'pull_request_target']),
    step(
      'credential',
      'A token that publishes never ends',
      ['type', 'eq', 'token'],
      ['scopes', 'contains', 'publish'],
      ['expiresInDays', 'isNull'],
    ),
    step('agent', 'An assistant does what it is told without asking', ['asksFirst', 'eq', false]),
  ],
  breakers: [breaks('CLD-1', 0), breaks('SEC-6', 1), breaks('AI-1', 2)],
  weaknesses: ['cicd_trust', 'long_lived', 'agent_excess'],
  reference: [
    'OWASP-NHI-2025 NHI6:2025',
    'OWASP-NHI-2025 NHI7:2025',
    'OWASP-NHI-2025 NHI2:2025',
    'OWASP-ASI-2026 ASI04',
    'OWASP-ASI-2026 ASI02',
  ],
  mended: ['Any agent counts, since sources do not tell which of them run in a terminal.'],
  sources: [],
};
