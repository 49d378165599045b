import { Fault } from '../../model/index.ts';
import { bytesOf, inFile, listInput, refuseLinksOut } from '../kit/input-files.ts';
import type { DirectoryEntry } from './entry.ts';
import { LdifReader, type LdifEnd } from './ldif.ts';
import type { DirectorySource } from './observe.ts';

/** One LDIF file, or all of a folder as one directory, in the order of their names. */
export async function openLdif(path: string, signal: AbortSignal): Promise<DirectorySource> {
  const found = await listInput(path);
  const isAFile = found.length === 1 && found[0] === path;
  const files = isAFile ? found : found.filter((file) => /\.(?:ldif|ldf)$/i.test(file));
  if (files.length === 0)
    throw new Fault('not_found', `The folder \`${path}\` holds no \`*.ldif\`.`, {
      next: "Export the directory, for example with `ldapsearch -LLL -o ldif-wrap=no '(objectClass=*)' '*' '+' > directory.ldif`.",
    });
  if (!isAFile) await refuseLinksOut(path, files);
  let ends: LdifEnd[] = [];
  return {
    async *entries(attributes) {
      ends = [];
      const wanted = new Set(attributes);
      for (const file of files) {
        const reader = new LdifReader(wanted);
        yield* inFile(file, entriesOf(file, reader, signal));
        ends.push(reader.summary());
      }
    },
    met: () => ({ files: ends, referrals: 0 }),
  };
}

async function* entriesOf(
  file: string,
  reader: LdifReader,
  signal: AbortSignal,
): AsyncIterable<readonly DirectoryEntry[]> {
  for await (const bytes of bytesOf(file, signal)) {
    const entries = reader.push(bytes);
    if (entries.length > 0) yield entries;
  }
  const last = reader.end();
  if (last.length > 0) yield last;
}
