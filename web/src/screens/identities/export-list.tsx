import { call } from '../../api/client.ts';
import { ExportButton } from '../../components/export-button.tsx';
import { t } from '../../text/identities.ts';
import { csvColumns } from './csv-columns.ts';
import { filtersOf, type ListSearch } from './list-search.ts';

/** What is filtered, as a file, in the order of the list: up to 10,000 rows. */
export const ExportList = ({ search }: { readonly search: ListSearch }) => (
  <ExportButton
    columns={csvColumns}
    file={`identities-${search.lane ?? 'people'}.csv`}
    most={10_000}
    page={async (cursor) => {
      const { items, next } = await call('identities.list', {
        ...filtersOf(search),
        sort: search.sort ?? 'risk',
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
      });
      return { rows: items, next };
    }}
    said={{ whole: (count) => t('exported', { count }), cut: (count) => t('exportCut', { count }) }}
  />
);
