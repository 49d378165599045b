import { z } from 'zod';

// decisions stand before the answers, and are of no interest here
const kept = z.looseObject({ leaves: z.array(z.looseObject({})).max(20_001) });
const answer = z.looseObject({
  v: z.literal('countersign/campaign-answer/v1'),
  item: z.int(),
  seat: z.int(),
  answer: z.string(),
});

/**
 * What the kept leaves of a submission (its blob `answers`) say of one item; cheap where they do not speak of it. Undefined:
 * they are no answers that can be read.
 */
export function answersIn(
  content: string,
  item: number,
): readonly { readonly seat: number; readonly answer: string }[] | undefined {
  if (!content.includes(`"item":${item},`)) return [];
  return leavesIn(content)?.flatMap((leaf) => {
    const read = answer.safeParse(leaf);
    return read.success && read.data.item === item
      ? [{ seat: read.data.seat, answer: read.data.answer }]
      : [];
  });
}

/** The leaves of a submission as they are kept, whoever wrote them; undefined: this is no such text. */
export function leavesIn(content: string): readonly Readonly<Record<string, unknown>>[] | undefined {
  try {
    return kept.safeParse(JSON.parse(content)).data?.leaves;
  } catch {
    return undefined;
  }
}
