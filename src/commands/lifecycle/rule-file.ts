import { readRuleBook, type RuleBook } from '../../lifecycle/index.ts';
import { ruleFileIn, type RuleFile } from '../rule-file.ts';

export const livesFile = 'lifecycle.yaml';

/** The rules about joiners, movers and leavers. */
export type LivesFile = RuleFile<RuleBook>;

export const livesFileIn = (folders: readonly string[]): (() => Promise<LivesFile>) =>
  ruleFileIn(livesFile, folders, readRuleBook);
