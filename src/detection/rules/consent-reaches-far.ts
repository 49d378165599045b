import type { AccountView } from '../../model/index.ts';
import { accountFacts, factOf } from '../facts.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const consentReachesFar: Rule = {
  id: 'consent-reaches-far',
  version: 1,
  title: 'Application of somebody else may read or change what people keep',
  why: 'With one consent an application of another company reads mail and files of whoever signs in to it, long after anybody remembers; a consent by a few people is also how stolen ones look.',
  reference: [
    'OWASP-NHI-2025 NHI3:2025',
    'OWASP-NHI-2025 NHI5:2025',
    'ISO-27001-2022 A.5.19',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: ['A product that the company bought for just that: accept it, with an owner and an end.'],
  runbook: [
    'Ask who uses the application and for what; look at who makes it, and whether the maker is verified.',
    'Withdraw the consent, or ask for a narrower one; end the tokens that were given under it.',
    'Let people consent to nothing of the kind by themselves.',
  ],
  needs: ['attributes', 'state'],
  evaluate(view) {
    const { consentedForEverybody, consentedByPeople, consentedBy, madeBy } = view.attributes;
    const given = [
      { aspect: 'everybody', scopes: consentedForEverybody },
      { aspect: 'people', scopes: consentedByPeople },
    ].filter(({ scopes }) => scopes !== undefined);
    if (view.state === 'disabled' || given.length === 0) return [{ is: 'clear', recheckAt: null }];
    if (madeBy === 'this tenant' || madeBy === 'Microsoft') return [{ is: 'clear', recheckAt: null }];
    return given.map(({ aspect, scopes }): Conclusion =>
      madeBy === undefined
        ? { is: 'unknown', subject: view.ref, aspect, missing: 'who makes the application' }
        : hit(view, { aspect, scopes: scopes ?? '', people: aspect === 'people' ? consentedBy : undefined }),
    );
  },
};

function hit(
  view: AccountView,
  given: { readonly aspect: string; readonly scopes: string; readonly people: string | undefined },
): Conclusion {
  const { aspect, scopes, people } = given;
  const forWhom =
    people === undefined ? 'everybody' : people === '1' ? 'one person' : `${people} people at most`;
  const consent = factOf(view.ref, `consented for ${aspect}`, scopes, view.observedAt);
  const maker = factOf(view.ref, 'madeBy', view.attributes['madeBy'] ?? '', view.observedAt);
  return {
    is: 'hit',
    subject: view.ref,
    aspect,
    title: `${view.ref.name} may ${scopes.length > 200 ? `${scopes.slice(0, 200)}…` : scopes} on behalf of ${forWhom}`,
    cause: {
      key: `${view.ref.source}/${view.ref.key}`,
      title: `${view.ref.name} was given a consent that reaches far`,
    },
    facts: [...accountFacts(view), consent, maker],
    material: [consent.id, maker.id],
    risk: {
      likelihood: [
        people === undefined
          ? { what: 'another company’s program has it, whoever signs in', points: 20 }
          : { what: 'a few people gave it by themselves', points: 16 },
      ],
      blast: [{ what: 'it reaches mail, files or the directory', points: people === undefined ? 35 : 25 }],
      ease: [{ what: 'a consent can be withdrawn at once', points: 20 }],
    },
    recheckAt: null,
  };
}
