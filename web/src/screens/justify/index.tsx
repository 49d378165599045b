import { getRouteApi, Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/justify.ts';
import { DidBeside } from './did-beside.tsx';
import { EveryRight } from './every-right.tsx';
import { Groups } from './groups.tsx';
import { Policy } from './policy.tsx';
import { Summary } from './summary.tsx';
import type { Account } from './shape.ts';
import './justify.css';

const here = getRouteApi('/inside/identities/$id/justification');

/** Does what it does justify what it may? What to do first, then why, then the policy that would have sufficed. */
export function Screen() {
  const { id } = here.useParams();
  const query = useRoute('access.justify', { identity: id });
  const name = query.data?.identity.name ?? t('title');
  return (
    <Page
      title={t('title')}
      crumbs={[
        { label: t('identities'), to: '/identities' },
        { label: <span className="breaks">{name}</span>, to: `/identities/${id}` },
      ]}
    >
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('couldNot')} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton rows={8} />
      ) : (
        <>
          <PageHead
            title={<span className="breaks">{t('of', { name })}</span>}
            meta={
              <Link className="link" to="/identities/$id" params={{ id }}>
                {t('profile')}
              </Link>
            }
          />
          {query.data.accounts.length === 0 ? <EmptyState title={t('noAccounts')} /> : null}
          <div className="stack">
            {query.data.accounts.map((account) => (
              <Shown key={`${account.account.source} ${account.account.key}`} account={account} />
            ))}
          </div>
        </>
      )}
    </Page>
  );
}

function Shown({ account }: { readonly account: Account }) {
  return (
    <>
      <Summary account={account} />
      <Groups account={account} />
      <Policy account={account} />
      <DidBeside account={account} />
      <EveryRight account={account} />
    </>
  );
}
