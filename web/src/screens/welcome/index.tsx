import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { sessionChanged, useSession } from '../../api/session.ts';
import { ErrorState } from '../../components/states.tsx';
import { Doorway } from '../../shell/doorway.tsx';
import { t } from '../../text/welcome.ts';

/** A one-time link is used once, and leaves the address at once, so that nobody reads it there. */
export function Screen() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useSession();
  const [problem, setProblem] = useState<Problem>();
  const [link] = useState(() => location.hash.slice(1));
  const wasUsed = useRef(false);
  useEffect(() => {
    if (link === '' || wasUsed.current) return;
    wasUsed.current = true;
    history.replaceState(null, '', location.pathname);
    void (async () => {
      try {
        await call('session.link', { link });
        await sessionChanged(client);
        await navigate({ to: '/overview', replace: true });
      } catch (error) {
        setProblem(asProblem(error));
      }
    })();
  }, [client, link, navigate]);
  return (
    <Doorway title={t('title')}>
      {problem !== undefined ? (
        <ErrorState problem={problem} title={t('failed')} unchanged={t('unchanged')} />
      ) : session?.state === 'setup' ? (
        <p>{t('setup')}</p>
      ) : (
        <p>{link === '' ? t('noLink') : t('opening')}</p>
      )}
    </Doorway>
  );
}
