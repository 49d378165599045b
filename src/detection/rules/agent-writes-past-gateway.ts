import type { AgentRightView } from '../../model/index.ts';
import { beforeRights, capableFact, inferredFact, nothingFound } from '../conclude-agent.ts';
import { capabilitiesOf, isTool, isUnasked } from '../agent-capabilities.ts';
import { accountFacts, limitFact } from '../facts.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const agentWritesPastGateway: Rule = {
  id: 'agent-writes-past-gateway',
  version: 1,
  title: 'Agent that writes directly, past any gateway',
  why: 'Nothing stands between what a model chose and the change: no task bounds it, nobody is asked, and it cannot be stopped at one place.',
  reference: [
    'OWASP-ASI-2026 ASI02',
    'OWASP-ASI-2026 ASI10',
    'NIST-EMERGING-2026 NCCoE-AGENT-2',
    'NIST-CSF-2.0 PR.AA-05',
    'EU-AI-ACT Art. 14(4)(d)',
  ],
  falsePositives: [
    'The system that it writes to asks a person itself: accept it, naming how.',
    'Its server is a gateway, and was not named as one: add it to `agents.gateways`.',
  ],
  runbook: [
    'Take the right to write away from the agent, and give it to the gateway, which asks for each call.',
    'Where there is no gateway: leave it the right to read, and let a person carry out what it proposes.',
    'In a client, take the tool out of those that run unasked.',
  ],
  needs: ['agentRights', 'kind', 'state'],
  evaluate(view, context) {
    const already = beforeRights(view);
    const rights = view.agentRights;
    if (already !== undefined || rights === undefined || rights === null) return already ?? [];
    const direct = rights.rights.filter((right) => isDirect(right, context));
    const writes = capabilitiesOf({ rights: direct, more: 0 }).filter(
      ({ capability, right }) => capability === 'writes' && !right.isConditional,
    );
    if (writes.length === 0) return nothingFound(view, { rights: direct, more: rights.more });
    const by = capableFact(view, 'writes directly', writes);
    const gateways = limitFact('gateways', context.agents.gateways, view.observedAt);
    const places = [...new Set(writes.map(({ right }) => right.server ?? right.source))].toSorted();
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} writes to ${places.join(', ')} with nothing in between`,
        cause: { key: places.join(' '), title: `agents write to ${places.join(', ')} directly` },
        facts: [...accountFacts(view), by, gateways, inferredFact(view)],
        material: [by.id, gateways.id],
        risk: {
          likelihood: [{ what: 'what it reads can choose what it writes', points: 28 }],
          blast: [
            writes.some(({ right }) => /^(personal|restricted)$/.test(right.dataClass ?? ''))
              ? { what: 'it writes data of people, or restricted data', points: 24 }
              : { what: 'it writes', points: 16 },
          ],
          ease: [{ what: 'a right has to move from the agent to a gateway or a person', points: 8 }],
        },
        recheckAt: null,
      },
    ];
  },
};

/** A right of its own in a system, or a tool that runs without asking, of a server that is no gateway. */
const isDirect = (right: AgentRightView, { agents }: RuleContext): boolean =>
  isTool(right) ? isUnasked(right) && !agents.gateways.includes(right.server ?? '') : right.as === undefined;
