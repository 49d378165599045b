import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/rollback.ts';
import { isOfThisPage } from '../../webauthn.ts';
import { Ask } from './ask.tsx';
import { FoundCases } from './found.tsx';
import { DriftCard, Rollouts } from './rollouts.tsx';
import { scopeOf, type Scope } from './scope.ts';
import { SignRollback } from './sign-rollback.tsx';
import './rollback.css';

const here = getRouteApi('/inside/rollback');

/** Undoing everything that somebody or something decided: what can be, what cannot and why, and one signature over it. */
export function Screen() {
  const search = here.useSearch();
  const navigate = here.useNavigate();
  const scope = scopeOf(search);
  return (
    <Page title={t('title')}>
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <div className="stack">
        <Ask search={search} onAsk={(next) => void navigate({ search: next })} />
        {scope === undefined ? (
          <EmptyState icon="undo" title={t('ask')}>
            {t('askWhy')}
          </EmptyState>
        ) : (
          <Answer key={JSON.stringify(scope)} scope={scope} title={`${search.by ?? ''} ${search.of ?? ''}`} />
        )}
        <Rollouts />
        <DriftCard />
      </div>
    </Page>
  );
}

function Answer({ scope, title }: { readonly scope: Scope; readonly title: string }) {
  const session = useSession();
  const [isSigning, setSigning] = useState(false);
  const key = session?.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const query = useRoute('rollbacks.find', {
    scope,
    ...(key === undefined ? {} : { keyFingerprint: key.keyFingerprint }),
  });
  if (query.error !== null)
    return <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton rows={6} />;
  const found = query.data;
  return (
    <div className="stack">
      {found.items.length === 0 ? null : <h2>{t('found', { count: found.items.length })}</h2>}
      {found.counts.restore + found.counts['call off'] === 0 ? null : key === undefined ? (
        <p className="soft">{t('noPasskey')}</p>
      ) : (
        <div>
          <Button look="ink" icon="undo" onPress={() => setSigning(true)}>
            {found.counts.restore === 0
              ? t('callOffAll', { count: found.counts['call off'] })
              : t('putBack', { count: found.counts.restore })}
          </Button>
        </div>
      )}
      <FoundCases found={found} />
      {isSigning && key !== undefined && session !== undefined ? (
        <SignRollback
          found={found}
          title={title}
          session={session}
          passkey={key}
          onClose={() => setSigning(false)}
        />
      ) : null}
    </div>
  );
}
