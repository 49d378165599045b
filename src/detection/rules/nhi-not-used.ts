import {
  accountFacts,
  ageOf,
  answererOf,
  factOf,
  isPrivileged,
  lastUseOf,
  laterUse,
  limitFact,
} from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const nhiNotUsed: Rule = {
  id: 'nhi-not-used',
  version: 1,
  title: 'A program’s account that nobody uses',
  why: 'What nobody uses nobody misses, and nobody watches: its rights and credentials wait for whoever finds them. Those that fell asleep together can be asked about together.',
  reference: [
    'OWASP-NHI-2025 NHI1:2025',
    'NIST-CSF-2.0 PR.AA-01',
    'ISO-27001-2022 A.5.18',
    'PCI-DSS-4.0.1 8.2.6',
  ],
  falsePositives: [
    'A yearly job, or what waits for an emergency: accept it until after the next time.',
    'It is used where nothing that is read would see it.',
  ],
  runbook: [
    '`countersign dormant` lists those that can be asked about together, in the order of least harm.',
    'Ask the owner; switch it off, and delete it when nobody missed it.',
  ],
  needs: ['kind', 'lastUsedAt', 'createdAt', 'state', 'behaviour'],
  evaluate(view, { now, limits }) {
    // a person's account is asked about by other rules, and one with administrator rights by its own
    if (
      view.kind === 'person' ||
      view.person !== undefined ||
      isPrivileged(view) ||
      view.state === 'disabled' ||
      view.state === 'expired'
    )
      return [{ is: 'clear', recheckAt: null }];
    const unknown = (missing: string): readonly Conclusion[] => [
      { is: 'unknown', subject: view.ref, aspect: '', missing },
    ];
    const last = laterUse(lastUseOf(view), view.behaviour?.last ?? undefined);
    if (last === undefined) return unknown('when it was last used');
    const since = last ?? view.createdAt;
    if (since === undefined) return unknown('how old it is, which was never used');
    const age = ageOf(since, limits.dormantDays, now, last === null ? 'never used, and there' : 'not used');
    if (!age.over) return [{ is: 'clear', recheckAt: age.recheckAt }];
    const ownedBy = answererOf(view) ?? 'nobody known';
    const when = last === null ? 'never used' : `last used in ${last.slice(0, 7)}`;
    const used = factOf(view.ref, 'lastUsedAt', last, view.observedAt);
    const state = factOf(view.ref, 'state', view.state, view.observedAt);
    const limit = limitFact('dormantDays', limits.dormantDays, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} ${last === null ? 'was never used' : 'is not used'}`,
        cause: {
          key: JSON.stringify(['idle', view.ref.source, ownedBy, when]),
          title: `Accounts of \`${view.ref.source}\` that ${ownedBy} answers for, ${when}`,
        },
        facts: [...accountFacts(view), used, state, limit],
        material: [used.id, state.id, limit.id],
        risk: {
          likelihood: [{ ...age.contribution, points: Math.min(10, age.contribution.points) }],
          blast: blastOf(view),
          ease: [{ what: 'nobody would miss what nobody uses', points: 15 }],
        },
        recheckAt: age.recheckAt,
      },
    ];
  },
};
