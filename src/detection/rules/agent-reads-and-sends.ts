import { beforeRights, capableFact, inferredFact, nothingFound } from '../conclude-agent.ts';
import { capabilitiesOf, type Capability } from '../agent-capabilities.ts';
import { accountFacts } from '../facts.ts';
import type { Rule } from '../rule.ts';

export const agentReadsAndSends: Rule = {
  id: 'agent-reads-and-sends',
  version: 1,
  title: 'Agent that reads what others wrote and private data, and can send out',
  why: 'Each of the three is ordinary; together a text that somebody else wrote can have the agent read what is private and send it to them.',
  reference: [
    'OWASP-ASI-2026 ASI01',
    'OWASP-ASI-2026 ASI02',
    'OWASP-AGENTIC-TM T2',
    'SOC2-TSC CC6.7',
    'NIST-CSF-2.0 DE.CM-09',
  ],
  falsePositives: [
    'It sends to places alone that its server allows, such as one channel: name that, and accept it.',
    'What it reads comes from its own people alone.',
  ],
  runbook: [
    'Take one of the three away from it; sending is the easiest to miss and the easiest to lose.',
    'Or make two agents of it: one that reads what others write and has nothing private, and one the other way round.',
    'Where all three are needed: bound where it may send to, and have a person confirm it.',
  ],
  needs: ['agentRights', 'kind', 'state'],
  evaluate(view) {
    const already = beforeRights(view);
    const rights = view.agentRights;
    if (already !== undefined || rights === undefined || rights === null) return already ?? [];
    const all = capabilitiesOf(rights);
    const by = (capability: Capability) => all.filter((each) => each.capability === capability);
    const [reads, knows, sends] = [by('reads what others wrote'), by('reads private data'), by('sends out')];
    if (reads.length === 0 || knows.length === 0 || sends.length === 0) return nothingFound(view, rights);
    const facts = [
      capableFact(view, 'reads what others wrote', reads),
      capableFact(view, 'reads private data', knows),
      capableFact(view, 'sends out', sends),
    ];
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} reads what others wrote and private data, and can send out`,
        cause: {
          key: `${view.ref.source}/${view.ref.key}`,
          title: `${view.ref.name} has all three: foreign text, private data, a way out`,
        },
        facts: [...accountFacts(view), ...facts, inferredFact(view)],
        material: facts.map(({ id }) => id),
        risk: {
          likelihood: [{ what: 'a text that somebody else wrote is enough', points: 28 }],
          blast: [{ what: 'what is private can leave', points: 26 }],
          ease: [{ what: 'one of the three taken away is enough', points: 12 }],
        },
        recheckAt: null,
      },
    ];
  },
};
