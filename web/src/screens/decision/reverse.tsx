import { useState } from 'react';
import { call, work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import type { Session } from '../../api/session.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextArea } from '../../components/text-field.tsx';
import { restoreCovers } from '../../signing/covers.ts';
import { t } from '../../text/cases.ts';
import { isOfThisPage, signWithPasskey } from '../../webauthn.ts';

/** Putting back exactly what was changed: a reason, a signature, and the enforcer’s work. */
export function Reverse({
  execution,
  session,
  onDone,
}: {
  readonly execution: string;
  readonly session: Session;
  readonly onDone: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const key = session.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  if (key === undefined) return null;
  const reverse = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { keyFingerprint, publicKey } = key;
      const asked = { execution, keyFingerprint, reason: reason.trim() };
      const { statement } = await call('restores.prepare', asked);
      restoreCovers(statement, { signer: session.person?.id, now: now() }, asked);
      const signature = await signWithPasskey(statement, publicKey);
      const { plan } = await call('restores.sign', { statement, signature });
      await work('executions.start', { plan }, () => undefined);
      setOpen(false);
      onDone();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button block icon="undo" onPress={() => setOpen(true)}>
        {t('reverse')}
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={t('reverseTitle')}
        actions={
          <>
            <Button onPress={() => setOpen(false)}>{t('cancel')}</Button>
            <Button
              look="ink"
              icon="passkey"
              isDisabled={isBusy || reason.trim() === ''}
              onPress={() => void reverse()}
            >
              {isBusy ? t('signing') : t('signNow')}
            </Button>
          </>
        }
      >
        <TextArea label={t('reverseReason')} value={reason} onChange={setReason} maxLength={2000} />
        {problem === undefined ? null : (
          <Callout tone="alarm">
            {problem.message} {problem.next}
          </Callout>
        )}
      </Dialog>
    </>
  );
}
