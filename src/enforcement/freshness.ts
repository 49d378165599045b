import { refuse, type Evidence, type Proposal, type Refusal, type TargetState } from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { materialDigest } from '../platform/evidence-digest.ts';

/** Refuses `signature_stale` when the material facts are no longer what was signed, naming each that differs. */
export function staleFacts(proposal: Proposal, now: Evidence): Refusal | undefined {
  if (materialDigest(now) === materialDigest(proposal.evidence)) return undefined;
  const before = materialValues(proposal.evidence);
  const after = materialValues(now);
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${name} was ${before.get(name) ?? 'not there'}, is ${after.get(name) ?? 'not there'}`);
  return refuse(
    'signature_stale',
    `What was signed is no longer so: ${changed.length > 0 ? changed.join('; ') : 'the number of material facts'}.`,
    'Propose the change anew from the finding as it is now.',
    { changed },
  );
}

/**
 * The same after a suspension, which changes what sources tell of the account's state, and may settle what was found of it:
 * whatever is still told of the case has to be what was signed.
 */
export function staleSinceSuspended(proposal: Proposal, now: Evidence): Refusal | undefined {
  const before = materialValues(proposal.evidence);
  const changed = [...materialValues(now)]
    .filter(([name, value]) => !name.startsWith('state before account.') && before.get(name) !== value)
    .map(([name, value]) => `${name} was ${before.get(name) ?? 'not there'}, is ${value}`);
  return changed.length === 0
    ? undefined
    : refuse(
        'signature_stale',
        `What was signed is no longer so: ${changed.join('; ')}.`,
        'Propose the deletion anew.',
        { changed },
      );
}

const materialValues = ({ facts, material }: Evidence): ReadonlyMap<string, string> =>
  new Map(
    facts
      .filter((fact) => material.includes(fact.id))
      .map((fact) => [
        `${fact.predicate} of ${fact.subject}`,
        fact.value === undefined ? 'unknown' : canonicalJson(fact.value),
      ]),
  );

/** Each member of the state that is another one than expected: `held was true, is false`. */
export const stateDifferences = (expected: TargetState, observed: TargetState): readonly string[] =>
  [...new Set([...Object.keys(expected), ...Object.keys(observed)])]
    .filter((name) => canonicalJson(expected[name] ?? null) !== canonicalJson(observed[name] ?? null))
    .map(
      (name) =>
        `${name} was ${canonicalJson(expected[name] ?? null)}, is ${canonicalJson(observed[name] ?? null)}`,
    );
