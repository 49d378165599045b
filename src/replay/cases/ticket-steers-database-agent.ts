import { breaks, step, type Breach } from '../breach.ts';

export const ticketSteersDatabaseAgent: Breach = {
  id: 'BR-22',
  name: 'Database agent with bypass role reads a planted ticket',
  is: 'demonstration',
  when: '2025-07',
  who: 'research demonstration (Supabase MCP with Cursor)',
  facts: [
    'An agent with a role that no row rule binds read a ticket which a stranger had written.',
    'It copied a private table of tokens into that ticket.',
  ],
  steps: [
    step(
      'grant',
      'An agent has a role that no rule binds',
      ['holder', 'eq', 'agent'],
      ['scopes', 'in', ['bypass_rules', 'admin']],
    ),
    step(
      'agent',
      'It reads what strangers write, reads what is private, and can send',
      ['readsUntrusted', 'eq', true],
      ['readsPrivate', 'eq', true],
      ['canSend', 'eq', true],
    ),
    step(
      'store',
      'Secrets lie within its reach',
      ['holdsSecrets', 'eq', true],
      ['readBy', 'contains', 'agent'],
    ),
  ],
  breakers: [breaks('PRV-6', 0), breaks('AI-8', 1), breaks('AI-10', 2)],
  weaknesses: ['agent_excess', 'agent_no_gate', 'cred_in_data'],
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'OWASP-NHI-2025 NHI10:2025',
    'OWASP-ASI-2026 ASI01',
    'OWASP-ASI-2026 ASI03',
    'OWASP-ASI-2026 ASI06',
  ],
  mended: ['Names of one product’s roles became scopes.'],
  sources: [
    'https://nhimg.org/articles/ai-agent-root-access-exposes-the-confused-deputy-governance-gap/',
    'https://docs.tansive.io/blog/implementing-defense-prompt-injection-attacks-mcp',
  ],
};
