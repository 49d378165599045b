import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useRenew } from '../../api/queries.ts';
import { useAttempt } from '../../api/use-attempt.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextArea } from '../../components/text-field.tsx';
import { t } from '../../text/mandates.ts';
import type { Item } from './items.tsx';

/** Objecting to one item: what follows is said first; no signature is needed. */
export function ObjectDialog({ item, onClose }: { readonly item: Item; readonly onClose: () => void }) {
  const renew = useRenew();
  const [reason, setReason] = useState('');
  const { isBusy, problem, attempt } = useAttempt();
  const object = (): Promise<void> =>
    attempt(async () => {
      await call('mandates.object', { proposal: item.proposal, reason: reason.trim() });
      await renew(['mandates']);
      onClose();
    });
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={t('objectTitle')}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look="ink"
            icon="hold"
            isDisabled={isBusy || reason.trim() === ''}
            onPress={() => void object()}
          >
            {isBusy ? t('objecting') : t('object')}
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
        <b>{item.title}</b>
      </p>
      <p>{t(item.state === 'done' ? 'objectBack' : 'objectHeld')}</p>
      <TextArea
        label={t('reason')}
        value={reason}
        onChange={setReason}
        help={t('objectNote')}
        maxLength={2000}
        rows={2}
      />
    </Dialog>
  );
}
