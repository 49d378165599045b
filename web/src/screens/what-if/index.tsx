import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Problem } from '../../api/problem.ts';
import { useRoute } from '../../api/queries.ts';
import { Callout } from '../../components/callout.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/what-if.ts';
import { Ask } from './ask.tsx';
import { Found } from '../../cases/what-if-found.tsx';
import { OfRules } from './of-rules.tsx';
import { readWhatIfSearch, type WhatIfSearch } from './what-if-search.ts';

const here = getRouteApi('/inside/what-if');

/** What a change would come to, before anybody signs it. */
export function Screen() {
  const search = here.useSearch();
  const navigate = here.useNavigate();
  const ask = (more: WhatIfSearch): void => void navigate({ search: readWhatIfSearch({ ...more }) });
  return (
    <Page title={t('title')} width="full">
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <div className="stack">
        <Ask search={search} onAsk={ask} />
        <Answer search={search} />
      </div>
    </Page>
  );
}

function Answer({ search: { proposal, entry, how, who, what, days } }: { readonly search: WhatIfSearch }) {
  if (proposal !== undefined) return <OfCase proposal={proposal} days={days} />;
  if (entry !== undefined) return <Recorded entry={entry} />;
  if (how === 'rules') return <OfRules days={days} />;
  if (how === undefined || who === undefined || (how !== 'disable' && what === undefined))
    return (
      <EmptyState icon="rotate" title={t('nothingAsked')}>
        {t('nothingAskedWhy')}
      </EmptyState>
    );
  return <Named how={how} who={who} what={how === 'disable' ? undefined : what} days={days} />;
}

function Named({
  how,
  who,
  what,
  days,
}: {
  readonly how: 'take' | 'give' | 'disable';
  readonly who: string;
  readonly what: string | undefined;
  readonly days: number | undefined;
}) {
  const query = useRoute('whatif.suppose', {
    named: { how, who, ...(what === undefined ? {} : { what }) },
    ...(days === undefined ? {} : { days }),
  });
  return <Shown query={query}>{(told) => <Found found={told.found} />}</Shown>;
}

function OfCase({ proposal, days }: { readonly proposal: string; readonly days: number | undefined }) {
  const query = useRoute('whatif.of-case', { proposal, ...(days === undefined ? {} : { days }) });
  return (
    <Shown query={query}>
      {({ kept, stale, found }) => (
        <>
          <p className="what-if-standing">
            {kept === null ? (
              <Tag>{t('notRecorded')}</Tag>
            ) : (
              <>
                <Tag icon="check">{t('recorded')}</Tag> <When at={kept.madeAt} />{' '}
                <Link to="/ledger/$entry" params={{ entry: kept.entry }}>
                  {t('entry')}
                </Link>
              </>
            )}{' '}
            <Link to="/proposals/$id" params={{ id: proposal }}>
              {t('openCase')}
            </Link>
          </p>
          <Stale stale={stale} />
          <Found found={found} />
        </>
      )}
    </Shown>
  );
}

function Recorded({ entry }: { readonly entry: string }) {
  const query = useRoute('whatif.show', { entry });
  return (
    <Shown query={query}>
      {({ stale, found, madeAt }) => (
        <>
          <p className="what-if-standing">
            <Tag icon="check">{t('recorded')}</Tag> <When at={madeAt} />{' '}
            <Link to="/ledger/$entry" params={{ entry }}>
              {t('entry')}
            </Link>
          </p>
          <Stale stale={stale} />
          <Found found={found} />
        </>
      )}
    </Shown>
  );
}

function Stale({ stale }: { readonly stale: readonly string[] }) {
  if (stale.length === 0) return null;
  return (
    <Callout tone="attn">
      {t('stale', { because: stale.map((each) => each.replaceAll('`', '')).join('; ') })}
    </Callout>
  );
}

function Shown<T>({
  query,
  children,
}: {
  readonly query: {
    readonly error: Problem | null;
    readonly data: T | undefined;
    readonly refetch: () => unknown;
  };
  readonly children: (told: T) => ReactNode;
}) {
  return (
    <div className="stack" aria-live="polite" aria-busy={query.data === undefined && query.error === null}>
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton rows={8} />
      ) : (
        children(query.data)
      )}
    </div>
  );
}
