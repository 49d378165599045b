import { getRouteApi } from '@tanstack/react-router';
import { useList } from '../../api/use-list.ts';
import { Button } from '../../components/button.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { t } from '../../text/policies.ts';
import { PolicyEntry } from './policy-entry.tsx';
import { readPolicySearch } from './policy-search.ts';

const here = getRouteApi('/inside/policies');

/** Every policy in force, by id, each with what it means. */
export function PolicyList() {
  const { q, layer } = here.useSearch();
  const navigate = here.useNavigate();
  const list = useList('policies.list', {
    limit: 60,
    ...(q === undefined ? {} : { search: q }),
    ...(layer === undefined ? {} : { layer: [layer] }),
  });
  const change = (more: Readonly<Record<string, unknown>>): void =>
    void navigate({ search: readPolicySearch({ tab: 'list', q, layer, ...more }), replace: true });
  const { table, rows, first } = list;
  const count = t('count', { count: first?.total.count ?? 0 });
  return (
    <>
      <div className="list-tools">
        <SearchField
          label={t('find')}
          value={q ?? ''}
          answer={first === undefined ? undefined : count}
          onSearch={(text) => change({ q: text })}
        />
        <Segmented
          label={t('layers')}
          value={layer ?? 'all'}
          onChange={(id) => change({ layer: id })}
          choices={[
            { id: 'all', label: t('layerAll') },
            { id: 'fixed', label: t('layerFixed') },
            { id: 'file', label: t('layerFile') },
            { id: 'rights', label: t('layerRights') },
          ]}
        />
        {first === undefined ? null : <span className="quiet">{count}</span>}
      </div>
      {table.problem !== null ? (
        <ErrorState problem={table.problem} title={t('failed')} onRetry={table.onRetry} />
      ) : table.isLoading ? (
        <Skeleton rows={8} />
      ) : rows.length === 0 ? (
        <EmptyState icon="search" title={t('noMatch')}>
          {t('noMatchWhy')}
        </EmptyState>
      ) : (
        <div className="policies">
          {rows.map((policy) => (
            <PolicyEntry key={policy.id} policy={policy} />
          ))}
          {table.hasMore ? (
            <Button isDisabled={table.isLoadingMore} onPress={table.onMore}>
              {t('more')}
            </Button>
          ) : null}
        </div>
      )}
    </>
  );
}
