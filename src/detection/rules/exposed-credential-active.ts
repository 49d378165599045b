import type { AccountView, CredentialView, ExposureView, Fact } from '../../model/index.ts';
import { credentialFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Conclusion, Risk, Rule } from '../rule.ts';

export const exposedCredentialActive: Rule = {
  id: 'exposed-credential-active',
  version: 1,
  title: 'Exposed credential that still works',
  why: 'Whoever can read the place where it lies can act as the account, today, and looks like it in every log.',
  reference: ['OWASP-NHI-2025 NHI2:2025', 'NIST-CSF-2.0 PR.AA-01', 'ISO-27001-2022 A.5.17', 'SOC2-TSC CC6.1'],
  falsePositives: [
    'The place was made to hold it and is guarded as the secret itself is: accept the risk and say so.',
    'The key was replaced in place at its system, and the source has not been read since.',
  ],
  runbook: [
    'Take it as known to strangers: look at what the account did since the day it was exposed.',
    'Make a second credential, move what uses it, switch the exposed one off, wait, delete it.',
    'Then take it out of the place; history and copies keep it, so that alone changes nothing.',
  ],
  needs: ['credentials', 'state'],
  evaluate(view) {
    if (view.state === 'disabled' || view.state === 'expired') return [{ is: 'clear', recheckAt: null }];
    return view.credentials
      .filter(({ exposures, state }) => state !== 'inactive' && isElsewhere(exposures))
      .map((each): Conclusion => {
        const worked = each.exposures.some(({ state }) => state === 'active');
        if (each.state === 'unknown' && view.state === 'unknown' && !worked)
          return { is: 'unknown', subject: each.ref, aspect: '', missing: 'whether it still works' };
        const places = exposureFacts(each.exposures, view);
        const about = credentialFacts(each, view);
        const state = factOf(view.ref, 'state', view.state, view.observedAt);
        return {
          is: 'hit',
          subject: each.ref,
          aspect: '',
          title: `${each.publicId ?? each.ref.name} of ${view.ref.name} lies in ${firstPlace(each.exposures)}`,
          cause: { key: `${each.ref.source}/${each.ref.key}`, title: `${each.ref.name} is exposed` },
          facts: [...about, state, ...places],
          material: [
            ...about.filter(({ predicate }) => predicate !== 'type').map(({ id }) => id),
            state.id,
            ...places.map(({ id }) => id),
          ],
          risk: riskOf(each, view, worked),
          recheckAt: null,
        };
      });
  },
};

/** It is this account's own credential, and a scanner found a copy of it: not what lies there and nothing else. */
const isElsewhere = (exposures: readonly ExposureView[]): boolean =>
  exposures.length > 0 && exposures.every(({ by }) => by !== 'itself');

function riskOf(credential: CredentialView, view: AccountView, worked: boolean): Risk {
  const whole = credential.exposures.some(({ by }) => by === 'secret');
  const likelihood = worked
    ? { what: 'a scanner tried it and it worked', points: 50 }
    : whole && credential.state === 'active'
      ? { what: 'its secret lies where others read it, and it is active', points: 50 }
      : whole
        ? { what: 'its secret lies where others read it; no source says that it is off', points: 42 }
        : { what: 'its id lies where others read it, as a rule beside its secret', points: 40 };
  return {
    likelihood: [likelihood],
    blast: blastOf(view),
    ease: [{ what: 'what uses it has to be moved to a new one', points: 8 }],
  };
}

/** For a title; the facts tell every place in full. */
export function firstPlace([first, ...more]: readonly ExposureView[]): string {
  const where = first?.where ?? '';
  const shown = where.length > 200 ? `${where.slice(0, 200)}…` : where;
  return more.length === 0 ? shown : `${shown} and elsewhere`;
}

/** One fact for each place: where, who found it, since which commit. What the finder says, under the finder's name. */
export const exposureFacts = (exposures: readonly ExposureView[], view: AccountView): readonly Fact[] =>
  exposures.map(({ ref, where, foundBy, by, commit, author, since }) =>
    factOf(
      ref,
      'lies in',
      [
        where,
        foundBy,
        ...(by === 'id' ? ['by its public id'] : []),
        ...(commit === undefined ? [] : [`commit ${commit}`]),
        ...(author === undefined ? [] : [author]),
        ...(since === undefined ? [] : [`since ${since}`]),
      ],
      view.observedAt,
    ),
  );
