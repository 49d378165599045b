import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../model/index.ts';
import { listInput } from '../kit/input-files.ts';

export interface Manifests {
  readonly files: readonly string[];
  /** The location is one file, so that it must be what was said. */
  readonly isOneFile: boolean;
  /** Symbolic links, which are not followed: they could lead anywhere, or round in circles. */
  readonly links: readonly string[];
}

const deepest = 32;
const mostEntries = 200_000;

/**
 * The YAML and JSON files at or below a path, in a fixed order. Hidden folders and `node_modules` are left alone. Throws
 * Fault `not_found`, `input_wrong_kind`, or `input_too_large` beyond 32 levels or 200,000 files and folders.
 */
export async function findManifests(path: string): Promise<Manifests> {
  const top = await listInput(path);
  if (top.length === 1 && top[0] === path) return { files: [path], isOneFile: true, links: [] };
  const files: string[] = [];
  const links: string[] = [];
  let entries = 0;
  const walk = async (folder: string, names: readonly string[], depth: number): Promise<void> => {
    if (depth > deepest) throw tooLarge(path, `folders nested deeper than ${deepest} levels`);
    for (const name of names) {
      if (++entries > mostEntries) throw tooLarge(path, `more than ${mostEntries} files and folders`);
      const at = join(folder, name);
      const found = await lstat(at);
      if (found.isSymbolicLink()) links.push(at);
      else if (found.isDirectory()) {
        if (!name.startsWith('.') && name !== 'node_modules')
          await walk(at, (await readdir(at)).toSorted(byText), depth + 1);
      } else if (found.isFile() && /\.(ya?ml|json)$/i.test(name)) files.push(at);
    }
  };
  await walk(path, (await readdir(path)).toSorted(byText), 0);
  if (files.length === 0)
    throw new Fault('not_found', `The folder \`${path}\` holds no .yaml, .yml or .json file.`, {
      next: 'Export the cluster into it: docs/connectors/kubernetes.md has the command.',
    });
  return { files, isOneFile: false, links };
}

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

const tooLarge = (path: string, what: string): Fault =>
  new Fault('input_too_large', `The folder \`${path}\` has ${what}.`, {
    next: 'Give the folder that holds the manifests of one cluster.',
  });
