import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readReport } from './read-report.ts';

const summary = { at: '2026-11-01T09:00:00.000Z', roots: ['~'], complete: true };

it('takes what it knows, and counts what it shows', () => {
  const read = readReport(
    JSON.stringify({
      summary: { ...summary, agents: 99 },
      items: [
        {
          key: 'k',
          kind: 'agent',
          title: 'Cursor',
          name: 'Cursor',
          place: { path: '~/.cursor/mcp.json' },
          tools: [
            {
              name: 'github',
              shown: 'npx server-github',
              enabled: true,
              unasked: ['*'],
              credentials: [
                {
                  name: 'GITHUB_TOKEN',
                  shape: 'GitHub token',
                  held: { is: 'inline' },
                  place: { path: 'f', line: 3 },
                },
              ],
              reaches: [{ kind: 'host', target: 'api.github.com' }],
            },
          ],
          credentials: [],
          reaches: [],
        },
      ],
      findings: [{ severity: 'unheard of', title: 't', subject: { name: 's' }, places: [{ path: 'f' }] }],
      gaps: [{ what: 'w', why: 'y', place: { path: 'p' } }],
    }),
  );
  expect(read).toMatchObject({
    is: 'report',
    report: {
      agents: 1,
      servers: 1,
      credentials: 1,
      gaps: [{ what: 'w', why: 'y (p)' }],
      // what it does not know is not taken for harmless
      findings: [{ severity: 'critical', places: ['f'] }],
    },
  });
});

it.each([
  ['not_json', '{"summary":'],
  ['sarif', '{"runs":[]}'],
  ['other', '{}'],
  ['other', 'null'],
  ['other', '[]'],
  ['other', JSON.stringify({ summary: { at: 'yesterday' }, items: [], findings: [] })],
])('refuses as %s what is no report', (why, text) => {
  expect(readReport(text)).toEqual({ is: 'refused', why });
});

it('never throws, whatever a file says', () => {
  const anything = fc.jsonValue({ maxDepth: 5 });
  fc.assert(
    fc.property(anything, anything, anything, (items, findings, gaps) => {
      const text = JSON.stringify({ summary, items: [items], findings: [findings], gaps });
      expect(readReport(text).is).toBe('report');
    }),
  );
});
