import type { AccountView, Contribution, CredentialView } from '../../model/index.ts';
import { accountFacts, credentialFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Conclusion, Rule } from '../rule.ts';
import { exposureFacts, firstPlace } from './exposed-credential-active.ts';

export const exposedCredentialOfUnknownOwner: Rule = {
  id: 'exposed-credential-of-unknown-owner',
  version: 1,
  title: 'Exposed credential that nobody answers for',
  why: 'A secret lies open and nobody knows whose it is, or nobody is there to replace it: it stays good for whoever finds it.',
  reference: ['OWASP-NHI-2025 NHI2:2025', 'OWASP-NHI-2025 NHI1:2025', 'ISO-27001-2022 A.5.17'],
  falsePositives: [
    'An example or a test value that opens nothing: tell the scanner so, and give its next report.',
    'It belongs to a system that is not connected here: add that system as a source.',
  ],
  runbook: [
    'Ask its author (the commit names one) what it opens; connect that system as a source.',
    'Replace it there and name an owner, so that the next one is replaced without asking around.',
  ],
  needs: ['credentials', 'owners', 'kind'],
  evaluate(view) {
    return view.credentials
      .filter(({ exposures, state }) => exposures.length > 0 && state !== 'inactive')
      .map((each): Conclusion => {
        const isFound = each.exposures.some(({ by }) => by === 'itself');
        return isFound ? ofFound(each, view) : ofKnown(each, view);
      });
  },
};

/** What was found lying somewhere: told here while no source knows whose it is, then at the account that it is of. */
function ofFound(each: CredentialView, view: AccountView): Conclusion {
  if (each.sameAs.length > 0) return { is: 'clear', recheckAt: null };
  const worked = each.state === 'active';
  const joinable = each.fingerprint !== undefined || each.publicId !== undefined;
  const known = factOf(each.ref, 'known to', [], view.observedAt);
  const state = factOf(each.ref, 'state', each.state, view.observedAt);
  const places = exposureFacts(each.exposures, view);
  return {
    is: 'hit',
    subject: each.ref,
    aspect: '',
    title: `${each.publicId ?? `A secret (${each.exposures[0]?.foundBy ?? ''})`} in ${firstPlace(each.exposures)} belongs to no account that is known here`,
    cause: { key: `${view.ref.source}/${view.ref.key}`, title: `secrets lie in ${view.ref.name}` },
    facts: [
      factOf(each.ref, 'type', each.credential, view.observedAt),
      state,
      known,
      factOf(each.ref, 'can be compared', joinable, view.observedAt),
      ...places,
    ],
    material: [state.id, known.id, ...places.map(({ id }) => id)],
    risk: {
      likelihood: [foundPoints(worked, joinable, each)],
      blast: [{ what: 'what it opens is not known', points: worked ? 30 : 25 }],
      ease: [{ what: 'first somebody has to find out whose it is', points: 4 }],
    },
    recheckAt: null,
  };
}

/** A rule for one vendor's form is rarely wrong; one that judges by names and randomness often is. */
function foundPoints(worked: boolean, joinable: boolean, { exposures }: CredentialView): Contribution {
  if (worked) return { what: 'a scanner tried it and it worked', points: 50 };
  if (exposures.every(({ foundBy }) => /generic|entropy|uri/i.test(foundBy)))
    return { what: 'a scanner guessed by its form that it is a secret', points: 10 };
  return joinable
    ? { what: 'a scanner knows its form; nobody tried it', points: 20 }
    : { what: 'a scanner knows its form; the report hides it', points: 18 };
}

function ofKnown(each: CredentialView, view: AccountView): Conclusion {
  if (view.person !== undefined || view.owners.some(({ role }) => role === 'owner'))
    return { is: 'clear', recheckAt: null };
  if (view.kind === 'unknown')
    return {
      is: 'unknown',
      subject: each.ref,
      aspect: '',
      missing: 'whether a person or a machine uses the account',
    };
  const owners = factOf(view.ref, 'owners', [], view.observedAt);
  const about = credentialFacts(each, view);
  const places = exposureFacts(each.exposures, view);
  return {
    is: 'hit',
    subject: each.ref,
    aspect: '',
    title: `${each.publicId ?? each.ref.name} of ${view.ref.name} is exposed and nobody owns ${view.ref.name}`,
    cause: { key: `${view.ref.source}/${view.ref.key}`, title: `${view.ref.name} has no owner` },
    facts: [...accountFacts(view), ...about, owners, ...places],
    material: [
      owners.id,
      ...about.filter(({ predicate }) => predicate === 'state').map(({ id }) => id),
      ...places.map(({ id }) => id),
    ],
    risk: {
      likelihood: [{ what: 'it is exposed and nobody is there to replace it', points: 35 }],
      blast: blastOf(view),
      ease: [{ what: 'an owner can be assigned without touching the target', points: 20 }],
    },
    recheckAt: null,
  };
}
