import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { RouteOutput } from '../../api/route-table.ts';
import { useSession } from '../../api/session.ts';
import { useStanding } from '../../api/standing.ts';
import { useList } from '../../api/use-list.ts';
import { Button } from '../../components/button.tsx';
import { DataTable, type Column } from '../../components/data-table/index.ts';
import { EmptyState } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { Name } from '../../people/person.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/delegations.ts';
import { isOfThisPage } from '../../webauthn.ts';
import { Managers } from './managers.tsx';
import { Rings } from './rings.tsx';
import { SignWord } from './sign-word.tsx';
import { call } from '../../api/client.ts';

const LendDialog = lazy(async () => ({ default: (await import('./lend-dialog.tsx')).LendDialog }));

type Delegation = RouteOutput<'delegations.list'>['items'][number];

/** Who stands for whom, how one lends one's own authority, and what is wrong with who answers for whom. */
export function Screen() {
  const client = useQueryClient();
  const session = useSession();
  const standing = useStanding();
  const list = useList('delegations.list', { limit: 100 });
  const [isLending, setLending] = useState(false);
  const [ending, setEnding] = useState<Delegation>();
  const passkey = session?.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const maySign = session?.may.includes('sign') === true;
  const me = session?.person?.id;
  const inForce = list.rows.filter(({ is }) => is === 'in force').length;
  const close = (): void => {
    setLending(false);
    setEnding(undefined);
    for (const name of ['delegations.list', 'inbox.list'])
      void client.invalidateQueries({ queryKey: [name] });
  };
  const mayEnd = (one: Delegation): boolean =>
    passkey !== undefined &&
    (one.is === 'in force' || one.is === 'to come') &&
    (one.from === me || one.to === me);
  return (
    <Page
      title={t('title')}
      actions={
        maySign ? (
          <Button look="ink" icon="sign" onPress={() => setLending(true)}>
            {t('lend')}
          </Button>
        ) : null
      }
    >
      <PageHead
        title={
          list.first === undefined
            ? t('title')
            : inForce === 0
              ? t('leadNone')
              : t('lead', { count: inForce })
        }
      >
        {t('why')}
      </PageHead>
      <div className="stack">
        <DataTable<Delegation>
          label={t('title')}
          columns={columnsWith(mayEnd, setEnding)}
          {...list.table}
          total={list.first?.total.count}
          keyOf={({ entry }) => entry}
          nameOf={({ entry }) => entry}
          problemTitle={t('failed')}
          empty={
            <EmptyState icon="signers" title={t('empty')}>
              {t('emptyWhy')}
            </EmptyState>
          }
        />
        <Managers />
        <Rings />
      </div>
      {isLending && session !== undefined && standing !== undefined ? (
        <Suspense>
          <LendDialog session={session} ledger={standing.ledger} passkey={passkey} onClose={close} />
        </Suspense>
      ) : null}
      {ending === undefined ||
      passkey === undefined ||
      session === undefined ||
      standing === undefined ? null : (
        <SignWord
          title={t('reviewEnd')}
          note={t('endsNow')}
          ledger={standing.ledger}
          session={session}
          passkey={passkey}
          purpose="delegation.end"
          item={{ delegation: ending.entry, reason: t('end') }}
          rows={[[t('termEnds'), <Name key="n" id={ending.to} />]]}
          open={async () =>
            (
              await call('delegations.prepare-end', {
                delegation: ending.entry,
                keyFingerprint: passkey.keyFingerprint,
                reason: t('end'),
              })
            ).statement
          }
          take={async (signed) => void (await call('delegations.end', signed))}
          onClose={close}
        />
      )}
    </Page>
  );
}

const columnsWith = (
  mayEnd: (one: Delegation) => boolean,
  onEnd: (one: Delegation) => void,
): readonly Column<Delegation>[] => [
  { id: 'giver', header: t('giver'), cell: ({ from }) => <Name id={from} /> },
  { id: 'taker', header: t('taker'), cell: ({ to }) => <Name id={to} /> },
  {
    id: 'time',
    header: t('time'),
    cell: ({ start, end }) => (
      <span className="two">
        <When at={start} as="date" />
        <span className="soft">
          <When at={end} as="date" />
        </span>
      </span>
    ),
  },
  {
    id: 'only',
    header: t('only'),
    hiddenOnPhone: true,
    cell: ({ only, reason }) => (
      <span className="two">
        <span>
          {only === null ? t('everything') : only.map((role) => role.replaceAll('_', ' ')).join(', ')}
        </span>
        <span className="soft">{reason}</span>
      </span>
    ),
  },
  { id: 'state', header: t('state'), width: 150, cell: ({ is }) => t(`is_${is}`) },
  {
    id: 'end',
    header: '',
    width: 100,
    cell: (one) =>
      mayEnd(one) ? (
        <Button look="bare" onPress={() => onEnd(one)}>
          {t('end')}
        </Button>
      ) : null,
  },
];
