import { breaks, step, type Breach } from '../breach.ts';

export const issueSteersCodeAgent: Breach = {
  id: 'BR-24',
  name: 'Code-host MCP server and a planted issue',
  is: 'demonstration',
  when: '2025-05',
  who: 'research demonstration (GitHub MCP)',
  facts: [
    'An agent held a token for all repositories of its person.',
    'An issue in a public one told it to read the private ones, and it did.',
  ],
  steps: [
    step(
      'credential',
      'A person’s token for all code is with an agent',
      ['type', 'in', ['token', 'api_key']],
      ['scopes', 'in', ['read_code', 'write_code']],
      ['isWithAgent', 'eq', true],
    ),
    step(
      'agent',
      'It reads what strangers write, and what is private',
      ['readsUntrusted', 'eq', true],
      ['readsPrivate', 'eq', true],
    ),
  ],
  breakers: [breaks('AI-10', 0), breaks('PRV-6', 0)],
  weaknesses: ['agent_excess', 'long_lived', 'human_use_of_nhi'],
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'OWASP-NHI-2025 NHI10:2025',
    'OWASP-ASI-2026 ASI01',
    'OWASP-ASI-2026 ASI03',
  ],
  mended: ['A personal access token is a token that an agent holds too.'],
  sources: ['https://aiq.hu/en/overprivileged-ai-the-prompt-injection-breach/'],
};
