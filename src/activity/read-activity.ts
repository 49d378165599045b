import type { Reading } from './format.ts';
import type { LogFiles } from './ports.ts';
import { faultOf, readFile } from './read-file.ts';
import type { Read } from './read-one.ts';

export { mapped, type Read } from './read-one.ts';

/**
 * Reads logs file by file, in bounded memory: each value is recognised by its shape and told in OCSF or as a signal, or
 * refused with its reason. A file that cannot be read, or breaks off, is told as `unread` after what came before, and reading goes on.
 */
export async function* readActivity(files: LogFiles, reading: Reading): AsyncIterable<Read> {
  for (const path of files.paths) {
    yield { is: 'file', path };
    try {
      yield* readFile(path, files, reading);
    } catch (error) {
      yield { is: 'unread', path, fault: faultOf(error) };
    }
  }
}
