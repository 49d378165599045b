import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../../model/index.ts';
import { streamJson } from '../../../platform/json-stream.ts';
import { bytesOf, inFile, isWithin } from '../input-files.ts';
import type { AnswerItem, Answers } from './asking.ts';
import { fileOfEndpoint, type Endpoint } from './endpoint.ts';

/** Small enough to be one object or the body of an error, which is looked at whole. */
const mostWhole = 1 << 20;
/** An error says little; and a pattern is looked for in short texts alone. */
const mostError = 4096;

/** What is particular about one vendor's answers in files. */
export interface FolderKind {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly vendor: string;
  /** What the body of an error says; undefined when it is none. */
  readonly refusalOf: (body: unknown) => string | undefined;
  /** A list is also taken as the vendor's command prints it: the names alone, and `{}` where there are none. */
  readonly bareLists?: true;
  /** How an answer that should be a list is exported again. */
  readonly next: string;
}

/**
 * Answers kept in files under the path that they answer: `orgs/acme/members.json`, and with its query
 * `orgs/acme/members.role=admin.json`. A file that is not there was not read; one that holds the API's error body neither.
 */
export function answersFolder(kind: FolderKind): Answers {
  const { root, vendor } = kind;
  return {
    async ask(endpoint, where) {
      const name = fileOfEndpoint(endpoint, where);
      if (name === undefined) return { is: 'unread', why: 'its name cannot stand in a path' };
      const file = join(root, name);
      if (!(await isWithin(root, file))) return { is: 'unread', why: 'the export does not hold it' };
      const refused = await errorIn(file, kind);
      if (refused !== undefined) return { is: 'unread', why: `${vendor} answered ${refused}` };
      return { is: 'read', items: inFile(file, itemsIn(file, endpoint, kind)) };
    },
  };
}

async function errorIn(file: string, { signal, refusalOf }: FolderKind): Promise<string | undefined> {
  const text = (await wholeIfSmall(file, signal)) ?? '';
  if (text.length > 2 * mostError) return undefined;
  // where pages were put into a list, it was begun before the error
  const body = text.replace(/^\[\s*(?=\{)/, '').replace(/\s*\]$/, '');
  return body.startsWith('{') && body.length <= mostError ? refusalOf(parsed(body)) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function wholeIfSmall(file: string, signal: AbortSignal): Promise<string | undefined> {
  if ((await stat(file)).size > mostWhole) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytesOf(file, signal)) chunks.push(chunk);
  return trimmed(Buffer.concat(chunks));
}

const trimmed = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim();

/** A file of any size is a list of pages, one page, or pages one after the other. */
async function beginningOf(file: string, signal: AbortSignal): Promise<string> {
  for await (const chunk of bytesOf(file, signal)) return trimmed(chunk.subarray(0, 4096));
  return '';
}

async function* itemsIn(
  file: string,
  { answer }: Pick<Endpoint<unknown>, 'answer'>,
  { signal, vendor, next, bareLists }: FolderKind,
): AsyncIterable<AnswerItem> {
  // `gh api --paginate` prints each page as a list or an object of its own
  const valuesAt = (path: string): AsyncIterable<AnswerItem> =>
    streamJson(bytesOf(file, signal), [path], { several: true });
  const text = await wholeIfSmall(file, signal);
  const beginning = await beginningOf(file, signal);
  const list = beginning.startsWith('[');
  if (text === '[]') return;
  if (answer === 'one') yield* valuesAt(list ? '*' : '');
  else if (answer !== 'list') {
    if (bareLists === true && text === '{}') return;
    const isBare = bareLists === true && /^\[\s*"/.test(beginning);
    yield* valuesAt(isBare ? '*' : list ? `*.${answer.member}.*` : `${answer.member}.*`);
  } else if (beginning.startsWith('{'))
    throw new Fault('input_wrong_kind', `The JSON is one object; ${vendor} answers this with a list.`, {
      next,
    });
  else for await (const { at, value } of valuesAt('*')) yield* flat(at, value);
}

/** With `--slurp` and `jq -s` a list is a list of pages. */
function* flat(at: string, value: unknown): Iterable<AnswerItem> {
  if (!Array.isArray(value)) yield { at, value };
  else for (const [n, each] of value.entries()) yield { at: `${at}.${n}`, value: each };
}
