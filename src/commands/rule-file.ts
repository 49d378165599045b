import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse, type Digest, type Result } from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { errorCode } from '../platform/error-code.ts';

/** A file of rules as it is on disk now, with the digest of its text. */
export interface RuleFile<Book> {
  readonly digest: Digest;
  readonly book: Result<Book>;
}

/** Reads the first of these folders that has the file; read anew only where its text is another one. */
export function ruleFileIn<Book>(
  name: string,
  folders: readonly string[],
  read: (name: string, text: string) => Result<Book>,
): () => Promise<RuleFile<Book>> {
  let known: RuleFile<Book> | undefined;
  return async () => {
    const text = await textIn(name, folders);
    const digest = digestOf(text ?? '');
    if (known?.digest !== digest)
      known = {
        digest,
        book:
          text === undefined
            ? refuse('not_found', `There is no \`${name}\`.`, `Put it into \`${folders[0] ?? '.'}\`.`)
            : read(name, text),
      };
    return known;
  };
}

async function textIn(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    try {
      return await readFile(join(folder, name), 'utf8');
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return undefined;
}
