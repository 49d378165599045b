import { accountFacts, addDays, factOf, limitFact, personFacts } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Rule } from '../rule.ts';

export const orphanAccountOfLeaver: Rule = {
  id: 'orphan-account-of-leaver',
  version: 1,
  title: 'Active account of someone who left',
  why: 'The person still knows the password, no longer answers to anyone here, and nobody looks at what the account does.',
  reference: ['PCI-DSS-4.0.1 8.2.5', 'ISO-27001-2022 A.5.18', 'SOC2-TSC CC6.2', 'NIST-CSF-2.0 PR.AA-05'],
  falsePositives: [
    'Correlation joined the account to the wrong person: the finding says on what it joined them.',
    'The person came back and the people source was not read since.',
  ],
  runbook: [
    'Disable the account now; it can be enabled again.',
    'Look at what it did since the person left.',
    'Hand over what it owns, then drop it.',
  ],
  needs: ['person', 'state', 'kind'],
  evaluate(view, { now, limits }) {
    if (view.state === 'disabled' || view.state === 'expired') return [{ is: 'clear', recheckAt: null }];
    const { person } = view;
    if (person === undefined)
      return [
        view.kind === 'person'
          ? { is: 'unknown', subject: view.ref, aspect: '', missing: 'which person the account belongs to' }
          : { is: 'clear', recheckAt: null },
      ];
    if (person.state === 'active') return [{ is: 'clear', recheckAt: null }];
    if (person.state === 'unknown' || view.state === 'unknown') {
      const missing =
        person.state === 'unknown' ? 'whether the person still works here' : 'whether the account is active';
      return [{ is: 'unknown', subject: view.ref, aspect: '', missing }];
    }
    const from = person.leftAt === undefined ? undefined : addDays(person.leftAt, limits.leaverGraceDays);
    if (from !== undefined && from > now) return [{ is: 'clear', recheckAt: from }];
    const state = factOf(view.ref, 'state', view.state, view.observedAt);
    const joined = factOf(view.ref, 'belongsTo', `${person.ref.key}: ${person.because}`, view.observedAt);
    const people = personFacts(person, view.observedAt);
    const limit = limitFact('leaverGraceDays', limits.leaverGraceDays, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${person.ref.name} left and ${view.ref.name} still works`,
        cause: {
          key: `${person.ref.source}/${person.ref.key}`,
          title: `${person.ref.name} left and their accounts were not closed`,
        },
        facts: [...accountFacts(view), state, joined, ...people, limit],
        material: [
          state.id,
          joined.id,
          ...people.filter((each) => each.predicate !== 'name').map((each) => each.id),
          limit.id,
        ],
        risk: {
          likelihood: [{ what: 'the person left and can still sign in', points: 45 }],
          blast: blastOf(view),
          ease: [
            {
              what: 'one change that can be undone closes it, and nobody loses access they need',
              points: 30,
            },
          ],
        },
        recheckAt: null,
      },
    ];
  },
};
