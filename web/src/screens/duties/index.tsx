import { getRouteApi, Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/duties.ts';
import { Conflicts } from './conflicts.tsx';
import { Matrix } from './matrix.tsx';
import { Rules } from './rules.tsx';
import './duties.css';

const here = getRouteApi('/inside/duties');

/** Which duties stay apart, who has two of them, and by which paths. */
export function Screen() {
  const { rule } = here.useSearch();
  const navigate = here.useNavigate();
  const query = useRoute('duties.check', { limit: 500, ...(rule === undefined ? {} : { rule }) });
  const choose = (id: string | undefined): void =>
    void navigate({ search: id === undefined ? {} : { rule: id }, replace: true });
  return (
    <Page
      title={t('title')}
      width="full"
      actions={
        <Link to="/what-if" search={{ how: 'rules' }} className="link">
          {t('whatIf')}
        </Link>
      }
    >
      <PageHead title={t('title')}>{t('why')}</PageHead>
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton rows={8} />
      ) : query.data.rules.length === 0 ? (
        <EmptyState icon="policy" title={t('noRules')}>
          {t('noRulesWhy')}
        </EmptyState>
      ) : (
        <div className="stack">
          <Matrix rules={query.data.rules} chosen={rule} onChoose={choose} />
          <Rules rules={query.data.rules} chosen={rule} onChoose={choose} />
          <Conflicts
            answer={query.data}
            rule={query.data.rules.find(({ id }) => id === rule)}
            onAll={() => choose(undefined)}
          />
          {query.data.unknown.length === 0 ? null : (
            <Card title={t('unknown')}>
              <p className="soft">{t('unknownWhy')}</p>
              <ul className="plain-list">
                {query.data.unknown.map(({ duty, right }) => (
                  <li key={`${duty} ${right}`} className="mono breaks">
                    {duty}: {right}
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </div>
      )}
    </Page>
  );
}
