import { breaks, step, type Breach } from '../breach.ts';

export const mailToolTurns: Breach = {
  id: 'BR-23',
  name: 'postmark-mcp tool turns hostile',
  is: 'incident',
  when: '2025-09-17',
  who: 'users of an npm MCP server',
  facts: [
    'Fifteen versions of a tool were clean; the next had one line that sent a copy of every mail to a stranger.',
    'It was fetched 1,643 times.',
  ],
  steps: [
    step('tool', 'An agent runs it in whatever version is newest', ['isPinned', 'eq', false]),
    step('tool', 'It can send something out', ['capabilities', 'contains', 'send']),
    step('tool', 'Nobody put it on a list', ['isPublisherKnown', 'eq', false]),
  ],
  breakers: [breaks('TPI-3', 0), breaks('AI-9', 2), breaks('LIM-1')],
  weaknesses: ['tool_supply', 'third_party_grant', 'no_owner'],
  reference: ['OWASP-NHI-2025 NHI3:2025', 'OWASP-ASI-2026 ASI04', 'OWASP-ASI-2026 ASI02'],
  mended: [
    'A digest is a version or a digest: what a configuration pins.',
    'A publisher that was verified is a tool on the company’s own list.',
  ],
  sources: [
    'https://codeatelier.tech/blog/mcp-security-ai-agents',
    'https://particula.tech/blog/mcp-supply-chain-attack-audit-tool-poisoning-2026',
  ],
};
