import { Link, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useRoute } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/facts.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { Person } from '../../people/person.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { entryWords, t } from '../../text/ledger.ts';

const crumbs = [{ label: t('title'), to: '/ledger' }];

/** One entry as it stands in the log: what it says, what caused it, and its proof. */
export function Screen() {
  const { entry: id } = useParams({ from: '/inside/ledger/$entry' });
  const query = useRoute('ledger.entries', { about: id, limit: 1000 });
  const [isProving, setProving] = useState(false);
  const proof = useRoute('ledger.proof', { entry: id }, { enabled: isProving });
  const leaf = query.data?.items.find(({ entry }) => entry.id === id);
  if (leaf === undefined)
    return (
      <Page title={t('title')} crumbs={crumbs}>
        {query.error !== null ? (
          <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
        ) : query.isPending ? (
          <Skeleton rows={8} />
        ) : (
          <EmptyState icon="ledger" title={t('nothing')} />
        )}
      </Page>
    );
  const { entry, seq, sequencedAt, writer } = leaf;
  const title = entryWords[entry.type] ?? entry.type;
  const rows: (readonly [string, ReactNode])[] = [
    [
      t('type'),
      <span key="t" className="mono">
        {entry.type}
      </span>,
    ],
    [t('actor'), <Person key="a" id={entry.actor.id} />],
    [t('writer'), writer],
    [t('numbered'), <When key="n" at={sequencedAt} as="exact" />],
    [t('said'), <When key="s" at={entry.at} as="exact" />],
    [
      t('causes'),
      entry.causedBy.length === 0
        ? t('none')
        : entry.causedBy.map((cause) => (
            <Link key={cause} to="/ledger/$entry" params={{ entry: cause }} className="mono">
              {cause.slice(0, 14)}{' '}
            </Link>
          )),
    ],
    [
      t('correlation'),
      <Link key="c" to="/ledger" search={{ about: entry.correlation }} className="mono">
        {entry.correlation}
      </Link>,
    ],
    ...Object.entries(entry.basis).map(
      ([name, digest]) =>
        [
          `${t('basis')}: ${name}`,
          <Identifier key={name} short={[12, 8]}>
            {digest}
          </Identifier>,
        ] as const,
    ),
  ];
  return (
    <Page title={title} crumbs={crumbs} here={t('entry', { seq })} width="full">
      <PageHead title={title} meta={<Identifier>{entry.id}</Identifier>} />
      <div className="stack">
        <Card>
          <Facts rows={rows} />
        </Card>
        <Card title={t('body')}>
          <pre className="code-block">{JSON.stringify(entry.body, undefined, 2)}</pre>
        </Card>
        <Card title={t('proof')}>
          <p className="soft prose">{t('proofWhy')}</p>
          {isProving ? null : <Button onPress={() => setProving(true)}>{t('prove')}</Button>}
          {proof.error === null ? null : <Callout tone="attn">{proof.error.message}</Callout>}
          {proof.data === undefined ? null : <pre className="code-block">{proof.data.proof}</pre>}
          <p className="quiet">
            {t('checkIt')} <Identifier>npx countersign ledger verify</Identifier>
          </p>
        </Card>
      </div>
    </Page>
  );
}
