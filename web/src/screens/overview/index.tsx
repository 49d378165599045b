import { Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/facts.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/overview.ts';
import { Kinds } from './kinds.tsx';
import { Needs, needsOf } from './needs.tsx';
import { RiskOverTime } from './risk-over-time.tsx';
import { Since } from './since.tsx';
import { SourceHealth } from './source-health.tsx';
import { Unaccounted } from './unaccounted.tsx';
import './overview.css';

/** What needs a person now; what happened since they were last here; then how things stand. */
export function Screen() {
  const status = useRoute('status.show', {});
  const overview = useRoute('overview.show', {});
  const findings = useRoute('findings.list', { state: ['open'], limit: 200 });
  const cases = useRoute('proposals.list', { state: ['open'], limit: 5 });
  const failed = status.error ?? overview.error ?? findings.error ?? cases.error;
  if (failed !== null)
    return (
      <Page title={t('title')}>
        <ErrorState
          problem={failed}
          title={t('couldNotRead')}
          onRetry={() => {
            for (const each of [status, overview, findings, cases]) void each.refetch();
          }}
        />
      </Page>
    );
  if (
    status.data === undefined ||
    overview.data === undefined ||
    findings.data === undefined ||
    cases.data === undefined
  )
    return (
      <Page title={t('title')}>
        <Skeleton rows={8} />
      </Page>
    );
  const { sources, estate, openFindings, ledgerSize } = status.data;
  const drafted = findings.data.items.filter(({ draft }) => 'title' in draft);
  const needs = needsOf({
    status: status.data,
    overview: overview.data,
    cases: cases.data.items,
    drafted,
    worst: findings.data.items[0],
  });
  const writable = sources.filter((source) => source.writable).map(({ id }) => id);
  return (
    <Page title={t('title')} width="full">
      <PageHead
        loud
        title={needs.length === 0 ? t('nothingNeedsYou') : t('needsYou', { count: needs.length })}
      >
        {t('lead', { accounts: estate.accounts, people: estate.people })}
      </PageHead>
      <div className="overview">
        <div>
          {needs.length === 0 ? null : <Needs needs={needs} />}
          <Kinds kinds={overview.data.kinds} />
        </div>
        <div>
          <Since />
          <RiskOverTime points={overview.data.risk} open={openFindings} />
          <Unaccounted grants={overview.data.grants} />
          <Card>
            <Facts
              rows={[
                [
                  t('changes'),
                  writable.length === 0
                    ? t('changesNone')
                    : t('changesPossible', { count: writable.join(', ') }),
                ],
                [
                  t('openFindings'),
                  <Link key="f" to="/findings">
                    {number(openFindings)}
                  </Link>,
                ],
                [
                  t('entries'),
                  <Link key="l" to="/ledger">
                    {number(ledgerSize)}
                  </Link>,
                ],
              ]}
            />
          </Card>
        </div>
        <div className="whole">
          <SourceHealth sources={sources} />
        </div>
      </div>
    </Page>
  );
}
