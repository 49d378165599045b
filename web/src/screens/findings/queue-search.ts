import { readSaved } from '../../saved-views/saved-search.ts';

/** What the queue is asked for, as it stands in the address: a link shows what its sender saw. */
export interface QueueSearch {
  readonly q?: string;
  readonly state?: 'accepted' | 'closed';
  readonly severity?: readonly Severity[];
  readonly rule?: readonly string[];
  readonly source?: readonly string[];
  /** The key of one account; `source` says of which source. */
  readonly account?: string;
  /** The key of what one change would close. */
  readonly cause?: string;
  readonly by?: Grouping;
  /** The saved view that this was opened from. */
  readonly saved?: string;
}

export const groupings = ['cause', 'rule', 'identity', 'source'] as const;
export type Grouping = (typeof groupings)[number];
const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
type Severity = (typeof severities)[number];

export const facetNames = ['severity', 'rule', 'source'] as const;

/** Reads an address leniently: what is unknown filters nothing. */
export function readQueueSearch(raw: Readonly<Record<string, unknown>>): QueueSearch {
  const { q, state, account, cause } = raw;
  const by = groupings.find((each) => each === raw['by']);
  const severity = severities.filter((each) => texts(raw['severity']).includes(each));
  const [rule, source] = [texts(raw['rule']), texts(raw['source'])];
  return {
    ...(typeof q === 'string' && q !== '' ? { q: q.slice(0, 200) } : {}),
    ...(state === 'accepted' || state === 'closed' ? { state } : {}),
    ...(severity.length > 0 ? { severity } : {}),
    ...(rule.length > 0 ? { rule } : {}),
    ...(source.length > 0 ? { source } : {}),
    ...(typeof account === 'string' && account !== '' && account.length <= 4096 ? { account } : {}),
    ...(typeof cause === 'string' && cause !== '' && cause.length <= 4096 ? { cause } : {}),
    ...(by === undefined ? {} : { by }),
    ...readSaved(raw['saved']),
  };
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.filter((each) => typeof each === 'string' && each !== '' && each.length <= 100).slice(0, 50)
    : [];

/** The filters as the API takes them. */
export const filtersOf = ({ q, state, by: _by, saved: _saved, ...rest }: QueueSearch) => ({
  ...(q === undefined ? {} : { search: q }),
  ...(state === undefined ? {} : { state: [state] }),
  ...rest,
});
