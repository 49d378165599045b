import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { streamJson } from '../../platform/json-stream.ts';
import { bytesOf, inFile, listInput } from '../kit/input-files.ts';
import type { Answers } from './answers.ts';
import { isPathName, pathOfEndpoint, type Endpoint } from './endpoints.ts';

/** Small enough to be one object or the body of an error, which is looked at whole. */
const mostWhole = 1 << 20;

/**
 * Answers kept in files under the path that they answer: `orgs/acme/members.json`, and with its query
 * `orgs/acme/members.role=admin.json`. A file that is not there was not read; one that holds GitHub's error body neither.
 */
export function exportFolder(root: string, signal: AbortSignal): Answers {
  return {
    async organizations() {
      await listInput(root);
      const names = await readdir(join(root, 'orgs')).catch(() => []);
      const found = new Set(names.map((name) => name.replace(/\.json$/, '')).filter(isPathName));
      if (found.size > 0) return [...found].toSorted();
      throw new Fault(
        'not_found',
        `The folder \`${root}\` holds no organisation: there is nothing in \`orgs/\`.`,
        {
          next: 'Export it as docs/connectors/github.md shows: each answer under the path that it answers.',
        },
      );
    },
    async ask(endpoint, where) {
      const path = pathOfEndpoint(endpoint, where);
      if (path === undefined) return { is: 'unread', why: 'its name cannot stand in a path' };
      const query = Object.entries(endpoint.query ?? {}).map(([name, value]) => `.${name}=${value}`);
      const file = join(root, `${path}${query.join('')}.json`);
      if (!(await isThere(root, file))) return { is: 'unread', why: 'the export does not hold it' };
      const refused = await errorIn(file, signal);
      if (refused !== undefined) return { is: 'unread', why: refused };
      return { is: 'read', items: inFile(file, itemsIn(file, endpoint, signal)) };
    },
  };
}

/** A link that leads out of the export is not followed. */
async function isThere(root: string, file: string): Promise<boolean> {
  try {
    const [within, real] = [await realpath(root), await realpath(file)];
    return real.startsWith(`${within}${sep}`) && (await stat(real)).isFile();
  } catch {
    return false;
  }
}

/** `gh api` writes the body of an error to the same place: `{"message":"Not Found","status":"404"}`. */
async function errorIn(file: string, signal: AbortSignal): Promise<string | undefined> {
  const text = (await wholeIfSmall(file, signal)) ?? '';
  // with --slurp a list was begun before the error
  const body = text.replace(/^\[\s*(?=\{)/, '').replace(/\s*\]$/, '');
  if (!body.startsWith('{') || body.length > 4096 || !/"message"/.test(body)) return undefined;
  const error = errorBody.safeParse(parsed(body)).data;
  if (error?.status === undefined && error?.documentation_url === undefined) return undefined;
  const status = error.status === undefined ? '' : `${error.status}: `;
  return `GitHub answered ${status}${error.message}`;
}

const errorBody = z.object({
  message: z.string().max(1000),
  status: z
    .string()
    .regex(/^\d{3}$/)
    .optional(),
  documentation_url: z.string().optional(),
});

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
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim();
}

async function* itemsIn(
  file: string,
  { answer }: Pick<Endpoint<unknown>, 'answer'>,
  signal: AbortSignal,
): AsyncIterable<{ readonly at: string; readonly value: unknown }> {
  const bytes = (): AsyncIterable<Uint8Array> => bytesOf(file, signal);
  const text = await wholeIfSmall(file, signal);
  if (answer === 'one') {
    for await (const each of streamJson(bytes(), [text?.startsWith('[') === true ? '*' : ''])) yield each;
    return;
  }
  if (answer === 'list') {
    if (text === '[]') return;
    if (text?.startsWith('{') === true) throw notAList();
    for await (const { at, value } of streamJson(bytes(), ['*'])) yield* flat(at, value);
    return;
  }
  const { member } = answer;
  const paths = [`${member}.*`, 'total_count', `*.${member}.*`, '*.total_count'];
  for await (const each of streamJson(bytes(), text === '[]' ? [''] : paths))
    if (!each.path.endsWith('total_count') && each.path !== '') yield each;
}

/** With `--slurp` a list is a list of pages. */
function* flat(at: string, value: unknown): Iterable<{ readonly at: string; readonly value: unknown }> {
  if (!Array.isArray(value)) yield { at, value };
  else for (const [n, each] of value.entries()) yield { at: `${at}.${n}`, value: each };
}

const notAList = (): Fault =>
  new Fault('input_wrong_kind', 'The JSON is one object; GitHub answers this with a list.', {
    next: 'Export it again: `gh api --paginate PATH > PATH.json`.',
  });
