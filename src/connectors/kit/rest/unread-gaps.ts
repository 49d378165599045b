import type { Observation } from '../../../model/index.ts';
import type { Unread } from './asking.ts';

/** A gap for each question that was not answered, saying of how many; `scope` is where it was asked. */
export const unreadGaps = (
  unread: ReadonlyMap<string, Unread>,
  { before = '', scope }: { readonly before?: string; readonly scope: string },
): readonly Observation[] =>
  [...unread].flatMap(([id, each]): readonly Observation[] =>
    each.unread === 0
      ? []
      : [
          {
            type: 'gap',
            key: `${before}unread/${id}`,
            what: (each.asked === 1
              ? `${each.what} (${scope})`
              : `${each.what}: for ${each.unread} of ${each.asked} (${scope})`
            ).slice(0, 4000),
            why: each.why.slice(0, 4000),
          },
        ],
  );
