import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/mandates.ts';
import './mandates.css';

type Mandate = RouteOutput<'mandates.list'>['items'][number];
type Which = 'standing' | 'all';

/** Every standing decision: what it is, whether it stands, what it did and what is left of its caps. */
export function Screen() {
  const [which, setWhich] = useState<Which>('standing');
  const query = useRoute('mandates.list', { standing: which === 'standing', limit: 200 });
  return (
    <Page title={t('title')}>
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <div className="mandates-bar">
        <Segmented
          label={t('which')}
          value={which}
          choices={[
            { id: 'standing', label: t('standing') },
            { id: 'all', label: t('all') },
          ]}
          onChange={setWhich}
        />
      </div>
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton rows={6} />
      ) : query.data.items.length === 0 ? (
        <EmptyState icon="sign" title={t('none')}>
          {t('noneWhy')}
        </EmptyState>
      ) : (
        <div className="stack">
          {query.data.items.map((mandate) => (
            <One key={mandate.id} mandate={mandate} />
          ))}
        </div>
      )}
    </Page>
  );
}

function One({ mandate }: { readonly mandate: Mandate }) {
  const { terms } = mandate;
  return (
    <Card
      title={
        <Link to="/mandates/$id" params={{ id: mandate.id }}>
          {terms.title}
        </Link>
      }
      note={t(`kind_${terms.kind}`)}
      end={<Standing mandate={mandate} />}
    >
      <p>{terms.reason}</p>
      <p className="quiet">
        {t('done', { count: mandate.done })} · {t('capDay', { left: mandate.leftToday, cap: terms.perDay })} ·{' '}
        {t('capAll', { left: mandate.leftInAll, cap: terms.inAll })} ·{' '}
        {t.rich('until', { when: <When at={terms.until} as="date" /> })}
      </p>
      {mandate.whyNot === null || mandate.ended !== null ? null : (
        <p className="quiet">
          {t('whyNot')}: {mandate.whyNot}
        </p>
      )}
    </Card>
  );
}

function Standing({ mandate }: { readonly mandate: Mandate }) {
  if (mandate.ended !== null) return <Tag>{t('ended')}</Tag>;
  return mandate.whyNot === null ? (
    <Tag icon="check">{t('inForce')}</Tag>
  ) : (
    <Tag tone="attn">{t('notInForce')}</Tag>
  );
}
