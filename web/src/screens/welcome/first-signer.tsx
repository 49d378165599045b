import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { useReadSession } from '../../api/session.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { registerPasskey } from '../../register-passkey.ts';
import { Doorway } from '../../shell/doorway.tsx';
import { readBootstrap } from '../../statements/bootstrap-item.ts';
import { policiesToBegin, type PolicyToBegin } from '../../statements/policies-to-begin.ts';
import { t } from '../../text/sign-in.ts';
import { digestOf } from '../../signing/digest.ts';
import { signWithPasskey } from '../../webauthn.ts';
import { Beginning } from './beginning.tsx';
import { WhoYouAre, type Named } from './who-you-are.tsx';

const firstRoles = ['administrator', 'governor', 'reviewer', 'security'];

/** The first statement, read and held to what was asked for, before it is signed. */
export interface Begun {
  readonly made: RouteOutput<'passkeys.register'>;
  readonly person: RouteOutput<'bootstrap.prepare'>['person'];
  readonly statement: string;
  readonly digest: string;
  readonly ledger: string;
  readonly checkpointKey: string;
  readonly policy: string;
  readonly policies: readonly PolicyToBegin[];
}

/** The beginning of a ledger: a passkey is made, what it would sign is shown, and it signs the entry that enrols it. */
export function FirstSigner() {
  const readSession = useReadSession();
  const navigate = useNavigate();
  const [who, setWho] = useState<Named>({ name: '' });
  const [step, setStep] = useState<'asked' | 'making' | 'shown' | 'signBeginning'>('asked');
  const [begun, setBegun] = useState<Begun>();
  const [problem, setProblem] = useState<Problem>();
  const make = async (): Promise<void> => {
    setProblem(undefined);
    setStep('making');
    try {
      const made = await registerPasskey(who.name.trim(), who.is);
      setBegun(await prepare(made));
      setStep('shown');
    } catch (error) {
      setProblem(asProblem(error));
      setStep('asked');
    }
  };
  const sign = async ({ made, person, statement }: Begun): Promise<void> => {
    setProblem(undefined);
    setStep('signBeginning');
    try {
      const signature = await signWithPasskey(statement, made.publicKey);
      await call('bootstrap.sign', { ...askedOf(made), person, statement, signature });
      await readSession();
      await navigate({ to: '/overview', replace: true });
    } catch (error) {
      setProblem(asProblem(error));
      setStep('shown');
    }
  };
  return (
    <Doorway title={begun === undefined ? t('first') : t('firstShown')}>
      {begun === undefined ? (
        <>
          <p className="soft prose">{t('firstWhy')}</p>
          <WhoYouAre who={who} onChange={setWho} />
          <p className="quiet prose">{t('rolesWhy')}</p>
        </>
      ) : (
        <Beginning begun={begun} roles={firstRoles} />
      )}
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
          isDisabled={who.name.trim() === ''}
          onPress={() => void make()}
        >
          {t('begin')}
        </Button>
      ) : step === 'shown' && begun !== undefined ? (
        <Button look="ink" large block icon="passkey" onPress={() => void sign(begun)}>
          {t('signBegin')}
        </Button>
      ) : (
        <p role="status">{t(step === 'making' ? 'making' : 'signBeginning')}</p>
      )}
    </Doorway>
  );
}

const askedOf = ({ publicKey, record }: Begun['made']) => ({
  publicKey,
  registration: record,
  roles: firstRoles,
});

async function prepare(made: Begun['made']): Promise<Begun> {
  const { digest: policy, policies } = await policiesToBegin(await call('bootstrap.policies', {}));
  const { statement, person } = await call('bootstrap.prepare', { ...askedOf(made), as: made.person });
  const { ledger, checkpointKey } = readBootstrap(statement, { made, roles: firstRoles, policy, now: now() });
  return {
    made,
    person,
    statement,
    digest: await digestOf(statement),
    ledger,
    checkpointKey,
    policy,
    policies,
  };
}
