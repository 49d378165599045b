import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useRoute } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/facts.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/overview.ts';
import './overview.css';

interface Need {
  readonly key: string;
  readonly mark: ReactNode;
  readonly title: string;
  readonly why: string;
  readonly act: string;
  readonly to: string;
}

/** What needs a person now, then how things stand. */
export function Screen() {
  const navigate = useNavigate();
  const status = useRoute('status.show', {});
  const findings = useRoute('findings.list', { state: ['open'], limit: 200 });
  const proposals = useRoute('proposals.list', { state: ['open'] });
  const failed = status.error ?? findings.error ?? proposals.error;
  if (failed !== null)
    return (
      <Page title={t('title')}>
        <ErrorState problem={failed} title={t('couldNotRead')} onRetry={() => void status.refetch()} />
      </Page>
    );
  if (status.data === undefined || findings.data === undefined || proposals.data === undefined)
    return (
      <Page title={t('title')}>
        <Skeleton rows={8} />
      </Page>
    );
  const { sources, estate, openFindings, ledgerSize } = status.data;
  const drafted = findings.data.items.filter(({ draft }) => 'title' in draft);
  const needs: readonly Need[] = [
    ...sources
      .filter(({ state }) => state === 'paused')
      .map(({ id }) => ({
        key: id,
        mark: <Tag tone="attn">{t('check')}</Tag>,
        title: t('paused', { source: id }),
        why: t('pausedWhy'),
        act: t('check'),
        to: '/sources',
      })),
    ...proposals.data.items.slice(0, 5).map(({ id, title }) => ({
      key: id,
      mark: <Tag tone="mine">{t('decide')}</Tag>,
      title,
      why: t('waits'),
      act: t('decide'),
      to: `/proposals/${id}`,
    })),
    ...(drafted.length === 0
      ? []
      : [
          {
            key: 'drafted',
            mark: <Tag icon="spark">{number(drafted.length)}</Tag>,
            title: t('canAct', { count: drafted.length }),
            why: `${drafted[0]?.title ?? ''}. ${t('canActWhy')}`,
            act: t('look'),
            to: '/findings',
          },
        ]),
  ];
  return (
    <Page title={t('title')} width="full">
      <PageHead
        loud
        title={needs.length === 0 ? t('nothingNeedsYou') : t('needsYou', { count: needs.length })}
      >
        {t('lead', { accounts: estate.accounts, people: estate.people })}
      </PageHead>
      <div className="overview">
        <Card bare>
          <ul className="needs">
            {needs.map((need) => (
              <li key={need.key}>
                {need.mark}
                <span className="need-words">
                  <b>{need.title}</b>
                  <span className="soft">{need.why}</span>
                </span>
                <Button onPress={() => void navigate({ href: need.to })}>{need.act}</Button>
              </li>
            ))}
          </ul>
        </Card>
        <Card title={t('estate')}>
          <Facts
            rows={[
              [t('accounts'), <b key="a">{number(estate.accounts)}</b>],
              [t('people'), <b key="p">{number(estate.people)}</b>],
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
        <Card title={t('sources')} note={t('sourcesNote', { count: sources.length })}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('source')}</th>
                <th scope="col">{t('reads')}</th>
                <th scope="col">{t('changeable')}</th>
              </tr>
            </thead>
            <tbody>
              {sources.map((source) => (
                <tr key={source.id}>
                  <td>
                    <Link to="/sources">{source.id}</Link> <span className="quiet">{source.connector}</span>
                  </td>
                  <td>{source.lastRead === null ? t('never') : <When at={source.lastRead} />}</td>
                  <td>{source.writable ? t('yes') : <span className="quiet">{t('observeOnly')}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
      </div>
    </Page>
  );
}
