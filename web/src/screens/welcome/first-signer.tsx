import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useReadSession } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { TextField } from '../../components/text-field.tsx';
import { signWithPasskey } from '../../webauthn.ts';
import { registerPasskey } from './register-passkey.ts';
import { Doorway } from '../../shell/doorway.tsx';
import { t } from '../../text/sign-in.ts';

const firstRoles = ['administrator', 'governor', 'reviewer', 'security'];

/** The beginning of a ledger: a passkey is made, and signs the entry that enrols it. */
export function FirstSigner() {
  const readSession = useReadSession();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [step, setStep] = useState<'asked' | 'making' | 'signBeginning'>('asked');
  const [problem, setProblem] = useState<Problem>();
  const begin = async (): Promise<void> => {
    setProblem(undefined);
    setStep('making');
    try {
      const made = await registerPasskey(name.trim());
      setStep('signBeginning');
      const asked = { publicKey: made.publicKey, registration: made.record, roles: firstRoles };
      const { statement, person } = await call('bootstrap.prepare', { ...asked, as: made.person });
      const signature = await signWithPasskey(statement, made.publicKey);
      await call('bootstrap.sign', { ...asked, person, statement, signature });
      await readSession();
      await navigate({ to: '/overview', replace: true });
    } catch (error) {
      setProblem(asProblem(error));
      setStep('asked');
    }
  };
  return (
    <Doorway title={t('first')}>
      <p className="soft prose">{t('firstWhy')}</p>
      <TextField
        label={t('yourName')}
        value={name}
        onChange={setName}
        help={t('yourNameHelp')}
        maxLength={64}
        autoComplete="name"
      />
      <p className="quiet prose">{t('rolesWhy')}</p>
      {problem === undefined ? null : (
        <Callout tone="attn">
          {problem.message} {problem.next}
        </Callout>
      )}
      {step === 'asked' ? (
        <Button
          look="ink"
          large
          block
          icon="passkey"
          isDisabled={name.trim() === ''}
          onPress={() => void begin()}
        >
          {t('begin')}
        </Button>
      ) : (
        <p role="status">{t(step)}</p>
      )}
    </Doorway>
  );
}
