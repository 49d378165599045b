import { useState } from 'react';
import { useRoute, useWrite } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { t } from '../../text/settings.ts';
import { NewToken } from './new-token.tsx';
import { TokenList } from './token-list.tsx';

/** One's API tokens: what is there, and the making and ending of them. */
export function OwnTokens() {
  const query = useRoute('tokens.list', {});
  const revoke = useWrite('tokens.revoke', { renews: ['tokens.list'] });
  const [isMaking, setMaking] = useState(false);
  const items = query.data?.items ?? [];
  return (
    <Card title={t('tokens')} end={<Button onPress={() => setMaking(true)}>{t('newToken')}</Button>}>
      <p className="soft prose">{t('tokensWhy')}</p>
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton rows={2} />
      ) : items.length === 0 ? (
        <p className="quiet">{t('noTokens')}</p>
      ) : (
        <TokenList items={items} isBusy={revoke.isPending} onRevoke={(id) => revoke.mutate({ id })} />
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
