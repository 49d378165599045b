import type { Evaluation } from './engine.ts';

/** A verdict before it is dressed with digests and words. */
export type Answer =
  | { readonly outcome: 'permit'; readonly deciding: readonly string[] }
  | {
      readonly outcome: 'requestable';
      readonly missing: readonly string[];
      readonly deciding: readonly string[];
    }
  | {
      readonly outcome: 'deny';
      readonly because: 'error' | 'forbidden' | 'nothing permits';
      readonly deciding: readonly string[];
      readonly why?: string;
    };

/**
 * Permit, deny, or requestable with the one minimal list of what is missing, in at most two evaluations. The first, with
 * nothing met, names every requirement that applies to this act (Cedar reports all satisfied forbids), so that signatures
 * are matched to exactly these. The second, with all of them met, asks whether a permit holds. The lint makes this exact:
 * adding `n` to `met` switches off the forbids named `n` and changes nothing else.
 */
export function decide(
  evaluate: (met: readonly string[]) => Evaluation,
  needOf: (policyId: string) => string | undefined,
  dischargeOf: (needs: readonly string[]) => ReadonlySet<string>,
): Answer {
  const bare = evaluate([]);
  if (bare.decision === 'failed') return failed(bare.why);
  if (bare.decision === 'allow') return { outcome: 'permit', deciding: bare.reasons };
  if (bare.reasons.length === 0) return { outcome: 'deny', because: 'nothing permits', deciding: [] };
  const absolute = bare.reasons.filter((id) => needOf(id) === undefined);
  if (absolute.length > 0) return { outcome: 'deny', because: 'forbidden', deciding: absolute };
  const needs = [...new Set(bare.reasons.flatMap((id) => needOf(id) ?? []))].toSorted();
  const full = evaluate(needs);
  if (full.decision === 'failed') return failed(full.why);
  if (full.decision === 'deny')
    return { outcome: 'deny', because: 'nothing permits', deciding: full.reasons };
  const met = dischargeOf(needs);
  const missing = needs.filter((need) => !met.has(need));
  if (missing.length === 0) return { outcome: 'permit', deciding: full.reasons };
  return {
    outcome: 'requestable',
    missing,
    deciding: bare.reasons.filter((id) => missing.includes(needOf(id) ?? '')),
  };
}

const failed = (why: string): Answer => ({ outcome: 'deny', because: 'error', deciding: [], why });
