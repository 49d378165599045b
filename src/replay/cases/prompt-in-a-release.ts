import { breaks, step, type Breach } from '../breach.ts';

export const promptInARelease: Breach = {
  id: 'BR-28',
  name: 'Amazon Q extension prompt planted through a build token',
  is: 'incident',
  when: '2025-07',
  who: 'Amazon Q for VS Code',
  facts: [
    'A token of a build could do more than it needed, and let a stranger put a destructive sentence into a released assistant.',
  ],
  steps: [
    step('pipeline', 'Its own token may write everything', ['tokenScope', 'in', ['write', 'admin']]),
    step('tool', 'One person can release it', ['releaseApprovers', 'lt', 2]),
  ],
  breakers: [breaks('CLD-1', 0), breaks('TPI-3'), breaks('POL-1', 1)],
  weaknesses: ['cicd_trust', 'over_privilege', 'tool_supply'],
  reference: [
    'OWASP-NHI-2025 NHI6:2025',
    'OWASP-NHI-2025 NHI5:2025',
    'OWASP-ASI-2026 ASI04',
    'OWASP-ASI-2026 ASI01',
  ],
  mended: [],
  sources: [],
};
