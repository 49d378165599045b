/**
 * Rules over what was read on a workstation. In: cleaned records and now. Out: findings, worst first, each with its
 * places, its arithmetic and the next step; and what no rule could answer for want of a fact. Pure: reads nothing,
 * writes nothing, and never saw a secret.
 */
export {
  evaluateWorkstation,
  type Evaluation,
  type Unanswered,
  type WorkstationFinding,
} from './evaluate.ts';
export { workstationRules } from './rules/index.ts';
export type { Judgement, WorkstationRule, WorkstationView } from './rule.ts';
