import type { AccountView, CredentialView, UsedElsewhere } from '../../model/index.ts';
import { accountFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const credentialUsedElsewhere: Rule = {
  id: 'credential-used-elsewhere',
  version: 1,
  title: 'A machine’s credential is used from a second place at the same time',
  why: 'It goes on working where it always was and came up somewhere else too: a copy of it is in other hands.',
  reference: ['OWASP-NHI-2025 NHI2:2025', 'NIST-CSF-2.0 DE.CM-09', 'ISO-27001-2022 A.8.16'],
  falsePositives: [
    'A second site or region of the same service that came into use: accept it, naming the network.',
    'A change of the provider’s addresses that took a while.',
  ],
  runbook: [
    'Ask its owner whose network the other one is; look at what was done from there since.',
    'Unless it is theirs: replace the credential now, and look for where the copy came from.',
    'Tie the credential to its network, or give the workload one that is made anew for each run.',
  ],
  needs: ['behaviour', 'credentials', 'kind', 'state'],
  evaluate(view) {
    const provenance = view.behaviour?.provenance;
    // people travel, and have two machines
    if (view.kind === 'person' || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    const unknown = (missing: string): readonly Conclusion[] => [
      { is: 'unknown', subject: view.ref, aspect: '', missing },
    ];
    if (view.behaviour === null) return unknown('from where it is used: no log was read that would show it');
    if (provenance === undefined) return unknown('from where it is used: nobody looked');
    if (provenance.elsewhere.length === 0)
      return provenance.open.elsewhere[0] === undefined
        ? [{ is: 'clear', recheckAt: null }]
        : unknown(`whether it is used elsewhere. ${provenance.open.elsewhere[0]}`);
    return provenance.elsewhere.map((used) => conclude(view, used));
  },
};

function conclude(view: AccountView, used: UsedElsewhere): Conclusion {
  const known = view.credentials.find(({ publicId }) => publicId === used.credential);
  const subject = known?.ref ?? view.ref;
  const usual = factOf(subject, 'is used from', used.usual, view.observedAt);
  const other = factOf(subject, 'is used from elsewhere too', used.other, view.observedAt);
  return {
    is: 'hit',
    subject,
    aspect: known === undefined ? `${used.credential} ${used.other}` : used.other,
    title: `A credential of ${view.ref.name} is used from ${used.other} too, and goes on being used from ${used.usual.join(', ')}`,
    cause: {
      key: `${view.ref.source}/${used.credential}`,
      title: `the credential ${used.credential} is in other hands`,
    },
    facts: [
      ...accountFacts(view),
      factOf(subject, 'credential', used.credential, view.observedAt),
      usual,
      other,
      factOf(subject, 'since', used.since, view.observedAt),
      factOf(subject, 'events from there', used.otherEvents, view.observedAt),
      factOf(subject, 'new client there', used.client ?? 'none', view.observedAt),
    ],
    material: [usual.id, other.id],
    risk: {
      likelihood: [
        { what: 'it is used from two places at once', points: 32 },
        ...(used.client === null ? [] : [{ what: 'by a client that it never had', points: 8 }]),
        ...(liesOpen(known) ? [{ what: 'it lies exposed', points: 10 }] : []),
      ],
      blast: blastOf(view),
      ease: [{ what: 'it can be replaced', points: 18 }],
    },
    recheckAt: null,
  };
}

const liesOpen = (known: CredentialView | undefined): boolean => (known?.exposures.length ?? 0) > 0;
