import type { ReactNode } from 'react';
import { useWrite } from '../../api/queries.ts';
import { useList } from '../../api/use-list.ts';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { MoreButton } from '../../components/more-button.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Person } from '../../people/person.tsx';
import { t } from '../../text/settings.ts';
import { SessionList } from './session-list.tsx';
import { TokenList } from './token-list.tsx';

const whoseSession = ({ person }: { readonly person: string | null }): ReactNode =>
  person === null ? t('nobody') : <Person id={person} />;
const whoseToken = ({ owner }: { readonly owner: string }): ReactNode => <Person id={owner} />;

const pageSize = 50;

/** Other people's sessions and tokens, for an administrator. */
export function Everybody() {
  const sessions = useList('administration.sessions', { limit: pageSize });
  const tokens = useList('administration.tokens', { limit: pageSize });
  const end = useWrite('administration.end-session', { renews: ['administration.sessions'] });
  const revoke = useWrite('administration.revoke-token', { renews: ['administration.tokens'] });
  const failed = sessions.table.problem ?? tokens.table.problem;
  if (failed !== null)
    return (
      <ErrorState
        problem={failed}
        title={t('failed')}
        onRetry={() => {
          sessions.table.onRetry();
          tokens.table.onRetry();
        }}
      />
    );
  if (sessions.table.isLoading || tokens.table.isLoading) return <Skeleton rows={6} />;
  const problem = end.error ?? revoke.error;
  return (
    <div className="stack">
      <p className="soft prose">{t('othersWhy')}</p>
      {problem === null ? null : (
        <Callout tone="alarm">
          {problem.message} {problem.next}
        </Callout>
      )}
      <Card title={t('sessions')}>
        {sessions.rows.length === 0 ? <p className="quiet">{t('noSessions')}</p> : null}
        <SessionList
          items={sessions.rows}
          whose={whoseSession}
          isBusy={end.isPending}
          onEnd={(id) => end.mutate({ id })}
        />
        <MoreButton {...sessions.table} />
      </Card>
      <Card title={t('tokens')}>
        {tokens.rows.length === 0 ? <p className="quiet">{t('noOthersTokens')}</p> : null}
        <TokenList
          items={tokens.rows}
          whose={whoseToken}
          isBusy={revoke.isPending}
          onRevoke={(id) => revoke.mutate({ id })}
        />
        <MoreButton {...tokens.table} />
      </Card>
    </div>
  );
}
