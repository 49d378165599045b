import { done, type Result, type Verdict } from '../model/index.ts';
import { caseJudge, keepCaseInputs } from '../policy/index.ts';
import type { ReviewBench } from '../review/index.ts';
import { casesOf } from './case/cases-of.ts';
import type { System } from './system.ts';

/** The deciding machine under the law in force right now; refuses when there is no law. */
export async function reviewBench(system: System): Promise<Result<ReviewBench>> {
  const law = await system.law();
  if (!law.ok) return law;
  return done({
    database: system.database,
    recorder: system.recorder,
    ledger: system.ledger,
    signers: system.signers,
    delegations: system.delegations,
    judge: caseJudge(law.value.set.judge, law.value.set.inputOf),
    keepInputs: keepCaseInputs,
    policy: law.value.set.digest,
    cases: casesOf(system),
    signatures: system.signatures,
    clock: system.clock,
    ledgerName: system.ledgerName,
    self: system.self,
  });
}

/** What a verdict misses, each need as a sentence. */
export const inWords = ({ judge }: ReviewBench, verdict: Verdict): readonly string[] =>
  verdict.outcome === 'requestable'
    ? verdict.missing
        // an order of steps says the steps before it too
        .filter((need) => !verdict.missing.some((other) => other.startsWith(`${need}.then.`)))
        .map((need) => judge.explain(need))
    : [];
