import {
  addSeconds,
  Fault,
  type EndingFacts,
  type Instant,
  type MandatedFacts,
  type MandateJudge,
  type ReturnFacts,
  type SubjectId,
  type Verdict,
} from '../model/index.ts';
import { digestOfValue } from '../platform/canonical.ts';
import { cedarSchema, expire, fulfil, giveBack, type PolicyAction } from './cedar-schema.ts';
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
  const ask = (act: PolicyAction, slice: AnySlice, name: string, facts: object, now: Instant): Verdict =>
    dress(
      // no requirement stands in the way of a mandate, so nothing can be met and nothing is missing
      decide(
        (met) => engine.evaluate(slice, act, met),
        () => undefined,
        () => new Set(),
      ),
      explain,
      {
        policy: digest,
        input: digestOfValue(`countersign/policy/${name}/v1`, { ...facts, now }),
        basis: digestOfValue(`countersign/policy/${name}-basis/v1`, { ...facts }),
      },
    );
  return {
    judgeEnding: (facts, now) => ask(expire, endingSlice(facts, now), 'ending', facts, now),
    judgeMandated: (facts, now) => ask(fulfil, mandatedSlice(facts, now), 'mandated', facts, now),
    judgeReturn: (facts, now) => ask(giveBack, returnSlice(facts, now), 'return', facts, now),
  };
}

function sliceOf(
  act: 'ending' | 'mandate',
  type: string,
  enforcer: SubjectId,
  attrs: AnySlice['entities'][number]['attrs'],
  now: Instant,
): AnySlice {
  const principal = { type: 'Machine', id: enforcer };
  const resource = { type, id: act };
  return {
    act,
    principal,
    resource,
    context: { now: epochSeconds(now), factsAge: 0, via: { persons: [], agents: [], machines: [] } },
    entities: [
      { uid: principal, attrs: { state: ref('State', 'active') }, parents: [] },
      { uid: resource, attrs, parents: [] },
    ],
  };
}

const endingSlice = (facts: EndingFacts, now: Instant): AnySlice =>
  sliceOf(
    'ending',
    'Ending',
    facts.enforcer,
    {
      signers: persons(facts.signers),
      trigger: ref('Trigger', facts.trigger),
      // the next whole second: an end is never early
      endsAt: epochSeconds(addSeconds(facts.endsAt, 0.999)),
      asSigned: facts.asSigned,
      reduces: facts.reduces,
    },
    now,
  );

/** What Cedar is given about one change of a mandate. */
export function mandatedSlice(facts: MandatedFacts, now: Instant): AnySlice {
  const { enforcer, kind, signers, from, until, trigger, triggers, tier, subject, ...plain } = facts;
  return sliceOf(
    'mandate',
    'Mandated',
    enforcer,
    {
      ...plain,
      kind: ref('Mandate', kind),
      signers: persons(signers),
      from: epochSeconds(addSeconds(from, 0.999)),
      until: epochSeconds(until),
      trigger: ref('Trigger', trigger),
      triggers: triggers.map((each) => ref('Trigger', each)),
      tier: ref('Tier', tier),
      subject: ref('Kind', subject),
    },
    now,
  );
}

const returnSlice = (facts: ReturnFacts, now: Instant): AnySlice =>
  sliceOf(
    'mandate',
    'GivingBack',
    facts.enforcer,
    {
      signers: persons(facts.signers),
      enough: facts.enough,
      because: ref('Why', facts.because),
      watchedUntil: epochSeconds(facts.watchedUntil),
      exact: facts.exact,
    },
    now,
  );
