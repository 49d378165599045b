import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDutyBook } from '../../duties/index.ts';
import { readRuleBook } from '../../lifecycle/index.ts';
import { done, refuse, type EntryId, type Refusal, type Result } from '../../model/index.ts';
import { errorCode } from '../../platform/error-code.ts';
import { dutiesFile, holdsRules, livesFile, ruleFiles, type PolicyFiles } from '../../policy/index.ts';
import type { Law } from '../system.ts';

/** The rules about duties and about people's lives, as they count now. */
export interface RulesInEffect {
  readonly files: PolicyFiles;
  /** The activation that signed them; null: files on disk, signed by nobody. */
  readonly by: EntryId | null;
}

/** Where those rules come from: the law, and only under a law that was signed before it could hold them, the disk. */
export interface RuleTexts {
  inEffect(): Promise<Result<RulesInEffect>>;
  /** As they lie in the first of the folders that has each: a proposal, and nothing more once the law holds rules. */
  onDisk(): Promise<PolicyFiles>;
}

/**
 * Rules take effect by the signatures under the law that holds them. Files on disk count while nothing is in force at all, and
 * under a law of before, until governors sign a set that holds them: from then on whatever lies on disk decides nothing.
 */
export function ruleTexts(folders: readonly string[], law?: () => Promise<Result<Law>>): RuleTexts {
  const onDisk = () => textsIn(folders);
  return {
    onDisk,
    async inEffect() {
      const now = await law?.();
      if (now?.ok === false && now.code !== 'signer_unknown') return now;
      if (now?.ok !== true || !holdsRules(now.value.set.files))
        return done({ files: await onDisk(), by: null });
      return done({ files: rulesAmong(now.value.set.files), by: now.value.entry });
    },
  };
}

const rulesAmong = (files: PolicyFiles): PolicyFiles =>
  Object.fromEntries(Object.entries(files).filter(([name]) => ruleFiles.includes(name)));

async function textsIn(folders: readonly string[]): Promise<PolicyFiles> {
  const found: Record<string, string> = {};
  for (const name of ruleFiles)
    for (const folder of folders) {
      const text = await textOf(join(folder, name));
      if (text === undefined) continue;
      found[name] = text;
      break;
    }
  return found;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Why a set with these rules cannot be wanted: they cannot be read, or it would leave out what the law holds. */
export function unfitRules(proposed: PolicyFiles, before: PolicyFiles): Refusal | undefined {
  const readers = { [dutiesFile]: readDutyBook, [livesFile]: readRuleBook };
  for (const [name, read] of Object.entries(readers)) {
    const text = proposed[name];
    if (text === undefined) {
      if (!holdsRules(before) && !holdsRules(proposed)) continue;
      return refuse(
        'input_invalid',
        `The set has no \`${name}\`, and rules that no law holds would be taken from the disk.`,
        `Put \`${name}\` beside the other policy files; one without rules says \`version: 1\` and \`rules: []\`.`,
      );
    }
    const book = read(name, text);
    if (!book.ok) return book;
  }
  return undefined;
}
