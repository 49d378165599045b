import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { streamJson } from '../../platform/json-stream.ts';
import { bytesOf, inFile, isWithin, listInput, named } from '../kit/input-files.ts';
import type { AnswerItem } from '../kit/rest/asking.ts';
import type { Answers } from './answers.ts';
import { endpoints, within } from './endpoints.ts';

const nextLink = '@odata\\.nextLink';
const mostPages = 10_000;

/**
 * Answers of Graph kept in files: `users.json`, its further pages in `users.2.json` and so on, or all pages in one list.
 * What is asked about one object lies in a folder, `groups.members/ID.json`. A file that is not there was not read; one
 * that holds Graph's error body neither. A last page that names another one is refused: the rest would look deleted.
 */
export function exportFolder(root: string, signal: AbortSignal): Answers {
  const listings = new Map<string, Listing>();
  return {
    async ask(endpoint, id) {
      if (listings.size === 0) await holdsAnything(root);
      const folder = id === undefined ? root : join(root, endpoint.id);
      const listing = listings.get(folder) ?? (await listingOf(folder));
      listings.set(folder, listing);
      const files = await pagesOf(root, listing, id ?? endpoint.id);
      const [first] = files;
      if (first === undefined) return { is: 'unread', why: 'the export does not hold it' };
      const refused = await errorIn(first, signal);
      if (refused !== undefined) return { is: 'unread', why: refused };
      return { is: 'read', items: itemsOf(files, signal) };
    },
  };
}

async function holdsAnything(root: string): Promise<void> {
  const names = await listInput(root);
  const known = new Set([...Object.values(endpoints), ...Object.values(within)].map(({ id }) => id));
  if (names.some((name) => known.has((name.split(sep).at(-1) ?? '').replace(/(?:\.\d+)?\.json$/, ''))))
    return;
  throw new Fault(
    'not_found',
    `The folder \`${root}\` holds none of Graph’s answers, such as \`users.json\`.`,
    {
      next: 'Export it as docs/connectors/entra.md shows: each answer in the file that it names.',
    },
  );
}

/** The pages in a folder by name and number: looked up once, since there may be one for each of many groups. */
type Listing = ReadonlyMap<string, ReadonlyMap<number, string>>;

async function listingOf(folder: string): Promise<Listing> {
  const found = new Map<string, Map<number, string>>();
  for (const file of await readdir(folder).catch(() => [])) {
    const [, name, page = '1'] = /^([^.]+)(?:\.([1-9]\d{0,5}))?\.json$/.exec(file) ?? [];
    if (name === undefined) continue;
    const pages = found.get(name) ?? new Map<number, string>();
    found.set(name, pages);
    if (pages.has(Number(page)))
      throw new Fault(
        'input_invalid',
        `\`${join(folder, name)}.json\` and \`${name}.1.json\` are both there.`,
        {
          next: 'Keep one of them; further pages are `.2.json` and so on.',
        },
      );
    pages.set(Number(page), join(folder, file));
  }
  return found;
}

/** `NAME.json`, `NAME.2.json`, …: as many as follow each other. A link that leads out of the export is not followed. */
async function pagesOf(root: string, listing: Listing, name: string): Promise<readonly string[]> {
  const files: string[] = [];
  const pages = [...(listing.get(name) ?? [])].toSorted(([a], [b]) => a - b).slice(0, mostPages);
  for (const [at, [number, file]] of pages.entries()) {
    if (number !== at + 1)
      throw new Fault('input_invalid', `Page ${at + 1} of \`${name}\` is missing before \`${file}\`.`, {
        next: 'Export all of its pages again.',
      });
    if (!(await isWithin(root, file))) return [];
    files.push(file);
  }
  return files;
}

async function* itemsOf(files: readonly string[], signal: AbortSignal): AsyncIterable<AnswerItem> {
  for (const [at, file] of files.entries()) {
    let goesOn = false;
    const items = pageItems(file, signal, (more) => {
      goesOn = more;
    });
    yield* inFile(file, items);
    if (goesOn && at === files.length - 1)
      throw named(
        file,
        new Fault(
          'input_invalid',
          'The answer goes on (`@odata.nextLink`), and the next page is not there.',
          {
            next: 'Export all of its pages (docs/connectors/entra.md): what lies on the others would look deleted.',
          },
        ),
      );
  }
}

/** The items of one file: a page, a list of pages, or a list of items. `goesOn`: whether the last page names another. */
async function* pageItems(
  file: string,
  signal: AbortSignal,
  goesOn: (more: boolean) => void,
): AsyncIterable<AnswerItem> {
  const isPage = (await beginningOf(file, signal)).startsWith('{');
  // read whole first: a key given twice is refused only within a value
  const paths = isPage ? ['value.*', nextLink] : ['*'];
  for await (const { path, at, value } of streamJson(bytesOf(file, signal), paths)) {
    if (path === nextLink) goesOn(value !== null);
    else if (isPage) yield { at, value };
    else {
      const page = pageShape.safeParse(value).data;
      if (page === undefined) yield { at, value };
      else {
        goesOn(typeof page['@odata.nextLink'] === 'string');
        for (const [n, each] of page.value.entries()) yield { at: `${at}.value.${n}`, value: each };
      }
    }
  }
}

const pageShape = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() });

async function beginningOf(file: string, signal: AbortSignal): Promise<string> {
  for await (const chunk of bytesOf(file, signal))
    return Buffer.from(chunk.subarray(0, 4096))
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trimStart();
  return '';
}

/** `{"error":{"code":"Authorization_RequestDenied","message":"…"}}`, as `az rest` and `curl` keep it. */
async function errorIn(file: string, signal: AbortSignal): Promise<string | undefined> {
  if (!/^(?:\[\s*)?\{\s*"error"/.test(await beginningOf(file, signal)) || (await stat(file)).size > 1 << 16)
    return undefined;
  for await (const { value } of inFile(file, streamJson(bytesOf(file, signal), ['error', '*.error']))) {
    const error = errorShape.safeParse(value).data;
    if (error !== undefined) return `Graph answered ${error.code}: ${error.message}`;
  }
  return undefined;
}

const errorShape = z.object({ code: z.string().max(500), message: z.string().max(4000) });
