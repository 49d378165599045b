import { accountFacts, factOf } from '../facts.ts';
import { blastOfServer, isMcpServer, placeOf } from '../mcp-server.ts';
import type { Rule } from '../rule.ts';

export const mcpServerUnpinned: Rule = {
  id: 'mcp-server-unpinned',
  version: 1,
  title: 'MCP server runs whatever version is newest',
  why: 'Each start downloads and runs the newest release with the agent’s rights and the server’s credentials; whoever takes over the package takes over both.',
  reference: ['OWASP-NHI-2025 NHI3:2025', 'OWASP-ASI-2026 ASI04', 'NIST-CSF-2.0 GV.SC-07'],
  falsePositives: [
    'The package comes from a registry of the company’s own that lets only checked versions in.',
  ],
  runbook: [
    'Write the exact version where the server is configured: `npx -y name@1.2.3`, `uvx name==1.2.3`, an image by digest.',
    'Raise it on purpose, after looking at what changed.',
  ],
  needs: ['attributes', 'state', 'credentials'],
  evaluate(view) {
    if (!isMcpServer(view) || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    const { pinned, launch } = view.attributes;
    if (launch === 'unknown')
      return [{ is: 'unknown', subject: view.ref, aspect: '', missing: 'what the server runs' }];
    if (pinned !== 'no') return [{ is: 'clear', recheckAt: null }];
    const software = view.attributes['software'] ?? 'a package';
    const runs = factOf(view.ref, 'software', software, view.observedAt);
    const version = factOf(view.ref, 'pinned', pinned, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} runs the newest ${software}`,
        cause: { key: `${view.ref.source}/${software}`, title: `${software} is run without a version` },
        facts: [
          ...accountFacts(view),
          runs,
          version,
          factOf(view.ref, 'configured in', placeOf(view), view.observedAt),
        ],
        material: [runs.id, version.id],
        risk: {
          likelihood: [{ what: 'the next release runs unseen', points: 20 }],
          blast: blastOfServer(view),
          ease: [{ what: 'a version is one word in a file', points: 25 }],
        },
        recheckAt: null,
      },
    ];
  },
};
