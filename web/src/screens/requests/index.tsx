import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import '../../cases/evidence.css';
import { Card } from '../../components/card.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { TextField } from '../../components/text-field.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/requests.ts';
import { Look } from './look.tsx';
import { Mine } from './mine.tsx';
import './requests.css';

type Item = RouteOutput<'requests.catalogue'>['items'][number];

/** Asking for access: what there is, and beside it what one thing would really allow, before it is asked for. */
export function Screen() {
  const [words, setWords] = useState('');
  const [whom, setWhom] = useState('');
  const [chosen, setChosen] = useState<string>();
  const who = whom.trim();
  return (
    <Page title={t('title')} width="full">
      <PageHead title={t('title')}>{t('lead')}</PageHead>
      <div className="case-grid request-grid">
        <div className="stack">
          <div className="request-search">
            <div className="labelled-field">
              <span className="label" aria-hidden="true">
                {t('find')}
              </span>
              <SearchField label={t('find')} placeholder={t('findHelp')} value={words} onSearch={setWords} />
            </div>
            <TextField
              label={t('forWhom')}
              value={whom}
              onChange={setWhom}
              help={t('forWhomHelp')}
              maxLength={200}
            />
          </div>
          {words === '' ? (
            <EmptyState icon="search" title={t('begin')}>
              {t('beginWhy')}
            </EmptyState>
          ) : (
            <Found words={words} chosen={chosen} onChoose={setChosen} />
          )}
          <Mine />
        </div>
        <aside className="case-side">
          {chosen === undefined ? (
            <Card title={t('chooseOne')}>
              <p className="quiet">{t('chooseOneWhy')}</p>
            </Card>
          ) : (
            <Look key={`${chosen} ${who}`} what={chosen} whom={who} />
          )}
        </aside>
      </div>
    </Page>
  );
}

function Found({
  words,
  chosen,
  onChoose,
}: {
  readonly words: string;
  readonly chosen: string | undefined;
  readonly onChoose: (what: string) => void;
}) {
  const query = useRoute(
    'requests.catalogue',
    { text: words, limit: 50, sort: 'name' },
    { placeholderData: keepPreviousData },
  );
  if (query.error !== null)
    return <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton rows={6} />;
  const { items, total } = query.data;
  if (items.length === 0)
    return (
      <EmptyState icon="search" title={t('nothing')}>
        {t('nothingWhy')}
      </EmptyState>
    );
  return (
    <Card title={t(total.isLeast ? 'atLeast' : 'found', { count: total.count })} bare>
      <ul className="request-items">
        {items.map((item) => (
          <li key={keyOf(item)}>
            <button type="button" aria-pressed={keyOf(item) === chosen} onClick={() => onChoose(keyOf(item))}>
              <b>{item.name}</b>
              <span className="quiet">
                {t(item.entity === 'group' ? 'group' : 'right')} · {item.source} ·{' '}
                {t('heldBy', { count: item.heldBy })}
              </span>
              <span className="request-tags">
                {item.privileged === true ? <Tag tone="attn">{t('privileged')}</Tag> : null}
                {item.given === 'ticket' ? <Tag>{t('byHand')}</Tag> : null}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const keyOf = ({ source, key }: Item): string => `${source}/${key}`;
