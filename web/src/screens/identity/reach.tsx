import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Card } from '../../components/card.tsx';
import { Callout } from '../../components/callout.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { GapList } from '../../components/gap-list.tsx';
import { PathGraph } from '../../components/path-graph/path-graph.tsx';
import { t } from '../../text/identities.ts';
import { graphOf } from './graph-of.ts';
import type { IdentityPage } from './page-shape.ts';

const mostGaps = 20;

/** Effective access: from the identity over its accounts and groups to its rights, each edge naming the row that makes it. */
export function Reach({ page }: { readonly page: IdentityPage }) {
  const graph = useMemo(() => graphOf(page), [page]);
  const { notRead, identity } = page;
  const depends = page.accounts.some(({ reach }) =>
    reach?.rights.some(({ verdict }) => verdict === 'depends'),
  );
  const count =
    graph.shown < graph.total
      ? t('reachShown', { shown: graph.shown, count: graph.total })
      : t('reachCount', { count: graph.total });
  return (
    <Card>
      {graph.shown === 0 ? (
        <>
          <h2>{t('reach')}</h2>
          <p className="soft">
            {page.accounts.some(({ reach }) => reach !== null) || page.accounts.length === 0
              ? t('reachNone')
              : t('reachUnknown')}
          </p>
        </>
      ) : (
        <PathGraph label={t('reachOf', { name: identity.name })} data={graph.data} most={7}>
          <div className="reach-head">
            <h2>{t('reach')}</h2>
            <span className="quiet">{count}</span>
          </div>
        </PathGraph>
      )}
      <p>
        <Link
          className="link"
          to="/paths"
          search={{ ask: 'become', identity: identity.ref, ...(page.at === null ? {} : { at: page.at }) }}
        >
          {t('couldBecome')}
        </Link>{' '}
        ·{' '}
        <Link className="link" to="/identities/$id/justification" params={{ id: identity.ref }}>
          {t('isJustified')}
        </Link>
      </p>
      {depends ? <Callout tone="attn">{t('dependsOn')}</Callout> : null}
      {notRead.length === 0 ? null : (
        <Disclosure summary={t('notRead', { count: notRead.length })}>
          <p className="soft">{t('notReadWhy')}</p>
          <GapList gaps={notRead} most={mostGaps} />
        </Disclosure>
      )}
    </Card>
  );
}
