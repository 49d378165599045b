import { z } from 'zod';

const count = z.int().min(0);

/** What a log holds, added up over its files: what was read, and what could not be and why. */
export const toldOfLog = z.strictObject({
  files: count,
  events: count,
  begun: count,
  undated: count,
  byNobody: count,
  byOthers: count,
  firstMs: z.int().nullable(),
  lastMs: z.int().nullable(),
  formats: z.array(z.strictObject({ format: z.string(), events: count })),
  refused: z.array(z.strictObject({ format: z.string().nullable(), why: z.string(), count })),
});
export type ToldOfLog = Readonly<z.infer<typeof toldOfLog>>;

export const nothingTold: ToldOfLog = {
  files: 0,
  events: 0,
  begun: 0,
  undated: 0,
  byNobody: 0,
  byOthers: 0,
  firstMs: null,
  lastMs: null,
  formats: [],
  refused: [],
};

/** Different reasons that are kept one by one; those beyond are counted together. */
const mostReasons = 100;

/** Both together. */
export function toldTogether(a: ToldOfLog, b: ToldOfLog): ToldOfLog {
  const refused = new Map<string, { format: string | null; why: string; count: number }>();
  for (const { format, why, count: times } of [...a.refused, ...b.refused]) {
    const key = JSON.stringify([format, why]);
    const isKept = refused.has(key) || refused.size < mostReasons;
    const at = isKept ? key : '';
    const before = refused.get(at);
    if (before === undefined)
      refused.set(
        at,
        isKept ? { format, why, count: times } : { format: null, why: 'Other reasons.', count: times },
      );
    else before.count += times;
  }
  const formats = new Map<string, number>();
  for (const { format, events } of [...a.formats, ...b.formats])
    formats.set(format, (formats.get(format) ?? 0) + events);
  return {
    files: a.files + b.files,
    events: a.events + b.events,
    begun: a.begun + b.begun,
    undated: a.undated + b.undated,
    byNobody: a.byNobody + b.byNobody,
    byOthers: a.byOthers + b.byOthers,
    firstMs: a.firstMs === null ? b.firstMs : b.firstMs === null ? a.firstMs : Math.min(a.firstMs, b.firstMs),
    lastMs: a.lastMs === null ? b.lastMs : b.lastMs === null ? a.lastMs : Math.max(a.lastMs, b.lastMs),
    formats: [...formats].map(([format, events]) => ({ format, events })),
    refused: [...refused.values()].sort((x, y) => y.count - x.count),
  };
}
