import { refuse, stateFound, type CaseFacts, type Proposal, type Refusal } from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { materialDigest } from '../platform/evidence-digest.ts';

/** One thing that is not as it was; null: it was, or is, not there. */
interface Difference {
  readonly what: string;
  readonly was: string | null;
  readonly now: string | null;
}

/**
 * Refuses when the material facts or a precondition of a proposal are no longer what they were, naming each difference;
 * undefined when all still holds. Times of observation, ages and scores never make a case stale.
 */
export function staleness(proposal: Proposal, now: CaseFacts): Refusal | undefined {
  const differences: Difference[] = [];
  if (materialDigest(now.evidence) !== materialDigest(proposal.evidence)) {
    const values = (evidence: Proposal['evidence']): Map<string, string> =>
      new Map(
        evidence.facts
          .filter((fact) => evidence.material.includes(fact.id))
          .map((fact) => [
            `${fact.predicate} of ${fact.subject}`,
            fact.value === undefined ? 'unknown' : canonicalJson(fact.value),
          ]),
      );
    const before = values(proposal.evidence);
    const after = values(now.evidence);
    for (const name of new Set([...before.keys(), ...after.keys()]))
      if (before.get(name) !== after.get(name))
        differences.push({ what: name, was: before.get(name) ?? null, now: after.get(name) ?? null });
    if (differences.length === 0)
      differences.push({ what: 'the order or number of material facts', was: null, now: null });
  }
  const bare = proposal.changes.map(({ change }) => change);
  for (const [index, proposed] of proposal.changes.entries()) {
    const found = now.states[index];
    const state = found && stateFound(bare, index, found);
    if (state === undefined || canonicalJson(state) !== canonicalJson(proposed.precondition))
      differences.push({
        what: `before change ${index + 1} it`,
        was: canonicalJson(proposed.precondition),
        now: state === undefined ? 'unknown' : canonicalJson(state),
      });
  }
  if (differences.length === 0) return undefined;
  const changed = differences.map(({ what, was, now: is }) =>
    was === null && is === null ? what : `${what} was ${was ?? 'not there'}, is ${is ?? 'not there'}`,
  );
  return refuse(
    'signature_stale',
    `The case has changed since it was filed: ${changed.join('; ')}.`,
    'File the proposal anew from the finding as it is now.',
    { changed, differences },
  );
}
