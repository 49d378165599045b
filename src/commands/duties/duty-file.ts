import { readDutyBook, type DutyBook } from '../../duties/index.ts';
import { dutiesFile } from '../../policy/index.ts';
import type { RuleTexts } from '../law/rule-texts.ts';
import { ruleFile, type RuleFile } from '../rule-file.ts';

/** The rules about duties. */
export type DutyFile = RuleFile<DutyBook>;

export const dutyFile = (texts: RuleTexts): (() => Promise<DutyFile>) =>
  ruleFile(dutiesFile, texts, readDutyBook);
