import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useReadSession, type Session } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { isOfThisPage } from '../../webauthn.ts';
import { registerPasskey } from '../../register-passkey.ts';
import { Doorway } from '../../shell/doorway.tsx';
import { t } from '../../text/sign-in.ts';

type State = 'asked' | 'making' | 'enrolling' | 'enrolled' | 'waiting';

/** Offers a passkey to somebody who has none here, and says when it speaks for them. */
export function OwnPasskey({ session }: { readonly session: Session }) {
  const readSession = useReadSession();
  const navigate = useNavigate();
  const [registration, setRegistration] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [state, setState] = useState<State>(hasPasskey(session) ? 'enrolled' : 'asked');
  const name = session.person?.name ?? session.person?.id ?? '';
  const make = async (): Promise<void> => {
    setProblem(undefined);
    setState('making');
    try {
      const made = await registerPasskey(name);
      setRegistration(made.registration);
      setState('enrolling');
      setState((await becameEnrolled(readSession, made.keyFingerprint)) ? 'enrolled' : 'waiting');
    } catch (error) {
      setProblem(asProblem(error));
      setState('asked');
    }
  };
  const goOn = () => void navigate({ to: '/findings', replace: true });
  return (
    <Doorway title={state === 'waiting' ? t('waiting') : t('hello', { name })}>
      {state === 'waiting' ? (
        <>
          <p className="soft prose">{t('waitingWhy')}</p>
          <Identifier>
            {`npx countersign signers enrol --registration ${registration} --role reviewer --key ~/.ssh/id_ed25519_sk`}
          </Identifier>
        </>
      ) : (
        <p className="soft prose">{state === 'enrolled' ? t('enrolled') : t('passkeyFirst')}</p>
      )}
      {problem === undefined ? null : (
        <Callout tone="attn">
          {problem.message} {problem.next}
        </Callout>
      )}
      {state === 'asked' ? (
        <>
          <Button look="ink" large block icon="passkey" onPress={() => void make()}>
            {t('makePasskey')}
          </Button>
          <Button look="bare" block onPress={goOn}>
            {t('lookFirst')}
          </Button>
        </>
      ) : state === 'making' || state === 'enrolling' ? (
        <p role="status">{t(state)}</p>
      ) : (
        <Button look="ink" large block icon="arrow" onPress={goOn}>
          {t('goOn')}
        </Button>
      )}
    </Doorway>
  );
}

const hasPasskey = ({ keys }: Session): boolean => keys.some(({ publicKey }) => isOfThisPage(publicKey));

/** Asks for a quarter of a minute whether the key speaks for its person. */
async function becameEnrolled(readSession: () => Promise<Session>, fingerprint: string): Promise<boolean> {
  for (let tries = 0; tries < 15; tries++) {
    const { keys } = await readSession();
    if (keys.some(({ keyFingerprint }) => keyFingerprint === fingerprint)) return true;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return false;
}
