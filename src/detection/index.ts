/**
 * Rules look at the estate and say what is wrong. In come views of accounts (port `ViewReader`), the house's limits and
 * expected lists, and a moment; out go findings with evidence, ranked, grouped by cause, that open and close by
 * themselves. It never reads a source, never proposes a change, and never closes what a rule could not tell about.
 */
export { accountsChangedSince, markOfNow, risksOf } from './account-risks.ts';
export type { AccountRisk } from './account-risks.ts';
export { defaultDetectionConfig, detectionConfigSchema } from './config.ts';
export type { DetectionConfig } from './config.ts';
export { controlsOfRule } from './controls-of-rule.ts';
export { controlCited } from './frameworks.ts';
export type { ControlCited } from './frameworks.ts';
export { evaluateAccount } from './evaluate-account.ts';
export type { AccountConclusions, Conclusive } from './evaluate-account.ts';
export { evaluateEstate } from './evaluate-estate.ts';
export type { EvaluateInput, Scope } from './evaluate-estate.ts';
export type { EvaluationSummary } from './evaluation-run.ts';
export { findingIdOf } from './finding-id.ts';
export { countCauses, groupedByCause } from './group-by-cause.ts';
export type { CauseGroup } from './group-by-cause.ts';
export { groupFindings } from './group-findings.ts';
export type { FindingGroup, GroupedFindings, Grouping } from './group-findings.ts';
export { countFindings, findingById, listFindings, openBySeverity } from './list-findings.ts';
export type {
  FindingFilter,
  FindingKeyset,
  FindingPage,
  FindingRecord,
  FindingSort,
  ListRequest,
} from './list-findings.ts';
export type { AccountRef, ViewFilter, Standing, StandingReader, Standings, ViewReader } from './ports.ts';
export { byRank, whyFirst } from './ranking.ts';
export { answererOf, isPrivileged, lastUseOf, laterUse } from './facts.ts';
export type { Conclusion, Hit, Risk, Rule, RuleContext } from './rule.ts';
export { rules } from './rules/index.ts';
export { detectionSteps } from './schema.ts';
export { sweepAcceptances } from './sweep-acceptances.ts';
export type { AcceptanceSweep } from './sweep-acceptances.ts';
