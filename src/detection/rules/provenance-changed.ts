import type { ProvenanceChange } from '../../model/index.ts';
import { accountFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const provenanceChanged: Rule = {
  id: 'provenance-changed',
  version: 1,
  title: 'A workload comes from somewhere else than before',
  why: 'Another repository, job or image acts with rights that were given to this one: a trust that is written too wide, or somebody who found a way in.',
  reference: [
    'OWASP-NHI-2025 NHI6:2025',
    'OWASP-ASI-2026 ASI04',
    'NIST-CSF-2.0 DE.CM-09',
    'ISO-27001-2022 A.8.16',
  ],
  falsePositives: [
    'The repository moved or was renamed, or the workload has a new client: accept it, naming the change.',
    'It was always used from both, and the other came up for the first time while logs were read.',
  ],
  runbook: [
    'Ask its owner whether this origin was meant; look at what it did since, on its page.',
    'If it was not: narrow the trust (the subject of the token, the image, the service account) to the one that was meant, and replace what was handed out.',
    'If it was: accept it, and narrow the trust to both.',
  ],
  needs: ['behaviour', 'kind', 'state'],
  evaluate(view) {
    const provenance = view.behaviour?.provenance;
    if (view.kind === 'person' || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    const unknown = (missing: string): readonly Conclusion[] => [
      { is: 'unknown', subject: view.ref, aspect: '', missing },
    ];
    if (view.behaviour === null) return unknown('where it comes from: no log was read that would show it');
    if (provenance === undefined) return unknown('where it comes from: nobody looked');
    if (provenance.changes.length === 0)
      return provenance.open.changes[0] === undefined
        ? [{ is: 'clear', recheckAt: null }]
        : unknown(`whether it comes from somewhere else. ${provenance.open.changes[0]}`);
    return provenance.changes.map((change): Conclusion => {
      const now = factOf(view.ref, `comes from this ${change.kind}`, change.now, view.observedAt);
      const before = factOf(view.ref, `came from this ${change.kind}`, change.before, view.observedAt);
      return {
        is: 'hit',
        subject: view.ref,
        aspect: `${change.kind} ${change.now}`,
        title: `${view.ref.name} comes from ${change.kind} ${short(change.now)}${change.isBeside ? ' too' : ''}, and came from ${short(change.before.join(', '))}`,
        cause: {
          key: `${change.kind} ${change.now}`,
          title: `${change.kind} ${short(change.now)} acts as what others were trusted to be`,
        },
        facts: [
          ...accountFacts(view),
          before,
          now,
          factOf(view.ref, 'since', change.since, view.observedAt),
          factOf(view.ref, 'events that tell it', change.events, view.observedAt),
        ],
        material: [before.id, now.id],
        risk: {
          likelihood: [likelihoodOf(change)],
          blast: blastOf(view),
          ease: [{ what: 'what it is trusted by can be narrowed in one place', points: 15 }],
        },
        recheckAt: null,
      };
    });
  },
};

/** What goes on beside the old may be somebody else; what took its place was more likely moved. */
const likelihoodOf = ({ isBeside, kind }: ProvenanceChange) =>
  kind === 'client'
    ? { what: 'it has another client', points: 15 }
    : isBeside
      ? { what: 'it comes from both, the old and the new', points: 34 }
      : { what: 'the new took the place of the old', points: 24 };

/** Names are the log’s, and of any length; whole they are in the facts. */
const short = (name: string): string => (name.length <= 120 ? name : `${name.slice(0, 119).toWellFormed()}…`);
