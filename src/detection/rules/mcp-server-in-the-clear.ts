import { accountFacts, factOf } from '../facts.ts';
import { blastOfServer, isMcpServer, placeOf } from '../mcp-server.ts';
import type { Rule } from '../rule.ts';

export const mcpServerInTheClear: Rule = {
  id: 'mcp-server-in-the-clear',
  version: 1,
  title: 'MCP server reached in the clear, or by anybody',
  why: 'Whoever is in between reads what the agent sends, credentials included, and answers in the server’s place: the agent does what the answer says.',
  reference: ['OWASP-NHI-2025 NHI4:2025', 'SOC2-TSC CC6.7', 'ISO-27001-2022 A.8.5'],
  falsePositives: ['The network between the two is a tunnel that nobody else is in.'],
  runbook: [
    'Reach the server over https, and replace the credentials that went over http.',
    'Have it ask whoever calls to sign in.',
  ],
  needs: ['attributes', 'state', 'credentials'],
  evaluate(view) {
    const { launch, transport, host = 'a host', credential } = view.attributes;
    if (!isMcpServer(view) || launch !== 'remote' || view.state === 'disabled')
      return [{ is: 'clear', recheckAt: null }];
    if (transport !== 'in the clear')
      return credential === 'configured' || transport === 'this machine'
        ? [{ is: 'clear', recheckAt: null }]
        : [
            {
              is: 'unknown',
              subject: view.ref,
              aspect: '',
              missing: 'whether it asks whoever calls to sign in',
            },
          ];
    const reached = factOf(view.ref, 'host', host, view.observedAt);
    const way = factOf(view.ref, 'transport', transport, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} reaches ${host} over http`,
        cause: { key: `${view.ref.source}/host:${host}`, title: `${host} is reached over http` },
        facts: [
          ...accountFacts(view),
          reached,
          way,
          factOf(view.ref, 'configured in', placeOf(view), view.observedAt),
        ],
        material: [reached.id, way.id],
        risk: {
          likelihood: [
            credential === 'configured'
              ? { what: 'its credential goes over the network in the clear', points: 35 }
              : { what: 'whoever is in between can answer in its place', points: 25 },
          ],
          blast: blastOfServer(view),
          ease: [{ what: 'where the server speaks https it is one letter in a file', points: 20 }],
        },
        recheckAt: null,
      },
    ];
  },
};
