import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useRenew } from '../../api/queries.ts';
import { useAttempt } from '../../api/use-attempt.ts';
import type { Session } from '../../api/session.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { SignatureLine } from '../../components/signing.tsx';
import { TextArea } from '../../components/text-field.tsx';
import { mandateCovers, mandateEndCovers } from '../../signing/covers.ts';
import { t as cases } from '../../text/cases.ts';
import { t } from '../../text/mandates.ts';
import { signWithPasskey } from '../../webauthn.ts';
import type { Shown } from './index.tsx';
import { TermsRows } from './terms.tsx';

/** Signing a mandate over the terms that are shown here, or ending it. */
export function SignDialog({
  act,
  mandate,
  session,
  passkey,
  onClose,
}: {
  readonly act: 'sign' | 'end';
  readonly mandate: Shown['mandate'];
  readonly session: Session;
  readonly passkey: Session['keys'][number];
  readonly onClose: () => void;
}) {
  const renew = useRenew();
  const [said, setReason] = useState('');
  const { isBusy, problem, attempt } = useAttempt();
  const reason = said.trim();
  const sign = (): Promise<void> =>
    attempt(async () => {
      const own = { mandate: mandate.id, keyFingerprint: passkey.keyFingerprint };
      const signing = { signer: session.person?.id, now: now() };
      if (act === 'sign') {
        const { statement } = await call('mandates.prepare', own);
        mandateCovers(statement, signing, { mandate: mandate.id, terms: mandate.terms });
        await call('mandates.sign', {
          statement,
          signature: await signWithPasskey(statement, passkey.publicKey),
        });
      } else {
        const { statement } = await call('mandates.prepare-end', { ...own, reason });
        mandateEndCovers(statement, signing, { mandate: mandate.id, reason });
        await call('mandates.end', {
          statement,
          signature: await signWithPasskey(statement, passkey.publicKey),
        });
      }
      await renew(['mandates']);
      onClose();
    });
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={t(act === 'sign' ? 'signTitle' : 'endTitle')}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look="ink"
            icon="passkey"
            isDisabled={isBusy || (act === 'end' && reason === '')}
            onPress={() => void sign()}
          >
            {isBusy ? t('signing') : t(act)}
          </Button>
        </>
      }
    >
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {t('notSigned')}: {problem.message} {problem.next}
        </Callout>
      )}
      <p>{t(act === 'sign' ? 'signWhat' : 'endWhat')}</p>
      {act === 'sign' ? (
        <TermsRows terms={mandate.terms} />
      ) : (
        <TextArea label={t('reason')} value={said} onChange={setReason} maxLength={2000} rows={2} />
      )}
      <SignatureLine who={session.person?.name ?? session.person?.id ?? ''} how={cases('withPasskey')} />
    </Dialog>
  );
}
