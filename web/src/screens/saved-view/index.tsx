import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Page } from '../../shell/page.tsx';
import { t } from '../../text/saved-views.ts';

const here = getRouteApi('/inside/views/$id');

/** The link to a saved view: leads to its list, asked what the view keeps; or says that the view is not there. */
export function Screen() {
  const { id } = here.useParams();
  const { data, error, refetch } = useRoute('views.show', { id });
  const asks = data?.view.asks;
  switch (asks?.list) {
    case 'identities':
      return <Navigate to="/identities" search={{ ...asks.search, saved: id }} replace />;
    case 'findings':
      return <Navigate to="/findings" search={{ ...asks.search, saved: id }} replace />;
    case 'access':
      return <Navigate to="/access" search={{ ...asks.search, saved: id }} replace />;
    case undefined:
    default:
      return (
        <Page title={error === null ? t('opening') : t('noSuchView')}>
          {error === null ? (
            <Skeleton rows={6} />
          ) : error.status === 404 || error.status === 400 ? (
            <EmptyState
              icon="search"
              title={t('noSuchView')}
              actions={
                <>
                  <Link className="btn" to="/findings">
                    {t('toFindings')}
                  </Link>
                  <Link className="btn" to="/identities">
                    {t('toIdentities')}
                  </Link>
                </>
              }
            >
              {t('noSuchViewWhy')}
            </EmptyState>
          ) : (
            <ErrorState problem={error} title={t('noSuchView')} onRetry={() => void refetch()} />
          )}
        </Page>
      );
  }
}
