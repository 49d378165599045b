import type { Contribution, CredentialView, AccountView, Fact } from '../model/index.ts';
import { credentialFacts, factOf } from './facts.ts';
import { blastOf } from './ranking.ts';
import type { Conclusion } from './rule.ts';

/** What a rule says of a credential that is known to have no end. */
export interface Endless {
  readonly title: string;
  readonly cause: { readonly key: string; readonly title: string };
  readonly likelihood: readonly Contribution[];
  readonly ease: readonly Contribution[];
  /** Shown beside what identifies the credential and that it has no end. */
  readonly facts?: readonly Fact[];
}

/**
 * Does the credential end? `unknown` where its source does not say, or (with `activity`) whether it works at all. That it
 * has no end, and its state, are what the finding stands on.
 */
export function concludeNeverEnds(
  view: AccountView,
  credential: CredentialView,
  missing: { readonly end: string; readonly activity?: string },
  endless: Endless,
): Conclusion {
  const about = { subject: credential.ref, aspect: '' };
  if (credential.expiresAt === undefined) return { is: 'unknown', ...about, missing: missing.end };
  if (credential.expiresAt !== null) return { is: 'clear', recheckAt: null };
  if (credential.state === 'unknown' && missing.activity !== undefined)
    return { is: 'unknown', ...about, missing: missing.activity };
  const ends = factOf(credential.ref, 'expiresAt', null, view.observedAt);
  const facts = credentialFacts(credential, view);
  return {
    is: 'hit',
    ...about,
    title: endless.title,
    cause: endless.cause,
    facts: [...facts, ends, ...(endless.facts ?? [])],
    material: [...facts.filter(({ predicate }) => predicate === 'state').map(({ id }) => id), ends.id],
    risk: { likelihood: endless.likelihood, blast: blastOf(view), ease: endless.ease },
    recheckAt: null,
  };
}
