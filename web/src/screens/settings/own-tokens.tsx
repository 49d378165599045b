import { useState } from 'react';
import { useWrite } from '../../api/queries.ts';
import { useList } from '../../api/use-list.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { MoreButton } from '../../components/more-button.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { t } from '../../text/settings.ts';
import { NewToken } from './new-token.tsx';
import { TokenList } from './token-list.tsx';

/** One's API tokens: what is there, and the making and ending of them. */
export function OwnTokens() {
  const { rows, table } = useList('tokens.list', { limit: 50 });
  const revoke = useWrite('tokens.revoke', { renews: ['tokens.list'] });
  const [isMaking, setMaking] = useState(false);
  return (
    <Card title={t('tokens')} end={<Button onPress={() => setMaking(true)}>{t('newToken')}</Button>}>
      <p className="soft prose">{t('tokensWhy')}</p>
      {table.problem !== null ? (
        <ErrorState problem={table.problem} title={t('failed')} onRetry={table.onRetry} />
      ) : table.isLoading ? (
        <Skeleton rows={2} />
      ) : rows.length === 0 ? (
        <p className="quiet">{t('noTokens')}</p>
      ) : (
        <>
          <TokenList items={rows} isBusy={revoke.isPending} onRevoke={(id) => revoke.mutate({ id })} />
          <MoreButton {...table} />
        </>
      )}
      {revoke.error === null ? null : (
        <Callout tone="alarm">
          {revoke.error.message} {revoke.error.next}
        </Callout>
      )}
      {isMaking ? <NewToken onClose={() => setMaking(false)} /> : null}
    </Card>
  );
}
