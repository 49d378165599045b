import { accountFacts, ageOf, factOf, isPrivileged, lastUseOf, limitFact, privilegeFacts } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Rule } from '../rule.ts';

export const dormantPrivilegedAccount: Rule = {
  id: 'dormant-privileged-account',
  version: 3,
  title: 'Privileged account that nobody uses',
  why: 'Administrator rights that nobody uses serve only whoever steals them, and their use would not stand out to anyone.',
  reference: [
    'PCI-DSS-4.0.1 8.2.6',
    'ISO-27001-2022 A.8.2',
    'OWASP-NHI-2025 NHI5:2025',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: [
    'A break-glass account, meant to be idle: accept the risk with an end date and alarm on its use.',
    'A yearly job: accept the risk until after its next run.',
  ],
  runbook: [
    'Ask the owner whether the right is still needed.',
    'Take away the administrator right first; disable the account when nothing else needs it.',
  ],
  needs: ['privileges', 'powers', 'lastUsedAt', 'createdAt', 'state'],
  evaluate(view, { now, limits }) {
    if (!isPrivileged(view) || view.state === 'disabled' || view.state === 'expired')
      return [{ is: 'clear', recheckAt: null }];
    // it is to be idle, and there is no taking it away: `root-account-in-use` asks the opposite of it
    if (view.powers.includes('root')) return [{ is: 'clear', recheckAt: null }];
    const lastUse = lastUseOf(view);
    if (lastUse === undefined)
      return [{ is: 'unknown', subject: view.ref, aspect: '', missing: 'when the account was last used' }];
    const since = lastUse ?? view.createdAt;
    if (since === undefined)
      return [
        {
          is: 'unknown',
          subject: view.ref,
          aspect: '',
          missing: 'how old the account is, which was never used',
        },
      ];
    const age = ageOf(
      since,
      limits.dormantDays,
      now,
      lastUse === null ? 'never used, and there' : 'not used',
    );
    if (!age.over) return [{ is: 'clear', recheckAt: age.recheckAt }];
    const used = factOf(view.ref, 'lastUsedAt', lastUse, view.observedAt);
    const created = factOf(view.ref, 'createdAt', view.createdAt, view.observedAt);
    const state = factOf(view.ref, 'state', view.state, view.observedAt);
    const powers = factOf(view.ref, 'powers', view.powers, view.observedAt);
    const privileges = privilegeFacts(view);
    const limit = limitFact('dormantDays', limits.dormantDays, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} holds administrator rights and ${lastUse === null ? 'was never used' : 'is not used'}`,
        cause: { key: `${view.ref.source}/${view.ref.key}`, title: `${view.ref.name} is idle` },
        facts: [...accountFacts(view), used, created, state, powers, ...privileges, limit],
        material: [used.id, state.id, powers.id, ...privileges.map((each) => each.id), limit.id],
        risk: {
          likelihood: [age.contribution],
          blast: blastOf(view),
          ease: [{ what: 'nobody would miss what nobody uses', points: 20 }],
        },
        recheckAt: age.recheckAt,
      },
    ];
  },
};
