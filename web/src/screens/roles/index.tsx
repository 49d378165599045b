import { getRouteApi } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import { Select } from '../../components/select.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { percent } from '../../text/format.ts';
import { t } from '../../text/roles.ts';
import { HeldMatrix } from './held-matrix.tsx';
import { Outliers } from './outliers.tsx';
import { RoleList } from './role-list.tsx';
import { readRolesSearch, type RolesSearch } from './roles-search.ts';
import './roles.css';

const here = getRouteApi('/inside/roles');

/** Roles that would say what the accounts of a source hold, what their users share, and who stands out. */
export function Screen() {
  const search = here.useSearch();
  const navigate = here.useNavigate();
  const change = (more: Partial<Record<keyof RolesSearch, unknown>>): void =>
    void navigate({ search: readRolesSearch({ ...search, ...more }), replace: true });
  const sources = useRoute('sources.list', {});
  return (
    <Page title={t('title')} width="full">
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <div className="list-tools">
        <Select
          label={t('source')}
          value={search.source}
          placeholder={t('chooseTitle')}
          choices={(sources.data?.items ?? []).map(({ source: { id } }) => ({ id, label: id }))}
          onChange={(source) => change({ source, role: undefined, find: undefined })}
        />
      </div>
      {search.source === undefined ? (
        <EmptyState icon="role" title={t('chooseTitle')}>
          {t('chooseWhy')}
        </EmptyState>
      ) : (
        <Suggested source={search.source} search={search} onChange={change} />
      )}
    </Page>
  );
}

function Suggested({
  source,
  search,
  onChange,
}: {
  readonly source: string;
  readonly search: RolesSearch;
  readonly onChange: (more: Partial<Record<keyof RolesSearch, unknown>>) => void;
}) {
  const query = useRoute('roles.suggest', { source, limit: 300 });
  if (query.error !== null)
    return <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton rows={10} />;
  const { data } = query;
  if (data.pairs === 0)
    return (
      <EmptyState icon="role" title={t('nothing')}>
        {t('nothingWhy')}
      </EmptyState>
    );
  return (
    <div className="stack roles-told">
      <div>
        <h2 aria-live="polite">{t('headline', { count: data.total, users: data.users })}</h2>
        <p className="soft">
          {data.isFewest ? t('fewest') : t('notProven')}{' '}
          {data.coverage
            .map(({ share, roles }) => t('coverage', { roles, share: percent(share) }))
            .join(', ')}
          . {data.leftOut === 0 ? null : t('leftOut', { count: data.leftOut })}
        </p>
      </div>
      <HeldMatrix answer={data} chosen={search.role} />
      <RoleList
        answer={data}
        chosen={search.role}
        find={search.find ?? ''}
        onChoose={(role) => onChange({ role })}
        onFind={(find) => onChange({ find })}
      />
      <Outliers outliers={data.outliers} />
    </div>
  );
}
