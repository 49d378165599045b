import type { CaseFacts, ChangeFacts, SubjectId } from '../model/index.ts';
import { caseJudge } from './case-judge.ts';
import { fixedPolicies } from './fixed-policies.ts';
import { parsePolicies } from './parse-policies.ts';
import { assemble, type PolicySet } from './policy-set.ts';
import { Fault } from '../model/index.ts';

/** What policy is told of a change of the policies themselves: governance, of the highest tier, answered for by its requester. */
export function policyEditFacts(about: {
  readonly requester: SubjectId;
  readonly governors: readonly SubjectId[];
  readonly isSimulated: boolean;
}): CaseFacts {
  const change: ChangeFacts = {
    act: 'policy.edit',
    subject: 'governance',
    tier: 'high',
    reversible: true,
    reduces: false,
    basis: 'decision',
    interest: { requester: [about.requester], beneficiary: [], steward: [] },
    holders: { governor: about.governors },
  };
  return {
    changes: [change],
    states: [{}],
    evidence: { facts: [], material: [] },
    evidenceKinds: about.isSimulated ? ['simulation'] : [],
    factsAgeSeconds: 0,
  };
}

/** The fixed policies alone, for when the law cannot be loaded: they deny everything but a change of the law. */
export function fixedSet(): PolicySet {
  const { policies, problems } = parsePolicies('fixed', fixedPolicies());
  const set = assemble({}, policies);
  if (problems.length > 0 || !set.ok) throw new Fault('internal', 'the fixed policies cannot be used alone');
  return set.value;
}

export const judgeOfEdits = (set: PolicySet) => caseJudge(set.judge, set.inputOf);
