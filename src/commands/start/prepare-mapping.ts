import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  mappingNames,
  mappingText,
  mostMappingBytes,
  proposeForFolder,
  readMapping,
  type MappingProposal,
} from '../../connectors/csv/index.ts';
import { Fault } from '../../model/index.ts';
import { errorCode } from '../../platform/error-code.ts';
import { readSourceText } from './prepare-source.ts';

const proposalName = 'mapping.proposed.yaml';

/** `written`: where the proposal lies to be edited; absent: the folder may not be written, and `text` is all there is. */
export interface Proposed {
  readonly is: 'proposed';
  readonly proposal: MappingProposal;
  readonly text: string;
  readonly written?: string;
}
export type MappingPrepared = { readonly is: 'none' } | { readonly is: 'accepted' } | Proposed;

/**
 * Before a `csv` source is added: a folder that says nothing of what its columns mean gets a proposal beside its files, which
 * nothing reads until it is accepted. Accepting takes the file as it then is, after whatever edits, and never one unseen.
 */
export async function prepareMapping(
  text: string,
  about: { readonly cwd: string; readonly accept: boolean; readonly signal: AbortSignal },
): Promise<MappingPrepared> {
  const { connector, location } = readSourceText(text);
  const folder = resolve(about.cwd, location);
  if (connector !== 'csv' || statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    if (about.accept) throw nothingToAccept(`\`${text}\` is no folder of CSV files`);
    return { is: 'none' };
  }
  const there = mappingNames.find((name) => existsSync(join(folder, name)));
  if (there !== undefined) {
    if (about.accept) throw nothingToAccept(`\`${join(folder, there)}\` is there already`);
    return { is: 'none' };
  }
  const path = join(folder, proposalName);
  if (about.accept) return accept(folder, path);
  if (existsSync(path))
    throw new Fault('already_done', `A proposal lies in \`${path}\` and nobody accepted it yet.`, {
      next: 'Look at it and repeat the command with --accept-mapping, or delete it to have a new one.',
    });
  const proposal = await proposeForFolder(folder, about.signal);
  if (proposal.files.length === 0)
    throw new Fault(
      'input_invalid',
      `No file in \`${folder}\` has columns that could be told by themselves.`,
      {
        next: 'Write a mapping.yaml there; docs/connectors/csv.md shows how.',
      },
    );
  const proposed = mappingText(proposal);
  return write(path, proposed)
    ? { is: 'proposed', proposal, text: proposed, written: path }
    : { is: 'proposed', proposal, text: proposed };
}

/** What was looked at is what is kept: the text is read once, checked, and written under the name that is read. */
function accept(folder: string, path: string): MappingPrepared {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw nothingToAccept(`there is no \`${path}\``);
  if (size > mostMappingBytes)
    throw new Fault('input_too_large', `\`${path}\` is larger than ${mostMappingBytes} bytes.`, {
      next: 'A mapping is a page of text: check what this file is.',
    });
  const text = readFileSync(path, 'utf8');
  readMapping(text);
  const kept = join(folder, 'mapping.yaml');
  if (!write(kept, text))
    throw new Fault('not_permitted', `\`${kept}\` may not be written by this user.`, {
      next: `Save \`${path}\` as mapping.yaml yourself, then repeat the command without --accept-mapping.`,
    });
  rmSync(path, { force: true });
  return { is: 'accepted' };
}

/** Never over a file that is there, and never through a link. False: the folder may not be written. */
function write(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o644 });
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}

const nothingToAccept = (why: string): Fault =>
  new Fault('usage', `There is no proposed mapping to accept: ${why}.`, {
    next: 'Repeat the command without --accept-mapping: it proposes one where one is missing.',
  });
