import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { t } from '../../text/review.ts';
import type { Beside } from './kinds.ts';

/** Which of the smaller things that would work is taken away. */
export function NarrowDialog({
  offers,
  onSet,
  onClose,
}: {
  readonly offers: Beside['no']['offers'];
  readonly onSet: (offer: string) => void;
  readonly onClose: () => void;
}) {
  const [chosen, setChosen] = useState<string>();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('narrowTitle')}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look="ink"
            isDisabled={chosen === undefined}
            onPress={() => chosen !== undefined && onSet(chosen)}
          >
            {t('narrowSet')}
          </Button>
        </>
      }
    >
      {offers.length === 0 ? (
        <p>{t('narrowNone')}</p>
      ) : (
        <ChoiceList
          label={t('narrowTitle')}
          choices={offers.map(({ id, says }) => ({ id, label: says }))}
          value={chosen}
          onChange={setChosen}
        />
      )}
    </Dialog>
  );
}
