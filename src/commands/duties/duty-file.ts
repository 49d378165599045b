import { readDutyBook, type DutyBook } from '../../duties/index.ts';
import { ruleFileIn, type RuleFile } from '../rule-file.ts';

export const dutiesFile = 'duties.yaml';

/** The rules about duties. */
export type DutyFile = RuleFile<DutyBook>;

export const dutyFileIn = (folders: readonly string[]): (() => Promise<DutyFile>) =>
  ruleFileIn(dutiesFile, folders, readDutyBook);
