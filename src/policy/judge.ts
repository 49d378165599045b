import type { Digest, Judge, Verdict, VerdictDigests } from '../model/index.ts';
import { digestOfValue } from '../platform/canonical.ts';
import { decide, type Answer } from './decide.ts';
import { discharge } from './discharge.ts';
import type { Engine } from './engine.ts';
import { parseNeed, sayNeed } from './needs.ts';
import { parseObligation, sayObligation } from './obligations.ts';
import { basisDigest, inputDigest, inputText, normalise } from './normalise.ts';
import type { Policy } from './parse-policies.ts';
import { sliceOf } from './slice.ts';

/** The judge of one policy set. Deterministic and pure but for the engine's prepared shards; any error denies. */
export function judgeOf(engine: Engine, policies: readonly Policy[], policyDigest: Digest): Judge {
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  const explain = explainer(policies);
  return {
    explain,
    judge(request) {
      const normalised = normalise(request);
      if (!normalised.ok) return badInput(normalised.why, policyDigest);
      const { request: input } = normalised;
      const slice = sliceOf(input);
      const answer = decide(
        (met) => engine.evaluate(slice, input.action, met),
        (id) => byId.get(id)?.need,
        (needs) => discharge(needs, input.discharge, input.principal.id),
      );
      const verdict = dress(answer, explain, {
        policy: policyDigest,
        input: inputDigest(inputText(input)),
        basis: basisDigest(input),
      });
      const obligations = verdict.deciding.flatMap((id) => byId.get(id)?.obligation ?? []);
      return verdict.outcome === 'permit' && obligations.length > 0
        ? { ...verdict, obligations: [...new Set(obligations)].toSorted() }
        : verdict;
    },
  };
}

/** One plain sentence about a policy or a need of this set. */
export function explainer(policies: readonly Policy[]): (idOrNeed: string) => string {
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  return (idOrNeed) => {
    const need = parseNeed(idOrNeed) ?? parseNeed(byId.get(idOrNeed)?.need ?? '');
    if (need !== undefined) return sayNeed(need);
    const obligation = parseObligation(idOrNeed);
    if (obligation !== undefined) return sayObligation(obligation);
    return (
      byId.get(idOrNeed)?.says ?? `No policy or requirement here is called \`${idOrNeed.slice(0, 80)}\`.`
    );
  };
}

/** An answer with its digests, and a denial in words. */
export function dress(answer: Answer, explain: (id: string) => string, digests: VerdictDigests): Verdict {
  if (answer.outcome !== 'deny') return { ...answer, digests };
  return { outcome: 'deny', because: because(answer, explain), deciding: answer.deciding, digests };
}

/** How a denial begins that stands for an error in policy, not for a policy's answer. */
export const couldNotEvaluate = 'Policy could not be evaluated, so the answer is no';

function because(answer: Extract<Answer, { outcome: 'deny' }>, explain: (id: string) => string): string {
  if (answer.because === 'forbidden') return answer.deciding.map(explain).join(' ');
  if (answer.because === 'nothing permits') return 'No policy permits this, whatever is added.';
  return `${couldNotEvaluate}: ${answer.why ?? 'unknown error'}.`;
}

/** A request that cannot be read has no canonical input: its digests name only the refusal. */
function badInput(why: string, policy: Digest): Verdict {
  const unread = digestOfValue('countersign/policy/unread/v1', why.toWellFormed());
  return {
    outcome: 'deny',
    because: `The request cannot be judged: ${why}.`,
    deciding: [],
    digests: { policy, input: unread, basis: unread },
  };
}
