import { getRouteApi } from '@tanstack/react-router';
import { Tabs } from '../../components/tabs.tsx';
import { useRoute } from '../../api/queries.ts';
import { ViewBar } from '../../saved-views/view-bar.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/identities.ts';
import { ExportList } from './export-list.tsx';
import { IdentityList } from './identity-list.tsx';
import { readListSearch } from './list-search.ts';

const here = getRouteApi('/inside/identities');

/** The estate in two lanes: people, and workloads and agents. */
export function Screen() {
  const search = here.useSearch();
  const { saved, ...asked } = search;
  const navigate = here.useNavigate();
  const people = useRoute('identities.facets', { lane: 'people' });
  const workloads = useRoute('identities.facets', { lane: 'workloads' });
  const countOf = (facets: typeof people) => (facets.data === undefined ? {} : { count: facets.data.total });
  const list = (
    <IdentityList search={search} all={search.lane === 'workloads' ? workloads.data : people.data} />
  );
  return (
    <Page title={t('title')} width="full" actions={<ExportList search={search} />}>
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <ViewBar
        asks={{ list: 'identities', search: asked }}
        saved={saved}
        onOpen={(next) => void navigate({ search: readListSearch(next) })}
      />
      <Tabs
        label={t('lanes')}
        value={search.lane ?? 'people'}
        // filters of one lane need not make sense in the other; what was typed does
        onChange={(lane) =>
          void navigate({ search: readListSearch({ lane, q: search.q, sort: search.sort }) })
        }
        tabs={[
          { id: 'people', label: t('people'), ...countOf(people), content: list },
          { id: 'workloads', label: t('workloads'), ...countOf(workloads), content: list },
        ]}
      />
    </Page>
  );
}
