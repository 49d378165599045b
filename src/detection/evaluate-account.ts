import type {
  AccountView,
  Contribution,
  Digest,
  Evidence,
  FindingId,
  Instant,
  Severity,
  EstateRef,
} from '../model/index.ts';
import { materialDigest, shownDigest } from '../platform/evidence-digest.ts';
import { digestOfValue } from '../platform/canonical.ts';
import { findingIdOf } from './finding-id.ts';
import { contributionsOf, scoreOf, severityOf } from './ranking.ts';
import type { Hit, Rule, RuleContext } from './rule.ts';

/** A hit with everything that is kept of it. */
export interface Conclusive {
  readonly id: FindingId;
  readonly ruleId: string;
  readonly account: EstateRef;
  readonly subject: EstateRef;
  readonly title: string;
  readonly severity: Severity;
  readonly score: number;
  readonly contributions: readonly Contribution[];
  readonly cause: { readonly key: string; readonly title: string };
  readonly evidence: Evidence;
  readonly shown: Digest;
  readonly material: Digest;
  /** Digest of all that would be written except times of observation: equal means there is nothing to write. */
  readonly content: Digest;
  readonly recheckAt: Instant | null;
}

/** What all rules conclude about one account. */
export interface AccountConclusions {
  readonly hits: readonly Conclusive[];
  /** Findings that must not be closed, because their rule could not tell. */
  readonly unknown: readonly {
    readonly ruleId: string;
    readonly id: FindingId | null;
    readonly wholeAccount: boolean;
  }[];
  /** The next instant at which the clock alone would change any of this. */
  readonly recheckAt: Instant | null;
}

/** Asks every rule about one account. Pure: the same view and context give the same answer. */
export function evaluateAccount(
  view: AccountView,
  rules: readonly Rule[],
  context: RuleContext,
): AccountConclusions {
  const hits: Conclusive[] = [];
  const unknown: { ruleId: string; id: FindingId | null; wholeAccount: boolean }[] = [];
  let recheckAt: Instant | null = null;
  for (const rule of rules)
    for (const conclusion of rule.evaluate(view, context)) {
      if (conclusion.is === 'unknown') {
        // of the whole account no finding is named: every one of the rule is kept open there
        const wholeAccount = conclusion.subject === view.ref && conclusion.aspect === '';
        const id = wholeAccount ? null : findingIdOf(rule.id, conclusion.subject, conclusion.aspect);
        unknown.push({ ruleId: rule.id, id, wholeAccount });
        continue;
      }
      if (conclusion.recheckAt !== null && (recheckAt === null || conclusion.recheckAt < recheckAt))
        recheckAt = conclusion.recheckAt;
      if (conclusion.is === 'hit') hits.push(conclusiveOf(rule, view, conclusion));
    }
  return { hits, unknown, recheckAt };
}

function conclusiveOf(rule: Rule, view: AccountView, hit: Hit): Conclusive {
  const evidence: Evidence = { facts: hit.facts, material: hit.material };
  const contributions = contributionsOf(hit.risk);
  const kept = {
    id: findingIdOf(rule.id, hit.subject, hit.aspect),
    ruleId: rule.id,
    account: view.ref,
    subject: hit.subject,
    title: hit.title,
    severity: severityOf(hit.risk),
    score: scoreOf(contributions),
    contributions,
    cause: hit.cause,
  };
  const values = hit.facts.map((fact) => [
    fact.id,
    fact.value === undefined ? 'unknown' : { is: fact.value },
  ]);
  return {
    ...kept,
    evidence,
    shown: shownDigest(evidence),
    material: materialDigest(evidence),
    content: digestOfValue('countersign/finding-content/v1', {
      ...kept,
      values,
      material: hit.material,
      recheckAt: hit.recheckAt,
    }),
    recheckAt: hit.recheckAt,
  };
}
