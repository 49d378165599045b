import type { ReactNode } from 'react';
import { useRoute, useWrite } from '../../api/queries.ts';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Person } from '../../people/person.tsx';
import { t } from '../../text/settings.ts';
import { SessionList } from './session-list.tsx';
import { TokenList } from './token-list.tsx';

const whoseSession = ({ person }: { readonly person: string | null }): ReactNode =>
  person === null ? t('nobody') : <Person id={person} />;
const whoseToken = ({ owner }: { readonly owner: string }): ReactNode => <Person id={owner} />;

/** Other people's sessions and tokens, for an administrator. */
export function Everybody() {
  const sessions = useRoute('administration.sessions', {});
  const tokens = useRoute('administration.tokens', {});
  const end = useWrite('administration.end-session', { renews: ['administration.sessions'] });
  const revoke = useWrite('administration.revoke-token', { renews: ['administration.tokens'] });
  const failed = sessions.error ?? tokens.error;
  if (failed !== null)
    return (
      <ErrorState
        problem={failed}
        title={t('failed')}
        onRetry={() => void Promise.all([sessions.refetch(), tokens.refetch()])}
      />
    );
  if (sessions.data === undefined || tokens.data === undefined) return <Skeleton rows={6} />;
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
        {sessions.data.isCut ? <Callout>{t('cut')}</Callout> : null}
        {sessions.data.items.length === 0 ? <p className="quiet">{t('noSessions')}</p> : null}
        <SessionList
          items={sessions.data.items}
          whose={whoseSession}
          isBusy={end.isPending}
          onEnd={(id) => end.mutate({ id })}
        />
      </Card>
      <Card title={t('tokens')}>
        {tokens.data.isCut ? <Callout>{t('cut')}</Callout> : null}
        {tokens.data.items.length === 0 ? <p className="quiet">{t('noOthersTokens')}</p> : null}
        <TokenList
          items={tokens.data.items}
          whose={whoseToken}
          isBusy={revoke.isPending}
          onRevoke={(id) => revoke.mutate({ id })}
        />
      </Card>
    </div>
  );
}
