import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { streamJson } from '../../platform/json-stream.ts';
import { bytesOf, inFile, isWithin } from '../kit/input-files.ts';
import type { Answers, Operation } from './answers.ts';
import { absent } from './error-codes.ts';

/**
 * Answers of the AWS CLI kept in files: `list-roots.json`, and with what it was asked about
 * `list-accounts-for-parent.r-ab12.json`. A file that is not there, or empty or holding what the CLI said of its error, was
 * not read; unless the error is that there is no such thing. One that is a link out of the export, which begins at `root`,
 * is not there.
 */
export function answersIn(root: string, folder: string, signal: AbortSignal): Answers {
  return {
    async ask(operation, about) {
      const found = await fileOf({ root, folder }, operation, about);
      if (found === undefined) return { is: 'unread', why: 'the export does not hold it' };
      const { file, size } = found;
      if (size === 0)
        return {
          is: 'unread',
          why: 'its file in the export is empty: the call was refused, or found nothing',
        };
      const code = await errorIn(file);
      if (code !== undefined)
        return absent.has(code) ? { is: 'none' } : { is: 'unread', why: `AWS answered ${code}` };
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

/** What the CLI says when AWS refuses: `An error occurred (NoSuchBucketPolicy) when calling …`. */
async function errorIn(file: string): Promise<string | undefined> {
  const opened = await open(file);
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(200), 0, 200, 0);
    return /^\s*An error occurred \((\w{1,100})\)/.exec(buffer.toString('utf8', 0, bytesRead))?.[1];
  } finally {
    await opened.close();
  }
}

async function fileOf(
  { root, folder }: { readonly root: string; readonly folder: string },
  { command }: Operation<unknown>,
  about: string | undefined,
): Promise<{ readonly file: string; readonly size: number } | undefined> {
  for (const name of about === undefined
    ? [command]
    : inFileName(about).map((each) => `${command}.${each}`)) {
    const file = join(folder, `${name}.json`);
    const size = await sizeOf(file);
    if (size !== undefined && (await isWithin(root, file))) return { file, size };
  }
  return undefined;
}

/** As `jq @uri` writes it; of `!'()*` older ones leave what newer ones escape. */
function inFileName(about: string): readonly string[] {
  const text = encodeURIComponent(about);
  const strict = text.replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return strict === text ? [text] : [strict, text];
}
