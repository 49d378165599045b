import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Facets, type Facet } from '../../components/facets.tsx';
import { Icon } from '../../components/icon.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { number } from '../../text/format.ts';
import { t as cases } from '../../text/cases.ts';
import { t } from '../../text/findings.ts';
import { t as pieces } from '../../text/pieces.ts';
import { facetNames, filtersOf, readQueueSearch, type Grouping, type QueueSearch } from './queue-search.ts';

type Counts = RouteOutput<'findings.facets'>;

/** Search over everything, state, how it is put together, and filters with the number behind each. */
export function QueueTools({
  search,
  counts,
  onChange,
}: {
  readonly search: QueueSearch;
  /** Under the filters now. */
  readonly counts: Counts | undefined;
  readonly onChange: (search: QueueSearch) => void;
}) {
  const { state } = search;
  // every value that there is in this state, so that a menu does not lose what its own filter hides
  const all = useRoute('findings.facets', state === undefined ? {} : filtersOf({ state })).data;
  const change = (more: Readonly<Record<string, unknown>>): void =>
    onChange(readQueueSearch({ ...search, ...more }));
  const answer = counts === undefined ? undefined : countIn(counts);
  return (
    <div className="list-tools">
      <SearchField
        label={t('search')}
        value={search.q ?? ''}
        answer={answer}
        onSearch={(q) => change({ q })}
      />
      <Facets
        facets={facetNames.map((name): Facet => ({
          id: name,
          label: labels[name],
          options: (all?.counts[name] ?? []).map(({ value }) => {
            const now = counts?.counts[name].find((each) => each.value === value)?.count;
            const isChosenFrom = (search[name]?.length ?? 0) > 0;
            const count = now ?? (isChosenFrom || counts === undefined ? undefined : 0);
            return { id: value, label: wordOf(name, value), ...(count === undefined ? {} : { count }) };
          }),
        }))}
        filters={{
          severity: search.severity ?? [],
          rule: search.rule ?? [],
          source: search.source ?? [],
          ...(search.account === undefined ? {} : { account: [search.account] }),
        }}
        onChange={(next) =>
          change({
            severity: next['severity'] ?? [],
            rule: next['rule'] ?? [],
            source: next['source'] ?? [],
            // an account is one of a source: without that it means nothing
            account: next['source']?.length === 1 ? (next['account']?.[0] ?? search.account) : undefined,
          })
        }
      />
      {search.cause === undefined ? null : (
        <button
          type="button"
          className="chip"
          aria-label={pieces('removeFilter', { what: t('oneCause') })}
          onClick={() => change({ cause: undefined })}
        >
          {t('oneCause')}
          <Icon name="cross" small />
        </button>
      )}
      <Segmented
        label={cases('state')}
        value={state ?? 'open'}
        onChange={(next) => change({ state: next })}
        choices={[
          { id: 'open', label: cases('open') },
          { id: 'accepted', label: cases('accepted') },
          { id: 'closed', label: cases('closed') },
        ]}
      />
      <Segmented
        label={t('view')}
        value={search.by ?? 'flat'}
        onChange={(by) => change({ by })}
        choices={views}
      />
      <span className="end quiet num">{answer}</span>
    </div>
  );
}

const countIn = (counts: Counts): string =>
  counts.atLeast ? t('atLeast', { count: number(counts.total) }) : t('count', { count: counts.total });

const views: readonly { readonly id: Grouping | 'flat'; readonly label: string }[] = [
  { id: 'flat', label: t('flat') },
  { id: 'cause', label: t('byCause') },
  { id: 'rule', label: t('byRule') },
  { id: 'identity', label: t('byIdentity') },
  { id: 'source', label: t('bySource') },
];

const labels = { severity: t('severity'), rule: t('rule'), source: t('source') } as const;
const severityWords: Readonly<Record<string, string>> = {
  critical: pieces('critical'),
  high: pieces('high'),
  medium: pieces('medium'),
  low: pieces('low'),
  info: t('info'),
};
const wordOf = (name: (typeof facetNames)[number], value: string): string =>
  name === 'severity' ? (severityWords[value] ?? value) : value;
