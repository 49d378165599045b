import { accountFacts, factOf } from '../facts.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const postgresOpenDefaultPrivileges: Rule = {
  id: 'postgres-open-default-privileges',
  version: 1,
  title: 'What is made later is open to everybody from its first day',
  why: 'Each new table is granted by a default that nobody looks at again: a review of grants finds it only once the data is in it.',
  reference: ['NIST-CSF-2.0 PR.AA-05', 'ISO-27001-2022 A.5.15', 'PCI-DSS-4.0.1 7.2.2'],
  falsePositives: ['A schema that is made to be read by everybody: reference data, published figures.'],
  runbook: [
    'Take the default away: `alter default privileges for role … revoke … from public`.',
    'Look at what was made since it was set: those grants stay.',
    'Give it instead to the one group that reads what is made there.',
  ],
  needs: ['attributes'],
  evaluate(view) {
    const defaults = Object.entries(view.attributes).filter(([name]) => name.startsWith('default on '));
    const hits = defaults.map(([name, said]): Conclusion => {
      const [what = '', to = 'PUBLIC'] = name.slice('default on '.length).split(/ to (?=\S+$)/);
      const given = factOf(view.ref, name, said, view.observedAt);
      return {
        is: 'hit',
        subject: view.ref,
        aspect: name,
        title: `${what} made later are open to ${to} (${said})`,
        cause: { key: `${view.ref.source}/${view.ref.key}#${name}`, title: `${what} are open by default` },
        facts: [...accountFacts(view), given],
        material: [given.id],
        risk: {
          likelihood: [
            to === 'PUBLIC'
              ? { what: 'everybody who can connect gets it', points: 25 }
              : { what: 'a wide group gets it', points: 15 },
          ],
          blast: [
            /INSERT|UPDATE|DELETE|TRUNCATE/.test(said)
              ? { what: 'they may change what will be there', points: 30 }
              : { what: 'they may read what will be there', points: 22 },
          ],
          ease: [{ what: 'one statement takes the default away', points: 25 }],
        },
        recheckAt: null,
      };
    });
    const uncounted = view.attributes['openings not named'];
    if (uncounted !== undefined)
      return [
        ...hits,
        { is: 'unknown', subject: view.ref, aspect: 'more', missing: `what ${uncounted} more of them are` },
      ];
    return hits.length === 0 ? [{ is: 'clear', recheckAt: null }] : hits;
  },
};
