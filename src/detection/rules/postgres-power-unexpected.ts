import type { DetectionConfig } from '../config.ts';
import type { AccountView } from '../../model/index.ts';
import { accountFacts, factOf, limitFact } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Rule } from '../rule.ts';

export const postgresPowerUnexpected: Rule = {
  id: 'postgres-power-unexpected',
  version: 1,
  title: 'Database power outside the expected list',
  why: 'Superuser, BYPASSRLS and REPLICATION step past every grant and row policy, so no review of grants shows what such a role can read.',
  reference: [
    'ISO-27001-2022 A.8.2',
    'PCI-DSS-4.0.1 7.2.5',
    'OWASP-NHI-2025 NHI5:2025',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: [
    'A backup or replication role that nobody has listed yet: add it to the expected list, with the reason.',
  ],
  runbook: [
    'Ask who gave the power and for what.',
    'Take the attribute away (`alter role … nobypassrls`), or list the role as expected.',
    'Look at what the role read while it had it.',
  ],
  needs: ['powers'],
  evaluate(view, context) {
    const watched = view.powers.filter((power) => context.watchedPowers.includes(power));
    if (watched.length === 0) return [{ is: 'clear', recheckAt: null }];
    const expected = expectedPowers(view, context);
    if (expected === undefined)
      return [
        {
          is: 'unknown',
          subject: view.ref,
          aspect: '',
          missing: 'the list of accounts that are meant to have it',
        },
      ];
    const unexpected = watched.filter((power) => !expected.includes(power)).sort();
    if (unexpected.length === 0) return [{ is: 'clear', recheckAt: null }];
    const powers = factOf(view.ref, 'powers', [...view.powers].sort(), view.observedAt);
    const state = factOf(view.ref, 'state', view.state, view.observedAt);
    const listed = limitFact(`expected.powers/${view.ref.source}/${view.ref.key}`, expected, view.observedAt);
    const usable = view.state === 'active' || view.state === 'unknown';
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} has ${unexpected.join(', ')} and is not on the expected list`,
        cause: { key: `${view.ref.source}/${view.ref.key}`, title: `${view.ref.name} has unexpected power` },
        facts: [...accountFacts(view), powers, state, listed],
        material: [powers.id, state.id, listed.id],
        risk: {
          likelihood: usable
            ? [{ what: 'it can sign in and nobody listed it', points: 30 }]
            : [{ what: 'it cannot sign in, but others can act as it', points: 15 }],
          blast: blastOf(view),
          ease: [{ what: 'someone has to say what needs the power', points: 5 }],
        },
        recheckAt: null,
      },
    ];
  },
};

/** What this account may hold by the expected list; undefined when there is no list. */
function expectedPowers(view: AccountView, { expected }: DetectionConfig): readonly string[] | undefined {
  if (expected.powers === null) return undefined;
  const rows = expected.powers.filter(
    (row) => row.account === view.ref.key && (row.source === undefined || row.source === view.ref.source),
  );
  return [...new Set(rows.flatMap((row) => row.powers))].sort();
}
