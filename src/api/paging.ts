import { z } from 'zod';
import { refuse, type Result } from '../model/index.ts';
import { digestOfValue } from '../platform/canonical.ts';
import { limit } from './routes/shared.ts';

/**
 * Keyset paging. A page says where the next one begins as an opaque cursor: the last row's own place in the order, so that
 * rows which come and go between two calls are neither skipped nor shown twice. A cursor holds for the filters and the sort
 * it was made under; it carries no authority and no secret, and its content meets the list's own schema like any input.
 */

/** The query members of every list: `cursor`, `limit`, and `sort` from a closed list, the first being the usual one. */
export const pageQuery = <const S extends readonly [string, ...string[]]>(asked: {
  readonly sorts: S;
  readonly most: number;
  readonly usual: number;
}) => ({
  cursor: z.string().min(1).max(9000).exactOptional().meta({ description: 'The `next` of the page before.' }),
  limit: limit(asked.most, asked.usual),
  sort: z.enum(asked.sorts).default(asked.sorts[0]),
});

export const total = z
  .strictObject({ count: z.int(), isLeast: z.boolean() })
  .meta({ id: 'Total', description: 'How many fit the filters; `isLeast`: at least so many.' });

const next = z.string().nullable().meta({ description: 'The cursor of the next page; null: there is none.' });

/** A page of `item`; `more` are the other members of this list's answer. */
export const pageOf = <I extends z.ZodType, const M extends z.ZodRawShape>(item: I, more: M) =>
  z.strictObject({ items: z.array(item), next, ...more });

/** What a list is asked for, besides its filters. */
export interface PageAsked {
  readonly cursor?: string;
  readonly limit: number;
  readonly sort: string;
}

/** To be spread into what a use case is asked. */
type After<K> = { readonly after: K } | { readonly after?: never };

/** Reads the cursor of a request, asks for the page after it, and writes the cursor of the next. */
export async function paged<K, V extends { readonly next: K | null }>(
  keyset: z.ZodType<K>,
  input: PageAsked,
  ask: (after: After<K>) => Promise<Result<V>>,
): Promise<Result<Omit<V, 'next'> & { readonly next: string | null }>> {
  const asked = digestOfAsked(input);
  const after = input.cursor === undefined ? undefined : readCursor(keyset, input.cursor, asked);
  if (input.cursor !== undefined && after === undefined)
    return refuse(
      'input_invalid',
      '`cursor`: not one of this list, with these filters and this sort.',
      'Take the `next` of the page before, and change nothing else; or begin without a cursor.',
    );
  const page = await ask(after === undefined ? {} : { after });
  if (!page.ok) return page;
  return {
    ok: true,
    value: {
      ...page.value,
      next: page.value.next === null ? null : writeCursor(asked, page.value.next),
    },
  };
}

/** What a cursor holds for: every member of the request but where it begins and how long a page is. */
function digestOfAsked(input: PageAsked): string {
  const { cursor: _cursor, limit: _limit, ...filters } = input;
  return digestOfValue('countersign/page/v1', filters).slice(0, 16);
}

const writeCursor = (asked: string, keyset: unknown): string =>
  Buffer.from(JSON.stringify([asked, keyset])).toString('base64url');

function readCursor<K>(keyset: z.ZodType<K>, cursor: string, asked: string): K | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  const parsed = z.tuple([z.literal(asked), keyset]).safeParse(value);
  return parsed.success ? parsed.data[1] : undefined;
}
