import { accountFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const behaviourChanged: Rule = {
  id: 'behaviour-changed',
  version: 1,
  title: 'An account does what it never did before',
  why: 'What is stolen or turned is used otherwise than before: other acts, from elsewhere, at other times. Rare as it is, it says nothing about why; somebody who knows the account can tell in a minute.',
  reference: ['OWASP-NHI-2025 NHI5:2025', 'NIST-CSF-2.0 DE.CM-09', 'ISO-27001-2022 A.8.16'],
  falsePositives: [
    'New work, a move, a release: it is usual from next week on, and this closes by itself.',
    'It does once a year what logs of a few weeks do not show.',
  ],
  runbook: [
    'Read the reasons on its page: what, since when, and what would make each ordinary.',
    'Ask whoever answers for it whether this was them. Look first at what is sensitive and at places that are new.',
    'If nobody knows of it: take its credentials away, then look at what it did since.',
  ],
  needs: ['behaviour', 'state'],
  evaluate(view) {
    if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    const unknown = (missing: string): readonly Conclusion[] => [
      { is: 'unknown', subject: view.ref, aspect: '', missing },
    ];
    if (view.behaviour === null) return unknown('what it does: no log was read that would show it');
    const changes = view.behaviour?.changes;
    if (changes === undefined) return unknown('whether it does what it did before: nobody looked');
    if (changes === null)
      return unknown('whether it does what it did before: logs tell too little of before');
    const [first] = changes.reasons;
    if (changes.bits < changes.worthFrom || first === undefined) return [{ is: 'clear', recheckAt: null }];
    const reasons = changes.reasons.map((reason) =>
      factOf(view.ref, `changed: ${reason.kind}`, reason.what, view.observedAt),
    );
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} does what it never did before: ${short(first.what)}`,
        cause: {
          key: `changed ${view.ref.source}/${view.ref.key}`,
          title: `${view.ref.name} changed what it does`,
        },
        facts: [
          ...accountFacts(view),
          ...reasons,
          factOf(view.ref, 'halvings of chance', changes.bits, view.observedAt),
        ],
        material: reasons.map(({ id }) => id),
        risk: {
          likelihood: [
            changes.reasons.some(({ kind }) => sensitive.has(kind))
              ? { what: 'it used sensitive rights as it never did', points: 30 }
              : { what: 'it is rare, and nobody said why', points: 18 },
          ],
          blast: blastOf(view),
          ease: [{ what: 'whoever knows it can tell in a minute', points: 15 }],
        },
        recheckAt: null,
      },
    ];
  },
};

const sensitive: ReadonlySet<string> = new Set(['sensitive-first', 'privilege-spike']);

/** Names in it are the log’s, and of any length; whole they are in the facts. */
const short = (what: string): string => (what.length <= 140 ? what : `${what.slice(0, 139).toWellFormed()}…`);
