import { accountFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const postgresOpenDefinerFunction: Rule = {
  id: 'postgres-open-definer-function',
  version: 1,
  title: 'Function that runs with a powerful role’s rights for everybody',
  why: 'It does for whoever calls it what its owner may do, and without a search_path of its own the caller chooses which tables and functions its names mean: that is the owner’s power for anybody who can connect.',
  reference: ['ISO-27001-2022 A.8.2', 'PCI-DSS-4.0.1 7.2.5', 'NIST-CSF-2.0 PR.AA-05'],
  falsePositives: [
    'A function whose body names every object with its schema, and takes nothing from its caller.',
  ],
  runbook: [
    'Set its search_path: `alter function … set search_path = pg_catalog, pg_temp`.',
    'Take it from everybody, and give it to who needs it: `revoke execute on function … from public`.',
    'Give it to an owner that has only the rights its work needs.',
  ],
  needs: ['attributes', 'powers'],
  evaluate(view) {
    const definers = Object.entries(view.attributes).filter(([name]) => name.startsWith('definer '));
    const uncounted = view.attributes['openings not named'];
    const powers = factOf(view.ref, 'powers', [...view.powers].sort(), view.observedAt);
    const hits = definers
      .filter(([, said]) => said.startsWith('search_path is not set'))
      .map(([name, said]): Conclusion => {
        const shown = name.slice('definer '.length);
        const some = said.includes('PUBLIC may not use its schema');
        const open = factOf(view.ref, name, ['PUBLIC may execute it', said], view.observedAt);
        return {
          is: 'hit',
          subject: view.ref,
          aspect: shown,
          title: `${some ? 'Whoever may use its schema' : 'Everybody'} may run ${shown} as ${view.ref.name}, and say what its names mean`,
          cause: {
            key: `${view.ref.source}/${view.ref.key}#${shown}`,
            title: `${shown} runs as ${view.ref.name}`,
          },
          facts: [...accountFacts(view), powers, open],
          material: [powers.id, open.id],
          risk: {
            likelihood: [
              some
                ? { what: 'anybody who may use its schema may call it', points: 25 }
                : { what: 'anybody who can connect may call it', points: 35 },
            ],
            blast: blastOf(view),
            ease: [{ what: 'one statement sets its search_path', points: 25 }],
          },
          recheckAt: null,
        };
      });
    if (uncounted !== undefined)
      return [
        ...hits,
        { is: 'unknown', subject: view.ref, aspect: 'more', missing: `what ${uncounted} more of them are` },
      ];
    return hits.length === 0 ? [{ is: 'clear', recheckAt: null }] : hits;
  },
};
