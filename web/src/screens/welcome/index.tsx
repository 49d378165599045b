import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useReadSession, type Session } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { Doorway } from '../../shell/doorway.tsx';
import { t } from '../../text/sign-in.ts';
import { FirstSigner } from './first-signer.tsx';
import { OwnPasskey } from './own-passkey.tsx';

/** What a one-time link opens: its person's session, and the way to a passkey of their own. */
export function Screen() {
  const readSession = useReadSession();
  const navigate = useNavigate();
  const [session, setSession] = useState<Session>();
  const [problem, setProblem] = useState<Problem>();
  const began = useRef(false);
  useEffect(() => {
    if (began.current) return;
    began.current = true;
    const link = location.hash.slice(1);
    // the secret leaves the address bar and the history before anything else happens
    history.replaceState(history.state, '', location.pathname);
    const enter = async (): Promise<void> => {
      try {
        const before = await readSession();
        if (link !== '') await call('session.link', { link });
        const now = link === '' ? before : await readSession();
        if (now.state === 'anonymous') await navigate({ to: '/sign-in', replace: true });
        else setSession(now);
      } catch (error) {
        setProblem(asProblem(error));
      }
    };
    void enter();
  }, [navigate, readSession]);

  if (problem !== undefined)
    return (
      <Doorway title={t('linkFailed')}>
        <Callout tone="attn">{problem.message}</Callout>
        <p className="soft prose">{t('makeAnother')}</p>
        <Identifier>npx countersign console</Identifier>
        <Button onPress={() => void navigate({ to: '/sign-in' })}>{t('signIn')}</Button>
      </Doorway>
    );
  if (session === undefined)
    return (
      <Doorway title={t('welcome')}>
        <p role="status">{t('checking')}</p>
      </Doorway>
    );
  return session.state === 'setup' ? <FirstSigner /> : <OwnPasskey session={session} />;
}
