import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useRenew, useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { useAttempt } from '../../api/use-attempt.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Facts } from '../../components/facts.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/watched.ts';

type Lease = RouteOutput<'windows.leases'>['items'][number];

/** What a secret store leases now, and taking what opens it: once. */
export function Leases({ isAll }: { readonly isAll: boolean }) {
  const query = useRoute('windows.leases', { all: isAll, limit: 200 });
  const [taking, setTaking] = useState<Lease>();
  return (
    <Card title={t('leases')} note={t('leasesWhy')}>
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('leasesFailed')} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton rows={2} />
      ) : query.data.items.length === 0 ? (
        <p className="quiet">{t('noLeases')}</p>
      ) : (
        query.data.items.map((lease) => (
          <div key={lease.lease}>
            <Facts
              rows={[
                [t('right'), `${lease.source} · ${lease.right}`],
                [t('leaseUntil'), <When key="u" at={lease.endedAt ?? lease.until} />],
                [t('state'), <Tag key="s">{t(`lease_${lease.is}`)}</Tag>],
              ]}
            />
            {lease.is === 'ready' ? <Button onPress={() => setTaking(lease)}>{t('take')}</Button> : null}
          </div>
        ))
      )}
      {taking === undefined ? null : <TakeDialog lease={taking} onClose={() => setTaking(undefined)} />}
    </Card>
  );
}

function TakeDialog({ lease, onClose }: { readonly lease: Lease; readonly onClose: () => void }) {
  const renew = useRenew();
  const [wrap, setWrap] = useState<string>();
  const { isBusy, problem, attempt } = useAttempt();
  const take = (): Promise<void> =>
    attempt(async () => {
      setWrap((await call('windows.take', { lease: lease.lease })).wrap);
      await renew(['windows']);
    });
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={t('takeTitle')}
      actions={
        <>
          <Button onPress={onClose}>{t('close')}</Button>
          {wrap === undefined ? (
            <Button look="ink" isDisabled={isBusy} onPress={() => void take()}>
              {isBusy ? t('taking') : t('take')}
            </Button>
          ) : null}
        </>
      }
    >
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {t('notTaken')}: {problem.message} {problem.next}
        </Callout>
      )}
      <p>
        <b>{lease.right}</b> · {lease.source}
      </p>
      <p>{t('takeWhat')}</p>
      {wrap === undefined ? null : (
        <>
          <p>{t('takeHow')}</p>
          <p className="mono watched-secret">VAULT_TOKEN={wrap} vault unwrap</p>
        </>
      )}
    </Dialog>
  );
}
