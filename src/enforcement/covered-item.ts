import { z } from 'zod';
import { mostLeavesSigned, type Digest } from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { digestSchema } from '../platform/wire/proposal.ts';
import { isUnderRoot } from './inclusion.ts';

/** What a signature covers: one item, or the root of a tree of many. */
export type Covers<T> = { readonly item: T } | { readonly root: Digest; readonly size: number };

const place = z.looseObject({
  item: z.unknown(),
  index: z
    .number()
    .int()
    .min(0)
    .max(mostLeavesSigned - 1),
  proof: z.array(digestSchema).max(Math.ceil(Math.log2(mostLeavesSigned))),
});

/**
 * The item of an entry that its signed statement covers: the statement's own, or, when that covers a root, the one that the
 * entry's body proves to be under it, at its index. A sentence otherwise. A body that names another item beside the
 * statement's own is refused: nobody signed that one.
 */
export function coveredItem<T>(
  covers: Covers<T>,
  body: Readonly<Record<string, unknown>>,
  schema: z.ZodType<T>,
): { readonly item: T } | { readonly why: string } {
  if ('item' in covers)
    return ['item', 'index', 'proof'].some((name) => Object.hasOwn(body, name))
      ? { why: 'its statement covers an item, and it names another beside it' }
      : covers;
  const shown = place.safeParse(body);
  if (!shown.success) return { why: 'its statement covers many items, and it proves none' };
  const item = schema.safeParse(shown.data.item);
  if (!item.success) return { why: 'its item is not of the expected kind' };
  return isUnderRoot(canonicalJson(shown.data.item), shown.data, covers)
    ? { item: item.data }
    : { why: 'its item is not at that place under the root that was signed' };
}
