import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDutyBook, type DutyBook } from '../../duties/index.ts';
import { refuse, type Digest, type Result } from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { errorCode } from '../../platform/error-code.ts';

export const dutiesFile = 'duties.yaml';

/** The rules about duties as they are on disk now, with the digest of their text. */
export interface DutyFile {
  readonly digest: Digest;
  readonly book: Result<DutyBook>;
}

/** Reads the first of these folders that has the file; read anew only where its text is another one. */
export function dutyFileIn(folders: readonly string[]): () => Promise<DutyFile> {
  let known: DutyFile | undefined;
  return async () => {
    const text = await textIn(folders);
    const digest = digestOf(text ?? '');
    if (known?.digest !== digest)
      known = {
        digest,
        book:
          text === undefined
            ? refuse('not_found', `There is no \`${dutiesFile}\`.`, `Put it into \`${folders[0] ?? '.'}\`.`)
            : readDutyBook(dutiesFile, text),
      };
    return known;
  };
}

async function textIn(folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    try {
      return await readFile(join(folder, dutiesFile), 'utf8');
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return undefined;
}
