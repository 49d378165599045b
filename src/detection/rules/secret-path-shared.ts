import type { SharedPathView } from '../../model/index.ts';
import { accountFacts, factOf } from '../facts.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const secretPathShared: Rule = {
  id: 'secret-path-shared',
  version: 1,
  title: 'One secret that more than one workload reads',
  why: 'Whoever breaks into one of them has what opens the door for all; the secret cannot be replaced for one alone, and no log of its use says which it was.',
  reference: ['OWASP-NHI-2025 NHI9:2025', 'NIST-CSF-2.0 PR.AA-01', 'ISO-27001-2022 A.5.17'],
  falsePositives: [
    'Two roles by which one and the same workload signs in, from the cluster and from its pipeline.',
    'What lies there is no secret but configuration, or is meant for all, such as the key of a public certificate.',
  ],
  runbook: [
    'Ask which of them needs it; take the path out of the policy of the others.',
    'Give each that needs it a credential of its own, on a path of its own; better one that the store makes for each and that ends.',
    'Then replace what lay there: all of them had it.',
  ],
  needs: ['sharedPaths', 'kind', 'state'],
  evaluate(view) {
    if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    if (view.sharedPaths === undefined)
      return [
        {
          is: 'unknown',
          subject: view.ref,
          aspect: '',
          missing: 'who else reads its secrets: nobody looked',
        },
      ];
    return view.sharedPaths.map((shared): Conclusion => {
      const { path, isSure, others, isMore } = shared;
      if (!isSure)
        return {
          is: 'unknown',
          subject: view.ref,
          aspect: path,
          missing: `whether the conditions are met under which ${path} is read by others too`,
        };
      const reads = factOf(view.ref, 'reads', path, view.observedAt);
      const readers = factOf(
        view.ref,
        `also reads ${path}`,
        [...others.map(({ source, key }) => `${source}/${key}`), ...(isMore ? ['and others'] : [])],
        view.observedAt,
      );
      return {
        is: 'hit',
        subject: view.ref,
        aspect: path,
        title: `${view.ref.name} and ${othersSaid(shared)} read ${path}`,
        cause: { key: `${view.ref.source}/${path}`, title: `more than one workload reads ${path}` },
        facts: [...accountFacts(view), { ...reads, id: `${reads.id} ${path}` }, readers],
        material: [`${reads.id} ${path}`, readers.id],
        risk: {
          likelihood: [{ what: 'the weakest of them is enough to have it', points: 18 }],
          blast: [{ what: 'it opens the same door for all', points: 25 }],
          ease: [{ what: 'each has to be given a credential of its own', points: 8 }],
        },
        recheckAt: null,
      };
    });
  },
};

function othersSaid({ others, isMore }: SharedPathView): string {
  const [first, second] = others;
  if (first === undefined) return 'others';
  if (isMore) return `more than ${others.length} others`;
  return second === undefined ? first.name : `${others.length} others`;
}
