import { useState } from 'react';
import { useWrite } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import { t } from '../../text/notifications.ts';

/** Asks why a channel is taken out: the reason stands in the ledger. */
export function RemoveDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const remove = useWrite('notifications.remove-channel', {
    renews: ['notifications.channels', 'notifications.deliveries', 'notifications.preferences'],
  });
  const send = (): void => remove.mutate({ name, reason: reason.trim() }, { onSuccess: () => onClose() });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('removeTitle', { name })}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button look="stop" isDisabled={reason.trim() === '' || remove.isPending} onPress={send}>
            {t('remove')}
          </Button>
        </>
      }
    >
      <p className="prose">{t('removeWhy')}</p>
      <TextField label={t('reason')} value={reason} onChange={setReason} maxLength={500} required />
      {remove.error === null ? null : (
        <Callout tone="alarm">
          {remove.error.message} {remove.error.next}
        </Callout>
      )}
    </Dialog>
  );
}
