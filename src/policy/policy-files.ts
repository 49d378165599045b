import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, type Digest } from '../model/index.ts';
import { digestOfValue } from '../platform/canonical.ts';
import { qualityFile } from './review-quality.ts';

/** The editable files of a set, name → exact text. What people sign when they activate a set is `sourcesDigest` of these. */
export type PolicyFiles = Readonly<Record<string, string>>;

export const rightsFile = 'decision-rights.yaml';
/** Rules that other stages read: which duties stay apart, and what follows for joiners, movers and leavers. */
export const dutiesFile = 'duties.yaml';
export const livesFile = 'lifecycle.yaml';
export const ruleFiles: readonly string[] = [dutiesFile, livesFile];

export const isPolicyFile = (name: string): boolean =>
  name === rightsFile ||
  name === qualityFile ||
  ruleFiles.includes(name) ||
  /^[a-z][a-z0-9-]{0,59}\.cedar$/.test(name);

/** Whether a set holds the rules of other stages too; one that was signed before it could does not. */
export const holdsRules = (files: PolicyFiles): boolean => ruleFiles.some((name) => name in files);

const mostFiles = 64;
const largestBytes = 1024 * 1024;

/** Reads the table, the other rules and every `*.cedar` file of a folder, not those below it. Throws Fault when it cannot. */
export async function readPolicyFiles(folder: string): Promise<PolicyFiles> {
  const cannot = (message: string, cause?: unknown): Fault =>
    new Fault('input_invalid', message, { next: 'Give the folder that holds the policy files.', cause });
  const names = await readdir(folder).catch((error: unknown) => {
    throw cannot(`The policy folder \`${folder}\` cannot be read.`, error);
  });
  const wanted = names.filter(isPolicyFile).toSorted();
  if (wanted.length > mostFiles)
    throw cannot(`The policy folder \`${folder}\` holds more than ${mostFiles} policy files.`);
  const files: Record<string, string> = {};
  for (const name of wanted) {
    const bytes = await readFile(join(folder, name)).catch((error: unknown) => {
      throw cannot(`The policy file \`${name}\` cannot be read.`, error);
    });
    if (bytes.length > largestBytes) throw cannot(`The policy file \`${name}\` is larger than 1 MiB.`);
    try {
      files[name] = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (error) {
      throw cannot(`The policy file \`${name}\` is not UTF-8 text.`, error);
    }
  }
  return files;
}

/** Digest of the exact texts: any byte changed, a comment included, changes it. */
export const sourcesDigest = (files: PolicyFiles): Digest =>
  digestOfValue('countersign/policy/sources/v1', files);

export interface FileDifference {
  readonly file: string;
  readonly what: 'changed' | 'missing' | 'added';
}

/** How files differ from those of a set, by name. */
export function compareFiles(expected: PolicyFiles, found: PolicyFiles): readonly FileDifference[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].toSorted();
  return names.flatMap((file): readonly FileDifference[] => {
    const [before, now] = [expected[file], found[file]];
    if (before === now) return [];
    if (now === undefined) return [{ file, what: 'missing' }];
    return [{ file, what: before === undefined ? 'added' : 'changed' }];
  });
}
