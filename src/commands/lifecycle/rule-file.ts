import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRuleBook, type RuleBook } from '../../lifecycle/index.ts';
import { refuse, type Digest, type Result } from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { errorCode } from '../../platform/error-code.ts';

export const livesFile = 'lifecycle.yaml';

/** The rules about joiners, movers and leavers as they are on disk now, with the digest of their text. */
export interface LivesFile {
  readonly digest: Digest;
  readonly book: Result<RuleBook>;
}

/** Reads the first of these folders that has the file; read anew only where its text is another one. */
export function livesFileIn(folders: readonly string[]): () => Promise<LivesFile> {
  let known: LivesFile | undefined;
  return async () => {
    const text = await textIn(folders);
    const digest = digestOf(text ?? '');
    if (known?.digest !== digest)
      known = {
        digest,
        book:
          text === undefined
            ? refuse('not_found', `There is no \`${livesFile}\`.`, `Put it into \`${folders[0] ?? '.'}\`.`)
            : readRuleBook(livesFile, text),
      };
    return known;
  };
}

async function textIn(folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    try {
      return await readFile(join(folder, livesFile), 'utf8');
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return undefined;
}
