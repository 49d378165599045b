import { useWrite } from '../../api/queries.ts';
import { useList } from '../../api/use-list.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { MoreButton } from '../../components/more-button.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { t } from '../../text/settings.ts';
import { SessionList } from './session-list.tsx';

/** Where one is signed in, and the way out of there. */
export function OwnSessions() {
  const { rows, table } = useList('sessions.list', { limit: 50 });
  const end = useWrite('sessions.end', { renews: ['sessions.list'] });
  const others = useWrite('sessions.end-elsewhere', { renews: ['sessions.list'] });
  const problem = end.error ?? others.error;
  return (
    <Card
      title={t('sessions')}
      end={
        rows.length > 1 ? (
          <Button look="stop" isDisabled={others.isPending} onPress={() => others.mutate({})}>
            {t('endElsewhere')}
          </Button>
        ) : undefined
      }
    >
      <p className="soft prose">{t('sessionsWhy')}</p>
      {table.problem !== null ? (
        <ErrorState problem={table.problem} title={t('failed')} onRetry={table.onRetry} />
      ) : table.isLoading ? (
        <Skeleton rows={3} />
      ) : (
        <>
          <SessionList items={rows} isBusy={end.isPending} onEnd={(id) => end.mutate({ id })} />
          <MoreButton {...table} />
        </>
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
