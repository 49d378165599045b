import { readRuleBook, type RuleBook } from '../../lifecycle/index.ts';
import { livesFile } from '../../policy/index.ts';
import type { RuleTexts } from '../law/rule-texts.ts';
import { ruleFile, type RuleFile } from '../rule-file.ts';

/** The rules about joiners, movers and leavers. */
export type LivesFile = RuleFile<RuleBook>;

export const livesRules = (texts: RuleTexts): (() => Promise<LivesFile>) =>
  ruleFile(livesFile, texts, readRuleBook);
