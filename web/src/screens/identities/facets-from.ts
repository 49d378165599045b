import type { RouteOutput } from '../../api/route-table.ts';
import type { Facet } from '../../components/facets.tsx';
import { t } from '../../text/identities.ts';
import { t as pieces } from '../../text/pieces.ts';
import { facetNames, type FacetName, type ListSearch } from './list-search.ts';

export type FacetCounts = RouteOutput<'identities.facets'>;

/**
 * The menus: every value that the lane has, with how many there are under the filters now. Where a facet is already chosen
 * from, what else it could add was not counted, and no number is shown.
 */
export function facetsFrom(
  lane: 'people' | 'workloads',
  all: FacetCounts | undefined,
  now: FacetCounts | undefined,
  search: ListSearch,
): readonly Facet[] {
  return facetNames
    .filter((name) => lane === 'workloads' || (name !== 'owned' && name !== 'kind'))
    .map((name) => ({
      id: name,
      label: labels[name],
      options: (all?.counts[name] ?? []).map(({ value }) => {
        const count = now?.counts[name].find((each) => each.value === value)?.count;
        const isChosenFrom = (search[name]?.length ?? 0) > 0;
        const known = count ?? (isChosenFrom || now === undefined ? undefined : 0);
        return { id: value, label: wordOf(name, value), ...(known === undefined ? {} : { count: known }) };
      }),
    }));
}

const labels: Readonly<Record<FacetName, string>> = {
  kind: t('facetKind'),
  source: t('facetSource'),
  state: t('facetState'),
  severity: t('facetSeverity'),
  owned: t('facetOwned'),
  privileged: t('facetPrivileged'),
};

const words: Readonly<Record<FacetName, Readonly<Record<string, string>>>> = {
  kind: {
    person: pieces('person'),
    service_account: pieces('service_account'),
    workload: pieces('workload'),
    integration: pieces('integration'),
    agent: pieces('agent'),
    unknown: t('kindUnknown'),
  },
  source: {},
  state: {
    active: t('stateActive'),
    disabled: t('stateDisabled'),
    locked: t('stateLocked'),
    expired: t('stateExpired'),
    left: t('stateLeft'),
    unknown: t('stateUnknown'),
  },
  severity: {
    critical: pieces('critical'),
    high: pieces('high'),
    medium: pieces('medium'),
    low: pieces('low'),
    info: t('severityInfo'),
    none: t('severityNone'),
  },
  owned: { yes: t('yes'), no: t('no'), person: t('ownedPerson') },
  privileged: { yes: t('yes'), no: t('no') },
};

const wordOf = (name: FacetName, value: string): string => words[name][value] ?? value;
