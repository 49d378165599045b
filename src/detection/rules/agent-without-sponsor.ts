import { accountFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Rule } from '../rule.ts';

export const agentWithoutSponsor: Rule = {
  id: 'agent-without-sponsor',
  version: 1,
  title: 'Agent without a sponsor',
  why: 'An agent decides by itself what to do next. Without a sponsor nobody is accountable for what it did, or says when it should end.',
  reference: ['OWASP-NHI-2025 NHI1:2025', 'NIST-CSF-2.0 PR.AA-01', 'ISO-27001-2022 A.5.9', 'SOC2-TSC CC6.1'],
  falsePositives: [
    'The sponsor is written down elsewhere: add that list as a source, or name them at the agent.',
  ],
  runbook: [
    'Ask its owner, and whoever made its blueprint, whom it works for.',
    'Name a sponsor who agrees to be one; if nobody does, switch the agent off.',
  ],
  needs: ['kind', 'owners', 'attributes', 'state'],
  evaluate(view) {
    const { sponsors } = view.attributes;
    // only a source that names sponsors can say that there is none
    if (view.kind !== 'agent' || view.state === 'disabled' || sponsors === undefined)
      return [{ is: 'clear', recheckAt: null }];
    if (view.owners.some(({ role }) => role === 'sponsor')) return [{ is: 'clear', recheckAt: null }];
    if (sponsors === 'not read')
      return [{ is: 'unknown', subject: view.ref, aspect: '', missing: 'who sponsors the agent' }];
    const none = factOf(view.ref, 'sponsors', [], view.observedAt);
    const state = factOf(view.ref, 'state', view.state, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `The agent ${view.ref.name} has no sponsor`,
        cause: { key: `${view.ref.source}/${view.ref.key}`, title: `${view.ref.name} has no sponsor` },
        facts: [...accountFacts(view), none, state],
        material: [none.id, state.id],
        risk: {
          likelihood: [{ what: 'nobody is accountable for what it decides', points: 18 }],
          blast: blastOf(view),
          ease: [{ what: 'a sponsor can be named without touching the target', points: 20 }],
        },
        recheckAt: null,
      },
    ];
  },
};
