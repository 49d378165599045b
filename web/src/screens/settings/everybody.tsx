import { useRoute, useWrite } from '../../api/queries.ts';
import { useNow } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Person } from '../../people/person.tsx';
import { t } from '../../text/settings.ts';
import { SessionLine, TokenLine } from './session-line.tsx';

/** Other people's sessions and tokens, for an administrator. */
export function Everybody() {
  const now = useNow();
  const sessions = useRoute('administration.sessions', {});
  const tokens = useRoute('administration.tokens', {});
  const end = useWrite('administration.end-session', { renews: ['administration.sessions'] });
  const revoke = useWrite('administration.revoke-token', { renews: ['administration.tokens'] });
  const failed = sessions.error ?? tokens.error;
  if (failed !== null)
    return <ErrorState problem={failed} title={t('failed')} onRetry={() => void sessions.refetch()} />;
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
        <ul className="own-list">
          {sessions.data.items.map((session) => (
            <li key={session.id}>
              <span className="own-of">
                {session.person === null ? t('nobody') : <Person id={session.person} />}
              </span>
              <SessionLine session={session} />
              {session.current ? null : (
                <Button isDisabled={end.isPending} onPress={() => end.mutate({ id: session.id })}>
                  {t('end')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t('tokens')}>
        {tokens.data.isCut ? <Callout>{t('cut')}</Callout> : null}
        {tokens.data.items.length === 0 ? <p className="quiet">{t('noOthersTokens')}</p> : null}
        <ul className="own-list">
          {tokens.data.items.map((token) => (
            <li key={token.id}>
              <span className="own-of">
                <Person id={token.owner} />
              </span>
              <TokenLine token={token} now={now} />
              {token.revokedAt === null && Date.parse(token.expiresAt) > now ? (
                <Button isDisabled={revoke.isPending} onPress={() => revoke.mutate({ id: token.id })}>
                  {t('revoke')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
