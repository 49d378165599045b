import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { streamJson } from '../../../platform/json-stream.ts';
import { bytesOf, inFile } from '../../kit/input-files.ts';
import type { Answers, Operation } from '../answers.ts';

/**
 * Answers of the AWS CLI kept in files: `list-roots.json`, and with what it was asked about
 * `list-accounts-for-parent.r-ab12.json`. A file that is not there, or empty since the call was refused, was not read.
 */
export function answersIn(folder: string, signal: AbortSignal): Answers {
  return {
    async ask(operation, about) {
      const file = join(folder, `${operation.command}${about === undefined ? '' : `.${about}`}.json`);
      const size = await sizeOf(file);
      if (size === undefined) return { is: 'unread', why: 'the export does not hold it' };
      if (size === 0) return { is: 'unread', why: 'its file in the export is empty: the call was refused' };
      if (await isOnePageOfMore(file, operation, signal))
        return { is: 'unread', why: 'its file in the export is one page of several' };
      return { is: 'read', items: inFile(file, itemsIn(file, operation, signal)) };
    },
  };
}

async function* itemsIn(
  file: string,
  { items }: Operation<unknown>,
  signal: AbortSignal,
): AsyncIterable<{ readonly at: string; readonly value: unknown }> {
  for await (const { path, at, value } of streamJson(bytesOf(file, signal), [items]))
    if (path === items) yield { at, value };
}

/** A page saved by itself names the next. */
async function isOnePageOfMore(
  file: string,
  { items }: Operation<unknown>,
  signal: AbortSignal,
): Promise<boolean> {
  const paths = ['NextToken', items];
  for await (const { path, value } of inFile(file, streamJson(bytesOf(file, signal), paths)))
    if (path === 'NextToken' && typeof value === 'string') return true;
  return false;
}

const sizeOf = async (file: string): Promise<number | undefined> =>
  stat(file).then(
    (found) => found.size,
    () => undefined,
  );
