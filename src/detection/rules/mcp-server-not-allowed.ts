import { accountFacts, factOf } from '../facts.ts';
import { blastOfServer, isMcpServer, placeOf } from '../mcp-server.ts';
import type { Rule } from '../rule.ts';

export const mcpServerNotAllowed: Rule = {
  id: 'mcp-server-not-allowed',
  version: 1,
  title: 'MCP server that the company’s registry does not list',
  why: 'Somebody gave an agent a server that nobody looked at: it reads what the agent reads, and its tools’ descriptions are instructions to the agent.',
  reference: ['OWASP-NHI-2025 NHI3:2025', 'NIST-CSF-2.0 ID.AM-02', 'ISO-27001-2022 A.5.9'],
  falsePositives: ['A server that its own team is writing: list it, or accept it until it is done.'],
  runbook: [
    'Ask its owner what it is for; look at who publishes it.',
    'Add it to the registry that the company allows, or take it out of the configuration.',
  ],
  needs: ['attributes', 'state', 'credentials'],
  evaluate(view) {
    const { allowed } = view.attributes;
    if (!isMcpServer(view) || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    if (allowed === 'not known')
      return [{ is: 'unknown', subject: view.ref, aspect: '', missing: 'what the server runs' }];
    if (allowed !== 'no') return [{ is: 'clear', recheckAt: null }];
    const software = view.attributes['software'] ?? 'a program';
    const runs = factOf(view.ref, 'software', software, view.observedAt);
    const listed = factOf(view.ref, 'in the registry that is allowed', false, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} is ${software}, which the company’s registry does not list`,
        cause: { key: `${view.ref.source}/${software}`, title: `${software} is not in the registry` },
        facts: [
          ...accountFacts(view),
          runs,
          listed,
          factOf(view.ref, 'configured in', placeOf(view), view.observedAt),
        ],
        material: [runs.id, listed.id],
        risk: {
          likelihood: [{ what: 'nobody is known to have looked at it', points: 20 }],
          blast: blastOfServer(view),
          ease: [{ what: 'it can be listed, or taken out of one file', points: 20 }],
        },
        recheckAt: null,
      },
    ];
  },
};
