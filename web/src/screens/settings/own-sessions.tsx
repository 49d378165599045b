import { useRoute, useWrite } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { t } from '../../text/settings.ts';
import { SessionList } from './session-list.tsx';

/** Where one is signed in, and the way out of there. */
export function OwnSessions() {
  const query = useRoute('sessions.list', {});
  const end = useWrite('sessions.end', { renews: ['sessions.list'] });
  const others = useWrite('sessions.end-elsewhere', { renews: ['sessions.list'] });
  const items = query.data?.items ?? [];
  const problem = end.error ?? others.error;
  return (
    <Card
      title={t('sessions')}
      end={
        items.length > 1 ? (
          <Button look="stop" isDisabled={others.isPending} onPress={() => others.mutate({})}>
            {t('endElsewhere')}
          </Button>
        ) : undefined
      }
    >
      <p className="soft prose">{t('sessionsWhy')}</p>
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton rows={3} />
      ) : (
        <SessionList items={items} isBusy={end.isPending} onEnd={(id) => end.mutate({ id })} />
      )}
      {problem === null ? null : (
        <Callout tone="alarm">
          {problem.message} {problem.next}
        </Callout>
      )}
      <p role="status">
        {others.data === undefined ? '' : t('endedElsewhere', { count: others.data.ended })}
      </p>
    </Card>
  );
}
