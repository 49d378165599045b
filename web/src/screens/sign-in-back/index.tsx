import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useReadSession } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Doorway } from '../../shell/doorway.tsx';
import { takeWanted } from '../../shell/wanted-path.ts';
import { t } from '../../text/sign-in.ts';

/** What a problem is called, by its code; each says in its own words what to do. */
const titles: Readonly<Record<string, string>> = {
  not_permitted: t('backRefused'),
  source_unreachable: t('backUnreachable'),
  timed_out: t('backUnreachable'),
  unauthenticated: t('backOver'),
};

/** Where the identity provider sends people back to: hands in what it answered, and says plainly when that lets nobody in. */
export function Screen() {
  const readSession = useReadSession();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<Problem>();
  const began = useRef(false);
  useEffect(() => {
    if (began.current) return;
    began.current = true;
    const answer = location.search.slice(1);
    // the code leaves the address bar and the history before anything else happens
    history.replaceState(history.state, '', location.pathname);
    const enter = async (): Promise<void> => {
      try {
        // a session that is still open has a token of its own, which every write brings
        await readSession();
        if (answer === '') await navigate({ to: '/sign-in', replace: true });
        else {
          await call('session.provider', { answer });
          await readSession();
          await navigate({ href: takeWanted(), replace: true });
        }
      } catch (error) {
        setProblem(asProblem(error));
      }
    };
    void enter();
  }, [navigate, readSession]);

  if (problem === undefined)
    return (
      <Doorway title={t('backTitle')}>
        <p role="status">{t('backChecking')}</p>
      </Doorway>
    );
  return (
    <Doorway title={titles[problem.code] ?? t('backFailed')}>
      <div role="alert">
        <Callout tone="attn">{problem.message}</Callout>
      </div>
      {problem.next === undefined ? null : <p className="soft prose">{problem.next}</p>}
      <Button look="ink" onPress={() => void navigate({ to: '/sign-in', replace: true })}>
        {t('backStart')}
      </Button>
    </Doorway>
  );
}
