import { getRouteApi, Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Facts } from '../../components/facts.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/bundles.ts';
import { AskForBundle } from './ask-for-bundle.tsx';
import { readBundlesSearch, type BundlesSearch } from './bundles-search.ts';
import { Define } from './define.tsx';
import { contentLine } from './content.ts';

const here = getRouteApi('/inside/bundles');

type Bundle = RouteOutput<'bundles.list'>['items'][number];

/** Bundles of access: whose they are, what they hold, who gets them, and every version. */
export function Screen() {
  const search = here.useSearch();
  const navigate = here.useNavigate();
  const go = (next: BundlesSearch): void => void navigate({ search: readBundlesSearch({ ...next }) });
  const query = useRoute('bundles.list', {});
  const edited = query.data?.items.find(({ id }) => id === search.edit);
  return (
    <Page
      title={t('title')}
      actions={
        search.edit === undefined ? (
          <Button onPress={() => go({ edit: 'new' })}>{t('define')}</Button>
        ) : undefined
      }
    >
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <div className="stack">
        {search.edit === undefined || (search.edit !== 'new' && query.data === undefined) ? null : (
          <Define
            key={`${search.edit} ${search.source} ${search.role}`}
            now={edited}
            {...(search.source === undefined || search.role === undefined
              ? {}
              : { role: { source: search.source, number: search.role } })}
            onDone={() => go({})}
          />
        )}
        {query.error !== null ? (
          <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
        ) : query.data === undefined ? (
          <Skeleton rows={6} />
        ) : query.data.items.length === 0 ? (
          search.edit === undefined ? (
            <EmptyState icon="role" title={t('none')} actions={<Link to="/roles">{t('toRoles')}</Link>}>
              {t('noneWhy')}
            </EmptyState>
          ) : null
        ) : (
          query.data.items.map((bundle) => (
            <Shown key={bundle.id} bundle={bundle} isAsked={search.ask === bundle.id} onGo={go} />
          ))
        )}
      </div>
    </Page>
  );
}

function Shown({
  bundle,
  isAsked,
  onGo,
}: {
  readonly bundle: Bundle;
  readonly isAsked: boolean;
  readonly onGo: (search: BundlesSearch) => void;
}) {
  const { id, title, why, owner, content, version, since, rules, people } = bundle;
  return (
    <Card
      title={title}
      note={
        <>
          <span className="mono">{id}</span>, {t('version', { count: version })},{' '}
          {t.rich('since', { at: <When key="since" at={since} /> })}
        </>
      }
      end={
        <>
          <Button look="bare" onPress={() => onGo({ ask: id })}>
            {t('ask')}
          </Button>
          <Button onPress={() => onGo({ edit: id })}>{t('change')}</Button>
        </>
      }
    >
      <p>{why}</p>
      <Facts
        rows={[
          [t('owner'), owner],
          [
            t('holds'),
            <ul key="holds" className="plain-list mono breaks">
              {content.map((gift) => (
                <li key={contentLine(gift)}>{contentLine(gift)}</li>
              ))}
            </ul>,
          ],
          [
            t('gets'),
            rules.length === 0 ? t('byNoRule') : t('byRules', { count: people, rules: rules.join(', ') }),
          ],
        ]}
      />
      {isAsked ? <AskForBundle bundle={id} onDone={() => onGo({})} /> : null}
      <Disclosure summary={t('versions')}>
        <Versions id={id} />
      </Disclosure>
    </Card>
  );
}

function Versions({ id }: { readonly id: string }) {
  const query = useRoute('bundles.show', { bundle: id });
  if (query.error !== null)
    return (
      <ErrorState problem={query.error} title={t('versionsFailed')} onRetry={() => void query.refetch()} />
    );
  if (query.data === undefined) return <Skeleton rows={2} />;
  return (
    <ol reversed className="plain-list">
      {query.data.versions.map(({ version, since, retired, title, owner, content, execution }) => (
        <li key={version}>
          {t('version', { count: version })}, <When at={since} />:{' '}
          {retired ? (
            t('retired')
          ) : (
            <>
              {title}, {owner}
            </>
          )}{' '}
          <Link to="/ledger/$entry" params={{ entry: execution }} className="mono">
            {execution.slice(0, 12)}
          </Link>
          <div className="quiet mono breaks">{content.map(contentLine).join('; ')}</div>
        </li>
      ))}
    </ol>
  );
}
