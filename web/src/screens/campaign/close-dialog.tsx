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
import { campaignCovers } from '../../signing/covers.ts';
import { t as cases } from '../../text/cases.ts';
import { t } from '../../text/campaigns.ts';
import { signWithPasskey } from '../../webauthn.ts';
import type { Shown } from './index.tsx';

/** Closing: what is left open is said, and is part of what is signed. */
export function CloseDialog({
  campaign,
  session,
  passkey,
  onClose,
}: {
  readonly campaign: Shown;
  readonly session: Session;
  readonly passkey: Session['keys'][number];
  readonly onClose: () => void;
}) {
  const renew = useRenew();
  const [reason, setReason] = useState('');
  const { isBusy, problem, attempt } = useAttempt();
  const sign = (): Promise<void> =>
    attempt(async () => {
      const opened = await call('campaigns.prepare-close', {
        campaign: campaign.id,
        keyFingerprint: passkey.keyFingerprint,
        reason: reason.trim(),
      });
      const { open } = campaignCovers(
        opened.statement,
        { signer: session.person?.id, now: now() },
        { campaign: campaign.id, reason: reason.trim() },
      );
      if (open !== campaign.open) await renew(['campaigns']);
      const signature = await signWithPasskey(opened.statement, passkey.publicKey);
      await call('campaigns.close', { statement: opened.statement, signature });
      await renew(['campaigns']);
      onClose();
    });
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={t('closeTitle')}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look="ink"
            icon="passkey"
            isDisabled={isBusy || reason.trim() === ''}
            onPress={() => void sign()}
          >
            {isBusy ? t('signing') : t('sign')}
          </Button>
        </>
      }
    >
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {t('notSigned')}: {problem.message} {problem.next}
        </Callout>
      )}
      <p>{campaign.open === 0 ? t('closeNothing') : t('closeLeaves', { count: campaign.open })}</p>
      <TextArea
        label={t('closeBecause')}
        value={reason}
        onChange={setReason}
        help={t('closeHelp')}
        maxLength={2000}
        rows={2}
      />
      <SignatureLine who={session.person?.name ?? session.person?.id ?? ''} how={cases('withPasskey')} />
    </Dialog>
  );
}
