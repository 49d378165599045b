import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { useSession } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { ShareBar } from '../../components/charts.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/mandates.ts';
import { isOfThisPage } from '../../webauthn.ts';
import { Items } from './items.tsx';
import { SignDialog } from './sign-dialog.tsx';
import { Terms } from './terms.tsx';
import './mandate.css';

const here = getRouteApi('/inside/mandates/$id');
export type Shown = RouteOutput<'mandates.show'>;

/** One standing decision: what was signed and by whom, what it did, what is left, and how to stop it. */
export function Screen() {
  const { id } = here.useParams();
  const query = useRoute(
    'mandates.show',
    { mandate: id, limit: 200, preview: false },
    { refetchInterval: 15_000 },
  );
  if (query.data !== undefined) return <Mandate shown={query.data} />;
  return (
    <Page title={t('mandate')} crumbs={[{ label: t('title'), to: '/mandates' }]}>
      {query.error === null ? (
        <Skeleton rows={8} />
      ) : (
        <ErrorState problem={query.error} title={t('failedOne')} onRetry={() => void query.refetch()} />
      )}
    </Page>
  );
}

function Mandate({ shown }: { readonly shown: Shown }) {
  const { mandate, items, truncated } = shown;
  const { terms } = mandate;
  const session = useSession();
  const [act, setAct] = useState<'sign' | 'end'>();
  const passkey = session?.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const mine = mandate.signatures.some(({ person }) => person === session?.person?.id);
  const title = inert(terms.title);
  return (
    <Page
      title={title}
      crumbs={[{ label: t('title'), to: '/mandates' }]}
      actions={
        passkey === undefined || mandate.ended !== null ? undefined : (
          <>
            <Button icon="stop" onPress={() => setAct('end')}>
              {t('end')}
            </Button>
            {mine ? null : (
              <Button look="ink" icon="passkey" onPress={() => setAct('sign')}>
                {t('sign')}
              </Button>
            )}
          </>
        )
      }
    >
      <PageHead title={title} meta={<span>{t(`kind_${terms.kind}`)}</span>} />
      <div className="stack">
        {mandate.ended !== null ? (
          <Callout>
            {t.rich('over', { when: <When at={mandate.ended.at} />, because: mandate.ended.because })}
          </Callout>
        ) : mandate.whyNot === null ? null : (
          <Callout tone="attn">
            <b>{t('whyNot')}.</b> {mandate.whyNot}
            {passkey === undefined ? (
              <>
                {' '}
                {t.rich('withoutPasskey', { command: <code>countersign mandate sign {mandate.id}</code> })}
              </>
            ) : null}
          </Callout>
        )}
        <div className="mandate-top">
          <Terms mandate={mandate} />
          <Card title={t('caps')} note={t('done', { count: mandate.done })}>
            <div className="mandate-caps">
              <Left
                words={t('capDay', { left: mandate.leftToday, cap: terms.perDay })}
                share={mandate.leftToday / terms.perDay}
              />
              <Left
                words={t('capAll', { left: mandate.leftInAll, cap: terms.inAll })}
                share={mandate.leftInAll / terms.inAll}
              />
            </div>
          </Card>
        </div>
        <Items items={items} isStanding={mandate.whyNot === null} isMore={truncated} />
      </div>
      {act === undefined || passkey === undefined || session === undefined ? null : (
        <SignDialog
          act={act}
          mandate={mandate}
          session={session}
          passkey={passkey}
          onClose={() => setAct(undefined)}
        />
      )}
    </Page>
  );
}

const Left = ({ words, share }: { readonly words: string; readonly share: number }) => (
  <div>
    <span className="num">{words}</span>
    <ShareBar share={share} label={words} />
  </div>
);
