import { accountFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Rule } from '../rule.ts';

export const nhiWithoutOwner: Rule = {
  id: 'nhi-without-owner',
  version: 1,
  title: 'Non-human identity without an owner',
  why: 'Nobody can say what it is for, nobody will notice when it is no longer needed, and nobody answers when it misbehaves.',
  reference: ['OWASP-NHI-2025 NHI1:2025', 'NIST-CSF-2.0 PR.AA-01', 'ISO-27001-2022 A.5.9', 'SOC2-TSC CC6.1'],
  falsePositives: [
    'The owner is written down somewhere that is not connected: add that list as a source.',
    'The vendor made the account and the platform team owns all of those: state it as ownership.',
  ],
  runbook: [
    'Look at the sponsor, at who created the account and at what uses it.',
    'Assign an owner who agrees to be one; if nobody does, disable the account.',
  ],
  needs: ['kind', 'owners', 'state'],
  evaluate(view) {
    if (view.kind === 'person' || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    if (view.kind === 'unknown')
      return [
        {
          is: 'unknown',
          subject: view.ref,
          aspect: '',
          missing: 'whether a person or a machine uses the account',
        },
      ];
    if (view.owners.some((owner) => owner.role === 'owner')) return [{ is: 'clear', recheckAt: null }];
    const owners = factOf(view.ref, 'owners', [], view.observedAt);
    const sponsors = factOf(
      view.ref,
      'sponsors',
      view.owners.map((owner) => owner.stated),
      view.observedAt,
    );
    const state = factOf(view.ref, 'state', view.state, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} has no owner`,
        cause: { key: `${view.ref.source}/${view.ref.key}`, title: `${view.ref.name} has no owner` },
        facts: [...accountFacts(view), state, owners, sponsors],
        material: [owners.id, sponsors.id, state.id],
        risk: {
          likelihood: [{ what: 'nobody answers for it', points: 15 }],
          blast: blastOf(view),
          ease: [{ what: 'an owner can be assigned without touching the target', points: 20 }],
        },
        recheckAt: null,
      },
    ];
  },
};
