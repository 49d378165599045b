import type { z } from 'zod';
import { inertWithin } from '../platform/text.ts';

/** One thing that is wrong with a request. */
export interface Issue {
  readonly in: string;
  /** `changes.0.until`. */
  readonly at: string;
  readonly says: string;
}

const most = 10;

/** What is wrong in which part, the first few, as inert bounded text: a request can name its members as it likes. */
export function issuesIn(given: Readonly<Record<string, z.ZodSafeParseResult<unknown>>>): readonly Issue[] {
  return Object.entries(given)
    .flatMap(([part, parsed]) =>
      parsed.success
        ? []
        : parsed.error.issues.slice(0, most).map((issue) => {
            const at = inertWithin(issue.path.map(String).join('.'), 200);
            return {
              in: part,
              at,
              says: `${at === '' ? part : `\`${at}\``}: ${inertWithin(issue.message, 200)}.`,
            };
          }),
    )
    .slice(0, most);
}
