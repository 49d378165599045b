import type { Evidence, Fact } from '../model/fact.ts';
import type { Digest } from '../model/ids.ts';
import { canonicalJson, digestOfValue } from './canonical.ts';

/**
 * Digest of everything on the page: all facts in the order shown, with their times of observation, and which of them
 * are material. Differs whenever a person would see anything else.
 */
export const shownDigest = (evidence: Evidence): Digest =>
  digestOfValue('countersign/evidence-shown/v1', { facts: evidence.facts, material: evidence.material });

/**
 * Digest of what a decision rests on: subject, predicate and value of the material facts, sorted; never times of
 * observation, order, ids or sources. A fact without a value (the source did not say) is not the same as one that is
 * null. Throws TypeError when `material` names a fact that is not in the evidence.
 */
export function materialDigest(evidence: Evidence): Digest {
  const byId = new Map(evidence.facts.map((fact) => [fact.id, fact]));
  const lines = evidence.material.map((id) => {
    const fact = byId.get(id);
    if (fact === undefined) throw new TypeError(`\`${id}\` is named material but is not in the evidence`);
    return canonicalJson(materialPart(fact));
  });
  return digestOfValue('countersign/evidence-material/v1', [...new Set(lines)].sort());
}

const materialPart = (fact: Fact) => ({
  subject: fact.subject,
  predicate: fact.predicate,
  ...(fact.value === undefined ? {} : { value: fact.value }),
});
