import { addSeconds, Fault, type EndingFacts, type Instant, type MandateJudge } from '../model/index.ts';
import { digestOfValue } from '../platform/canonical.ts';
import { cedarSchema, expire } from './cedar-schema.ts';
import { decide } from './decide.ts';
import { openEngine } from './engine.ts';
import { fixedPolicies } from './fixed-policies.ts';
import { dress, explainer } from './judge.ts';
import { parsePolicies } from './parse-policies.ts';
import { policyDigest } from './policy-set.ts';
import { epochSeconds, persons, ref, type AnySlice } from './slice.ts';

/**
 * Judges mandates by the fixed policies and nothing else: what people signed to end does end, whatever set is in force, or
 * when none can be loaded. Throws Fault `check_failed` when the fixed policies are not those that were released.
 */
export function mandateJudge(): MandateJudge {
  const { policies, problems } = parsePolicies('fixed', fixedPolicies());
  if (problems.length > 0) throw new Fault('internal', 'the fixed policies cannot be parsed');
  const needs = [...new Set(policies.flatMap(({ need }) => need ?? []))].toSorted();
  const schema = cedarSchema(needs);
  const engine = openEngine(schema, policies);
  const digest = policyDigest(schema, needs, policies);
  const explain = explainer(policies);
  return {
    judgeEnding(facts, now) {
      const slice = sliceOf(facts, now);
      // no requirement stands in the way of an end, so nothing can be met and nothing is missing
      const answer = decide(
        (met) => engine.evaluate(slice, expire, met),
        () => undefined,
        () => new Set(),
      );
      return dress(answer, explain, {
        policy: digest,
        input: digestOfValue('countersign/policy/ending/v1', { ...facts, now }),
        basis: digestOfValue('countersign/policy/ending-basis/v1', { ...facts }),
      });
    },
  };
}

function sliceOf(facts: EndingFacts, now: Instant): AnySlice {
  const principal = { type: 'Machine', id: facts.enforcer };
  const resource = { type: 'Ending', id: 'ending' };
  return {
    act: 'ending',
    principal,
    resource,
    context: { now: epochSeconds(now), factsAge: 0, via: { persons: [], agents: [], machines: [] } },
    entities: [
      { uid: principal, attrs: { state: ref('State', 'active') }, parents: [] },
      {
        uid: resource,
        attrs: {
          signers: persons(facts.signers),
          trigger: ref('Trigger', facts.trigger),
          // the next whole second: an end is never early
          endsAt: epochSeconds(addSeconds(facts.endsAt, 0.999)),
          asSigned: facts.asSigned,
          reduces: facts.reduces,
        },
        parents: [],
      },
    ],
  };
}
