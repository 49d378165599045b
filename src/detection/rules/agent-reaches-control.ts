import { beforeRights, capableFact, inferredFact, nothingFound, unknownRights } from '../conclude-agent.ts';
import { capabilitiesOf, type Capability, type Capable } from '../agent-capabilities.ts';
import { accountFacts } from '../facts.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const agentReachesControl: Rule = {
  id: 'agent-reaches-control',
  version: 1,
  title: 'Agent whose tools write identities, read secrets, or open tickets that a program carries out',
  why: 'Whoever can make the agent read a sentence can give themself access through it: no attack on a system is needed, only on a text.',
  reference: [
    'OWASP-ASI-2026 ASI03',
    'OWASP-ASI-2026 ASI02',
    'OWASP-AGENTIC-TM T3',
    'OWASP-NHI-2025 NHI5:2025',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: [
    'A tool is called so and does something else: look at it once, and accept it by its name.',
    'A person confirms each call, and reads what they confirm.',
  ],
  runbook: [
    'Take the tool away from this agent, or the server that brings it: most agents need none of these.',
    'Where it needs one: an agent for that alone, which reads nothing that others write.',
    'Have tickets that an agent opened go to a queue that people read, and no program.',
  ],
  needs: ['agentRights', 'kind', 'state'],
  evaluate(view, context) {
    const already = beforeRights(view);
    const rights = view.agentRights;
    if (already !== undefined || rights === undefined || rights === null) return already ?? [];
    const all = capabilitiesOf(rights);
    const by = (capability: Capability) => all.filter((each) => each.capability === capability);
    const tickets = by('opens tickets');
    const found = [
      { said: 'can write identities', by: by('writes identities'), points: 38 },
      { said: 'can read secrets', by: by('reads secrets'), points: 36 },
      {
        said: 'can open tickets that a program carries out',
        by: tickets.filter((each) => isCarriedOut(each, context) === true),
        points: 32,
      },
    ].filter((each) => each.by.length > 0);
    if (found.length === 0)
      return tickets.some((each) => isCarriedOut(each, context) === undefined)
        ? unknownRights(view, 'whether a program carries out what it writes in tickets: nobody has said')
        : nothingFound(view, rights);
    const facts = found.map((each) => capableFact(view, each.said, each.by));
    const isSure = found.some((each) => each.by.some(({ right }) => !right.isConditional));
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} ${found.map(({ said }) => said).join(', ')}`,
        cause: causeOf(found.flatMap((each) => each.by)),
        facts: [...accountFacts(view), ...facts, inferredFact(view)],
        material: facts.map(({ id }) => id),
        risk: {
          likelihood: [
            { what: 'whoever can make it read something can have it called', points: 28 },
            ...(isSure ? [] : [{ what: 'it depends on what was not evaluated', points: -10 }]),
          ],
          blast: found.slice(0, 1).map(({ said, points }) => ({ what: `it ${said}`, points })),
          ease: [{ what: 'a tool can be taken away from an agent', points: 8 }],
        },
        recheckAt: null,
      },
    ];
  },
};

/** Undefined: nobody has said. */
function isCarriedOut({ right }: Capable, { agents }: RuleContext): boolean | undefined {
  const { ticketsAreCarriedOut: listed } = agents;
  return listed === null ? undefined : listed.some((each) => each === right.source || each === right.server);
}

/** The servers and systems that all of it comes from. */
function causeOf(by: readonly Capable[]): { readonly key: string; readonly title: string } {
  const places = [...new Set(by.map(({ right }) => right.server ?? right.source))].toSorted();
  return { key: places.join(' '), title: `${places.join(', ')} gives agents such tools` };
}
