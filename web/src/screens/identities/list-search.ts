import { readSaved } from '../../saved-views/saved-search.ts';

/** What the list of identities is asked for, as it stands in the address: a link shows what its sender saw. */
export interface ListSearch {
  readonly lane?: 'workloads';
  readonly q?: string;
  readonly sort?: 'name' | 'last_used';
  readonly kind?: readonly Kind[];
  readonly source?: readonly string[];
  readonly state?: readonly string[];
  readonly severity?: readonly Severity[];
  readonly owned?: readonly Owned[];
  readonly privileged?: readonly YesNo[];
  /** The saved view that this was opened from. */
  readonly saved?: string;
}

const kinds = ['person', 'service_account', 'workload', 'integration', 'agent', 'unknown'] as const;
type Kind = (typeof kinds)[number];
const severities = ['critical', 'high', 'medium', 'low', 'info', 'none'] as const;
type Severity = (typeof severities)[number];
const yesNo = ['yes', 'no'] as const;
type YesNo = (typeof yesNo)[number];
const owned = ['yes', 'no', 'person'] as const;
type Owned = (typeof owned)[number];

export const facetNames = ['kind', 'source', 'state', 'severity', 'owned', 'privileged'] as const;
export type FacetName = (typeof facetNames)[number];

/** Reads an address, or what a menu chose, leniently: what is unknown filters nothing. */
export function readListSearch(raw: Readonly<Record<string, unknown>>): ListSearch {
  const { lane, q, sort } = raw;
  return {
    ...(lane === 'workloads' ? { lane } : {}),
    ...(typeof q === 'string' && q !== '' ? { q: q.slice(0, 200) } : {}),
    ...(sort === 'name' || sort === 'last_used' ? { sort } : {}),
    ...some('kind', oneOf(raw['kind'], kinds)),
    ...some('source', texts(raw['source'])),
    ...some('state', texts(raw['state'])),
    ...some('severity', oneOf(raw['severity'], severities)),
    ...some('owned', oneOf(raw['owned'], owned)),
    ...some('privileged', oneOf(raw['privileged'], yesNo)),
    ...readSaved(raw['saved']),
  };
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.filter((each) => typeof each === 'string' && each !== '' && each.length <= 40).slice(0, 50)
    : [];

const oneOf = <T extends string>(value: unknown, all: readonly T[]): readonly T[] =>
  all.filter((each) => texts(value).includes(each));

const some = <N extends string, T>(name: N, values: readonly T[]): { readonly [K in N]?: readonly T[] } => {
  const filter: { [K in N]?: readonly T[] } = {};
  if (values.length > 0) filter[name] = values;
  return filter;
};

/** The filters as the API takes them. */
export function filtersOf({ lane, q, sort: _sort, saved: _saved, ...facets }: ListSearch) {
  return { lane: lane ?? 'people', ...(q === undefined ? {} : { search: q }), ...facets } as const;
}
