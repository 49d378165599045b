import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useRoute } from '../../api/queries.ts';
import { FoundRisk } from '../../components/found-risk.tsx';
import { Kind } from '../../components/kind.tsx';
import { MomentField } from '../../components/moment-field.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/identities.ts';
import { Accounts } from './accounts.tsx';
import { Answerable } from './answerable.tsx';
import { Credentials } from './credentials.tsx';
import { Decided } from './decided.tsx';
import { Findings } from './findings.tsx';
import { NatureAndProvenance } from './nature.tsx';
import type { IdentityPage } from './page-shape.ts';
import { Past } from './past.tsx';
import { Reach } from './reach.tsx';
import { stateWord } from './state-word.ts';
import { Timeline } from './timeline.tsx';
import './identity.css';

/** Beside the page and after it: plots are not waited for. */
const Did = lazy(async () => ({ default: (await import('./did.tsx')).Did }));

const here = getRouteApi('/inside/identities/$id');
const crumbs = [{ label: t('title'), to: '/identities' }];

/** One identity: who answers for it, what it holds and reaches, what is wrong with it, its history and what was decided. */
export function Screen() {
  const { id } = here.useParams();
  const { at } = here.useSearch();
  const query = useRoute('identities.show', { ref: id, ...(at === undefined ? {} : { at }) });
  if (query.data !== undefined) return <Shown page={query.data} />;
  return (
    <Page title={t('name')} crumbs={crumbs}>
      {query.error === null ? (
        <Skeleton rows={8} />
      ) : (
        <ErrorState problem={query.error} title={t('identityMissing')} onRetry={() => void query.refetch()} />
      )}
    </Page>
  );
}

function Shown({ page }: { readonly page: IdentityPage }) {
  const navigate = here.useNavigate();
  const show = (at: string | undefined): void =>
    void navigate({ search: at === undefined ? {} : { at }, resetScroll: at === undefined });
  const { identity } = page;
  const isPerson = identity.entity === 'person';
  const [only] = page.accounts;
  return (
    <Page title={identity.name} crumbs={crumbs} here={<span className="crumb-name">{identity.name}</span>}>
      <PageHead
        title={
          <span className={isPerson ? 'breaks' : 'breaks mono'} title={identity.name}>
            {identity.name}
          </span>
        }
        meta={
          <>
            <FoundRisk severity={identity.severity} score={identity.score} />
            <Kind kind={identity.kind} />
            <span>{identity.source}</span>
            {identity.state === 'active' ? (
              <span>{t('stateActive')}</span>
            ) : (
              <Tag>{stateWord(identity.state)}</Tag>
            )}
            {identity.privileged ? <Tag>{t('privileged')}</Tag> : null}
            <LastUsed at={identity.lastUsed} />
          </>
        }
      />
      <div className="moment-line">
        <MomentField value={page.at ?? undefined} onChange={show} />
      </div>
      <Past page={page} onNow={() => show(undefined)} />
      <div className={page.at === null ? 'grid split identity-split' : 'grid split identity-split as-then'}>
        <div className="stack">
          <Reach page={page} />
          {page.at === null ? (
            <Suspense fallback={<Skeleton rows={4} />}>
              <Did identity={identity.ref} />
            </Suspense>
          ) : null}
          <Findings page={page} />
          <Timeline page={page} onSee={show} />
        </div>
        <div className="stack">
          <Answerable page={page} {...(isPerson || only === undefined ? {} : { account: only })} />
          {isPerson ? <Accounts page={page} /> : null}
          <Credentials page={page} />
          <NatureAndProvenance page={page} id={here.useParams().id} />
          <Decided page={page} />
        </div>
      </div>
    </Page>
  );
}

function LastUsed({ at }: { readonly at: IdentityPage['identity']['lastUsed'] }) {
  if (at === 'never') return <span>{t('usedNeverHead')}</span>;
  if (at === 'unknown') return <span className="quiet">{t('usedUnknownHead')}</span>;
  return <span>{t.rich('usedAtHead', { when: <When key="w" at={at} /> })}</span>;
}
