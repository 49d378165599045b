import { z } from 'zod';

const n = z.int().min(0);
const ms = z.int();
const at = { id: z.int(), week: z.int() };
const atOrAll = { id: z.int().nullable(), week: z.int().nullable() };
const span = { n, a: ms, b: ms };
const pairs = z.array(z.tuple([z.int(), n]));

/** What a row of the answer can be. `a` and `b`: the first and the last time. Whoever has no `id` is all together. */
export const bulkRow = z.discriminatedUnion('is', [
  z.object({ is: z.literal('odd'), odd: z.string().nullable(), n }),
  /** Of events that are not counted: whether they are events at all. */
  z.object({ is: z.literal('held'), part: z.enum(['who', 'act', 'origin']), key: z.string() }),
  z.object({ is: z.literal('who'), id: z.int(), who: z.string() }),
  z.object({ is: z.literal('act'), ...at, act: z.string(), ...span, untold: n }),
  z.object({ is: z.literal('origin'), ...at, origin: z.string(), ...span }),
  z.object({ is: z.literal('model'), ...at, act: z.string(), targets: z.string(), ...span }),
  z.object({ is: z.literal('hours'), ...at, hours: pairs }),
  z.object({ is: z.literal('past the hour'), ...at, minutes: pairs }),
  z.object({ is: z.literal('days'), ...at, days: z.array(z.tuple([n, ms, ms])) }),
  z.object({ is: z.literal('minutes'), ...atOrAll, total: n, minutes: z.array(z.tuple([n, ms, ms])) }),
  z.object({
    is: z.literal('names'),
    ...atOrAll,
    aspect: z.enum(['targets', 'acts', 'denied']),
    total: n,
    names: z.array(z.object({ name: z.string(), ...span })),
  }),
]);
export type BulkRow = z.infer<typeof bulkRow>;
