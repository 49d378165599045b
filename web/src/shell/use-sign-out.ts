import { useNavigate } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { useReadSession } from '../api/session.ts';
import { toast } from '../components/toasts.ts';
import { t } from '../text/shell.ts';

/** Ends this session at the server, forgets what was read for it, and leads to the door. */
export function useSignOut(): () => Promise<void> {
  const readSession = useReadSession();
  const navigate = useNavigate();
  return async () => {
    try {
      await call('session.end', {});
    } catch (error) {
      const problem = asProblem(error);
      // whoever is told that they are not signed in is where they wanted to be
      if (problem.status !== 401) {
        toast(t('notSignedOut', { why: problem.message }), { tone: 'problem' });
        return;
      }
    }
    await navigate({ to: '/sign-in', replace: true });
    await readSession();
  };
}
