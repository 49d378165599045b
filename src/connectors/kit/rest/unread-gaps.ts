import type { Observation } from '../../../model/index.ts';
import type { Unread } from './asking.ts';

/**
 * A gap for each question that was not answered, saying of how many; `scope` is where it was asked. One that was answered in
 * part has a key of its own, since losing the rest of it is news.
 */
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
            key: `${before}${unreadKey(id, each)}`,
            what: (each.asked === 1
              ? `${each.what} (${scope})`
              : `${each.what}: for ${each.unread} of ${each.asked} (${scope})`
            ).slice(0, 4000),
            why: each.why.slice(0, 4000),
            hides: hiddenBy(each),
          },
        ],
  );

type Counts = Pick<Unread, 'asked' | 'unread'>;
export const hiddenBy = ({ asked, unread }: Counts): 'some' | 'all' => (unread < asked ? 'some' : 'all');
export const unreadKey = (id: string, counts: Counts): string =>
  `unread/${id}${hiddenBy(counts) === 'some' ? '/some' : ''}`;
