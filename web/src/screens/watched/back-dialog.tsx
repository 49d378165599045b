import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useRenew } from '../../api/queries.ts';
import { useAttempt } from '../../api/use-attempt.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextArea } from '../../components/text-field.tsx';
import { t } from '../../text/watched.ts';
import type { Window } from './index.tsx';

/** Having something back before it is deleted: what follows is said first; no signature is needed. */
export function BackDialog({ window, onClose }: { readonly window: Window; readonly onClose: () => void }) {
  const renew = useRenew();
  const [reason, setReason] = useState('');
  const { isBusy, problem, attempt } = useAttempt();
  const giveBack = (): Promise<void> =>
    attempt(async () => {
      await call('windows.return', { execution: window.execution, reason: reason.trim() });
      await renew(['windows']);
      onClose();
    });
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={t('giveBackTitle')}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look="ink"
            icon="undo"
            isDisabled={isBusy || reason.trim() === ''}
            onPress={() => void giveBack()}
          >
            {isBusy ? t('givingBack') : t('giveBack')}
          </Button>
        </>
      }
    >
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {t('notDone')}: {problem.message} {problem.next}
        </Callout>
      )}
      <p>
        <b>{window.accountKey.replace(/^role\//, '')}</b> · {window.source}
      </p>
      <p>{t('giveBackWhat')}</p>
      <TextArea
        label={t('reason')}
        value={reason}
        onChange={setReason}
        help={t('giveBackNote')}
        maxLength={2000}
        rows={2}
      />
    </Dialog>
  );
}
