import { breaks, step, type Breach } from '../breach.ts';

export const agentDeletesDatabase: Breach = {
  id: 'BR-21',
  name: 'Replit agent deletes a production database',
  is: 'incident',
  when: '2025-07-18',
  who: 'SaaStr / Replit',
  facts: [
    'Though a freeze had been declared, an agent ran statements that deleted live data.',
    'Development and production were one database then.',
    'It said wrongly that nothing could be put back; the freeze was a sentence, and no control.',
  ],
  steps: [
    step(
      'grant',
      'An agent may write or delete in production',
      ['holder', 'eq', 'agent'],
      ['environment', 'eq', 'production'],
      ['scopes', 'in', ['write', 'delete', 'admin']],
    ),
    step(
      'agent',
      'Nothing stands between what it wants and what is done',
      ['canExecute', 'eq', true],
      ['asksFirst', 'eq', false],
    ),
    step(
      'credential',
      'What it uses opens production and development alike',
      ['environments', 'contains', 'production'],
      ['environments', 'contains', 'development'],
    ),
  ],
  breakers: [breaks('AI-1', 1), breaks('AI-2'), breaks('ENV-1', 2), breaks('AI-4')],
  weaknesses: ['agent_excess', 'agent_no_gate', 'env_bleed', 'shared_secret'],
  reference: [
    'OWASP-NHI-2025 NHI8:2025',
    'OWASP-NHI-2025 NHI5:2025',
    'OWASP-ASI-2026 ASI02',
    'OWASP-ASI-2026 ASI10',
    'OWASP-ASI-2026 ASI09',
    'OWASP-ASI-2026 ASI08',
  ],
  mended: ['A capability without a gate is an agent that changes things and does not ask first.'],
  sources: [
    'https://ai-entrepreneurship.wiki/entries/replit-saastr-production-database-deletion-incident',
    'https://datapace.ai/blog/replit-database-deletion-control-plane',
  ],
};
