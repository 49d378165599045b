import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useReadSession, useSession } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { answerWithPasskey, canUsePasskeys } from '../../webauthn.ts';
import { Doorway } from '../../shell/doorway.tsx';
import { rememberWanted, ownPath } from '../../shell/wanted-path.ts';
import { t } from '../../text/sign-in.ts';
import { goToProvider } from './go-to-provider.ts';

/** Signing in: a passkey, or how to get a link. Nothing is told about the installation but whether it is a demo. */
export function Screen() {
  const session = useSession();
  const readSession = useReadSession();
  const navigate = useNavigate();
  const wanted: { readonly to?: unknown; readonly ended?: unknown } = useSearch({ strict: false });
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const provider = session?.provider?.name;
  const leave = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      rememberWanted(wanted.to);
      goToProvider((await call('session.open-provider', {})).to);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  const enter = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { challenge, options } = await call('session.open-passkey', {});
      await call('session.begin', { challenge, response: await answerWithPasskey(options) });
      await readSession();
      await navigate({ href: ownPath(wanted.to), replace: true });
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Doorway title={t('signIn')}>
      {wanted.ended === true ? (
        <div role="status">
          <Callout>{t('sessionEnded')}</Callout>
        </div>
      ) : null}
      <p className="soft prose">{t('signInWhy')}</p>
      <Button
        look="ink"
        large
        block
        icon="passkey"
        isDisabled={isBusy || !canUsePasskeys()}
        onPress={() => void enter()}
      >
        {t('withPasskey')}
      </Button>
      {provider === undefined ? null : (
        <>
          <Button large block icon="person" isDisabled={isBusy} onPress={() => void leave()}>
            {t('withProvider', { name: provider })}
          </Button>
          <p className="soft">{t('providerSignsNothing')}</p>
        </>
      )}
      {problem === undefined ? null : (
        <div role="alert">
          <Callout tone="attn">
            {problem.message} {problem.next}
          </Callout>
        </div>
      )}
      <div className="prose">
        <b>{t('noPasskey')}</b>
        <p className="soft">{t('noPasskeyWhy')}</p>
        <p>
          <Identifier>{session?.demo === true ? t('linkCommandDemo') : t('linkCommand')}</Identifier>
        </p>
      </div>
    </Doorway>
  );
}
