import { controlCited, type ControlCited } from './frameworks.ts';
import { rules } from './rules/index.ts';

/** The controls of frameworks that ask for what a rule looks for, with their titles; none for a rule that is gone. */
export const controlsOfRule = (ruleId: string): readonly ControlCited[] =>
  (rules.find(({ id }) => id === ruleId)?.reference ?? []).flatMap((each) => controlCited(each) ?? []);
